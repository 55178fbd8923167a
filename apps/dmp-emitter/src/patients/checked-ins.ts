import { ProblemError } from '#libs/edge';
import {
  IdentifierError,
  parseInsOid,
  parseMatriculeIns,
  parseStructIdNat,
  type InsOidSymbol,
} from '#libs/identifiers';
import { personOfMatricule, type Person } from '#libs/patients';
import type { InsBody } from './bodies.js';

/** An INS whose key is right. */
export interface CheckedIns {
  readonly matricule: string;
  readonly oid: InsOidSymbol;
}

/**
 * The key check, before anything else is done with a number (EX_GEN-1270).
 *
 * @param path of the INS in the body, for the fault
 * @throws ProblemError `unusable-ins`, which does not show the number
 */
export function checkedIns({ matricule, oid }: InsBody, path = ''): CheckedIns {
  return orUnprocessable('unusable-ins', `${path}/matricule`, () => ({
    matricule: parseMatriculeIns(matricule).text,
    oid: parseInsOid(oid).symbol,
  }));
}

/** A site's StructIdNat. Throws ProblemError `unusable-site`. */
export function checkedSite(text: string): string {
  return orUnprocessable('unusable-site', '/site', () => parseStructIdNat(text).text);
}

/** The person of an INS. Throws ProblemError `unusable-ins`, or `unknown-ins` when INSi knows no such person. */
export function personOfIns(body: InsBody): Person {
  const { matricule, oid } = checkedIns(body);
  const person = personOfMatricule(matricule);
  if (person?.oid === oid) return person;
  throw new ProblemError({
    status: 404,
    name: 'unknown-ins',
    title: 'INSi knows nobody with this INS',
    detail:
      'Only a number that INSi supplied may be used (EX_GEN-1530). `mes patients show` prints people that it knows.',
    faults: [{ field: '/matricule', reason: 'expected a number that INSi knows under this OID' }],
  });
}

function orUnprocessable<T>(name: string, field: string, parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    if (!(cause instanceof IdentifierError)) throw cause;
    const { expected, came, where } = cause;
    throw new ProblemError(
      {
        status: 422,
        name,
        title: 'An identifier cannot be used',
        detail: cause.message,
        faults: [{ field, reason: `expected ${expected}; came ${came}; see ${where}` }],
      },
      { cause },
    );
  }
}
