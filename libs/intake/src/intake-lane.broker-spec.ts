import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { TOPICS, decodeEvent, partitionOf, shardOf, sourceOfIntake } from '#libs/events';
import { PersonSample } from '#libs/indicators';
import { readRecords, finishBatch, type BatchToSend } from '#libs/kafka';
import { departmentOfCode, monthOfInstant } from '#libs/reference';
import { systemClock } from '#libs/platform';
import { createPool, readIntakePeople, readIntakeTruth, runMigrations } from '#libs/store';
import { testBackend } from '#libs/testing';
import pg, { type Pool } from 'pg';
import type { IntakeBook } from './contract.js';
import { IntakeLane } from './intake-lane.js';
import { SITES, draftOf } from './test-drafts.js';

const PARTITIONS = 12;
const DATABASE = `mes_intake_test_${randomUUID().slice(0, 8)}`;

/** A deposit of a site; `fails` makes its book throw, `before` or `after` it has written. */
interface Deposit {
  readonly site: string;
  readonly uniqueId: string;
  readonly fails?: boolean;
}

/** A book that knows which uniqueIds it has seen: the same again is the same answer and no new event. */
const book: IntakeBook<Deposit, number> = {
  channel: 'dmp',
  async settle(commands, context) {
    const { client, nowMs } = context;
    const answers: number[] = [];
    for (const { site, uniqueId, fails = false } of commands) {
      const known = await client.query<{ sequence: string }>(
        'select sequence from test_document where unique_id = $1',
        [uniqueId],
      );
      const [row] = known.rows;
      if (row) {
        answers.push(Number(row.sequence));
        continue;
      }
      const { sequence } = context.emit(draftOf(site, nowMs, uniqueId));
      await client.query('insert into test_document values ($1, $2)', [uniqueId, sequence]);
      if (fails) throw new RangeError('a bad command');
      answers.push(sequence);
    }
    return answers;
  },
};

