import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { createDataSource } from '../connection/data-source.js';
import { DatabaseUnreachableError } from '../connection/database-errors.js';
import { connectClient, createPool } from '../connection/pool.js';
import { createTestDatabase, type TestDatabase } from '../test-database.js';
import { VIEWS } from '../views/index.js';
import { MIGRATIONS } from './index.js';
import { grantReader } from './reader-role.js';
import { PendingMigrationsError, runMigrations } from './run-migrations.js';

const nameOf = (migration: { name: string }): string => migration.name;

describe('runMigrations', () => {
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

  it('brings an empty database up to date once, however many processes start together', async () => {
    const reports = await Promise.all(Array.from({ length: 4 }, () => runMigrations(database.url)));
    const applied = reports.map((report) => report.applied).sort((a, b) => b.length - a.length);
    expect(applied).toEqual([MIGRATIONS.map(nameOf), [], [], []]);
  });

  it('changes nothing when it runs again', async () => {
    const before = await contents();
    expect(await runMigrations(database.url)).toEqual({ applied: [], readerRole: 'granted' });
    expect(await contents()).toEqual(before);
  });

  it('only looks when it is told to, and names what is pending', async () => {
    const other = await createTestDatabase();
    const tables = createPool(other.url);
    try {
      const asked = runMigrations(other.url, 'check');
      await expect(asked).rejects.toBeInstanceOf(PendingMigrationsError);
      await expect(asked).rejects.toMatchObject({ exitCode: 2, pending: MIGRATIONS.map(nameOf) });
      const { rows } = await tables.query(`select from pg_class where relname = 'migration'`);
      expect(rows).toHaveLength(0);
      await runMigrations(other.url);
      expect(await runMigrations(other.url, 'check')).toEqual({
        applied: [],
        readerRole: 'not asked for',
      });
      await tables.query(`delete from migration where name = $1`, [MIGRATIONS.at(-1)?.name]);
      await expect(runMigrations(other.url, 'check')).rejects.toMatchObject({
        pending: [MIGRATIONS.at(-1)?.name],
      });
    } finally {
      await tables.end();
      await other.drop();
    }
  });

  it('repairs a reference row that was changed and removes one that is unknown', async () => {
    const before = await contents();
    await pool.query(`update reference_department set population = 1 where code = '75'`);
    await pool.query(`delete from reference_measure where code = 'prescriptions_closed'`);
    await pool.query(
      `insert into reference_denominator values ('mine', 'l', 'p', 1, 'v', false, 's', true)`,
    );
    await runMigrations(database.url);
    expect(await contents()).toEqual(before);
  });

  it('documents every view and every column of it', async () => {
    const { rows } = await pool.query<{ view: string; column: string; comment: string | null }>(
      `select c.relname as view, a.attname as column, col_description(c.oid, a.attnum) as comment
       from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
       where c.relkind = 'v' and c.relnamespace = 'public'::regnamespace order by c.oid, a.attnum`,
    );
    const documented = VIEWS.flatMap(({ name, columns }) =>
      Object.entries(columns).map(([column, comment]) => ({ view: name, column, comment })),
    );
    expect(rows).toEqual(documented);
    const views = await pool.query<{ comment: string | null }>(
      `select obj_description(oid) as comment from pg_class
       where relkind = 'v' and relnamespace = 'public'::regnamespace`,
    );
    expect(views.rows.every(({ comment }) => comment !== null)).toBe(true);
    expect(views.rows).toHaveLength(VIEWS.length);
  });

  it('lets the analysts’ role read the views, and neither the tables nor any writing', async () => {
    const asReader = async (statement: string): Promise<void> => {
      const client = await pool.connect();
      try {
        await client.query('begin');
        await client.query('set local role mes_reader');
        await client.query(statement);
      } finally {
        await client.query('rollback');
        client.release();
      }
    };
    for (const { name } of VIEWS) await asReader(`select * from ${name}`);
    await expect(asReader('select * from checkpoint')).rejects.toThrow(/permission denied/);
    await expect(asReader('select * from volume_by_type')).rejects.toThrow(/permission denied/);
    await expect(asReader('create table mine (n integer)')).rejects.toThrow(/permission denied/);
  });

  it('tells, and does not fail, when its user may not grant the analysts’ role', async () => {
    const login = `mes_plain_${randomUUID().slice(0, 8)}`;
    await pool.query(`create role ${login} login password 'plain'`);
    const url = Object.assign(new URL(database.url), { username: login, password: 'plain' });
    const client = await connectClient(url.href);
    try {
      expect(await grantReader(client)).toBe('not permitted');
    } finally {
      await client.end();
      await pool.query(`drop role ${login}`);
    }
  });

  it('makes the tables that the entities describe', async () => {
    const dataSource = createDataSource(database.url);
    await dataSource.initialize();
    const runner = dataSource.createQueryRunner();
    try {
      for (const entity of dataSource.entityMetadatas) {
        const table = await runner.getTable(entity.tableName);
        const described = entity.columns.map((column) => ({
          name: column.databaseName,
          type: dataSource.driver.normalizeType(column),
          isNullable: column.isNullable,
          isPrimary: column.isPrimary,
        }));
        const made = table?.columns.map(({ name, type, isNullable, isPrimary }) => ({
          name,
          type,
          isNullable,
          isPrimary,
        }));
        expect(made).toEqual(described);
      }
    } finally {
      await runner.release();
      await dataSource.destroy();
    }
  });

  it('can be taken back to an empty database and run again', async () => {
    const other = await createTestDatabase();
    try {
      await runMigrations(other.url);
      const dataSource = createDataSource(other.url);
      await dataSource.initialize();
      for (const migration of MIGRATIONS) {
        expect(migration).toBeDefined();
        await dataSource.undoLastMigration();
      }
      const { length } = await dataSource.query<unknown[]>(
        `select from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'v')`,
      );
      await dataSource.destroy();
      expect(length).toBe(1);
      expect((await runMigrations(other.url)).applied).toHaveLength(MIGRATIONS.length);
    } finally {
      await other.drop();
    }
  });

  it.each([
    ['a wrong password', (url: URL) => (url.password = 'wrong'), /a refused password/],
    ['a port without a server', (url: URL) => (url.port = '1'), /no server on that port/],
    ['a database that is not there', (url: URL) => (url.pathname = '/none'), /no database of that/],
    ['another protocol', (url: URL) => (url.pathname = ''), /an address without a database/],
  ])('says what to do about %s, without the password', async (_, change, came) => {
    const url = new URL(database.url);
    change(url);
    const attempt = runMigrations(url.href);
    await expect(attempt).rejects.toBeInstanceOf(DatabaseUnreachableError);
    await expect(attempt).rejects.toMatchObject({ exitCode: 2 });
    await expect(attempt).rejects.toThrow(came);
    await expect(attempt).rejects.not.toThrow(`:${url.password}@`);
  });

  /** Every reference row, for comparison. */
  async function contents(): Promise<unknown> {
    const tables = [
      'department',
      'solution',
      'measure',
      'document_type',
      'denominator',
      'calibration',
      'sons_solution',
      'sons_window',
      'sons_rule',
      'sons_parameter',
    ];
    const all: unknown[] = [];
    for (const table of tables) {
      const { rows } = await pool.query(`select * from reference_${table} order by 1`);
      expect(rows.length).toBeGreaterThan(0);
      all.push(rows);
    }
    return all;
  }
});
