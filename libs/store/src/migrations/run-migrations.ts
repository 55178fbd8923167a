import { RunFailedError } from '#libs/platform';
import type pg from 'pg';
import { createDataSource } from '../connection/data-source.js';
import { asDatabaseError, codeOf } from '../connection/database-errors.js';
import { connectClient } from '../connection/pool.js';
import { loadReference } from '../reference/load-reference.js';
import { grantReader, type ReaderRole } from './reader-role.js';

/** What bringing a database up to date did. */
export interface MigrationReport {
  /** Names of the migrations that ran now; empty when the database was up to date. */
  readonly applied: readonly string[];
  readonly readerRole: ReaderRole;
}

/** Advisory lock of this house: any number will do as long as it never changes. */
const LOCK_KEY = 7_021_301;
/** How long to wait for another process that is at it, milliseconds. */
const LOCK_WAIT_MS = 60_000;
const LOCK_NOT_AVAILABLE = '55P03';

/** Another process has been bringing the database up to date for too long. */
export class MigrationLockError extends RunFailedError {
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
 * @throws DatabaseUnreachableError, MigrationLockError
 */
export async function runMigrations(databaseUrl: string): Promise<MigrationReport> {
  const client = await connectClient(databaseUrl);
  try {
    await lock(client);
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

async function lock(client: pg.Client): Promise<void> {
  await client.query(`set lock_timeout = ${LOCK_WAIT_MS}`);
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK_KEY]);
  } catch (error) {
    if (codeOf(error) === LOCK_NOT_AVAILABLE) throw new MigrationLockError({ cause: error });
    throw error;
  }
  await client.query('set lock_timeout = 0');
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
