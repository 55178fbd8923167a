import { VolumeFold } from '#libs/counting';
import { MEASURES } from '#libs/indicators';
import { BadInvocationError, type Clock } from '#libs/platform';
import { formatMonth } from '#libs/reference';
import { VolumeRebuild, partitionKey, type RebuiltPartition } from '#libs/store';
import type { Pool } from 'pg';
import { emptyPartitions } from '../predict/predict.js';
import { VolumeTotals, liveTotals, type VolumeTotal } from '../predict/volume-totals.js';
import type { RecordSource } from '../record-block.js';
import { ReplayRun, type ReplayControl } from '../run/replay-run.js';
import type { Selector } from '../selection/selector.js';
import { CountingSink } from '../write/counting-sink.js';
import type { TopicLayout } from '../write/placement.js';

/** A topic that the volume aggregator reads, as it is now. */
export interface CountedTopic extends TopicLayout {
  readonly topicId: string;
  /** By partition: from where an aggregator goes on after the swap. */
  readonly nextOffsets: readonly bigint[];
  /** Whether whatever was counted still lies in it: then no event can get lost by a rebuild. */
  readonly holdsAll: boolean;
}

export interface RebuildOptions {
  readonly pool: Pool;
  readonly source: RecordSource;
  readonly selector: Selector;
  readonly topics: readonly CountedTopic[];
  readonly replayId: string;
  /** True: the swap goes on although a figure falls. */
  readonly mayLower: boolean;
  readonly control: ReplayControl;
  readonly clock: Clock;
  readonly onProgress: (records: number) => void;
}

/** What a rebuild did; nothing of it is visible when it was cancelled. */
export interface RebuildOutcome {
  readonly isCancelled: boolean;
  /** Records read of topics that are counted. */
  readonly records: number;
  readonly counted: number;
  readonly duplicates: number;
  /** Refused by the fold; the aggregator has written them to the dead letters when it met them. */
  readonly deadLettered: number;
  /** Months since 2000-01 that were closed and whose figures are no more those that were published. */
  readonly revisedMonths: readonly number[];
}

type PartitionCounts = NonNullable<RebuiltPartition['progress']>;

/**
 * Counts a source into tables beside the live ones, and swaps them in one transaction. The fold, the
 * de-duplication and the months are the aggregator's own.
 *
 * @throws RebuildUnderWayError; BadInvocationError when a figure would fall and may not
 */
export async function rebuildVolumes(options: RebuildOptions): Promise<RebuildOutcome> {
  const { pool, topics, source } = options;
  const rebuild = await VolumeRebuild.begin(pool);
  try {
    const fold = new VolumeFold();
    const totals = new VolumeTotals();
    const counts = new Map<string, PartitionCounts>();
    fold.take(emptyPartitions(topics));
    const store = async (): Promise<void> => {
      totals.addFrom(fold);
      const { changes } = fold.takeChanges();
      for (const done of changes.partitions) addCounts(counts, done);
      await rebuild.add(changes);
    };
    const targetOf = (topic: string): CountedTopic | undefined =>
      topics.find((counted) => counted.topic === topic);
    const sink = new CountingSink({ fold, source, targetOf, store });
    const { isCancelled } = await runInto(sink, options);
    const outcome = { ...sumOf(counts), isCancelled, revisedMonths: [] };
    if (isCancelled) return outcome;
    await store();
    // Figures that are lower for a moment, because the topics moved on meanwhile, are counted again.
    const isSafe = topics.every(({ holdsAll }) => holdsAll);
    if (!options.mayLower && !isSafe) refuseFalling(totals.minus(await liveTotals(pool)).all());
    const { revisedMonths } = await rebuild.swap(
      topics.flatMap((topic) => rebuiltPartitions(topic, counts)),
      `replay ${options.replayId}`,
    );
    return { ...sumOf(counts), isCancelled, revisedMonths };
  } finally {
    await rebuild.close();
  }
}

function runInto(
  sink: CountingSink,
  { source, selector, control, clock, onProgress }: RebuildOptions,
): Promise<{ readonly isCancelled: boolean }> {
  const run = new ReplayRun({
    source,
    selector,
    sink,
    pace: { kind: 'full' },
    order: 'partition',
    time: 'registered',
    control,
    clock,
    onProgress,
  });
  return run.run();
}

function addCounts(
  counts: Map<string, PartitionCounts>,
  done: PartitionCounts & { readonly topic: string; readonly partition: number },
): void {
  const { records, counted, duplicates, deadLettered, watermarkMs } = done;
  const key = partitionKey(done);
  const before = counts.get(key);
  counts.set(key, {
    records: records + (before?.records ?? 0),
    counted: counted + (before?.counted ?? 0),
    duplicates: duplicates + (before?.duplicates ?? 0),
    deadLettered: deadLettered + (before?.deadLettered ?? 0),
    watermarkMs: laterOf(watermarkMs, before?.watermarkMs),
  });
}

function laterOf(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.max(one, other);
}

function sumOf(
  counts: ReadonlyMap<string, PartitionCounts>,
): Pick<RebuildOutcome, 'records' | 'counted' | 'duplicates' | 'deadLettered'> {
  const sum = (of: (one: PartitionCounts) => number): number =>
    [...counts.values()].reduce((total, one) => total + of(one), 0);
  return {
    records: sum(({ records }) => records),
    counted: sum(({ counted }) => counted),
    duplicates: sum(({ duplicates }) => duplicates),
    deadLettered: sum(({ deadLettered }) => deadLettered),
  };
}

function rebuiltPartitions(
  { topic, topicId, partitions, nextOffsets }: CountedTopic,
  counts: ReadonlyMap<string, PartitionCounts>,
): RebuiltPartition[] {
  return Array.from({ length: partitions }, (_, partition) => ({
    topic,
    topicId,
    partition,
    nextOffset: nextOffsets[partition] ?? 0n,
    progress: counts.get(partitionKey({ topic, partition })),
  }));
}

/** Figures that a message names. */
const NAMED_MAX = 5;

function refuseFalling(changes: readonly VolumeTotal[]): void {
  const falling = changes.filter(({ events }) => events < 0);
  if (falling.length === 0) return;
  const named = falling
    .slice(0, NAMED_MAX)
    .map(
      ({ month, measure, events }) =>
        `${formatMonth(month)} ${MEASURES[measure]?.code ?? String(measure)} by ${String(-events)}`,
    );
  const others = falling.length - named.length;
  throw new BadInvocationError(
    `rebuild: expected no figure below the live one, came ${String(falling.length)} that would fall: ${named.join(', ')}${others > 0 ? ` and ${String(others)} more` : ''}. ` +
      'Nothing was changed. The source does not hold everything that was counted; with --yes the figures are replaced all the same, and the aggregators count again what the topics still hold.',
  );
}
