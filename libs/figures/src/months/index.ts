import type { View } from '#libs/exports';
import type { IndicatorQuery } from '../indicator.js';
import { QueryReader, type MonthRange } from '../query/query-reader.js';
import { sourceOf } from '../source.js';
import { answerMonths } from './answer.js';
import { MONTHS } from './indicator.js';

/** A checked question about months. */
export interface MonthsQuestion {
  readonly view: View;
  readonly months: MonthRange;
  /** End of the day whose knowledge is asked for, milliseconds since 1970; undefined: now. */
  readonly knownBeforeMs: number | undefined;
}

export const MONTHS_SOURCE = sourceOf(MONTHS, {
  check: checkMonths,
  read: (data) => data.volumes(),
  answer: answerMonths,
});

function checkMonths(query: IndicatorQuery): MonthsQuestion {
  const reader = new QueryReader(MONTHS, query);
  const question = {
    view: query.view,
    months: reader.months(),
    knownBeforeMs: reader.endOfDayMs('known_on'),
  };
  reader.assertNoFaults();
  return question;
}
