import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  PAGE_BYTES,
  PAGE_SEQUENCES,
  absentBesideList,
  fullBits,
  isPacked,
  newBits,
  packBits,
  packRun,
  pagesOfRun,
  runOfBits,
  summaryOf,
  unpackBits,
} from './sequence-set-forms.js';

const positions = fc.oneof(
  fc.integer({ min: 0, max: PAGE_SEQUENCES - 1 }),
  fc.constantFrom(0, 1, 31, 32, 33, PAGE_SEQUENCES - 33, PAGE_SEQUENCES - 2, PAGE_SEQUENCES - 1),
);
/** Pages from empty to full: some stretches present, some positions turned over. */
const pages = fc
  .record({
    stretches: fc.array(fc.tuple(positions, positions), { maxLength: 3 }),
    turned: fc.array(positions, { maxLength: 60 }),
    every: fc.constantFrom(0, 2, 3, 16, 17, 100),
  })
  .map(({ stretches, turned, every }) => {
    const present = Array<boolean>(PAGE_SEQUENCES).fill(false);
    for (const [one, other] of stretches) {
      present.fill(true, Math.min(one, other), Math.max(one, other) + 1);
    }
    const turn = (position: number): void => {
      present[position] = present[position] !== true;
    };
    if (every > 0) for (let at = 0; at < PAGE_SEQUENCES; at += every) turn(at);
    turned.forEach(turn);
    return present;
  });

describe('the forms of a page', () => {
  it('hold what the bits held, from the mark on', () => {
    fc.assert(
      fc.property(pages, fc.oneof(fc.constant(0), positions), (present, from) => {
        const bits = bitsOf(present);
        const summary = summaryOf(bits, from);
        const expected = present.map((isPresent, position) => position >= from && isPresent);
        expect(summary.present).toBe(expected.filter(Boolean).length);
        if (summary.present === 0) return;
        expect(summary.first).toBe(expected.indexOf(true));
        expect(summary.end).toBe(expected.lastIndexOf(true) + 1);
        const packed = packBits(bits, from, summary);
        expect(packed.length).toBeLessThanOrEqual(2 + PAGE_BYTES);
        expect(packed.length).toBeLessThanOrEqual(1 + 2 * summary.present);
        const unpacked = unpackBits(packed);
        const wrong = expected.flatMap((isPresent, position) =>
          position >= from &&
          (isPacked(packed, position) !== isPresent || isSet(unpacked, position) !== isPresent)
            ? [position]
            : [],
        );
        expect(wrong).toEqual([]);
        const absent = absentBesideList(packed);
        if (absent !== undefined && from === 0) {
          expect(absent).toBe(PAGE_SEQUENCES - summary.present);
        }
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['one that is present', [7], '800007'],
    ['all but one', except(7), '81ffff0007'],
    ['a full page', except(), '81ffff'],
    ['bits where lists would be longer', [8, 10, 12, 14, 17, 19, 21, 23], '000155aa'],
  ])('is the shortest: %s', (_, present, hex) => {
    const bits = newBits();
    for (const position of present) {
      bits[position >>> 5] = (bits[position >>> 5] ?? 0) | (1 << position);
    }
    const packed = packBits(bits, 0, summaryOf(bits, 0));
    expect(Buffer.from(packed).toString('hex')).toBe(hex);
  });

  it('gives the length of the run of present positions as counting them does', () => {
    fc.assert(
      fc.property(pages, positions, (present, from) => {
        const end = present.indexOf(false, from);
        expect(runOfBits(bitsOf(present), from)).toBe((end === -1 ? PAGE_SEQUENCES : end) - from);
      }),
    );
    expect(runOfBits(fullBits(), 0)).toBe(PAGE_SEQUENCES);
    expect(runOfBits(fullBits(), PAGE_SEQUENCES - 1)).toBe(1);
  });

  it.each([1, 15_259, 2 ** 37])('holds a run of %d full pages', (count) => {
    expect(pagesOfRun(packRun(count))).toBe(count);
    const within = Buffer.concat([Buffer.of(1, 2, 3), packRun(count)]).subarray(3);
    expect(pagesOfRun(within)).toBe(count);
    expect(() => unpackBits(packRun(count))).toThrow(/expected one page/);
  });

  it.each(['', '8000', '83', '8100', '81000000', '8200', '7f00ff', '1fff0101', '90000000'])(
    'refuses %s, which no version has written',
    (hex) => {
      const packed = Buffer.from(hex, 'hex');
      expect(() => unpackBits(packed)).toThrow(/expected a packed page of sequences/);
    },
  );
});

function bitsOf(present: readonly boolean[]): Int32Array {
  const bits = newBits();
  present.forEach((isPresent, position) => {
    if (isPresent) bits[position >>> 5] = (bits[position >>> 5] ?? 0) | (1 << position);
  });
  return bits;
}

function isSet(bits: Int32Array, position: number): boolean {
  return ((bits[position >>> 5] ?? 0) & (1 << position)) !== 0;
}

function except(...absent: number[]): number[] {
  return Array.from({ length: PAGE_SEQUENCES }, (_, position) => position).filter(
    (position) => !absent.includes(position),
  );
}
