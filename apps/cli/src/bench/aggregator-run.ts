import { TOPICS } from '#libs/events';
import { RunFailedError, systemClock } from '#libs/platform';
import { VOLUME_CONSUMER } from '#libs/store';
import type { Pool } from 'pg';
import { startServices, type House } from '../backend/house.js';
import type { Output } from '../output.js';
import { RunDatabase } from '../run/run-database.js';
import type { CliSettings } from '../settings.js';
import type { Measured } from './bench-report.js';

/** Between two looks at the checkpoint: what it costs the database is little, what it adds to the figure less. */
const POLL_MS = 50;

export interface AggregatorRun {
  readonly house: House;
  readonly settings: CliSettings;
  /** What lies on the topic and is not counted yet. */
  readonly expected: { readonly records: number; readonly events: number };
  readonly output: Output;
}

/**
 * Starts the volume aggregator and waits until its checkpoint has reached the end of the topics.
 *
 * Timed by the database's clock: from the transaction that took the partitions, after which reading
 * starts, until the last offset is seen committed. The partitions of topics without events keep the
 * instant of their taking; those with events have that of their last commit.
 *
 * @throws RunFailedError when it counts other than was emitted, or stands still
 */
export async function countWithAggregator(run: AggregatorRun): Promise<Measured> {
  const { house, settings, expected, output } = run;
  const database = new RunDatabase(house.pool);
  const ends = await endOffsets(house);
  const before = await database.counters();
  const processStartedMs = systemClock.monotonicMs();
  const services = await startServices(
    settings,
    [{ app: 'volume-aggregator', instance: 'volume-aggregator-1' }],
    house.backend,
    { ...output, line: () => undefined },
  );
  try {
    let lastChange = { records: before.records, atMs: systemClock.monotonicMs() };
    for (;;) {
      services.assertHealthy();
      const { offsets, records } = await database.counters();
      const atMs = systemClock.monotonicMs();
      if ([...ends].every(([key, end]) => (offsets.get(key) ?? 0n) >= end)) break;
      if (records !== lastChange.records) lastChange = { records, atMs };
      refuseStandstill(atMs - lastChange.atMs, settings.MES_STALL_SECONDS);
      await systemClock.sleep(POLL_MS);
    }
    const readingMs = await sinceTakingMs(house.pool);
    const processMs = systemClock.monotonicMs() - processStartedMs;
    const after = await database.counters();
    const counted = after.counted - before.counted;
    refuseWrongCount(counted, expected.events);
    return {
      eventsPerSecond: Math.round((expected.records * 1000) / readingMs),
      eventsPerSecondFromProcessStart: Math.round((expected.records * 1000) / processMs),
      records: expected.records,
      counted,
      duplicatesIgnored: after.duplicates - before.duplicates,
      seconds: readingMs / 1000,
      secondsFromProcessStart: processMs / 1000,
      memoryMegabytesMax: services.memory()[0]?.megabytesMax ?? 0,
    };
  } finally {
    await services.stop();
  }
}

async function endOffsets(house: House): Promise<Map<string, bigint>> {
  const ends = new Map<string, bigint>();
  for (const topic of Object.values(TOPICS)) {
    (await house.admin.endOffsets(topic)).forEach((end, partition) =>
      ends.set(`${topic}/${String(partition)}`, end),
    );
  }
  return ends;
}

async function sinceTakingMs(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ ms: number }>(
    `select (extract(epoch from clock_timestamp() - min(updated_at)) * 1000)::float8 ms
     from checkpoint where consumer = $1`,
    [VOLUME_CONSUMER],
  );
  return rows[0]?.ms ?? 0;
}

function refuseStandstill(stillMs: number, stallSeconds: number): void {
  if (stillMs <= stallSeconds * 1000) return;
  throw new RunFailedError(
    `volume-aggregator stands still: expected progress within ${String(stallSeconds)} s (MES_STALL_SECONDS), came none. See its log in the cache folder.`,
  );
}

function refuseWrongCount(counted: number, emitted: number): void {
  if (counted === emitted) return;
  throw new RunFailedError(
    `volume-aggregator: expected ${String(emitted)} events counted, as many as were emitted; came ${String(counted)}`,
  );
}
