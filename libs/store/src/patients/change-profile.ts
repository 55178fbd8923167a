import {
  changeProfile,
  firstProfile,
  type Person,
  type ProfileCommand,
  type ProfileOutcome,
} from '#libs/patients';
import type { ClientBase, Pool } from 'pg';
import { inTransaction } from '../connection/transaction.js';
import { PROFILE_COLUMNS, profileOf, profileValues, type ProfileRow } from './profile-rows.js';
import type { PersonalProfile } from './read-profiles.js';
import { lockByName } from './row-locks.js';

/** What became of a command, with the profile as it is now. */
export interface ChangedProfile extends PersonalProfile {
  readonly outcome: ProfileOutcome;
}

/** Applies a command to a person's profile; commands to one profile come one after the other. */
export async function changeStoredProfile(
  pool: Pool,
  person: Person,
  command: ProfileCommand,
): Promise<ChangedProfile> {
  return inTransaction(pool, (client) => changeProfileWithin(client, person, command));
}

/** The same within an open transaction, which holds the profile until it ends. */
export async function changeProfileWithin(
  client: ClientBase,
  person: Person,
  command: ProfileCommand,
): Promise<ChangedProfile> {
  const matricule = person.matricule.text;
  await lockByName(client, 'profile', matricule);
  // The clock after the lock, not that of the transaction: an instant before the change that this
  // one waited for would take it for something that is yet to come.
  const { rows } = await client.query<ProfileRow & { matricule: string | null; now: Date }>(
    `select date_trunc('milliseconds', clock_timestamp()) as now, matricule, ${PROFILE_COLUMNS}
     from (select) as always left join patient_profile on matricule = $1`,
    [matricule],
  );
  const [row] = rows;
  const nowMs = row?.now.getTime() ?? Number.NaN;
  const before =
    row === undefined || row.matricule === null ? firstProfile(person) : profileOf(row);
  const outcome = changeProfile(before, command, nowMs);
  if (outcome.kind === 'refused') return { person, profile: before, nowMs, outcome };
  await client.query(
    `insert into patient_profile (matricule, ${PROFILE_COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (matricule) do update set (${PROFILE_COLUMNS}) = row (excluded.letter_sent_at,
       excluded.opposed_at, excluded.closed_at, excluded.closure_reason, excluded.reopened_at,
       excluded.activated_at)`,
    [matricule, ...profileValues(outcome.profile)],
  );
  return { person, profile: outcome.profile, nowMs, outcome };
}
