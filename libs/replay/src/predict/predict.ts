import { VolumeFold } from '#libs/counting';
import { VOLUME_CONSUMER, loadSequences, partitionKey, type TakenPartition } from '#libs/store';
import type { Pool } from 'pg';
import { scheduleOf, type Pace } from '../pace/pace.js';
import type { RecordSource } from '../record-block.js';
import { Positions } from '../run/positions.js';
import { recordsByPartition, recordsByTime } from '../run/selected-records.js';
import type { EventTime, Selector } from '../selection/selector.js';
import { CountingSink } from '../write/counting-sink.js';
import type { TopicLayout } from '../write/placement.js';
import type { SelectedRecords } from '../write/replay-sink.js';
import { VolumeTotals, liveTotals, type VolumeTotal } from './volume-totals.js';

/** What a replay would do, without doing it. */
export interface Prediction {
  readonly records: number;
  /** Of keys and values. */
  readonly bytes: number;
  /** Time of the earliest and of the latest record, milliseconds; null when nothing is selected. */
  readonly span: { readonly fromMs: number; readonly toMs: number } | null;
  /** Of the chosen pace; null at full speed, which depends on the machine. */
  readonly durationSeconds: number | null;
  /** How each figure would change, ascending by month and measure. */
  readonly changes: readonly VolumeTotal[];
}

/** What the selected records would be counted into. */
export type Effect =
  /** A target that no volume is counted from. */
  | { readonly kind: 'none' }
  /** Topics that the volume aggregator reads: it counts what it has not counted yet. */
  | {
      readonly kind: 'counted';
      readonly targetOf: (topic: string) => TopicLayout | undefined;
      readonly pool: Pool;
    }
  /** All figures are replaced. */
  | {
      readonly kind: 'rebuilt';
      readonly targetOf: (topic: string) => TopicLayout | undefined;
      readonly pool: Pool;
    };

export interface PredictOptions {
  readonly source: RecordSource;
  readonly selector: Selector;
  readonly pace: Pace;
  readonly order: 'partition' | 'time';
  readonly time: EventTime;
  readonly effect: Effect;
  readonly onProgress: (records: number) => void;
}

/** Reads everything that a replay would read, and writes nothing. */
export async function predictReplay(options: PredictOptions): Promise<Prediction> {
  const { source, selector, time } = options;
  const positions = new Positions({});
  const runs =
    options.order === 'time'
      ? recordsByTime(source, selector, time, positions)
      : recordsByPartition(source, selector, positions);
  const schedule = scheduleOf(options.pace);
  const counter = await counterOf(options);
  let [records, bytes, lastDueMs, fromMs, toMs] = [0, 0, 0, Infinity, -Infinity];
  for await (const { records: selected } of runs) {
    const { block, indices, from, before } = selected;
    for (let turn = from; turn < before; turn++) {
      const index = indices[turn] ?? 0;
      bytes += bytesOf(selected, index);
      const timeMs = selector.timeOf(block, index, time);
      lastDueMs = schedule.dueMs(timeMs);
      fromMs = Math.min(fromMs, timeMs);
      toMs = Math.max(toMs, timeMs);
    }
    records += before - from;
    await counter?.write(selected);
    options.onProgress(records);
  }
  return {
    records,
    bytes,
    span: records === 0 ? null : { fromMs, toMs },
    durationSeconds: options.pace.kind === 'full' ? null : lastDueMs / 1000,
    changes: (await counter?.changes()) ?? [],
  };
}

function bytesOf({ block }: SelectedRecords, index: number): number {
  const { keyStarts, keyEnds, valueStarts, valueEnds } = block;
  return (
    (keyEnds[index] ?? 0) -
    (keyStarts[index] ?? 0) +
    (valueEnds[index] ?? 0) -
    (valueStarts[index] ?? 0)
  );
}

interface Counter {
  write(records: SelectedRecords): Promise<void>;
  changes(): Promise<readonly VolumeTotal[]>;
}

async function counterOf({ source, effect }: PredictOptions): Promise<Counter | undefined> {
  if (effect.kind === 'none') return undefined;
  const { pool, targetOf, kind } = effect;
  const layouts = layoutsOf(source, targetOf);
  const fold = new VolumeFold();
  fold.take(kind === 'counted' ? await countedSoFar(pool, layouts) : emptyPartitions(layouts));
  const totals = new VolumeTotals();
  const store = (): Promise<void> => {
    totals.addFrom(fold);
    fold.takeChanges();
    return Promise.resolve();
  };
  const sink = new CountingSink({ fold, source, targetOf, store });
  return {
    write: (records) => sink.write(records),
    changes: async () => {
      await store();
      return kind === 'counted' ? totals.all() : totals.minus(await liveTotals(pool)).all();
    },
  };
}

/** The layouts that records of the source go to, each once. */
function layoutsOf(
  source: Pick<RecordSource, 'partitions'>,
  targetOf: (topic: string) => TopicLayout | undefined,
): TopicLayout[] {
  const layouts = new Map<string, TopicLayout>();
  for (const { topic } of source.partitions) {
    const target = targetOf(topic);
    if (target !== undefined) layouts.set(target.topic, target);
  }
  return [...layouts.values()];
}

/** Partitions of which nothing was counted. */
export function emptyPartitions(layouts: readonly TopicLayout[]): TakenPartition[] {
  return layouts.flatMap(({ topic, partitions }) =>
    Array.from({ length: partitions }, (_, partition) => ({
      topic,
      partition,
      offset: 0n,
      epoch: 0,
      sequences: new Map(),
    })),
  );
}

/** The partitions with what the aggregator has counted of them; read, not taken from it. */
async function countedSoFar(
  pool: Pool,
  layouts: readonly TopicLayout[],
): Promise<TakenPartition[]> {
  const partitions = emptyPartitions(layouts);
  const client = await pool.connect();
  try {
    const sequences = await loadSequences(client, VOLUME_CONSUMER, partitions);
    return partitions.map((partition) => ({
      ...partition,
      sequences: sequences.get(partitionKey(partition)) ?? new Map(),
    }));
  } finally {
    client.release();
  }
}
