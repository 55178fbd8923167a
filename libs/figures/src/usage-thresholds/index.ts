import { sourceOf } from '../source.js';
import { answerUsage } from './answer.js';
import { checkUsage } from './check.js';
import { USAGE_THRESHOLDS } from './indicator.js';

export const USAGE_THRESHOLDS_SOURCE = sourceOf(USAGE_THRESHOLDS, {
  check: checkUsage,
  read: (data) => data.sons(),
  answer: answerUsage,
});
