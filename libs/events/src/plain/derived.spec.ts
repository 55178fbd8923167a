import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { derivedHash, derivedUniqueId, uuidOfName } from './derived.js';

const SOURCE = 'dmp/national-december-2023/42/17';

describe('the uniqueId of a simulated document', () => {
  it('is an OID under the arc of UUIDs, short enough for XDS', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (sequence) => {
        const uniqueId = derivedUniqueId(SOURCE, sequence);
        expect(uniqueId).toMatch(/^2\.25\.[1-9]\d*$/);
        expect(uniqueId.length).toBeLessThanOrEqual(64);
      }),
    );
  });

  it('is a version 5 UUID, read as an integer', () => {
    const integer = BigInt(derivedUniqueId(SOURCE, 0).slice('2.25.'.length));
    const hex = integer.toString(16).padStart(32, '0');
    expect(hex[12]).toBe('5');
    expect('89ab').toContain(hex[16]);
  });

  it('never changes, because it stands in what others have stored', () => {
    expect(derivedUniqueId(SOURCE, 123456)).toBe('2.25.202633320601515134268742263674658192349');
    expect(Buffer.from(derivedHash(SOURCE, 123456)).toString('hex')).toBe(
      'e55b5524048abb426ebbbc3c0a7d9236e27763b1',
    );
  });

  it('differs by sequence and by source', () => {
    const uniqueIds = new Set<string>();
    for (let sequence = 0; sequence < 1000; sequence++) {
      uniqueIds.add(derivedUniqueId(SOURCE, sequence));
      uniqueIds.add(derivedUniqueId('dmp/national-december-2023/42/18', sequence));
    }
    expect(uniqueIds.size).toBe(2000);
  });

  it('rests on the name-based UUID that other implementations compute (here Python, uuid.uuid5)', () => {
    const dns = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';
    expect(uuidOfName(dns, 'www.example.com')).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2');
  });
});

describe('the hash of a simulated document', () => {
  it('is the SHA-1 of its uniqueId', () => {
    const hash = createHash('sha1').update(derivedUniqueId(SOURCE, 7)).digest();
    expect(derivedHash(SOURCE, 7)).toEqual(hash);
    expect(derivedHash(SOURCE, 7)).toHaveLength(20);
  });
});
