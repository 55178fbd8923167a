import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CHANNELS } from './channels.js';
import { SHARD_COUNT } from './shards.js';
import {
  SourceError,
  parseIntakeSource,
  parseSource,
  sourceOf,
  sourceOfIntake,
} from './sources.js';
import { STREAMS } from './streams.js';

describe('a source', () => {
  it('names stream, scenario, seed and shard', () => {
    expect(sourceOf('dmp', 'national-december-2023', 42, 17)).toBe(
      'dmp/national-december-2023/42/17',
    );
  });

  it('gives its parts back', () => {
    const parts = fc.record({
      stream: fc.constantFrom(...STREAMS),
      scenario: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/),
      seed: fc.maxSafeNat(),
      shard: fc.nat(SHARD_COUNT - 1),
    });
    fc.assert(
      fc.property(parts, (source) => {
        const { stream, scenario, seed, shard } = source;
        expect(parseSource(sourceOf(stream, scenario, seed, shard))).toEqual(source);
      }),
    );
  });

  it.each([
    '',
    'dmp',
    'dmp/smoke/42',
    'dmp/smoke/42/17/1',
    'other/smoke/42/17',
    'dmp//42/17',
    'dmp/smoke/042/17',
    'dmp/smoke/-1/17',
    'dmp/smoke/1.5/17',
    'dmp/smoke/9007199254740992/17',
    'dmp/smoke/42/48',
    'dmp/smoke/42/',
    'dmp/smo ke/42/17',
  ])('that reads "%s" is not a simulated one', (text) => {
    expect(parseSource(text)).toBeUndefined();
  });

  it('cannot be made from a name that would be read back as another', () => {
    expect(() => sourceOf('dmp', 'a/b', 42, 17)).toThrow(SourceError);
    expect(() => sourceOf('dmp', '', 42, 17)).toThrow(SourceError);
    expect(() => sourceOf('dmp', 'a'.repeat(65), 42, 17)).toThrow(SourceError);
    expect(() => sourceOf('dmp', 'smoke', 42, SHARD_COUNT)).toThrow(SourceError);
    expect(() => sourceOf('dmp', 'smoke', -1, 0)).toThrow(SourceError);
  });
});

describe('the source of an intake', () => {
  const BIRTH = '5d01c2f3';

  it('names channel, birth and shard, and gives them back', () => {
    const dmp = { channel: 'dmp', intake: 'dmp', birth: BIRTH } as const;
    expect(sourceOfIntake({ ...dmp, shard: 17 })).toBe('dmp/intake.5d01c2f3/17');
    const births = fc.nat(2 ** 32 - 1).map((number) => number.toString(16).padStart(8, '0'));
    fc.assert(
      fc.property(
        fc.constantFrom(...CHANNELS),
        fc.constantFrom(...CHANNELS),
        fc.nat(SHARD_COUNT - 1),
        births,
        (channel, intake, shard, birth) => {
          const text = sourceOfIntake({ channel, intake, shard, birth });
          expect(parseIntakeSource(text)).toEqual({ channel, intake, shard, birth });
          expect(parseSource(text)).toBeUndefined();
        },
      ),
    );
  });

  it.each([
    '',
    'dmp/intake.5d01c2f3',
    'dmp/intake.5d01c2f3/',
    'dmp/intake.5d01c2f3/48',
    'dmp/intake.5d01c2f3/017',
    'dmp/intake.5d01c2f3/1/2',
    'dmp/intake/17',
    'dmp/intake.5D01C2F3/17',
    'dmp/intake.5d01c2f/17',
    'sons/intake.5d01c2f3/1',
    'dmp/smoke/1',
    'dmp/intake-dmp.5d01c2f3/17',
    'dmp/intake-sons.5d01c2f3/17',
  ])('is not "%s"', (text) => {
    expect(parseIntakeSource(text)).toBeUndefined();
  });

  it('names the streams that the intake of another channel writes apart', () => {
    const text = sourceOfIntake({
      channel: 'dmp',
      intake: 'eprescription',
      shard: 17,
      birth: BIRTH,
    });
    expect(text).toBe('dmp/intake-eprescription.5d01c2f3/17');
  });

  it('ends at the last shard, and takes a birth of eight digits alone', () => {
    const of = (shard: number, birth = BIRTH) =>
      sourceOfIntake({ channel: 'dmp', intake: 'dmp', shard, birth });
    expect(() => of(SHARD_COUNT - 1)).not.toThrow();
    expect(() => of(SHARD_COUNT)).toThrow(SourceError);
    expect(() => of(-1)).toThrow(SourceError);
    expect(() => of(1, '12345')).toThrow(SourceError);
  });
});
