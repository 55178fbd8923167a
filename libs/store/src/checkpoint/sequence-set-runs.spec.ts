import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FullRuns } from './sequence-set-runs.js';

const PAGES = 24;
const page = fc.integer({ min: 0, max: PAGES - 1 });
const steps = fc.array(
  fc.record({
    kind: fc.constantFrom('add', 'add', 'add', 'take'),
    start: page,
    count: fc.integer({ min: 1, max: 4 }),
  }),
  { maxLength: 30 },
);

describe('FullRuns', () => {
  it('holds the pages that a plain Set would, as runs that never touch, and names each row that changed', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const runs = new FullRuns();
        const plain = new Set<number>();
        let rows = rowsOf(plain);
        for (const { kind, start, count } of all) {
          const changed = new Set<number>();
          const end = start + count;
          if (kind === 'add') {
            runs.add({ start, end }, changed);
            for (let added = start; added < end; added++) plain.add(added);
          } else {
            const row = [...rows].find(([first, last]) => first <= start && start < last);
            expect(runs.take(start, changed)).toBe(row?.[1]);
            for (let taken = row?.[0] ?? 0; taken < (row?.[1] ?? 0); taken++) plain.delete(taken);
          }
          const after = rowsOf(plain);
          expect(runs.size).toBe(after.size);
          for (let number = 0; number < PAGES + 4; number++) {
            const row = [...after].find(([first, last]) => first <= number && number < last);
            expect(runs.endOf(number)).toBe(row?.[1]);
            expect(runs.endOfRunAt(number)).toBe(after.get(number));
            if (rows.get(number) !== after.get(number)) expect(changed).toContain(number);
          }
          rows = after;
        }
      }),
    );
  });
});

/** Runs of the pages of a Set: first page, and first page after it. */
function rowsOf(pages: ReadonlySet<number>): Map<number, number> {
  const rows = new Map<number, number>();
  for (const start of pages) {
    if (pages.has(start - 1)) continue;
    let end = start;
    while (pages.has(end)) end += 1;
    rows.set(start, end);
  }
  return rows;
}
