import { describe, expect, it } from '@jest/globals';
import { putBytes } from './varints.js';
import { putWords, viewOf, WORD_SLACK_BYTES, wordsOf } from './words.js';

const LENGTH_MAX = 64;
const OFFSETS = [0, 1, 2, 3, 4, 7, 61];

function bytesOf(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 151 + length * 7 + 129) & 0xff);
}

describe('a segment written by words', () => {
  it('is the segment written by bytes, for every length and offset', () => {
    for (let length = 0; length <= LENGTH_MAX; length++) {
      const segment = bytesOf(length);
      for (const offset of OFFSETS) {
        const byWords = new Uint8Array(offset + length + WORD_SLACK_BYTES);
        const byBytes = byWords.slice();
        putWords(viewOf(byWords), offset, wordsOf(segment));
        const end = putBytes(byBytes, offset, segment);
        expect(byWords.subarray(0, end)).toEqual(byBytes.subarray(0, end));
      }
    }
  });

  it('touches nothing before it and no more than its slack behind it', () => {
    for (let length = 0; length <= LENGTH_MAX; length++) {
      const target = new Uint8Array(8 + length + 8).fill(0xee);
      putWords(viewOf(target), 5, wordsOf(bytesOf(length)));
      expect([...target.subarray(0, 5)].every((byte) => byte === 0xee)).toBe(true);
      const behind = target.subarray(5 + length + WORD_SLACK_BYTES);
      expect([...behind].every((byte) => byte === 0xee)).toBe(true);
    }
  });

  it('stays inside a window on a larger buffer', () => {
    const memory = new Uint8Array(64);
    putWords(viewOf(memory.subarray(16, 32)), 0, wordsOf(bytesOf(8)));
    expect(memory.subarray(16, 24)).toEqual(bytesOf(8));
    expect(() => {
      putWords(viewOf(memory.subarray(16, 20)), 0, wordsOf(bytesOf(8)));
    }).toThrow(RangeError);
  });
});
