import { IdentifierError, parsePsIdNat } from '#libs/identifiers';
import type { JWTPayload } from 'jose';
import { tokenProblem } from './access-problems.js';
import type { Caller } from './caller.js';

/** Subject of a professional as Pro Santé Connect presents it: "8" and the 11 digits of the RPPS. */
const NUMERIC_SUBJECT = /^\d+$/;

/**
 * Who a verified token speaks for. A subject of digits alone is a professional's and must be "8" and
 * a right RPPS number; any other subject is the client id of a software.
 *
 * @throws ProblemError `token-claim-missing`, `token-subject-invalid`
 */
export function callerOfClaims({ sub, scope }: JWTPayload): Caller {
  if (sub === undefined || sub === '') throw tokenProblem('token-claim-missing', 'a subject (sub)');
  const scopes = new Set(typeof scope === 'string' ? scope.split(' ').filter(Boolean) : []);
  if (!NUMERIC_SUBJECT.test(sub)) return { kind: 'software', subject: sub, scopes };
  const expected = '"8" and the 11 digits of an RPPS number, the last one by Luhn’s rule';
  try {
    const author = parsePsIdNat(sub);
    if (author.kind !== 'rpps') throw tokenProblem('token-subject-invalid', expected);
    return { kind: 'professional', subject: sub, author, scopes };
  } catch (error) {
    if (error instanceof IdentifierError) {
      throw tokenProblem('token-subject-invalid', expected, error);
    }
    throw error;
  }
}
