import { randomUUID } from 'node:crypto';
import { testBackend } from '#libs/testing';
import pg from 'pg';

/** A database of its own for one spec file, on the server that the tests were given. */
export interface TestDatabase {
  readonly url: string;
  /** Closes every connection to it and removes it. */
  drop(): Promise<void>;
}

/** Makes an empty database. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { MES_DATABASE_URL: serverUrl } = testBackend();
  const name = `mes_store_test_${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  await execute(serverUrl, `create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: () => execute(serverUrl, `drop database ${name} with (force)`),
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
