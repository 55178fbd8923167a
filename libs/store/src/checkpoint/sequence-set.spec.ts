import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  PAGES_OPEN_MAX,
  PAGE_SEQUENCES,
  SequenceNotTrackedError,
  SequenceSet,
  type SequencePage,
} from './sequence-set.js';

/** What a database would hold: the mark and the pages, changed as `takeChanges` says. */
class Stored {
  lowWaterMark = 0;
  readonly pages = new Map<number, SequencePage>();

  keep(set: SequenceSet): void {
    const changes = set.takeChanges();
    if (changes === undefined) return;
    this.lowWaterMark = changes.lowWaterMark;
    for (const page of changes.pages) this.pages.set(page.page, page);
    for (const number of changes.emptiedPages) expect(this.pages.delete(number)).toBe(true);
  }

  restore(): SequenceSet {
    return SequenceSet.restore(this.lowWaterMark, this.pages.values());
  }
}

/** Sequences near each other and near the borders of pages, repeated and in any order. */
const sequences = fc.array(
  fc.oneof(
    fc.integer({ min: 0, max: 40 }),
    fc.integer({ min: PAGE_SEQUENCES - 4, max: PAGE_SEQUENCES + 4 }),
    fc.integer({ min: 3 * PAGE_SEQUENCES - 2, max: 3 * PAGE_SEQUENCES + 2 }),
  ),
  { maxLength: 120 },
);

describe('SequenceSet', () => {
  it('answers as a plain Set does, with a store and a restore in between', () => {
    fc.assert(
      fc.property(fc.array(sequences, { maxLength: 4 }), (rounds) => {
        const plain = new Set<number>();
        const stored = new Stored();
        let set = new SequenceSet();
        for (const round of rounds) {
          for (const sequence of round) {
            expect(set.add(sequence)).toBe(!plain.has(sequence));
            plain.add(sequence);
          }
          stored.keep(set);
          set = stored.restore();
        }
        let mark = 0;
        while (plain.has(mark)) mark += 1;
        expect(set.lowWaterMark).toBe(mark);
      }),
    );
  });

  it('counts a dense stream shuffled in windows once, over borders of pages, and ends with no page', () => {
    const count = 3 * PAGE_SEQUENCES + 17;
    const window = 64;
    const stored = new Stored();
    let set = new SequenceSet();
    let isNew = 0;
    for (let start = 0; start < count; start += window) {
      const end = Math.min(count, start + window);
      for (let sequence = end - 1; sequence >= start; sequence--) {
        isNew += set.add(sequence) ? 1 : 0;
        if (sequence % 7919 !== 0) continue;
        stored.keep(set);
        set = stored.restore();
      }
    }
    stored.keep(set);
    expect(isNew).toBe(count);
    expect(stored.lowWaterMark).toBe(count);
    expect(stored.pages.size).toBe(0);
    for (let sequence = 0; sequence < count; sequence++) isNew += set.add(sequence) ? 1 : 0;
    expect(isNew).toBe(count);
  });

  it('writes no page for a stream in order', () => {
    const set = new SequenceSet();
    for (let sequence = 0; sequence < 2 * PAGE_SEQUENCES; sequence++) set.add(sequence);
    expect(set.takeChanges()).toEqual({
      lowWaterMark: 2 * PAGE_SEQUENCES,
      pages: [],
      emptiedPages: [],
    });
  });

  it('gives changes once', () => {
    const set = new SequenceSet();
    expect(set.takeChanges()).toBeUndefined();
    set.add(5);
    expect(set.takeChanges()?.pages).toHaveLength(1);
    expect(set.takeChanges()).toBeUndefined();
    set.add(5);
    expect(set.takeChanges()).toBeUndefined();
  });

  it('stores a bit far into its page in three bytes', () => {
    const set = new SequenceSet();
    set.add(PAGE_SEQUENCES - 1);
    const [page] = set.takeChanges()?.pages ?? [];
    expect(page).toEqual({ page: 0, bits: Uint8Array.of(0x1f, 0xff, 0x80) });
  });

  it('fills a gap across a whole page and absorbs it', () => {
    const stored = new Stored();
    let set = new SequenceSet();
    for (let sequence = 1; sequence <= PAGE_SEQUENCES; sequence++) set.add(sequence);
    stored.keep(set);
    expect(stored.pages.size).toBe(2);
    set = stored.restore();
    expect(set.add(0)).toBe(true);
    expect(set.lowWaterMark).toBe(PAGE_SEQUENCES + 1);
    stored.keep(set);
    expect(stored.pages.size).toBe(0);
  });

  it.each([-1, 0.5, Number.NaN, 2 ** 53])('refuses %f as a sequence', (sequence) => {
    const set = new SequenceSet();
    set.add(0);
    expect(() => set.add(sequence)).toThrow(SequenceNotTrackedError);
    expect(set.lowWaterMark).toBe(1);
  });

  it('takes the last safe integer', () => {
    const set = new SequenceSet();
    expect(set.add(Number.MAX_SAFE_INTEGER)).toBe(true);
    expect(set.add(Number.MAX_SAFE_INTEGER)).toBe(false);
  });

  it('opens pages up to its bound, refuses one more, and still counts what it can', () => {
    const set = new SequenceSet();
    for (let page = 1; page <= PAGES_OPEN_MAX; page++) set.add(page * PAGE_SEQUENCES);
    expect(() => set.add((PAGES_OPEN_MAX + 1) * PAGE_SEQUENCES)).toThrow(
      /numbers its events densely/,
    );
    expect(set.add(PAGES_OPEN_MAX * PAGE_SEQUENCES + 1)).toBe(true);
    expect(set.add(0)).toBe(true);
  });
});
