import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PAGE_SEQUENCES } from './sequence-set-forms.js';
import {
  PAGES_SPARSE_MAX,
  SET_BYTES_MAX,
  SequenceNotTrackedError,
  SequenceSet,
  type SequencePage,
} from './sequence-set.js';

/** What a database would hold: the mark and the pages, changed as `takeChanges` says. */
class Stored {
  lowWaterMark = 0;
  readonly pages = new Map<number, SequencePage>();

  /** @returns bytes written */
  keep(set: SequenceSet): number {
    const changes = set.takeChanges();
    if (changes === undefined) return 0;
    this.lowWaterMark = changes.lowWaterMark;
    let written = 0;
    for (const { page, bits } of changes.pages) {
      this.pages.set(page, { page, bits: Uint8Array.from(bits) });
      written += bits.length;
    }
    for (const number of changes.emptiedPages) expect(this.pages.delete(number)).toBe(true);
    return written;
  }

  restore(): SequenceSet {
    return SequenceSet.restore(this.lowWaterMark, this.pages.values());
  }
}

const SPAN = 4 * PAGE_SEQUENCES;

/** A stretch of sequences, every one or every few, in order or backwards; or the end of a transaction. */
type Step =
  | { readonly start: number; readonly count: number; readonly every: number }
  | 'take changes'
  | 'restore';

const nearAnEdge = fc
  .tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: -3, max: 3 }))
  .map(([page, off]) => Math.max(0, page * PAGE_SEQUENCES + off));
