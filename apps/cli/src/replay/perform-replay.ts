import { BatchProducer } from '#libs/kafka';
import { BadInvocationError, RunFailedError, systemClock } from '#libs/platform';
import {
  CloudEventSink,
  ReplayRun,
  Selector,
  TopicSink,
  isEverything,
  predictReplay,
  rebuildVolumes,
  type Effect,
  type Prediction,
  type RebuildOutcome,
  type RecordSource,
  type ReplayControl,
  type ReplayOutcome,
  type ReplaySink,
  type TopicLayout,
} from '#libs/replay';
import { readCountedPartitions, type ReplayJob } from '#libs/store';
import type { House } from '../backend/house.js';
import { count, type Output } from '../output.js';
import { RunDatabase } from '../run/run-database.js';
import type { CliSettings } from '../settings.js';
import { waitForApplied } from './applied.js';
import { COUNTED_TOPICS, countedTopics } from './counted-topics.js';
import { openSource } from './open-source.js';
import type { ReplayRequest } from './replay-request.js';

export interface Replay {
  readonly id: string;
  readonly request: ReplayRequest;
  /** Undefined when nothing of the replay needs Kafka or the database. */
  readonly house: House | undefined;
  readonly settings: CliSettings;
  readonly control: ReplayControl;
  /** What an earlier process of the same replay left; undefined: it begins. */
  readonly earlier: Pick<ReplayJob, 'replayed' | 'positions'> | undefined;
  readonly output: Output;
}

/** What a replay did. */
export interface ReplayResult {
  readonly replayed: number;
  /** Events that the volume aggregator counted of it; null when no figure comes from the target. */
  readonly applied: number | null;
  readonly isCancelled: boolean;
  readonly seconds: number;
  /** Null unless the figures were rebuilt. */
  readonly rebuilt: RebuildOutcome | null;
}

/** Whether a replay takes more than files. */
export function needsHouse({ source, target }: ReplayRequest): boolean {
  return source.kind === 'topic' || !['file', 'stdout'].includes(target.kind);
}

/** Replays, and waits until the aggregators have counted what they get. */
export async function performReplay(replay: Replay): Promise<ReplayResult> {
  const source = await openSource(replay.request.source, replay.house?.kafka);
  const startedMs = systemClock.monotonicMs();
  const seconds = (): number => (systemClock.monotonicMs() - startedMs) / 1000;
  try {
    if (replay.request.target.kind === 'rebuild') {
      const rebuilt = await rebuild(replay, source);
      const { counted, records, isCancelled } = rebuilt;
      return { replayed: records, applied: counted, isCancelled, seconds: seconds(), rebuilt };
    }
    const targets = await targetsOf(replay, source);
    const counted = [...new Set(targets.values())].filter(({ topic }) => COUNTED_TOPICS.has(topic));
    const database = replay.house && new RunDatabase(replay.house.pool);
    const countedBefore = (await database?.counters())?.counted ?? 0;
    const outcome = await write(replay, source, targets);
    const applied =
      database === undefined || replay.house === undefined || counted.length === 0
        ? null
        : await waitForApplied({
            admin: replay.house.admin,
            database,
            topics: counted.map(({ topic }) => topic),
            countedBefore,
            stallSeconds: replay.settings.MES_STALL_SECONDS,
          });
    const { replayed, isCancelled } = outcome;
    return { replayed, applied, isCancelled, seconds: seconds(), rebuilt: null };
  } finally {
    await source.close();
  }
}

/** What the replay would do; reads all that it would read. */
export async function predict(replay: Omit<Replay, 'control' | 'earlier'>): Promise<Prediction> {
  const { request, house, output } = replay;
  const source = await openSource(request.source, house?.kafka);
  try {
    return await predictReplay({
      source,
      selector: new Selector(request.selection),
      pace: request.pace,
      order: request.order,
      time: request.time,
      effect: await effectOf(replay, source),
      onProgress: (records) => {
        output.progress(`  read ${count(records)} records`);
      },
    });
  } finally {
    output.endProgress();
    await source.close();
  }
}

