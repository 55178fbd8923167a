import { EventView } from '#libs/events';
import { SONS_SOLUTIONS } from '#libs/reference';
import { newRequest } from '#libs/sons-rules';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { documentOf, documentRecord } from '../test-facts.js';
import { BufferWords } from './buffer-words.js';
import { UsageBook, type UsageChanges } from './usage-book.js';

const SITES = ['1750000018', '1750000026'];
const DOCTORS = ['898000000019', '898000000027'];
const LGC = SONS_SOLUTIONS.findIndex(({ dsr }) => dsr === 'LGC');
const OTHER = SONS_SOLUTIONS.findIndex(({ dsr }) => dsr !== 'LGC');
const START_MS = Date.UTC(2023, 0, 1);

const pick = fc.nat(1);
const instants = fc.integer({ min: 0, max: 40 });
const steps = fc.array(
  fc.oneof(
    {
      weight: 20,
      arbitrary: fc.record({
        isDocument: fc.constant(true),
        site: pick,
        doctor: pick,
        solution: pick,
        atMs: instants,
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        isDocument: fc.constant(false),
        site: pick,
        doctor: pick,
        solution: pick,
        atMs: fc.option(instants),
      }),
    },
  ),
  { minLength: 200, maxLength: 300 },
);
type Steps = typeof steps extends fc.Arbitrary<infer Value> ? Value : never;

/** Counts and watches, and gives what is stored after each step; `more` makes each identifier longer. */
function rowsOf(all: Steps, more: string): { isStale: boolean; rows: UsageChanges[] } {
  const book = new UsageBook(0, new BufferWords());
  const view = new EventView();
  const rows = all.map(({ isDocument, atMs, ...step }, sequence) => {
    const client = `${SITES[step.site] ?? ''}${more}`;
    const doctor = `${DOCTORS[step.doctor] ?? ''}${more}`;
    const solution = step.solution === 0 ? LGC : OTHER;
    const atMsOrNull = atMs === null ? null : START_MS + atMs;
    if (isDocument) {
      const given = { client, solution, units: [] };
      const registeredAt = atMsOrNull ?? START_MS;
      const { value } = documentRecord(documentOf(given, doctor, { sequence, registeredAt }));
      if (value === null) throw new Error('a document has a value');
      view.read(value, 0, value.length);
      book.count(view, value);
    } else {
      book.watch({
        ...newRequest(client, solution),
        units: [solution === LGC ? doctor : client],
        signedAtMs: START_MS + 5,
        installedAtMs: atMsOrNull,
      });
    }
    return book.takeChanges();
  });
  return { isStale: book.isStale, rows };
}

describe('UsageBook', () => {
  it('counts the same for identifiers of the usual length, which take the short cut, as for longer ones', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const longer = JSON.stringify(rowsOf(all, 'X')).replaceAll('X', '');
        expect(JSON.stringify(rowsOf(all, ''))).toBe(longer);
      }),
      { numRuns: 60 },
    );
  });

  it('counts again from an installation that was told after the lists were full', () => {
    const deposits = (count: number, atMs: number): Steps =>
      Array.from({ length: count }, () => ({
        isDocument: true,
        site: 0,
        doctor: 0,
        solution: 0,
        atMs,
      }));
    const watch = (atMs: number | null): Steps => [
      { isDocument: false, site: 0, doctor: 0, solution: 0, atMs },
    ];
    const { rows } = rowsOf(
      [...watch(null), ...deposits(40, 10), ...watch(20), ...deposits(3, 30)],
      '',
    );
    expect(rows.at(-1)?.usage[0]?.fromInstallation).toHaveLength(3);
  });
});
