import type { UnitResult } from '#libs/emission';
import { VolumeCells, decodeCells } from '#libs/indicators';
import { VOLUME_CONSUMER } from '#libs/store';
import type { Pool } from 'pg';
import type { Freshness } from './run-report.js';

/** What the aggregator has done so far, over all partitions. */
export interface Counters {
  readonly records: number;
  readonly counted: number;
  readonly duplicates: number;
  readonly deadLettered: number;
  /** Next offset by `topic/partition`. */
  readonly offsets: ReadonlyMap<string, bigint>;
}

interface CheckpointRow {
  topic: string;
  partition: number;
  next_offset: string;
  records: string;
  counted: string;
  duplicates: string;
  dead_lettered: string;
}

/** What a run reads from and writes to the database beside the aggregators. */
export class RunDatabase {
  constructor(private readonly pool: Pool) {}

  async counters(): Promise<Counters> {
    const { rows } = await this.pool.query<CheckpointRow>(
      'select topic, partition, next_offset, records, counted, duplicates, dead_lettered from checkpoint where consumer = $1',
      [VOLUME_CONSUMER],
    );
    const sum = (of: (row: CheckpointRow) => string): number =>
      rows.reduce((total, row) => total + Number(of(row)), 0);
    return {
      records: sum((row) => row.records),
      counted: sum((row) => row.counted),
      duplicates: sum((row) => row.duplicates),
      deadLettered: sum((row) => row.dead_lettered),
      offsets: new Map(
        rows.map((row) => [`${row.topic}/${String(row.partition)}`, BigInt(row.next_offset)]),
      ),
    };
  }

  /** Events by freshness bucket, the bucket's upper bound in milliseconds. */
  async freshnessBuckets(): Promise<Map<number, number>> {
    const { rows } = await this.pool.query<{ bucket_ms: number; events: string }>(
      'select bucket_ms, events from freshness_bucket where consumer = $1',
      [VOLUME_CONSUMER],
    );
    return new Map(rows.map((row) => [row.bucket_ms, Number(row.events)]));
  }

  /**
   * Keeps the truth of a unit. A source that was emitted further before keeps its longer truth: the
   * shorter stream is its beginning, and the database holds the longer one.
   */
  async saveTruth(result: UnitResult, stream: { scenario: string; seed: number }): Promise<void> {
    await this.pool.query(
      `insert into truth_source as known (source, scenario, seed, channel, shard, attempts, sha256, cells, updated_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, now())
       on conflict (source) do update
         set attempts = excluded.attempts, sha256 = excluded.sha256, cells = excluded.cells, updated_at = now()
         where known.attempts <= excluded.attempts`,
      [
        result.source,
        stream.scenario,
        stream.seed,
        result.channel,
        result.shard,
        result.records,
        result.sha256,
        Buffer.from(result.cells),
      ],
    );
  }

  /** The truth of everything that was ever emitted into this database. */
  async truth(): Promise<VolumeCells> {
    const cells = new VolumeCells();
    const { rows } = await this.pool.query<{ cells: Buffer }>('select cells from truth_source');
    for (const row of rows) decodeCells(row.cells, cells);
    return cells;
  }
}

/** Percentiles of what came into the buckets between two readings; zeros when nothing did. */
export function freshnessBetween(
  before: ReadonlyMap<number, number>,
  after: ReadonlyMap<number, number>,
): Freshness {
  const buckets = [...after]
    .map(([bucketMs, events]) => ({ bucketMs, events: events - (before.get(bucketMs) ?? 0) }))
    .filter(({ events }) => events > 0)
    .sort((a, b) => a.bucketMs - b.bucketMs);
  const total = buckets.reduce((sum, { events }) => sum + events, 0);
  const at = (share: number): number => {
    let seen = 0;
    for (const { bucketMs, events } of buckets) {
      seen += events;
      if (seen >= share * total) return bucketMs;
    }
    return 0;
  };
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}
