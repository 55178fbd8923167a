import { INS_OIDS } from '#libs/identifiers';
import {
  PEOPLE_COUNT,
  firstProfile,
  knownPatient,
  personOfOrdinal,
  type ProfileStatus,
  type StrictTraits,
} from '#libs/patients';

/** A person as it is printed, one JSON object a line. */
export interface PersonLine {
  /** Said on every line: nobody stands behind the number. */
  readonly isSynthetic: true;
  readonly ordinal: number;
  readonly matricule: string;
  readonly oid: string;
  /** The INS as XDS writes it (HL7 CX). */
  readonly patientId: string;
  readonly traits: StrictTraits;
  readonly department: string;
  /** What events carry instead of the matricule, hexadecimal. */
  readonly pseudonym: string;
  /** As before any command: what a database has stored is not asked. */
  readonly profileStatus: ProfileStatus;
  readonly isActivated: boolean;
}

/** Which people to print. */
export interface PeopleWanted {
  readonly from: number;
  readonly count: number;
  /** Undefined: any. */
  readonly status: ProfileStatus | undefined;
  readonly nowMs: number;
}

/** People from an ordinal on; fewer than asked for where the last one comes first. */
export function* peopleLines({ from, count, status, nowMs }: PeopleWanted): Generator<PersonLine> {
  let left = count;
  for (let ordinal = from; ordinal < PEOPLE_COUNT && left > 0; ordinal++) {
    const line = personLine(ordinal, nowMs);
    if (status !== undefined && line.profileStatus !== status) continue;
    left -= 1;
    yield line;
  }
}

function personLine(ordinal: number, nowMs: number): PersonLine {
  const person = personOfOrdinal(ordinal);
  const patient = knownPatient(person, firstProfile(person), nowMs);
  const oid = INS_OIDS.find(({ symbol }) => symbol === patient.oid)?.oid ?? '';
  const matricule = patient.matricule.text;
  return {
    isSynthetic: true,
    ordinal,
    matricule,
    oid,
    patientId: `${matricule}^^^&${oid}&ISO^NH`,
    traits: patient.traits,
    department: patient.department,
    pseudonym: Buffer.from(patient.pseudonym).toString('hex'),
    profileStatus: patient.profileStatus,
    isActivated: patient.isActivated,
  };
}
