import { QueryReader } from '../query/query-reader.js';
import { sourceOf } from '../source.js';
import { answerCalibration, comparedYears } from './answer.js';
import { CALIBRATION } from './indicator.js';

export const CALIBRATION_SOURCE = sourceOf(CALIBRATION, {
  check: (query) => {
    new QueryReader(CALIBRATION, query).assertNoFaults();
    return query.view;
  },
  read: (data, view) => data.volumesFor(view, 'calibration', comparedYears),
  answer: answerCalibration,
});
