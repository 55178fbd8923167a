import { sourceOf } from '../source.js';
import { answerVolumes } from './answer.js';
import { checkVolumes } from './check.js';
import { VOLUMES } from './indicator.js';

export const VOLUMES_SOURCE = sourceOf(VOLUMES, {
  check: checkVolumes,
  read: (data) => data.volumes(),
  answer: answerVolumes,
});
