import type { IndicatorQuery } from '../indicator.js';
import { expectedText } from '../query/expected-text.js';
import { QueryReader } from '../query/query-reader.js';
import { sonsBreakdownOf, sonsFiltersOf } from '../sons/sons-dimensions.js';
import { sourceOf } from '../source.js';
import { answerPayouts, type PayoutQuestion } from './answer.js';
import { PAYOUTS } from './indicator.js';

export const PAYOUTS_SOURCE = sourceOf(PAYOUTS, {
  check: checkPayouts,
  read: (data) => data.sons(),
  answer: answerPayouts,
});

function checkPayouts(query: IndicatorQuery): PayoutQuestion {
  const reader = new QueryReader(PAYOUTS, query);
  const asked = reader.codes('by');
  const filters = sonsFiltersOf(reader);
  const isOfLines = reader.code('detail') === 'lines';
  const isPublic = query.view === 'public';
  if (isOfLines && isPublic) {
    const reason = expectedText(
      'sums en vue publique ; reçu : lines',
      'sums in the public view; came lines',
    );
    reader.fault('detail', reason, ['sums']);
  }
  const by = sonsBreakdownOf(reader, asked, filters, isPublic);
  reader.assertNoFaults();
  return { view: query.view, by, filters, isOfLines };
}
