import { INS_OIDS, isInsOid, keyOfMatricule } from '#libs/identifiers';
import type { KnownPatient } from '#libs/patients';
import { QUALIFIED_ONLY_FROM_2023, type AdmissionPolicy } from '../admit.js';
import type { IntakeRefusal, StatedPatient } from './document-entry.js';

/** The identity statuses of the RNIV; only the last one feeds the DMP. */
const STATUSES = ['PROV', 'RECUP', 'VALI', 'QUAL'];

/** The parts of an INS, as far as a wrong key can be told from a wrong form. */
const FORM = /^[1-478]\d{4}(?:\d{2}|2[AB])\d{8}$/;

/**
 * First gate: is this a qualified identity? Local rules first (OID, key, status), then the strict
 * traits against the answer of INSi.
 *
 * @param patient what INSi answers for the matricule; undefined when it knows none
 * @returns the first refusal, or undefined: the identity may feed the DMP
 */
export function refusalOfIdentity(
  stated: StatedPatient,
  patient: KnownPatient | undefined,
  registeredAtMs: number,
  policy: AdmissionPolicy = QUALIFIED_ONLY_FROM_2023,
): IntakeRefusal | undefined {
  const { oid, matricule } = stated;
  if (oid === null) return missing('oid', 'the OID of the INS');
  if (!isInsOid(oid)) {
    return {
      code: 'INS_OID_NOT_ALLOWED',
      part: 'oid',
      reason: `expected the test or the demonstration OID: synthetic persons only; came ${oid.slice(0, 64)}`,
      accepted: INS_OIDS.map((allowed) => allowed.oid),
    };
  }
  if (matricule === null) return missing('matricule', 'the matricule INS');
  if (!FORM.test(matricule) || keyOfMatricule(matricule.slice(0, 13)) !== matricule.slice(13)) {
    return {
      code: 'INS_KEY_INVALID',
      part: 'matricule',
      reason:
        'expected 15 characters, the last two being 97 less the first thirteen modulo 97; came others',
    };
  }
  if (patient === undefined || oidOf(patient.oid) !== oid) {
    return {
      code: 'XDSUnknownPatientId',
      part: 'matricule',
      reason: 'expected an identity that INSi knows (answer 00); it knows none (answer 01)',
    };
  }
  return refusalOfStatus(stated, registeredAtMs, policy) ?? refusalOfTraits(stated, patient);
}

function refusalOfStatus(
  { identityStatus }: StatedPatient,
  registeredAtMs: number,
  policy: AdmissionPolicy,
): IntakeRefusal | undefined {
  if (identityStatus === 'QUAL') return undefined;
  const isKnown = identityStatus !== null && STATUSES.includes(identityStatus);
  if (isKnown && registeredAtMs < policy.qualifiedOnlyFromMs) return undefined;
  return {
    code: 'INS_NOT_QUALIFIED',
    part: 'identityStatus',
    reason: `expected QUAL (qualifiée); came ${isKnown ? identityStatus : 'no status of the RNIV'}`,
    accepted: ['QUAL'],
  };
}

function refusalOfTraits(
  stated: StatedPatient,
  { traits }: KnownPatient,
): IntakeRefusal | undefined {
  const pairs = [
    ['birthName', stated.birthName, traits.birthName],
    ['givenNames', stated.givenNames.join(' '), traits.givenNames.join(' ')],
    ['sex', stated.sex, traits.sex],
    ['birthDate', stated.birthDate, traits.birthDate],
    ['birthPlaceCode', stated.birthPlaceCode, traits.birthPlaceCode],
  ] as const;
  const absent = pairs.find(([, came]) => came === null || came === '');
  if (absent !== undefined) return missing(absent[0], 'each of the five strict traits');
  const other = pairs.find(([, came, known]) => came !== known);
  if (other === undefined) return undefined;
  return {
    code: 'TRAITS_MISMATCH',
    part: other[0],
    // Neither value is told: who does not know the person shall not learn it here.
    reason: `expected the ${other[0]} that INSi answers for this matricule; came another: a case for identitovigilance, not for a retry`,
  };
}

function missing(part: keyof StatedPatient, expected: string): IntakeRefusal {
  return {
    code: 'XDSMissingDocumentMetadata',
    part,
    reason: `expected ${expected}; came nothing`,
  };
}

function oidOf(symbol: KnownPatient['oid']): string | undefined {
  return INS_OIDS.find((known) => known.symbol === symbol)?.oid;
}
