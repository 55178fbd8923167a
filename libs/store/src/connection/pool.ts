import { databaseAccessOf } from '#libs/platform';
import pg from 'pg';
import { asDatabaseError, assertDatabaseUrl } from './database-errors.js';

/** Connections that one process holds at most. */
const CLIENTS_MAX = 4;
/** How long a connection may take to come about, milliseconds. */
export const CONNECT_TIMEOUT_MS = 5000;

/**
 * A pool of connections; none is opened before the first query.
 *
 * @param clientsMax connections at most; omitted: 4
 * @throws DatabaseUnreachableError when the address has not the form of one
 */
export function createPool(databaseUrl: string, clientsMax: number = CLIENTS_MAX): pg.Pool {
  assertDatabaseUrl(databaseUrl);
  const pool = new pg.Pool({
    ...databaseAccessOf(databaseUrl),
    max: clientsMax,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  // The pool has removed an idle connection that broke, and the next query opens another or fails by
  // itself; without a listener the process would end here.
  pool.on('error', () => undefined);
  // The same of one that is lent out and breaks between two statements: the next one fails by itself.
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
  });
  return pool;
}

/**
 * One connection of its own, for locks that must live longer than a query.
 *
 * @throws DatabaseUnreachableError
 */
export async function connectClient(databaseUrl: string): Promise<pg.Client> {
  assertDatabaseUrl(databaseUrl);
  const client = new pg.Client({
    ...databaseAccessOf(databaseUrl),
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  // A connection that breaks fails the query under way, which is where the error belongs.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    throw asDatabaseError(error, databaseUrl);
  }
  return client;
}
