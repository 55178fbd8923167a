import { sourceOf } from '../source.js';
import { answerVolumes } from './answer.js';
import { checkVolumes, isOfKnownCells } from './check.js';
import { VOLUMES } from './indicator.js';
import { yearsOf } from './protection.js';

export const VOLUMES_SOURCE = sourceOf(VOLUMES, {
  check: checkVolumes,
  read: (data, { view, measures, ...question }) =>
    isOfKnownCells(question)
      ? data.volumesKnownBefore(question.knownBeforeMs)
      : data.volumesFor(view, `volumes ${measures.map(({ index }) => index).join()}`, (held) =>
          yearsOf(held).flatMap((year) => measures.map(({ index }) => ({ year, measure: index }))),
        ),
  answer: answerVolumes,
});
