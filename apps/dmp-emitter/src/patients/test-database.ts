import { randomUUID } from 'node:crypto';
import { createPool, runMigrations } from '#libs/store';
import { testBackend } from '#libs/testing';
import pg from 'pg';

/** A migrated database of its own for one spec file. */
export interface PatientsDatabase {
  readonly pool: pg.Pool;
  drop(): Promise<void>;
}

/** Makes it on the server that the tests were given. */
export async function createPatientsDatabase(): Promise<PatientsDatabase> {
  const { MES_DATABASE_URL: serverUrl } = testBackend();
  const name = `mes_patients_test_${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  await execute(serverUrl, `create database ${name}`);
  const url = Object.assign(new URL(serverUrl), { pathname: name }).href;
  await runMigrations(url);
  const pool = createPool(url);
  return {
    pool,
    drop: async () => {
      await pool.end();
      await execute(serverUrl, `drop database ${name} with (force)`);
    },
  };
}

async function execute(serverUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
