import {
  ACCEPTED,
  DMP_STATUS,
  IDENTITY_STATUS,
  INS_OID,
  admissibleAttempt,
  admit,
  refusalOfCode,
  type RefusalReason,
} from '#libs/admission';
import { INS_OIDS, isInsOid, isMatriculeIns } from '#libs/identifiers';
import type { KnownPatient, StrictTraits } from '#libs/patients';
import type { RefusedAnswer } from './refused-answer.js';

/** Statuses of an identity: code system fr-core-cs-identity-reliability of the RNIV. */
export const IDENTITY_STATUS_CODES = ['PROV', 'RECUP', 'VALI', 'QUAL'] as const;

export type IdentityStatusCode = (typeof IDENTITY_STATUS_CODES)[number];

/** Who the prescription is for, as the prescriber's software says. */
export interface PatientClaim {
  readonly matricule: string;
  readonly oid: string;
  readonly identityStatus: IdentityStatusCode;
  readonly traits: Omit<StrictTraits, 'givenNames'>;
}

const STATUS_OF_CODE = {
  PROV: IDENTITY_STATUS.provisional,
  RECUP: IDENTITY_STATUS.retrieved,
  VALI: IDENTITY_STATUS.validated,
  QUAL: IDENTITY_STATUS.qualified,
} as const satisfies Record<IdentityStatusCode, number>;

/** The field of the request that a refusal of the identity gate is about. */
const FIELD_OF_REFUSAL: Readonly<Record<string, string>> = {
  INS_KEY_INVALID: '/patient/matricule',
  INS_OID_NOT_ALLOWED: '/patient/oid',
  INS_NOT_QUALIFIED: '/patient/identityStatus',
  TRAITS_MISMATCH: '/patient',
};

const EXPECTED_OF_REFUSAL: Readonly<Record<string, string>> = {
  INS_KEY_INVALID: 'a key of 97 less the first 13 characters modulo 97',
  INS_OID_NOT_ALLOWED: INS_OIDS.map(({ oid }) => oid).join(' or '),
  INS_NOT_QUALIFIED: 'QUAL',
  TRAITS_MISMATCH: 'the strict traits that INSi gives for this matricule',
};

/** What the gates say: who the patient is and whether the DMP takes the copy, or a refusal. */
export type Identified =
  | {
      readonly patient: KnownPatient;
      /** Why the DMP does not take the copy; null when it does. The prescription itself needs no DMP. */
      readonly copyRefusal: RefusalReason | null;
    }
  | { readonly refused: RefusedAnswer };

/**
 * Passes a patient through the gates of libs/admission: identity for the prescription, then the
 * status of the DMP for its copy.
 *
 * @param known whom INSi has under the matricule; undefined when it answers 01, nobody
 */
export function identify(
  claim: PatientClaim,
  known: KnownPatient | undefined,
  registeredAtMs: number,
): Identified {
  const attempt = admissibleAttempt(registeredAtMs);
  attempt.identityStatus = STATUS_OF_CODE[claim.identityStatus];
  attempt.isInsKeyValid = isMatriculeIns(claim.matricule);
  attempt.insOid = isInsOid(claim.oid) ? INS_OID.test : INS_OID.other;
  attempt.hasMatchingTraits = known === undefined || hasTraits(claim, known);
  const code = admit(attempt);
  if (code !== ACCEPTED) return { refused: refusedIdentity(refusalOfCode(code), claim) };
  if (known === undefined || !isOidOf(claim.oid, known)) return { refused: REFUSED_UNKNOWN };
  attempt.dmpStatus = DMP_STATUS[known.profileStatus];
  const copyCode = admit(attempt);
  return {
    patient: known,
    copyRefusal: copyCode === ACCEPTED ? null : refusalOfCode(copyCode),
  };
}

/** INSi knows a matricule under one OID. */
function isOidOf(oid: string, known: KnownPatient): boolean {
  return INS_OIDS.some((allowed) => allowed.oid === oid && allowed.symbol === known.oid);
}

function hasTraits({ traits }: PatientClaim, known: KnownPatient): boolean {
  const { birthName, firstGivenName, sex, birthDate, birthPlaceCode } = known.traits;
  return (
    traits.birthName === birthName &&
    traits.firstGivenName === firstGivenName &&
    traits.sex === sex &&
    traits.birthDate === birthDate &&
    traits.birthPlaceCode === birthPlaceCode
  );
}

function refusedIdentity(reason: RefusalReason, claim: PatientClaim): RefusedAnswer {
  const { symbol, label } = reason;
  const expected = EXPECTED_OF_REFUSAL[symbol] ?? label;
  const came = {
    INS_OID_NOT_ALLOWED: JSON.stringify(claim.oid),
    INS_NOT_QUALIFIED: claim.identityStatus,
  }[symbol as string];
  return {
    outcome: 'refused',
    symbol,
    kind: 'invalid',
    title: label,
    detail: `Expected ${expected}; came ${came ?? 'something else'}.`,
    faults: [
      {
        field: FIELD_OF_REFUSAL[symbol] ?? '/patient',
        reason: `expected ${expected}; came ${came ?? 'something else'}`,
        code: { code: symbol },
      },
    ],
  };
}

/** EX_GEN-1530 of the DMP-compatibility guide: only a matricule that INSi gave may be used. */
const REFUSED_UNKNOWN: RefusedAnswer = {
  outcome: 'refused',
  symbol: 'INS_UNKNOWN',
  kind: 'invalid',
  title: 'INSi does not know this identity',
  detail: 'Expected a matricule and an OID that INSi gives for a person; INSi answers 01, nobody.',
  faults: [
    {
      field: '/patient/matricule',
      reason: 'expected an identity that INSi gives; came one that it does not know',
      code: { code: 'INS_UNKNOWN' },
    },
  ],
};
