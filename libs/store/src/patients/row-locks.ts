import type { ClientBase } from 'pg';

/**
 * First keys of the advisory locks of this folder: any numbers will do as long as they never change.
 * They are locks of a name and not of a row, because the row may not be there yet.
 */
const LOCK_CLASSES = { profile: 7_021_302, identity: 7_021_303, document: 7_021_304 } as const;

/**
 * Waits until nobody else is at the same thing, and keeps others out until the transaction ends.
 * Two names may share a lock, which costs time and nothing else.
 */
export async function lockByName(
  client: ClientBase,
  what: keyof typeof LOCK_CLASSES,
  name: string,
): Promise<void> {
  await client.query('select pg_advisory_xact_lock($1, hashtext($2))', [LOCK_CLASSES[what], name]);
}
