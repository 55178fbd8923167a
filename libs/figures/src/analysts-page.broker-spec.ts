import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseMonth } from '#libs/reference';
import { cellsOf, createTestDatabase, type TestDatabase } from './test-database.js';

const PAGE = readFileSync(new URL('../../../docs/analysts.md', import.meta.url), 'utf8');

/** The queries that the page gives psql; commands of psql itself, such as \d+, are not SQL. */
const QUERIES = [...PAGE.matchAll(/-c "([^"]+)"/g)].map(([, sql = '']) => sql);

describe('the analysts’ page', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
    await database.count(cellsOf([parseMonth('2023-12'), 0, 0, 1000]));
  });
  afterAll(() => database.drop());

  it('gives queries for several views', () => {
    expect(QUERIES.length).toBeGreaterThanOrEqual(4);
  });

  it.each(QUERIES)('gives a query that the read-only role may run: %s', async (sql) => {
    const client = await database.pool.connect();
    try {
      await client.query('begin read only');
      await client.query('set local role mes_reader');
      const { fields } = await client.query(sql);
      expect(fields.length).toBeGreaterThan(1);
    } finally {
      await client.query('rollback');
      client.release();
    }
  });
});
