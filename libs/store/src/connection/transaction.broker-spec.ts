import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { createTestDatabase, type TestDatabase } from '../test-database.js';
import { DatabaseUnreachableError } from './database-errors.js';
import { createPool } from './pool.js';
import { inTransaction } from './transaction.js';

/** Time for the end of a connection to be heard of while nothing is asked over it. */
const HEARD_MS = 200;

describe('inTransaction', () => {
  let database: TestDatabase;
  let pool: Pool;
  beforeAll(async () => {
    database = await createTestDatabase();
    pool = createPool(database.url);
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  it('fails by its next statement when its connection breaks between two, and stores nothing', async () => {
    await pool.query('create table kept (n integer)');
    const broken = inTransaction(pool, async (client) => {
      const { rows } = await client.query<{ pid: number }>(
        'insert into kept values (1) returning pg_backend_pid() as pid',
      );
      await pool.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
      // An error that nobody listens to would end the process here.
      await new Promise((resolve) => setTimeout(resolve, HEARD_MS));
      await client.query('insert into kept values (2)');
    });
    await expect(broken).rejects.toBeInstanceOf(DatabaseUnreachableError);
    await expect(broken).rejects.toMatchObject({ mayPass: true });
    const after = await inTransaction(pool, (client) => client.query('select n from kept'));
    expect(after.rows).toEqual([]);
  });
});
