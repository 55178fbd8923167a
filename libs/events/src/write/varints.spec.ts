import { describe, expect, it } from '@jest/globals';
import avro from 'avsc';
import fc from 'fast-check';
import { encodeStringSegment, putBytes, putInt, putLong } from './varints.js';

const avroInt = avro.Type.forSchema('int');
const avroString = avro.Type.forSchema('string');

function intBytes(value: number): string {
  const buffer = Buffer.alloc(16);
  return buffer.subarray(0, putInt(buffer, 0, value)).toString('hex');
}

function longBytes(value: number): string {
  const buffer = Buffer.alloc(16);
  return buffer.subarray(0, putLong(buffer, 0, value)).toString('hex');
}

/** The definition of a zigzag varint, in integers without bound: `avsc` is not exact near 2^53. */
function longBytesByDefinition(value: number): string {
  let zigzag = value < 0 ? -2n * BigInt(value) - 1n : 2n * BigInt(value);
  const groups: number[] = [];
  for (; zigzag > 0x7fn; zigzag >>= 7n) groups.push(Number(zigzag & 0x7fn) | 0x80);
  groups.push(Number(zigzag));
  return Buffer.from(groups).toString('hex');
}

describe('the writers of primitives', () => {
  it('write an int as avsc does, over all 32 bits', () => {
    const edges = [0, -1, 1, 63, 64, -64, -65, 8191, 8192, 2 ** 31 - 1, -(2 ** 31)];
    fc.assert(
      fc.property(fc.oneof(fc.integer(), fc.constantFrom(...edges)), (value) => {
        expect(intBytes(value)).toBe(avroInt.toBuffer(value).toString('hex'));
      }),
    );
  });

  it('write any safe integer as a long, exactly', () => {
    fc.assert(
      fc.property(fc.oneof(fc.maxSafeInteger(), fc.integer()), (value) => {
        expect(longBytes(value)).toBe(longBytesByDefinition(value));
      }),
    );
  });

  it('write a long exactly on both sides of each power of two', () => {
    for (let power = 0; power <= 53; power++) {
      for (const magnitude of [2 ** power - 1, 2 ** power, 2 ** power + 1]) {
        if (!Number.isSafeInteger(magnitude)) continue;
        expect(longBytes(magnitude)).toBe(longBytesByDefinition(magnitude));
        expect(longBytes(-magnitude)).toBe(longBytesByDefinition(-magnitude));
      }
    }
  });

  it('encode a text as avsc does', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), (text) => {
        const segment = Buffer.from(encodeStringSegment(text));
        expect(segment.equals(avroString.toBuffer(text))).toBe(true);
      }),
    );
  });

  it('touch nothing outside what they write', () => {
    const buffer = Buffer.alloc(12, 0xee);
    expect(putBytes(buffer, 3, Buffer.from([1, 2, 3]))).toBe(6);
    expect(putLong(buffer, 6, 0)).toBe(7);
    expect(putInt(buffer, 7, -1)).toBe(8);
    expect(buffer.toString('hex')).toBe('eeeeee0102030001eeeeeeee');
  });
});
