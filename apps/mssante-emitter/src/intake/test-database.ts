import { randomUUID } from 'node:crypto';
import { testBackend } from '#libs/testing';
import pg from 'pg';

/** A database of its own for one spec file. */
export async function createTestDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `mes_mssante_test_${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  await execute(`create database ${name}`);
  const url = new URL(testBackend().MES_DATABASE_URL);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => execute(`drop database ${name} with (force)`) };
}

async function execute(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: testBackend().MES_DATABASE_URL });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
