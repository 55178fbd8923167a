import { sourceOf } from '../source.js';
import { answerPeople } from './answer.js';
import { checkPeople } from './check.js';
import { PEOPLE } from './indicator.js';

export const PEOPLE_SOURCE = sourceOf(PEOPLE, {
  check: checkPeople,
  read: (data) => data.people(),
  answer: answerPeople,
});
