import type { IndicatorQuery } from '../indicator.js';
import { QueryReader } from '../query/query-reader.js';
import { sourceOf } from '../source.js';
import { answerMonths, type MonthsQuestion } from './answer.js';
import { MONTHS } from './indicator.js';

export const MONTHS_SOURCE = sourceOf(MONTHS, {
  check: checkMonths,
  read: (data, { view }) => data.documentsFor(view),
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
