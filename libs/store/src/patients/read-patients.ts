import { firstProfile, knownPatient, personOfMatricule, type KnownPatient } from '#libs/patients';
import type { ClientBase, Pool } from 'pg';
import { PROFILE_COLUMNS, profileOf, type ProfileRow } from './profile-rows.js';

/**
 * The patients of a list of matricules, as they are when the transaction began. One query for the
 * whole list; the people themselves are computed.
 *
 * @param client the open transaction of a caller that goes by the answer, or a pool
 * @param matricules in any form: a text that is no known matricule is missing from the answer
 * @returns patients by their matricule, each once
 */
export async function readPatients(
  client: ClientBase | Pool,
  matricules: readonly string[],
): Promise<ReadonlyMap<string, KnownPatient>> {
  const people = [...new Set(matricules)].flatMap((text) => personOfMatricule(text) ?? []);
  if (people.length === 0) return new Map();
  // The join gives the clock of the transaction even when no profile was ever changed.
  const { rows } = await client.query<ProfileRow & { matricule: string | null; now: Date }>(
    `select now() as now, matricule, ${PROFILE_COLUMNS}
     from (select) as always left join patient_profile on matricule = any($1::text[])`,
    [people.map(({ matricule }) => matricule.text)],
  );
  const nowMs = rows[0]?.now.getTime() ?? Number.NaN;
  const changed = new Map(rows.map((row) => [row.matricule, profileOf(row)]));
  return new Map(
    people.map((person) => {
      const { text } = person.matricule;
      return [text, knownPatient(person, changed.get(text) ?? firstProfile(person), nowMs)];
    }),
  );
}
