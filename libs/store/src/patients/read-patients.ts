import { knownPatient, type KnownPatient } from '#libs/patients';
import type { ClientBase, Pool } from 'pg';
import { readProfiles } from './read-profiles.js';

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
  const profiles = await readProfiles(client, matricules);
  return new Map(
    profiles.map(({ person, profile, nowMs }) => [
      person.matricule.text,
      knownPatient(person, profile, nowMs),
    ]),
  );
}
