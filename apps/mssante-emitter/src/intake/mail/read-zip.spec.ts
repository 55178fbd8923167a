import { describe, expect, it } from '@jest/globals';
import { MailRefusedError } from '#libs/mssante';
import fc from 'fast-check';
import {
  ZIP_ENTRIES_MAX,
  ZIP_NAME_CHARACTERS_MAX,
  ZIP_RATIO_FREE_BYTES,
  ZIP_UNCOMPRESSED_BYTES_MAX,
} from '../limits.js';
import { xdmOf, zipOf } from '../test-mails.js';
import { readZip } from './read-zip.js';

const SMALL = Buffer.from('x');

const cameOf = async (bytes: Buffer): Promise<string> => {
  try {
    await readZip(bytes);
  } catch (error) {
    if (error instanceof MailRefusedError && error.refusal === 'bad-archive') return error.came;
    throw error;
  }
  return 'read';
};

/** Replaces every occurrence of a text by another one of the same length. */
const replaced = (bytes: Buffer, from: string, to: string): Buffer =>
  Buffer.from(bytes.toString('latin1').replaceAll(from, to), 'latin1');

describe('a zip', () => {
  it('gives its files by upper-case name, folders left out', async () => {
    const files = await readZip(
      await zipOf([
        ['index.htm', SMALL],
        ['IHE_XDM/SUBSET01/METADATA.XML', Buffer.from('metadata')],
      ]),
    );
    expect([...files.keys()]).toEqual(['INDEX.HTM', 'IHE_XDM/SUBSET01/METADATA.XML']);
    expect(files.get('IHE_XDM/SUBSET01/METADATA.XML')?.toString()).toBe('metadata');
  });

  it('of as many entries as allowed is read, of one more it is refused', async () => {
    const entries = (count: number): Promise<Buffer> =>
      zipOf(Array.from({ length: count }, (_, index) => [`F${index}`, SMALL] as const));
    expect(await cameOf(await entries(ZIP_ENTRIES_MAX))).toBe('read');
    expect(await cameOf(await entries(ZIP_ENTRIES_MAX + 1))).toMatch(/65 entries/);
  });

  it('is refused when two entries have one name, whatever the case', async () => {
    expect(
      await cameOf(
        await zipOf([
          ['A.XML', SMALL],
          ['a.xml', SMALL],
        ]),
      ),
    ).toMatch(/two entries/);
  });

  it('is refused when an entry leaves its folder', async () => {
    const honest = await zipOf([['AA/BB', SMALL]]);
    expect(await cameOf(replaced(honest, 'AA/BB', '../BB'))).toMatch(
      /relative path|leaves its folder/,
    );
    expect(await cameOf(replaced(honest, 'AA/BB', '/A/BB'))).toMatch(
      /absolute path|leaves its folder/,
    );
    expect(await cameOf(replaced(honest, 'AA/BB', 'A\\..B'))).toMatch(
      /invalid characters|leaves its folder/,
    );
    expect(await cameOf(replaced(honest, 'AA/BB', 'A\0/BB'))).toMatch(/leaves its folder/);
  });

  it('is refused when a name is too long', async () => {
    const name = (length: number): string => 'N'.repeat(length);
    expect(await cameOf(await zipOf([[name(ZIP_NAME_CHARACTERS_MAX), SMALL]]))).toBe('read');
    expect(await cameOf(await zipOf([[name(ZIP_NAME_CHARACTERS_MAX + 1), SMALL]]))).toMatch(
      /name of/,
    );
  });

  it('is refused when an entry is encrypted', async () => {
    const bytes = await zipOf([['A.XML', SMALL]]);
    // Bit 0 of the general purpose flags, in the central directory and in the local header.
    bytes[bytes.indexOf('PK\x01\x02', 0, 'latin1') + 8] = 1;
    bytes[bytes.indexOf('PK\x03\x04', 0, 'latin1') + 6] = 1;
    expect(await cameOf(bytes)).toMatch(/encrypted/);
  });

  it('is refused when a method of compression is unknown', async () => {
    const bytes = await zipOf([['A.XML', SMALL]]);
    bytes[bytes.indexOf('PK\x01\x02', 0, 'latin1') + 10] = 12;
    expect(await cameOf(bytes)).toMatch(/compression method 12/);
  });

  it('is refused when it is a bomb, by its ratio or by its sum', async () => {
    expect(await cameOf(await zipOf([['A', Buffer.alloc(ZIP_RATIO_FREE_BYTES)]]))).toBe('read');
    expect(await cameOf(await zipOf([['A', Buffer.alloc(4 * ZIP_RATIO_FREE_BYTES)]]))).toMatch(
      /ratio/,
    );
    // Half of it noise: a ratio of two, and still too much of it.
    const half = Buffer.alloc(ZIP_UNCOMPRESSED_BYTES_MAX / 4);
    for (let at = 0; at < half.length; at += 2) half[at] = (at * 2654435761) >>> 23;
    const files = ['A', 'B', 'C', 'D', 'E'].map((name) => [name, half] as const);
    expect(await cameOf(await zipOf(files))).toMatch(/bytes uncompressed/);
  });

  it('is refused when an entry is longer than it says', async () => {
    const bytes = await zipOf([['A', Buffer.from('0123456789')]]);
    const directory = bytes.indexOf('PK\x01\x02', 0, 'latin1');
    bytes.writeUInt32LE(4, directory + 24);
    expect(await cameOf(bytes)).toMatch(/broken entry|more bytes/);
  });

  it('that is cut or changed anywhere is refused or read, and nothing else', async () => {
    const bytes = await xdmOf();
    await fc.assert(
      fc.asyncProperty(
        fc.nat(bytes.length),
        fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { maxLength: 8 }),
        async (end, changes) => {
          const spoilt = Buffer.from(bytes);
          for (const [at, value] of changes) spoilt[at] = value;
          expect(typeof (await cameOf(spoilt.subarray(0, end)))).toBe('string');
        },
      ),
      { numRuns: 500 },
    );
  });

  it('that is noise is refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (noise) => {
        expect(await cameOf(Buffer.from(noise))).not.toBe('read');
      }),
    );
  });
});
