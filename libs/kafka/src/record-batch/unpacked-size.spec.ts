import { describe, expect, it } from '@jest/globals';
import { compressionsAlgorithms } from '@platformatic/kafka';
import fc from 'fast-check';
import { lz4UnpackedBytes, snappyUnpackedBytes, type UnpackedSize } from './unpacked-size.js';

const UNBOUNDED = 2 ** 40;
const { snappy, lz4 } = compressionsAlgorithms;

/** Texts that repeat themselves, near and far, and such that do not. */
const contents = fc
  .array(fc.tuple(fc.uint8Array({ maxLength: 80 }), fc.integer({ min: 1, max: 300 })), {
    maxLength: 8,
  })
  .map((parts) =>
    Buffer.concat(
      parts.flatMap(([bytes, times]) => Array.from({ length: times }, () => Buffer.from(bytes))),
    ),
  );

/** Blocks as Java's Snappy stream writes them. */
function xerial(blocks: readonly Buffer[]): Buffer {
  const header = Buffer.from('82534e41505059000000000100000001', 'hex');
  return Buffer.concat([
    header,
    ...blocks.flatMap((block) => {
      const packed = snappy.compressSync(block);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(packed.length);
      return [length, packed];
    }),
  ]);
}

function outcomeOf(size: UnpackedSize, packed: Buffer, bytesMax: number): string {
  try {
    return String(size(packed, bytesMax));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return 'code' in error ? 'too large' : 'refused';
  }
}

describe.each([
  ['snappy', snappyUnpackedBytes, (bytes: Buffer) => Buffer.from(snappy.compressSync(bytes))],
  ['xerial', snappyUnpackedBytes, (bytes: Buffer) => xerial([bytes, bytes.subarray(0, 9)])],
  ['lz4', lz4UnpackedBytes, (bytes: Buffer) => Buffer.from(lz4.compressSync(bytes))],
] as const)('the size of %s bytes', (name, size, pack) => {
  const unpack = (packed: Buffer) => (name === 'lz4' ? lz4 : snappy).decompressSync(packed);

  it('is what unpacking gives, to the byte, and the bound is held on both sides', () => {
    fc.assert(
      fc.property(contents, (bytes) => {
        const packed = pack(bytes);
        const unpacked = unpack(packed).length;
        expect(size(packed, UNBOUNDED)).toBe(unpacked);
        expect(outcomeOf(size, packed, unpacked)).toBe(String(unpacked));
        if (unpacked > 0) expect(outcomeOf(size, packed, unpacked - 1)).toBe('too large');
      }),
      { numRuns: 100 },
    );
  });

  it('is right of whatever the library takes after a mutation, and refused of much that it does not', () => {
    let refused = 0;
    fc.assert(
      fc.property(
        contents,
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 }),
        (bytes, changes) => {
          const packed = pack(bytes);
          for (const [where, value] of changes) packed[where % packed.length] = value;
          const outcome = outcomeOf(size, packed, 10_000_000);
          refused += outcome === 'refused' ? 1 : 0;
          if (outcome === 'refused' || outcome === 'too large') return;
          try {
            expect(String(unpack(packed).length)).toBe(outcome);
          } catch (error) {
            // Checksums are the library's to check: what it refuses gives nothing.
            if (!(error instanceof WebAssembly.RuntimeError)) throw error;
          }
        },
      ),
      { numRuns: 300 },
    );
    expect(refused).toBeGreaterThan(0);
  });
});

describe('bytes that promise more than they hold', () => {
  it.each([
    ['a gigabyte of Snappy in seven bytes', snappyUnpackedBytes, '8094ebdc030041', 'refused'],
    ['a Snappy block cut in its size', snappyUnpackedBytes, 'ff', 'refused'],
    ['no Snappy at all', snappyUnpackedBytes, '', 'refused'],
    ['a Snappy copy of what was never there', snappyUnpackedBytes, '080100', 'refused'],
    ['an LZ4 frame without blocks', lz4UnpackedBytes, '04224d18604082', 'refused'],
    ['an LZ4 block of 2 GB', lz4UnpackedBytes, '04224d18604082ffffff7f00', 'refused'],
    ['no LZ4 frame', lz4UnpackedBytes, '', 'refused'],
  ] as const)('%s', (_what, size, hex, outcome) => {
    expect(outcomeOf(size, Buffer.from(hex, 'hex'), UNBOUNDED)).toBe(outcome);
  });

  it('are called too large before they are looked at any further', () => {
    const promise = Buffer.from('8094ebdc030041', 'hex');
    expect(outcomeOf(snappyUnpackedBytes, promise, 999_999_999)).toBe('too large');
    expect(outcomeOf(snappyUnpackedBytes, promise, 1_000_000_000)).toBe('refused');
  });
});
