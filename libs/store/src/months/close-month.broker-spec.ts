import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { formatMonth, monthStartMs, parseMonth } from '#libs/reference';
import type { Pool } from 'pg';
import { createPool } from '../connection/pool.js';
import { runMigrations } from '../migrations/run-migrations.js';
import { createTestDatabase, type TestDatabase } from '../test-database.js';
import { MonthNotClosableError, closeMonth, monthsDue } from './close-month.js';

const november = parseMonth('2023-11');
const december = parseMonth('2023-12');
const HOUR_MS = 3_600_000;
const graceHours = 72;
const due = monthStartMs(december + 1) + graceHours * HOUR_MS;

describe('closing months', () => {
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

  beforeEach(async () => {
    await pool.query(
      'truncate checkpoint, month_state, month_publication, volume_by_department, volume_by_type, person_sample',
    );
    await pool.query(`insert into month_state (month) values ($1), ($2)`, [november, december]);
    await count(december, 1, 5);
  });

  const count = async (month: number, revision: number, events: number): Promise<void> => {
    await pool.query('insert into volume_by_department values ($1, $2, 0, 3, 74, $3)', [
      month,
      revision,
      events,
    ]);
  };
  const read = async (partition: number, watermarkMs: number | null): Promise<void> => {
    await pool.query(
      `insert into checkpoint (consumer, topic, partition, topic_id, owner, watermark_at)
       values ('volume-aggregator', 'mes.dmp.v1', $1, 'id', 'one', to_timestamp($2::bigint / 1000.0))
       on conflict (consumer, topic, partition) do update set watermark_at = excluded.watermark_at`,
      [partition, watermarkMs],
    );
  };
  const status = async (): Promise<unknown> => {
    const { rows } = await pool.query<Record<string, unknown>>(
      `select status, revision, published_revision, documents, documents_published,
         events_since_publication, is_closable, partitions_without_events
       from month_status where month = $1`,
      [formatMonth(december)],
    );
    return rows[0];
  };

  it('closes a month once every partition has read past its end and the grace period', async () => {
    await read(0, due);
    await read(1, due + HOUR_MS);
    expect(await closeMonth(pool, december, { graceHours })).toEqual({
      month: december,
      revision: 1,
    });
    expect(await status()).toMatchObject({
      status: 'closed',
      published_revision: 1,
      documents_published: '5',
    });
  });

  it('refuses a month one millisecond before, and says which partition is behind', async () => {
    await read(0, due);
    await read(1, due - 1);
    const attempt = closeMonth(pool, december, { graceHours });
    await expect(attempt).rejects.toBeInstanceOf(MonthNotClosableError);
    await expect(attempt).rejects.toMatchObject({ exitCode: 2, month: december });
    await expect(attempt).rejects.toThrow(
      /2023-12 was not closed: expected every partition to have read past 2024-01-03T23:00:00.000Z .* came mes.dmp.v1\/1 at 2024-01-03T22:59:59.999Z\./,
    );
    expect(await status()).toMatchObject({ status: 'open', published_revision: null });
  });

  it('counts a partition that read nothing as not past anything', async () => {
    await read(0, due);
    await read(1, null);
    await expect(closeMonth(pool, december, { graceHours })).rejects.toThrow(/1 at no event yet/);
    expect(await status()).toMatchObject({ is_closable: false, partitions_without_events: 1 });
  });

  it('refuses when nothing was read at all, and names a few of many partitions', async () => {
    await expect(closeMonth(pool, december, { graceHours })).rejects.toThrow(/no partition read/);
    for (let partition = 0; partition < 12; partition++) await read(partition, null);
    await expect(closeMonth(pool, december, { graceHours })).rejects.toThrow(/and 9 more\./);
  });

  it('closes by force before that', async () => {
    await read(0, due - 1);
    expect(await closeMonth(pool, december, { graceHours, force: true })).toMatchObject({
      revision: 1,
    });
  });

  it('refuses a month without events and one that is closed already, forced or not', async () => {
    const force = true;
    await expect(closeMonth(pool, december + 5, { graceHours, force })).rejects.toThrow(
      '2024-05 was not closed: expected a month with events',
    );
    await closeMonth(pool, december, { graceHours, force });
    await expect(closeMonth(pool, december, { graceHours, force })).rejects.toThrow(
      '2023-12 was not closed: revision 1 is published already',
    );
  });

  it('publishes the next revision with all events when late ones came, and keeps the first', async () => {
    await closeMonth(pool, december, { graceHours, force: true });
    await pool.query(`update month_state set status = 'revising', revision = 2 where month = $1`, [
      december,
    ]);
    await count(december, 2, 2);
    expect(await status()).toMatchObject({
      status: 'revising',
      revision: 2,
      published_revision: 1,
      documents: '7',
      documents_published: '5',
      events_since_publication: '2',
    });
    expect(await closeMonth(pool, december, { graceHours, force: true })).toMatchObject({
      revision: 2,
    });
    const { rows } = await pool.query(
      'select revision, measure, events from month_publication order by revision',
    );
    expect(rows).toEqual([
      { revision: 1, measure: 0, events: '5' },
      { revision: 2, measure: 0, events: '7' },
    ]);
    expect(await status()).toMatchObject({ status: 'closed', events_since_publication: '0' });
  });

  it('lists the months that are due, and none that is closed', async () => {
    expect(await monthsDue(pool, graceHours)).toEqual([]);
    await read(0, due - 1);
    expect(await monthsDue(pool, graceHours)).toEqual([november]);
    expect(await monthsDue(pool, graceHours - 1)).toEqual([november, december]);
    await closeMonth(pool, november, { graceHours });
    await read(0, due);
    expect(await monthsDue(pool, graceHours)).toEqual([december]);
  });

  it('agrees with the view about the month’s end in Europe/Paris, in winter and in summer', async () => {
    const july = parseMonth('2023-07');
    await pool.query('insert into month_state (month) values ($1)', [july]);
    await read(0, due);
    await closeMonth(pool, december, { graceHours });
    const { rows } = await pool.query<{ month: string; month_end_at: Date; closable_from: Date }>(
      'select month, month_end_at, closable_from from month_status order by month',
    );
    const expected = [july, november, december].map((month) => ({
      month: formatMonth(month),
      month_end_at: new Date(monthStartMs(month + 1)),
      closable_from: new Date(monthStartMs(month + 1) + graceHours * HOUR_MS),
    }));
    expect(rows).toEqual(expected);
  });

  it('shows the grace period that was applied last', async () => {
    await closeMonth(pool, december, { graceHours: 5, force: true });
    const { rows } = await pool.query<{ closable_from: Date }>(
      'select closable_from from month_status where month = $1',
      [formatMonth(december)],
    );
    expect(rows[0]?.closable_from.getTime()).toBe(monthStartMs(december + 1) + 5 * HOUR_MS);
  });
});
