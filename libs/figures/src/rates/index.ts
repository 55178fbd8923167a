import { sourceOf } from '../source.js';
import { answerRates } from './answer.js';
import { checkRates } from './check.js';
import { RATES } from './indicator.js';

export const RATES_SOURCE = sourceOf(RATES, {
  check: checkRates,
  read: (data, { view, perimeter, knownBeforeMs }) =>
    perimeter !== 'national' && knownBeforeMs !== undefined
      ? data.volumesKnownBefore(knownBeforeMs)
      : data.documentsFor(view),
  answer: answerRates,
});
