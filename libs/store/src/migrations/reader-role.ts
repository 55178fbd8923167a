import type { ClientBase } from 'pg';
import { codeOf } from '../connection/database-errors.js';
import { VIEWS } from '../views/index.js';

/** Role that analysts' logins get: it may read the views and nothing else. */
const READER_ROLE = 'mes_reader';

/** What became of the analysts' role. */
export type ReaderRole = 'granted' | 'not permitted';

const INSUFFICIENT_PRIVILEGE = '42501';
const DUPLICATE_OBJECT = '42710';
const UNIQUE_VIOLATION = '23505';

/**
 * Makes the read-only role if it is missing and lets it read the views. Roles belong to the whole
 * server, and not every user may make them: figures do not depend on it, so that is told and not thrown.
 *
 * @param client outside a transaction
 */
export async function grantReader(client: ClientBase): Promise<ReaderRole> {
  try {
    if (!(await exists(client))) await create(client);
    await client.query(`grant usage on schema public to ${READER_ROLE}`);
    await client.query(
      `grant select on ${VIEWS.map(({ name }) => name).join(', ')} to ${READER_ROLE}`,
    );
    return 'granted';
  } catch (error) {
    if (codeOf(error) === INSUFFICIENT_PRIVILEGE) return 'not permitted';
    throw error;
  }
}

async function exists(client: ClientBase): Promise<boolean> {
  const { rowCount } = await client.query('select from pg_roles where rolname = $1', [READER_ROLE]);
  return rowCount === 1;
}

/** Another database of the same server may be doing the same at this moment. */
async function create(client: ClientBase): Promise<void> {
  try {
    await client.query(`create role ${READER_ROLE} nologin`);
  } catch (error) {
    if (![DUPLICATE_OBJECT, UNIQUE_VIOLATION].includes(codeOf(error))) throw error;
  }
}
