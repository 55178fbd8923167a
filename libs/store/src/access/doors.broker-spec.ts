import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { createPool } from '../connection/pool.js';
import { runMigrations } from '../migrations/run-migrations.js';
import { createTestDatabase, type TestDatabase } from '../test-database.js';
import { isSameSecret, readApiKey } from './api-key.js';
import { ApiKeys } from './api-keys.js';
import { AUDIT_LIMITS, AuditLog } from './audit-log.js';

const act = { actor: 'command somebody@here', action: 'months.close', parameters: { month: 3 } };

describe('doors, in a real PostgreSQL', () => {
  let database: TestDatabase;
  let pool: Pool;

  beforeAll(async () => {
    database = await createTestDatabase();
    await runMigrations(database.url);
    pool = createPool(database.url);
  });

  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  it('stores a key without its secret, in any form', async () => {
    const keys = new ApiKeys(pool);
    const wish = { name: 'lab 1', scopes: ['deposits:write' as const], createdBy: 'spec' };
    const { key, text } = await keys.create({ ...wish, expiresAt: null });
    const came = readApiKey(text);
    const found = await keys.find(came?.id ?? '');
    expect(found).toEqual(key);
    expect(isSameSecret(came?.secretSha256 ?? Buffer.alloc(32), found?.secretSha256)).toBe(true);
    const secret = text.slice(-43);
    const { rows } = await pool.query<{ row: string }>('select k::text as row from api_key k');
    expect(rows[0]?.row).toContain('lab 1');
    expect(rows[0]?.row).not.toContain(secret);
    expect(rows[0]?.row).not.toContain(Buffer.from(secret, 'base64url').toString('hex'));
  });

  it('revokes a key once and for all, and knows when', async () => {
    const keys = new ApiKeys(pool);
    const wish = { name: 'lab 2', scopes: ['metrics:read' as const], createdBy: 'spec' };
    const { key } = await keys.create({ ...wish, expiresAt: new Date('2030-01-01T00:00:00Z') });
    const revoked = await keys.revoke(key.id);
    expect(revoked?.revokedAt).toBeInstanceOf(Date);
    expect(await keys.revoke(key.id)).toEqual(revoked);
    expect(await keys.revoke('ffffffffffff')).toBeUndefined();
    expect((await keys.list()).map(({ name }) => name)).toEqual(['lab 2', 'lab 1']);
  });

  it.each(['', ' lab', 'lab\nforged', 'x'.repeat(65)])('takes no name %j', async (name) => {
    await expect(
      new ApiKeys(pool).create({ name, scopes: ['admin'], createdBy: 'spec', expiresAt: null }),
    ).rejects.toThrow(/check constraint/);
  });

  it('notes an act before and after, and what it failed of', async () => {
    const audit = new AuditLog(pool);
    expect(await audit.during(act, () => Promise.resolve(7))).toBe(7);
    await expect(
      audit.during(act, () => Promise.reject(new Error('the disk is full'))),
    ).rejects.toThrow('the disk is full');
    const rows = await audit.list();
    expect(rows.map(({ outcome, detail }) => [outcome, detail])).toEqual([
      ['failed', 'the disk is full'],
      ['asked', null],
      ['done', null],
      ['asked', null],
    ]);
    expect(rows[0]).toMatchObject(act);
    expect(new Set(rows.map((row) => row.act)).size).toBe(2);
    expect(await audit.list({ action: 'other' })).toEqual([]);
    expect(await audit.list({ limit: 1 })).toHaveLength(1);
  });

  it('does nothing that it cannot note', async () => {
    const none = createPool(database.url.replace(/\/[^/]*$/, '/no_such_database'));
    let isDone = false;
    await expect(
      new AuditLog(none).during(act, () => {
        isDone = true;
        return Promise.resolve();
      }),
    ).rejects.toThrow(/no database of that name/);
    expect(isDone).toBe(false);
    await none.end();
  });

  it('keeps rows within bounds, whatever came', async () => {
    const audit = new AuditLog(pool);
    const long = '\0'.repeat(5000);
    await audit.conclude(
      { actor: long, action: long, parameters: { [long]: long } },
      'denied',
      long,
    );
    const [row] = await audit.list();
    expect(row?.actor).toHaveLength(AUDIT_LIMITS.actorCharactersMax);
    expect(row?.detail).toHaveLength(AUDIT_LIMITS.detailCharactersMax);
    expect(JSON.stringify(row?.parameters).length).toBeLessThan(
      AUDIT_LIMITS.parametersCharactersMax + 50,
    );
  });

  // Its own user is the owner here, and a superuser: none of them may.
  it.each([
    `update audit_entry set actor = 'somebody else'`,
    'delete from audit_entry',
    'truncate audit_entry',
    `delete from audit_entry where false`,
  ])('refuses %s, also to the owner and to a session of replication', async (statement) => {
    const before = await new AuditLog(pool).list();
    await expect(pool.query(statement)).rejects.toThrow(/never changed/);
    const client = await pool.connect();
    try {
      await client.query(`set session_replication_role = 'replica'`);
      await expect(client.query(statement)).rejects.toThrow(/never changed/);
    } finally {
      client.release(true);
    }
    expect(await new AuditLog(pool).list()).toEqual(before);
  });
});
