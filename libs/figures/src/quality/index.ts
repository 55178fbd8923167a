import { QueryReader } from '../query/query-reader.js';
import { sourceOf } from '../source.js';
import { answerQuality } from './answer.js';
import { QUALITY } from './indicator.js';

export type { LagOfTopic, LagReader } from './quality-content.js';

export const QUALITY_SOURCE = sourceOf(QUALITY, {
  check: (query) => {
    new QueryReader(QUALITY, query).assertNoFaults();
    return query.view;
  },
  read: (data) => data.quality(),
  answer: (_, content) => answerQuality(content),
});
