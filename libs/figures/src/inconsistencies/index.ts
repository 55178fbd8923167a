import type { Cell } from '#libs/exports';
import { INCONSISTENCIES } from '#libs/reference';
import { QueryReader } from '../query/query-reader.js';
import { suppressedBody } from '../sons/suppressed-body.js';
import { sourceOf } from '../source.js';
import { FRENCH } from './french.js';
import { INCONSISTENCIES_INDICATOR } from './indicator.js';
import { recomputedNumbers } from './recomputed.js';

/** Its figures are those of the program: it changes with a version of it, never with the data. */
const CONTENT = {};

export const INCONSISTENCIES_SOURCE = sourceOf(INCONSISTENCIES_INDICATOR, {
  check: (query) => {
    new QueryReader(INCONSISTENCIES_INDICATOR, query).assertNoFaults();
    return {};
  },
  read: async (data) => ({ state: await data.state(), content: CONTENT }),
  answer: () =>
    suppressedBody(INCONSISTENCIES_INDICATOR.columns, rowsOf(), [], {
      sources: ['INCONSISTENCIES, CALIBRATION_POINTS, DENOMINATORS (libs/reference)'],
    }),
});

function rowsOf(): Cell[][] {
  const numbers = Map.groupBy(recomputedNumbers(), ({ inconsistency }) => inconsistency);
  return INCONSISTENCIES.flatMap((inconsistency) => {
    const french = FRENCH[inconsistency.id];
    const words = [
      ...[french?.claim ?? null, french?.check ?? null, french?.handling ?? null],
      ...[inconsistency.claim, inconsistency.check, inconsistency.handling],
    ];
    const found = numbers.get(inconsistency.id) ?? [];
    if (found.length === 0) return [[inconsistency.id, '', null, null, null, null, ...words]];
    return found.map(({ quantity, claimed, computed, unit, formula }) => [
      ...[inconsistency.id, quantity, claimed, computed, unit, formula],
      ...words,
    ]);
  });
}
