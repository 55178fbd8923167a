import type { UnitResult } from '#libs/emission';
import { VolumeCells, decodeCells } from '#libs/indicators';
import {
  VOLUME_CONSUMER,
  readCountedSources,
  readEmittedStreams,
  readIntakePeople,
  readIntakeTruth,
  type CountedSource,
  type EmittedStream,
  type Queries,
} from '#libs/store';
import { decodeSonsCells, type SonsCells } from '#libs/sons-rules';
import type { Freshness } from './run-report.js';

/** What one aggregator has done so far, over all partitions of the topics asked for. */
export interface Counters {
  readonly records: number;
  readonly counted: number;
  readonly duplicates: number;
  readonly deadLettered: number;
  /** Next offset by `topic/partition`. */
  readonly offsets: ReadonlyMap<string, bigint>;
}

/** What the generator knows of requests, lines and thresholds. */
export interface SonsTruth {
  readonly cells: SonsCells;
  /** False when nothing of the SONS was ever emitted here. */
  readonly hasSons: boolean;
  /** False when a unit was cut short: what its documents make of the thresholds is then not known. */
  readonly isWhole: boolean;
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
  constructor(private readonly pool: Queries) {}

  /**
   * @param consumer omitted: the volume aggregator
   * @param topic counts of this topic alone; omitted: of all that the consumer reads
   */
  async counters(consumer: string = VOLUME_CONSUMER, topic?: string): Promise<Counters> {
    const { rows } = await this.pool.query<CheckpointRow>(
      `select topic, partition, next_offset, records, counted, duplicates, dead_lettered
       from checkpoint where consumer = $1 and ($2::text is null or topic = $2)`,
      [consumer, topic ?? null],
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
      `insert into truth_source as known (source, scenario, seed, channel, shard, attempts, sha256, cells, sons, updated_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, now())
       on conflict (source) do update
         set attempts = excluded.attempts, sha256 = excluded.sha256, cells = excluded.cells, sons = excluded.sons, updated_at = now()
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
        result.sons === null ? null : Buffer.from(result.sons),
      ],
    );
  }

  /** The truth of everything that was ever emitted into this database, simulated or from outside. */
  async truth(): Promise<VolumeCells> {
    const cells = new VolumeCells();
    const { rows } = await this.pool.query<{ cells: Buffer }>('select cells from truth_source');
    for (const row of rows) decodeCells(row.cells, cells);
    for (const cell of await readIntakeTruth(this.pool)) {
      const { month, measure, solution, department, documentType, events } = cell;
      cells.addCount('department', month, measure, solution, department, events);
      cells.addCount('type', month, measure, solution, documentType, events);
    }
    await readIntakePeople(this.pool, cells.people);
    return cells;
  }

  /** The SONS truth of everything that was ever emitted into this database. */
  async sonsTruth(): Promise<SonsTruth> {
    const { rows } = await this.pool.query<{ channel: string; sons: Buffer | null }>(
      'select channel, sons from truth_source order by channel, shard, source',
    );
    const cells = new Map<string, string>();
    for (const { sons } of rows) {
      if (sons === null) continue;
      for (const [key, value] of decodeSonsCells(sons)) cells.set(key, value);
    }
    const facts = rows.filter(({ channel }) => channel === 'sons');
    const documents = rows.filter(({ channel }) => channel === 'dmp');
    return {
      cells,
      hasSons: facts.length > 0,
      isWhole: [...facts, ...documents].every(({ sons }) => sons !== null),
    };
  }

  /** The streams of events that this database has met, each `NAME` or `NAME@SCALE` with its seed. */
  emittedStreams(): Promise<EmittedStream[]> {
    return readEmittedStreams(this.pool);
  }

  /** Where events of a stream have been counted. */
  countedSources(stream: Pick<EmittedStream, 'name' | 'seed'>): Promise<CountedSource[]> {
    return readCountedSources(this.pool, stream);
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
