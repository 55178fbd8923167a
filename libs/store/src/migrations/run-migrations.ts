import { BadInvocationError, RunFailedError, redact } from '#libs/platform';
import type pg from 'pg';
import { createDataSource } from '../connection/data-source.js';
import { asDatabaseError, codeOf } from '../connection/database-errors.js';
import { connectClient } from '../connection/pool.js';
import type { Queries } from '../connection/queries.js';
import { loadReference } from '../reference/load-reference.js';
import { MIGRATIONS } from './index.js';
import { grantReader, type ReaderRole } from './reader-role.js';

/** What bringing a database up to date did. */
export interface MigrationReport {
  /** Names of the migrations that ran now; empty when the database was up to date. */
  readonly applied: readonly string[];
  /** What became of the analysts' role; `not asked for` where nothing may be changed. */
  readonly readerRole: ReaderRole | 'not asked for';
}

/** Advisory lock of this house: any number will do as long as it never changes. */
const LOCK_KEY = 7_021_301;
/** How long to wait for another process that is at it, milliseconds. */
const LOCK_WAIT_MS = 60_000;
const LOCK_NOT_AVAILABLE = '55P03';

/** The database was brought up to date by code that is newer than this. */
export class NewerSchemaError extends BadInvocationError {
  constructor(readonly unknown: readonly string[]) {
    super(
      `migrations: expected a database of this version or an older one; it has ${unknown.join(', ')}, which this version does not know. ` +
        'Nothing was changed. Run the version that made it, or restore a backup that was taken before (docs/operations.md).',
    );
  }
}

/** MES_DATABASE_MIGRATIONS is check, and the database is not up to date. */
export class PendingMigrationsError extends BadInvocationError {
  constructor(
    databaseUrl: string,
    readonly pending: readonly string[],
  ) {
    super(
      `PostgreSQL: expected ${redact(databaseUrl)} to be up to date; ${String(pending.length)} migrations are pending: ${pending.join(', ')}. Start a service or a command once with MES_DATABASE_MIGRATIONS=apply and a user who may change tables. Nothing was changed.`,
    );
  }
}

/** Another process has been bringing the database up to date for too long. */
export class MigrationLockError extends RunFailedError {
  override readonly mayPass = true;

  constructor(options: ErrorOptions) {
    super(
      `migrations: expected the advisory lock ${LOCK_KEY} within ${LOCK_WAIT_MS} ms; another process still holds it. See pg_locks, and end that process if it is stuck.`,
      options,
    );
  }
}

/**
 * Brings a database up to date: tables, views, reference figures, analysts' role. Safe to call from
 * every process at its start, several at once: one works, the others wait and find nothing to do.
 *
 * @param mode apply, or check: nothing is changed, and a database that is not up to date is refused;
 *   omitted: apply
 * @throws DatabaseUnreachableError, MigrationLockError, PendingMigrationsError
 * @throws NewerSchemaError before anything is changed
 */
export async function runMigrations(
  databaseUrl: string,
  mode: 'apply' | 'check' = 'apply',
): Promise<MigrationReport> {
  const client = await connectClient(databaseUrl);
  try {
    if (mode === 'check') {
      await refuseNewer(client);
      return await check(client, databaseUrl);
    }
    await lockMigrations(client);
    await refuseNewer(client);
    const applied = await migrate(databaseUrl);
    await client.query('begin');
    await loadReference(client);
    await client.query('commit');
    return { applied, readerRole: await grantReader(client) };
  } catch (error) {
    throw asDatabaseError(error, databaseUrl);
  } finally {
    // The lock, and a transaction that was not committed, end with the connection.
    await client.end();
  }
}

/** Looks, and changes nothing: this user may have no right to. */
async function check(client: pg.Client, databaseUrl: string): Promise<MigrationReport> {
  const done = new Set(await appliedMigrations(client));
  const pending = MIGRATIONS.map(({ name }) => name).filter((name) => !done.has(name));
  if (pending.length > 0) throw new PendingMigrationsError(databaseUrl, pending);
  return { applied: [], readerRole: 'not asked for' };
}

/**
 * Waits until no other process changes tables, and keeps the others waiting until the connection ends.
 *
 * @throws MigrationLockError
 */
export async function lockMigrations(client: pg.Client): Promise<void> {
  await client.query(`set lock_timeout = ${LOCK_WAIT_MS}`);
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK_KEY]);
  } catch (error) {
    if (codeOf(error) === LOCK_NOT_AVAILABLE) throw new MigrationLockError({ cause: error });
    throw error;
  }
  await client.query('set lock_timeout = 0');
}

/** Names of the migrations that a database has had, the oldest first; empty for one that is not ours yet. */
export async function appliedMigrations(client: Queries): Promise<string[]> {
  const { rows } = await client.query<{ is_ours: boolean }>(
    `select to_regclass('public.migration') is not null as is_ours`,
  );
  if (rows[0]?.is_ours !== true) return [];
  const applied = await client.query<{ name: string }>('select name from migration order by id');
  return applied.rows.map(({ name }) => name);
}

/** Old code would write rows whose meaning it does not know. */
async function refuseNewer(client: Queries): Promise<void> {
  const known = new Set(MIGRATIONS.map(({ name }) => name));
  const unknown = (await appliedMigrations(client)).filter((name) => !known.has(name));
  if (unknown.length > 0) throw new NewerSchemaError(unknown);
}

async function migrate(databaseUrl: string): Promise<string[]> {
  const dataSource = createDataSource(databaseUrl);
  await dataSource.initialize();
  try {
    const applied = await dataSource.runMigrations({ transaction: 'all' });
    return applied.map(({ name }) => name);
  } finally {
    await dataSource.destroy();
  }
}
