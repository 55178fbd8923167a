import { ProblemError } from '#libs/edge';
import type { LetterBody } from './bodies.js';

/** First day of the pilot in August 2021: no letter is older. */
const FIRST_LETTER = '2021-08-01T00:00:00+02:00';

/**
 * The instant that a letter is said to be of, null for now.
 *
 * @throws ProblemError `invalid-body` for an instant that no calendar has, or before the pilot
 */
export function letterInstantMs({ sentAt }: LetterBody): number | null {
  if (sentAt === undefined) return null;
  const sentAtMs = Date.parse(sentAt);
  if (sentAtMs >= Date.parse(FIRST_LETTER)) return sentAtMs;
  const reason = `expected an instant from ${FIRST_LETTER} on, when the first profiles were announced; came ${sentAt}`;
  throw new ProblemError({
    status: 400,
    name: 'invalid-body',
    title: 'The body of the request does not have the expected form',
    detail: `/sentAt: ${reason}`,
    faults: [{ field: '/sentAt', reason }],
  });
}