/** Real: PostgreSQL. The broker is a list. */
describe('an intake lane on a real database', () => {
  const url = Object.assign(new URL(testBackend().MES_DATABASE_URL), { pathname: `/${DATABASE}` });
  let pool: Pool;
  let sent: BatchToSend[];

  const onServer = async (statement: string): Promise<void> => {
    const client = new pg.Client({ connectionString: testBackend().MES_DATABASE_URL });
    await client.connect();
    await client.query(statement);
    await client.end();
  };

  beforeAll(async () => {
    await onServer(`create database ${DATABASE}`);
    await runMigrations(url.href);
    pool = createPool(url.href);
    await pool.query('create table test_document (unique_id text primary key, sequence bigint)');
  });

  afterAll(async () => {
    await pool.end();
    await onServer(`drop database ${DATABASE} with (force)`);
  });

  beforeEach(async () => {
    sent = [];
    await pool.query(
      'truncate test_document, intake_source, intake_outbox, intake_truth, intake_person_truth',
    );
  });

  const open = (send?: () => Promise<never>): Promise<IntakeLane<Deposit, number>> =>
    IntakeLane.open({
      book,
      pool,
      producer: {
        send: (batch) => {
          if (send) return send();
          sent.push(batch);
          return Promise.resolve({ baseOffset: 0n });
        },
      },
      partitions: PARTITIONS,
      onFatal: () => undefined,
    });

  const published = (): { topic: string; partition: number; site: string; event: string }[] =>
    sent.flatMap((batch) =>
      [
        ...readRecords({ buffer: finishBatch(batch.buffer, batch.end, batch), firstOffset: 0n }),
      ].map(({ key, value }) => {
        const event = decodeEvent(value ?? Buffer.alloc(0));
        return {
          topic: batch.topic,
          partition: batch.partition,
          site: key?.toString() ?? '',
          event: `${event.source}#${event.sequence}`,
        };
      }),
    );

  const outboxRows = async (): Promise<number> =>
    Number((await pool.query<{ n: string }>('select count(*) n from intake_outbox')).rows[0]?.n);

  it('gives each site’s shard a dense stream, in the shard’s partition', async () => {
    const lane = await open();
    const deposits = Array.from({ length: 40 }, (_, i) => ({
      site: SITES[i % SITES.length] ?? '',
      uniqueId: `2.25.${i}`,
    }));
    await Promise.all(deposits.map((deposit) => lane.submit(deposit)));
    const { rows } = await pool.query<{ birth: string }>(
      "select birth from intake_source where channel = 'dmp' order by shard",
    );
    const births = rows.map(({ birth }) => birth);
    expect(new Set(births).size).toBe(births.length);
    const next = new Map<string, number>();
    const expected = deposits.map(({ site }) => {
      const shard = shardOf(site);
      const birth = births[shard] ?? '';
      const source = sourceOfIntake({ channel: 'dmp', intake: 'dmp', shard, birth });
      const sequence = next.get(source) ?? 0;
      next.set(source, sequence + 1);
      const partition = partitionOf(shardOf(site), PARTITIONS);
      return { topic: TOPICS.dmp, partition, site, event: `${source}#${sequence}` };
    });
    const byEvent = (a: { event: string }, b: { event: string }): number =>
      a.event.localeCompare(b.event);
    expect(published().sort(byEvent)).toEqual(expected.sort(byEvent));
    await lane.close();
    expect(await outboxRows()).toBe(0);
  });

  it('goes on with the sequences of the process before it', async () => {
    const site = SITES[0];
    const first = await open();
    expect(await first.submit({ site, uniqueId: '2.25.1' })).toBe(0);
    await first.close();
    const second = await open();
    expect(await second.submit({ site, uniqueId: '2.25.2' })).toBe(1);
    expect(await second.submit({ site, uniqueId: '2.25.1' })).toBe(0);
    await second.close();
    expect(published()).toHaveLength(2);
  });

  it('counts each event in the truth once, and nothing for a repeated command', async () => {
    const lane = await open();
    const site = SITES[0];
    await lane.submit({ site, uniqueId: '2.25.1' });
    await Promise.all(
      ['2.25.1', '2.25.2', '2.25.1'].map((uniqueId) => lane.submit({ site, uniqueId })),
    );
    await lane.close();
    const month = monthOfInstant(systemClock.nowMs());
    expect(await readIntakeTruth(pool)).toEqual([
      expect.objectContaining({ month, measure: 0, solution: 0, events: 2 }),
    ]);
    // The patient of these deposits is one of the sample: its pseudonym is zero.
    const people = new PersonSample();
    await readIntakePeople(pool, people);
    expect(people.rows()).toEqual([
      { high: 0, low: 0, month, department: departmentOfCode('75').index, documents: 2 },
    ]);
  });

  it('leaves nothing of a command that fails, and hurts none of its batch', async () => {
    const lane = await open();
    const site = SITES[0];
    const outcomes = await Promise.allSettled([
      lane.submit({ site, uniqueId: '2.25.1' }),
      lane.submit({ site, uniqueId: '2.25.2', fails: true }),
      lane.submit({ site, uniqueId: '2.25.3' }),
    ]);
    await lane.close();
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(published().map(({ event }) => event.split('#')[1])).toEqual(['0', '1']);
    const { rows } = await pool.query('select unique_id from test_document order by 1');
    expect(rows).toEqual([{ unique_id: '2.25.1' }, { unique_id: '2.25.3' }]);
  });

  it('publishes at its start what was stored and never published', async () => {
    const site = SITES[0];
    const dying = await open(() => Promise.reject(new Error('no broker')));
    await expect(dying.submit({ site, uniqueId: '2.25.1' })).rejects.toThrow(/Try again/);
    expect(await outboxRows()).toBe(1);
    const next = await open();
    expect(published()).toHaveLength(1);
    expect(await outboxRows()).toBe(0);
    expect(await next.submit({ site, uniqueId: '2.25.1' })).toBe(0);
    await next.close();
    expect(published()).toHaveLength(1);
  });

  it('keeps the streams dense when two processes of one intake take turns', async () => {
    const lanes = [await open(), await open()];
    const answers = await Promise.all(
      lanes.flatMap((lane, process) =>
        Array.from({ length: 30 }, (_, i) =>
          lane.submit({ site: SITES[0], uniqueId: `2.25.${process}.${i}` }),
        ),
      ),
    );
    for (const lane of lanes) await lane.close();
    expect(answers.sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, i) => i));
  });
});
