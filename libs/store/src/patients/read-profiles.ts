import { firstProfile, personOfMatricule, type Person, type Profile } from '#libs/patients';
import type { ClientBase, Pool } from 'pg';
import { PROFILE_COLUMNS, profileOf, type ProfileRow } from './profile-rows.js';

/** A person with the profile, and the instant at which it was looked at. */
export interface PersonalProfile {
  readonly person: Person;
  readonly profile: Profile;
  /** Milliseconds since 1970, by the clock of the database, which all processes share. */
  readonly nowMs: number;
}

/**
 * The profiles of a list of matricules, each known one once; nothing for the others.
 *
 * @param client an open transaction, whose beginning is the instant, or a pool
 */
export async function readProfiles(
  client: ClientBase | Pool,
  matricules: readonly string[],
): Promise<PersonalProfile[]> {
  const people = [...new Set(matricules)].flatMap((text) => personOfMatricule(text) ?? []);
  if (people.length === 0) return [];
  // The join gives the clock even when no profile was ever changed.
  const { rows } = await client.query<ProfileRow & { matricule: string | null; now: Date }>(
    `select date_trunc('milliseconds', now()) as now, matricule, ${PROFILE_COLUMNS}
     from (select) as always left join patient_profile on matricule = any($1::text[])`,
    [people.map(({ matricule }) => matricule.text)],
  );
  const nowMs = rows[0]?.now.getTime() ?? Number.NaN;
  const changed = new Map(rows.map((row) => [row.matricule, profileOf(row)]));
  return people.map((person) => ({
    person,
    profile: changed.get(person.matricule.text) ?? firstProfile(person),
    nowMs,
  }));
}