const starts = fc.oneof(nearAnEdge, fc.integer({ min: 0, max: SPAN - 1 }));
const counts = fc.oneof(
  fc.integer({ min: 1, max: 5 }),
  fc.constantFrom(PAGE_SEQUENCES, 2 * PAGE_SEQUENCES, 31, 32, 33),
  fc.integer({ min: 1, max: 5000 }),
);
const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ start: starts, count: counts, every: fc.constant(1) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      start: starts,
      count: counts,
      every: fc.constantFrom(-1, 2, -2, 3, 100),
    }),
  },
  { weight: 2, arbitrary: fc.constantFrom<Step[]>('take changes', 'restore') },
);

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

  it('answers as a plain Set does in every form of a page, stored and restored at any moment', () => {
    fc.assert(
      fc.property(fc.array(steps, { minLength: 1, maxLength: 14 }), (all) => {
        const plain = new Uint8Array(SPAN);
        const stored = new Stored();
        let set = new SequenceSet();
        for (const step of all) {
          if (step === 'take changes') stored.keep(set);
          if (step === 'restore') {
            stored.keep(set);
            set = stored.restore();
          }
          if (typeof step === 'object') expect(wrongAnswers(set, plain, step)).toEqual([]);
        }
        stored.keep(set);
        expect(set.lowWaterMark).toBe(markOf(plain));
        const restored = stored.restore();
        expect(restored.takeChanges()).toBeUndefined();
        expect(wrongAnswers(restored, plain, { start: 0, count: SPAN, every: 1 })).toEqual([]);
        expect(restored.lowWaterMark).toBe(SPAN);
        stored.keep(restored);
        expect(stored.pages.size).toBe(0);
      }),
      { numRuns: 40 },
    );
  });

  it('answers as a plain Set does when disorder reaches over more pages than are kept as bits', () => {
    const stride = 40_503;
    const span = 24 * PAGE_SEQUENCES;
    const stored = new Stored();
    const plain = new Set<number>();
    let set = new SequenceSet();
    const wrong: number[] = [];
    for (let step = 0; step < 10_000; step++) {
      const sequence = (step * stride * 17) % span;
      if (set.add(sequence) === plain.has(sequence) || set.add(sequence)) wrong.push(sequence);
      plain.add(sequence);
      if (step % 2500 !== 2499) continue;
      stored.keep(set);
      set = stored.restore();
    }
    for (const sequence of plain) if (set.add(sequence)) wrong.push(sequence);
    expect(wrong).toEqual([]);
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

  it('never writes to what it gave: a transaction under way keeps what it was given', () => {
    const set = new SequenceSet();
    for (const sequence of [1, 3, 70_000]) set.add(sequence);
    const given = set.takeChanges()?.pages ?? [];
    const before = given.map(({ bits }) => Uint8Array.from(bits));
    for (const sequence of [0, 2, 5, 70_001, 70_002]) set.add(sequence);
    set.takeChanges();
    expect(given.map(({ bits }) => bits)).toEqual(before);
  });

  it('stores one sequence far into its page in three bytes', () => {
    const set = new SequenceSet();
    set.add(PAGE_SEQUENCES - 1);
    const [page] = set.takeChanges()?.pages ?? [];
    expect(page).toEqual({ page: 0, bits: Uint8Array.of(0x80, 0xff, 0xff) });
  });

  it('stores full pages behind a gap as one run, which grows in place', () => {
    const stored = new Stored();
    const set = new SequenceSet();
    for (let sequence = 1; sequence < 40 * PAGE_SEQUENCES; sequence++) set.add(sequence);
    expect(stored.keep(set)).toBeLessThanOrEqual(16);
    expect([...stored.pages.keys()].sort()).toEqual([0, 1]);
    for (let page = 40; page < 42; page++) {
      for (let of = 0; of < PAGE_SEQUENCES; of++) set.add(page * PAGE_SEQUENCES + of);
    }
    expect(stored.keep(set)).toBeLessThanOrEqual(16);
    expect([...stored.pages.keys()].sort()).toEqual([0, 1]);
    const restored = stored.restore();
    expect(restored.add(0)).toBe(true);
    expect(restored.lowWaterMark).toBe(42 * PAGE_SEQUENCES);
    stored.keep(restored);
    expect(stored.pages.size).toBe(0);
  });

  it('stores a page of which one in a hundred never came in two bytes for each of those', () => {
    const stored = new Stored();
    const set = new SequenceSet();
    for (let sequence = 0; sequence < 10 * PAGE_SEQUENCES; sequence++) {
      if (sequence % 100 !== 50) set.add(sequence);
    }
    expect(stored.keep(set)).toBeLessThan(10 * (3 + 2 * 656));
    expect(stored.restore().lowWaterMark).toBe(50);
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

  it('goes over a run of full pages that was searched right before', () => {
    const stored = new Stored();
    const set = new SequenceSet();
    for (let sequence = 1; sequence < 2 * PAGE_SEQUENCES; sequence++) set.add(sequence);
    stored.keep(set);
    expect(set.add(PAGE_SEQUENCES)).toBe(false);
    expect(set.add(0)).toBe(true);
    expect(set.lowWaterMark).toBe(2 * PAGE_SEQUENCES);
    stored.keep(set);
    expect(stored.pages.size).toBe(0);
  });

  it('reads pages as older versions stored them, and stores them shorter', () => {
    const full = { page: 1, bits: Uint8Array.from([0, 0, ...Array<number>(8192).fill(0xff)]) };
    const mixed = { page: 3, bits: Uint8Array.of(0x00, 0x01, 0b1010_0000, 0xff) };
    const set = SequenceSet.restore(7, [full, mixed]);
    const before = (page: number) =>
      Array.from({ length: PAGE_SEQUENCES }, (_, bit) => bit).filter(
        (bit) => !set.add(page * PAGE_SEQUENCES + bit),
      );
    expect(before(1)).toHaveLength(PAGE_SEQUENCES);
    // The stored bytes are those from the second on, low bit first.
    expect(before(3)).toEqual([13, 15, 16, 17, 18, 19, 20, 21, 22, 23]);
    const written = set.takeChanges()?.pages ?? [];
    expect(written.find(({ page }) => page === 1)?.bits).toHaveLength(9);
  });

  it.each([-1, 0.5, Number.NaN, 2 ** 53, -Infinity, Infinity])(
    'refuses %f as a sequence',
    (sequence) => {
      const set = new SequenceSet();
      set.add(0);
      expect(() => set.add(sequence)).toThrow(SequenceNotTrackedError);
      set.add(70_000);
      expect(() => set.add(sequence)).toThrow(SequenceNotTrackedError);
      expect(set.lowWaterMark).toBe(1);
    },
  );

  it('takes the last safe integer, ahead of the mark', () => {
    const set = new SequenceSet();
    expect(set.add(Number.MAX_SAFE_INTEGER)).toBe(true);
    expect(set.add(Number.MAX_SAFE_INTEGER)).toBe(false);
    expect(() => set.add(2 ** 53)).toThrow(SequenceNotTrackedError);
    const [page] = set.takeChanges()?.pages ?? [];
    expect(page).toEqual({ page: 2 ** 37 - 1, bits: Uint8Array.of(0x80, 0xff, 0xff) });
  });

  it.each(['in order', 'backwards'])('moves its mark over the last safe integer, %s', (order) => {
    const set = SequenceSet.restore(2 ** 53 - 70_000, []);
    const offs = Array.from({ length: 70_000 }, (_, index) => index + 1);
    if (order === 'in order') offs.reverse();
    expect(offs.every((off) => set.add(2 ** 53 - off))).toBe(true);
    expect(set.lowWaterMark).toBe(2 ** 53);
    expect(() => set.add(2 ** 53)).toThrow(SequenceNotTrackedError);
    expect(set.add(2 ** 53 - 1)).toBe(false);
    expect(set.takeChanges()).toEqual({ lowWaterMark: 2 ** 53, pages: [], emptiedPages: [] });
  });

  it('opens sparse pages up to its bound, refuses one more, and still counts what it can', () => {
    const set = new SequenceSet();
    for (let page = 1; page <= PAGES_SPARSE_MAX; page++) set.add(page * PAGE_SEQUENCES);
    const oneMore = (): unknown => set.add((PAGES_SPARSE_MAX + 1) * PAGE_SEQUENCES);
    expect(oneMore).toThrow(/numbers its events densely/);
    set.takeChanges();
    expect(oneMore).toThrow(expect.objectContaining({ reason: 'SEQUENCE_TOO_SPARSE' }));
    expect(set.add(PAGES_SPARSE_MAX * PAGE_SEQUENCES + 1)).toBe(true);
    expect(set.add(0)).toBe(true);
  });

  it('opens one page for two sparse ones that have filled and are a run now', () => {
    const set = new SequenceSet();
    for (let page = 1; page <= PAGES_SPARSE_MAX; page++) set.add(page * PAGE_SEQUENCES);
    for (let bit = 1; bit < 2 * PAGE_SEQUENCES; bit++) set.add(PAGE_SEQUENCES + bit);
    set.takeChanges();
    expect(set.add((PAGES_SPARSE_MAX + 1) * PAGE_SEQUENCES)).toBe(true);
    expect(() => set.add((PAGES_SPARSE_MAX + 2) * PAGE_SEQUENCES)).toThrow(SequenceNotTrackedError);
  });

  it('is charged for gaps of one in a hundred so little that 10^9 sequences pass', () => {
    const stored = new Stored();
    const set = new SequenceSet();
    const pages = 8;
    for (let sequence = 1; sequence < pages * PAGE_SEQUENCES; sequence++) {
      if (sequence % 100 !== 0) set.add(sequence);
    }
    stored.keep(set);
    // The same pages, stored again and again at later numbers, as a source would go on.
    const many = Array.from({ length: Math.ceil(1e9 / PAGE_SEQUENCES) }, (_, page) => ({
      page,
      bits: stored.pages.get(page % pages)?.bits ?? new Uint8Array(0),
    }));
    const restored = SequenceSet.restore(0, many);
    expect(restored.add(1e9 + 2 * PAGE_SEQUENCES)).toBe(true);
    expect(restored.add(101)).toBe(false);
    expect(SET_BYTES_MAX).toBeLessThan(37e6);
  });
});

/** Adds a stretch to both; the sequences at which they differ. */
function wrongAnswers(
  set: SequenceSet,
  plain: Uint8Array,
  { start, count, every }: Exclude<Step, string>,
): number[] {
  const wrong: number[] = [];
  const stride = Math.abs(every);
  for (let step = 0; step < count; step++) {
    const sequence = start + (every > 0 ? step : count - 1 - step) * stride;
    if (sequence >= SPAN) continue;
    if (set.add(sequence) !== (plain[sequence] === 0)) wrong.push(sequence);
    plain[sequence] = 1;
  }
  return wrong;
}

function markOf(plain: Uint8Array): number {
  const mark = plain.indexOf(0);
  return mark === -1 ? plain.length : mark;
}
