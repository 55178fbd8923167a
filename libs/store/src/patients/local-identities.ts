import type { InsOidSymbol } from '#libs/identifiers';
import {
  areSame,
  changeIdentity,
  newIdentity,
  type IdentityCommand,
  type IdentityDocument,
  type IdentityOutcome,
  type LocalIdentity,
  type StrictTraits,
} from '#libs/patients';
import type { ClientBase, Pool } from 'pg';
import { inTransaction } from '../connection/transaction.js';
import { lockByName } from './row-locks.js';

/** Which identity of which site. */
export interface LocalIdentityKey {
  /** StructIdNat of the site. */
  readonly site: string;
  /** Number of the patient at that site. */
  readonly localId: string;
}

/** Registers an identity as PROV; one that is registered already stays as it is. */
export async function registerIdentity(
  pool: Pool,
  key: LocalIdentityKey,
  traits: StrictTraits,
): Promise<{ kind: 'registered' | 'known' | 'other-traits'; identity: LocalIdentity }> {
  return inTransaction(pool, async (client) => {
    await lockIdentity(client, key);
    const known = await readIdentity(client, key);
    if (known !== undefined) {
      return { kind: areSame(known.traits, traits) ? 'known' : 'other-traits', identity: known };
    }
    const identity = newIdentity(traits);
    await client.query(
      `insert into local_identity (site, local_id, traits, registered_at, changed_at)
       values ($1, $2, $3, now(), now())`,
      [key.site, key.localId, JSON.stringify(traits)],
    );
    return { kind: 'registered', identity };
  });
}

/**
 * Applies a command to an identity; commands to one identity come one after the other.
 *
 * @param decide makes the command of the identity as it is, which INSi may have to be asked about
 * @returns undefined when no such identity is registered
 */
export async function changeStoredIdentity(
  pool: Pool,
  key: LocalIdentityKey,
  decide: (identity: LocalIdentity) => IdentityCommand,
): Promise<IdentityOutcome | undefined> {
  return inTransaction(pool, async (client) => {
    await lockIdentity(client, key);
    const before = await readIdentity(client, key);
    if (before === undefined) return undefined;
    const outcome = changeIdentity(before, decide(before));
    if (outcome.kind === 'changed') await writeIdentity(client, key, outcome.identity);
    return outcome;
  });
}

/** An identity of a site; undefined when it is not registered. */
async function readIdentity(
  client: ClientBase,
  { site, localId }: LocalIdentityKey,
): Promise<LocalIdentity | undefined> {
  const { rows } = await client.query<{
    traits: StrictTraits;
    document_kind: IdentityDocument | null;
    matricule: string | null;
    oid: InsOidSymbol | null;
  }>(
    `select traits, document_kind, matricule, oid from local_identity
     where site = $1 and local_id = $2`,
    [site, localId],
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  const { traits, document_kind: document, matricule, oid } = row;
  return {
    traits,
    document,
    ins: matricule === null || oid === null ? null : { matricule, oid },
  };
}

async function writeIdentity(
  client: ClientBase,
  { site, localId }: LocalIdentityKey,
  { traits, document, ins }: LocalIdentity,
): Promise<void> {
  await client.query(
    `update local_identity set traits = $3, document_kind = $4, matricule = $5, oid = $6,
       changed_at = now() where site = $1 and local_id = $2`,
    [site, localId, JSON.stringify(traits), document, ins?.matricule ?? null, ins?.oid ?? null],
  );
}

async function lockIdentity(
  client: ClientBase,
  { site, localId }: LocalIdentityKey,
): Promise<void> {
  await lockByName(client, 'identity', JSON.stringify([site, localId]));
}