async function effectOf(
  { request, house }: Pick<Replay, 'request' | 'house'>,
  source: RecordSource,
): Promise<Effect> {
  if (house === undefined) return { kind: 'none' };
  const { target } = request;
  if (target.kind === 'rebuild') {
    const topics = await countedTopics(house, request, source);
    const targetOf = (topic: string): TopicLayout | undefined =>
      topics.find((counted) => counted.topic === topic);
    return { kind: 'rebuilt', pool: house.pool, targetOf };
  }
  const targets = await targetsOf({ request, house }, source);
  const counted = new Map([...targets].filter(([, { topic }]) => COUNTED_TOPICS.has(topic)));
  if (counted.size === 0) return { kind: 'none' };
  return { kind: 'counted', pool: house.pool, targetOf: (topic) => counted.get(topic) };
}

async function rebuild(replay: Replay, source: RecordSource): Promise<RebuildOutcome> {
  const { request, house } = replay;
  if (house === undefined) throw new Error('a rebuild has a house');
  return rebuildVolumes({
    pool: house.pool,
    source,
    selector: new Selector(request.selection),
    topics: await countedTopics(house, request, source),
    replayId: replay.id,
    mayLower: request.isSure || !isEverything(request.selection),
    control: replay.control,
    clock: systemClock,
    onProgress: progressOf(replay),
  });
}

async function write(
  replay: Replay,
  source: RecordSource,
  targets: ReadonlyMap<string, TopicLayout>,
): Promise<ReplayOutcome> {
  const { request, earlier, control } = replay;
  const { sink, close } = await openSink(replay, source, targets);
  try {
    return await new ReplayRun({
      source,
      selector: new Selector(request.selection),
      sink,
      pace: request.pace,
      order: request.order,
      time: request.time,
      ...(earlier !== undefined && { resumeFrom: earlier }),
      control,
      clock: systemClock,
      onProgress: progressOf(replay),
    }).run();
  } finally {
    replay.output.endProgress();
    await close();
  }
}

function progressOf({ output }: Replay): (records: number) => void {
  const startedMs = systemClock.monotonicMs();
  return (records) => {
    const elapsedSeconds = Math.max(0.001, (systemClock.monotonicMs() - startedMs) / 1000);
    output.progress(
      `  ${count(records)} records, ${count(Math.round(records / elapsedSeconds))} a second`,
    );
  };
}

async function openSink(
  { request: { target }, house, id, earlier }: Replay,
  source: RecordSource,
  targets: ReadonlyMap<string, TopicLayout>,
): Promise<{ readonly sink: ReplaySink; readonly close: () => Promise<void> }> {
  if (target.kind === 'stdout') {
    const sink = new CloudEventSink(process.stdout, false);
    return { sink, close: () => sink.close() };
  }
  if (target.kind === 'file') {
    const sink = CloudEventSink.toFile(target.file, earlier !== undefined);
    return { sink, close: () => sink.close() };
  }
  const producer = await BatchProducer.connect({
    ...(house?.kafka ?? { brokers: [] }),
    clientId: 'mes-replay',
  });
  const sink = new TopicSink({
    producer,
    clock: systemClock,
    replayId: id,
    source,
    targetOf: (topic) => {
      const layout = targets.get(topic);
      if (layout === undefined) throw new RunFailedError(`replay: no target for ${topic}`);
      return layout;
    },
  });
  return {
    sink,
    close: async () => {
      await sink.close();
      await producer.close();
    },
  };
}

/** The topic that each topic of the source goes to; empty when the target is none. */
async function targetsOf(
  { request: { target }, house }: Pick<Replay, 'request' | 'house'>,
  source: RecordSource,
): Promise<Map<string, TopicLayout>> {
  const layouts = new Map<string, TopicLayout>();
  if (house === undefined || (target.kind !== 'topic' && target.kind !== 'origin')) return layouts;
  const counted = await readCountedPartitions(house.pool);
  for (const from of new Set(source.partitions.map(({ topic }) => topic))) {
    const topic = target.kind === 'topic' ? target.topic : from;
    const facts = await house.admin.describe(topic);
    if (facts === undefined) {
      throw new BadInvocationError(
        `--to topic:${topic}: expected a topic that is there, came one that is not. Create it first, with a number of partitions of your choice.`,
      );
    }
    layouts.set(from, { ...facts, countedIn: counted.get(topic) });
  }
  return layouts;
}
