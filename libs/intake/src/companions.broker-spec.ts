import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TOPICS, decodeEvent, shardOf, type Channel } from '#libs/events';
import { finishBatch, readRecords, type BatchToSend } from '#libs/kafka';
import { createPool, readIntakeTruth, runMigrations } from '#libs/store';
import { testBackend } from '#libs/testing';
import pg, { type Pool } from 'pg';
import type { EventDraft, EventPlace, IntakeBook } from './contract.js';
import { ForeignEventError } from './errors.js';
import { IntakeLane } from './intake-lane.js';
import { SITES, draftOf } from './test-drafts.js';

const DATABASE = `mes_companions_test_${randomUUID().slice(0, 8)}`;

/** A prescription. */
function prescriptionOf(site: string, registeredAt: number): EventDraft {
  return {
    record: 'PrescriptionIssued',
    occurredAt: registeredAt,
    registeredAt,
    actId: 1,
    patient: new Uint8Array(8),
    patientDepartment: '75',
    insOid: 'INS_NIR_TEST',
    author: '899700218896',
    site,
    couloir: 'city',
    solution: 0,
    typeCode: 'LOINC_57833_6',
    lines: 1,
    number: null,
  };
}

/** Emits both events of an act; a book that names no companion may not. */
const bookWith = (companions: readonly Channel[]): IntakeBook<string, EventPlace[]> => ({
  channel: 'eprescription',
  companions,
  settle: (sites, context) =>
    Promise.resolve(
      sites.map((site) => [
        context.emit(prescriptionOf(site, context.nowMs)),
        context.emit(draftOf(site, context.nowMs, '2.25.1')),
      ]),
    ),
});

/** Real: PostgreSQL. The broker is a list. */
describe('an intake lane whose book has a companion', () => {
  const url = Object.assign(new URL(testBackend().MES_DATABASE_URL), { pathname: `/${DATABASE}` });
  const sent: BatchToSend[] = [];
  let pool: Pool;

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
  });

  afterAll(async () => {
    await pool.end();
    await onServer(`drop database ${DATABASE} with (force)`);
  });

  const open = (
    companions: readonly Channel[],
    send?: () => Promise<never>,
  ): Promise<IntakeLane<string, EventPlace[]>> =>
    IntakeLane.open({
      book: bookWith(companions),
      pool,
      producer: {
        send: (batch) => {
          if (send !== undefined) return send();
          sent.push(batch);
          return Promise.resolve({ baseOffset: 0n });
        },
      },
      partitions: 12,
      companionPartitions: { dmp: 3 },
      onFatal: () => undefined,
    });

  const published = (): string[] =>
    sent.flatMap((batch) =>
      [
        ...readRecords({ buffer: finishBatch(batch.buffer, batch.end, batch), firstOffset: 0n }),
      ].map(({ value }) => {
        const { source, sequence } = decodeEvent(value ?? Buffer.alloc(0));
        // The birth is drawn anew for each database.
        const name = source.replace(/\.[0-9a-f]{8}\//, '/');
        return `${batch.topic}/${batch.partition} ${name}#${sequence}`;
      }),
    );

  it('gives both events of a command their streams, topics and truth', async () => {
    const site = SITES[1];
    const shard = shardOf(site);
    const lane = await open(['dmp']);
    await lane.submit(site);
    const [issued, deposited] = await lane.submit(site);
    await lane.close();
    expect(issued).toEqual({
      source: expect.stringMatching(`^eprescription/intake\\.[0-9a-f]{8}/${shard}$`),
      sequence: 1,
    });
    expect(deposited).toEqual({
      source: expect.stringMatching(`^dmp/intake-eprescription\\.[0-9a-f]{8}/${shard}$`),
      sequence: 1,
    });
    expect(published().sort()).toEqual(
      [0, 1]
        .flatMap((sequence) => [
          `${TOPICS.eprescription}/${shard % 12} eprescription/intake/${shard}#${sequence}`,
          `${TOPICS.dmp}/${shard % 3} dmp/intake-eprescription/${shard}#${sequence}`,
        ])
        .sort(),
    );
    const truth = await readIntakeTruth(pool);
    expect(truth.map(({ events }) => events)).toEqual([2, 2]);
    const { rows } = await pool.query('select from intake_outbox');
    expect(rows).toHaveLength(0);
  });

  it('publishes what a process has left of both channels', async () => {
    const dying = await open(['dmp'], () => Promise.reject(new Error('gone')));
    await expect(dying.submit(SITES[2])).rejects.toThrow('could not be settled');
    sent.length = 0;
    const next = await open(['dmp']);
    await next.close();
    const shard = shardOf(SITES[2]);
    expect(
      published()
        .map((text) => text.split(' ')[1])
        .sort(),
    ).toEqual([`dmp/intake-eprescription/${shard}#0`, `eprescription/intake/${shard}#0`]);
  });

  it('refuses an event of a channel that the book has not named', async () => {
    const lane = await open([]);
    await expect(lane.submit(SITES[0])).rejects.toThrow(ForeignEventError);
    await lane.close();
    const { rows } = await pool.query('select from intake_outbox');
    expect(rows).toHaveLength(0);
  });
});
