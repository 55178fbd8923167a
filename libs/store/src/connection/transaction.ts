import type { Pool, PoolClient } from 'pg';
import { asDatabaseError, codeOf } from './database-errors.js';

/** Tries of one transaction that PostgreSQL gave up to let another one pass. */
const TRANSACTION_TRIES_MAX = 5;

/** Deadlock, and serialization failure. */
const RETRIABLE = new Set(['40P01', '40001']);

/**
 * Runs work in one transaction: all of it is stored, or nothing.
 *
 * @param work is called again from its start when the transaction lost a deadlock, so it must not
 *   change anything outside the database
 * @throws what `work` throws; a DatabaseUnreachableError when the connection fails
 */
export async function inTransaction<T>(
  pool: Pool,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await runOnce(pool, work);
    } catch (error) {
      const isRetriable = RETRIABLE.has(codeOf(error)) && tries < TRANSACTION_TRIES_MAX;
      if (!isRetriable) throw asDatabaseError(error, addressOf(pool));
    }
  }
}

async function runOnce<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let fault: Error | undefined;
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    fault = await rollback(client);
    throw error;
  } finally {
    // A connection that could not even roll back is closed: the server then does it.
    client.release(fault);
  }
}

async function rollback(client: PoolClient): Promise<Error | undefined> {
  try {
    await client.query('rollback');
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function addressOf(pool: Pool): string {
  return pool.options.connectionString ?? 'MES_DATABASE_URL';
}
