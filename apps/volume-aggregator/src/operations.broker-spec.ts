import { randomUUID } from 'node:crypto';
import { startBackend } from '#libs/embedded';
import { TOPICS, encodeEvent, partitionOf, shardOf } from '#libs/events';
import { TopicAdmin } from '#libs/kafka';
import { Operations } from '#libs/platform';
import { createPool, runMigrations } from '#libs/store';
import { deposit, eventually, testBackend, testCacheDirectory } from '#libs/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger, type INestMicroservice } from '@nestjs/common';
import { Kafka, logLevel } from 'kafkajs';
import type { Pool } from 'pg';
import { startVolumeAggregator } from './start-volume-aggregator.js';

/** A broker of its own starts in two seconds on a quiet machine and in twenty on a loaded one. */
const START_TIMEOUT_MS = 120_000;
const DEADLINE_MS = 30_000;
const PARTITIONS = 3;
const EVENTS = 120;
/** So many of them are sent twice. */
const REPEATED = 20;
const SITE = '1750000018';

interface Ready {
  readonly status: number;
  /** Names of the checks that fail. */
  readonly failing: readonly string[];
}

// Everything is real: a Kafka of this spec's own, so that it can be taken away, the database, and the
// requests of whoever operates the service.
describe('an aggregator, asked by those who operate it', () => {
  const run = randomUUID();
  const databaseName = `mes_operations_test_${run.replaceAll('-', '').slice(0, 12)}`;
  const { MES_DATABASE_URL } = testBackend();
  const databaseUrl = Object.assign(new URL(MES_DATABASE_URL), { pathname: databaseName }).href;
  const operations = new Operations(
    { service: 'volume-aggregator', instance: 'spec-1' },
    { MES_METRICS_PORT: '0', MES_METRICS_HOST: '127.0.0.1' },
  );
  const fatal: Error[] = [];
  let admin: Pool;
  let kafka: { readonly brokers: string[]; stop(): Promise<void> };
  let service: INestMicroservice;
  let url: string;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    admin = createPool(MES_DATABASE_URL, 1);
    await admin.query(`create database ${databaseName}`);
    await runMigrations(databaseUrl);
    const backend = await startBackend({
      infra: 'embedded',
      cacheDirectory: testCacheDirectory(),
      kafkaHeapMegabytes: 256,
      onProgress: () => undefined,
    });
    kafka = { brokers: backend.kafkaBrokers.split(','), stop: () => backend.stop() };
    const topics = await TopicAdmin.connect({ brokers: kafka.brokers, clientId: 'spec' });
    await topics.ensureTopics(
      Object.values(TOPICS).map((topic) => ({ topic, partitions: PARTITIONS })),
    );
    await topics.close();
    service = await startVolumeAggregator({
      kafka: { brokers: kafka.brokers, mayAdminister: true },
      databaseUrl,
      instance: 'spec-1',
      policy: { records: 500, intervalMs: 100 },
      idleMs: 20,
      fetchBytesMax: 1_000_000,
      sessionTimeoutMs: 6000,
      operations,
      logger: false,
      onFatal: (error) => fatal.push(error),
    });
    url = (await operations.open()) ?? '';
  }, START_TIMEOUT_MS);

  afterAll(async () => {
    await operations.close();
    await kafka.stop();
    await service.close().catch(() => undefined);
    await admin.query(`drop database ${databaseName} with (force)`);
    await admin.end();
  }, START_TIMEOUT_MS);

  const ready = async (): Promise<Ready> => {
    const answer = await fetch(`${url}/ready`);
    const { checks } = (await answer.json()) as { checks: { name: string; isReady: boolean }[] };
    const failing = checks.filter(({ isReady }) => !isReady).map(({ name }) => name);
    return { status: answer.status, failing };
  };

  /** The number of one series; undefined when it is not told. */
  const metric = async (series: string): Promise<number | undefined> => {
    const text = await (await fetch(`${url}/metrics`)).text();
    const line = text.split('\n').find((each) => each.startsWith(`${series} `));
    return line === undefined ? undefined : Number(line.slice(series.length));
  };

  const send = async (from: number, to: number): Promise<void> => {
    const producer = new Kafka({ brokers: kafka.brokers, logLevel: logLevel.NOTHING }).producer();
    await producer.connect();
    await producer.send({
      topic: TOPICS.dmp,
      messages: Array.from({ length: to - from }, (_, index) => ({
        key: SITE,
        partition: partitionOf(shardOf(Buffer.from(SITE)), PARTITIONS),
        value: encodeEvent(
          deposit({ source: `dmp/spec-${run}/1/0`, sequence: from + index, site: SITE }),
        ),
      })),
    });
    await producer.disconnect();
  };

  it('is ready, and tells as many events as were sent', async () => {
    expect(await ready()).toEqual({ status: 200, failing: [] });
    await send(0, EVENTS);
    await send(0, REPEATED);
    await eventually('all records are committed', DEADLINE_MS, async () => {
      const read = await metric(
        'mes_records_read_total{channel="dmp",service="volume-aggregator"}',
      );
      return read === EVENTS + REPEATED ? true : undefined;
    });
    const labels = '{channel="dmp",service="volume-aggregator"}';
    expect(await metric(`mes_events_counted_total${labels}`)).toBe(EVENTS);
    expect(await metric(`mes_events_duplicates_total${labels}`)).toBe(REPEATED);
    expect(await metric(`mes_reader_lag_events${labels}`)).toBe(0);
    const own = '{service="volume-aggregator"}';
    expect(await metric(`mes_freshness_seconds_count${own}`)).toBe(EVENTS);
    expect(await metric(`mes_reader_partitions${own}`)).toBe(3 * PARTITIONS);
    const commits = await metric(
      'mes_commit_duration_seconds_count{outcome="stored",service="volume-aggregator"}',
    );
    expect(commits).toBeGreaterThan(0);
    const { rows } = await withPool(databaseUrl, (pool) =>
      pool.query<{ events: string }>('select sum(events) as events from volume_by_department'),
    );
    expect(Number(rows[0]?.events)).toBe(EVENTS);
  });

  it('is alive and not ready once its broker is gone, and says which check fails', async () => {
    await kafka.stop();
    const answer = await eventually('it is not ready', DEADLINE_MS, async () => {
      const now = await ready();
      return now.status === 503 ? now : undefined;
    });
    expect(answer.failing).toEqual(['reader']);
    expect((await fetch(`${url}/live`)).status).toBe(200);
    expect(await metric('mes_ready{check="reader",service="volume-aggregator"}')).toBe(0);
    expect(await metric('mes_ready{check="postgres",service="volume-aggregator"}')).toBe(1);
    expect(fatal).toEqual([]);
  });
});

async function withPool<R>(url: string, use: (pool: Pool) => Promise<R>): Promise<R> {
  const pool = createPool(url, 1);
  try {
    return await use(pool);
  } finally {
    await pool.end();
  }
}
