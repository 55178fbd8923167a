import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { TOPICS } from '#libs/events';
import { RunFailedError, systemClock } from '#libs/platform';
import { TopicSource, writeArchive } from '#libs/replay';
import { Plan, loadScenario } from '#libs/simulation';
import { startServices, type House } from '../backend/house.js';
import { count, type Output } from '../output.js';
import { RunDatabase } from '../run/run-database.js';
import type { CliSettings } from '../settings.js';
import { benchReport, type BenchReport, type Measured } from './bench-report.js';
import { BENCH_SCENARIO } from './bench-stream.js';
import { holdContest, type Contestant } from './contest.js';
import { emitDocuments } from './emit-bench.js';
import { thisMachine } from './machine.js';
import { runContestant } from './programs.js';

export interface ReplayBench {
  readonly house: House;
  readonly settings: CliSettings;
  readonly runs: number;
  /** Distinct events in the archive, about. */
  readonly events: number;
  /** Records that the peer sends. */
  readonly peerRecords: number;
  readonly output: Output;
}

const TOPIC = TOPICS.dmp;
/** Where the peer writes: nobody counts from it. */
const PEER_TOPIC = 'mes.bench.replayed';
/** Between two looks at the checkpoint. */
const POLL_MS = 50;

/** What lies in the archive. */
interface Archived {
  readonly folder: string;
  readonly records: number;
  readonly events: number;
}

/**
 * Archived events are replayed into an empty topic, and the volume aggregator counts them meanwhile;
 * each round begins with an empty topic and an empty database. Beside it, the same archive rebuilt
 * without Kafka, and sent by a library's producer.
 */
export async function benchReplay(bench: ReplayBench): Promise<BenchReport> {
  const { house, settings, output, runs } = bench;
  const partitions = (await house.admin.endOffsets(TOPIC)).length;
  await mkdir(settings.MES_CACHE_DIR, { recursive: true });
  const parent = await mkdtemp(join(settings.MES_CACHE_DIR, 'bench-replay-'));
  try {
    const archived = await buildArchive(bench, partitions, join(parent, 'archive'));
    await house.admin.ensureTopics([{ topic: PEER_TOPIC, partitions }]);
    const [ours, ...others] = await holdContest({
      runs,
      contestants: [
        replayed(bench, partitions, archived),
        rebuilt(bench, archived),
        kafkajs(bench, archived),
      ],
      output,
    });
    if (!ours) throw new Error('a contest has at least one contestant');
    return benchReport('replay', ours, others, thisMachine(house.backend.versions));
  } finally {
    await rm(parent, { recursive: true, force: true });
  }
}

/** Emits so many months with a seed each, and archives them. Nobody counts meanwhile. */
async function buildArchive(
  { house, events, output }: ReplayBench,
  partitions: number,
  folder: string,
): Promise<Archived> {
  const ofMonth = new Plan(loadScenario(BENCH_SCENARIO, { scale: 1 }), 0).totals().events('dmp');
  const months = Math.ceil(events / ofMonth);
  let emitted = 0;
  for (let round = 0; round < months; round++) {
    output.progress(`  emitting month ${String(round + 1)} of ${String(months)}`);
    const scale = events / months / ofMonth;
    const made = await emitDocuments(house, { scale, partitions, round });
    emitted += Number(made['events']);
  }
  const source = await TopicSource.open({
    ...house.kafka,
    clientId: 'bench-archive',
    topics: [TOPIC],
  });
  let records = 0;
  await writeArchive(source, {
    folder,
    format: 'avro',
    codec: 'zstandard',
    clock: systemClock,
    onProgress: (written) => {
      output.progress(`  archiving, ${count(written)} records`);
    },
  });
  for (const { startOffset, endOffset } of source.partitions)
    records += Number(endOffset - startOffset);
  await source.close();
  output.endProgress();
  output.line(
    `archive: ${count(records)} records, ${count(emitted)} distinct events of ${String(months)} seeds`,
  );
  return { folder, records, events: emitted };
}

function replayed(bench: ReplayBench, partitions: number, archived: Archived): Contestant {
  return {
    name: 'mes',
    note: `replays ${count(archived.records)} archived records into the topic, until the volume aggregator has counted the last of them exactly once`,
    measure: async () => {
      await startAnew(bench.house, partitions);
      return replayInto(bench, archived);
    },
  };
}

/** An empty topic and an empty database. */
async function startAnew({ admin, pool }: House, partitions: number): Promise<void> {
  await admin.deleteTopics([TOPIC]);
  await admin.ensureTopics([{ topic: TOPIC, partitions }]);
  await pool.query(
    'truncate checkpoint, sequence_mark, sequence_page, volume_by_department, volume_by_type, month_publication, month_state',
  );
}

async function replayInto(
  { house, settings, output }: ReplayBench,
  archived: Archived,
): Promise<Measured> {
  const database = new RunDatabase(house.pool);
  const services = await startServices(
    settings,
    [{ app: 'volume-aggregator', instance: 'volume-aggregator-1' }],
    house.backend,
    { ...output, line: () => undefined },
  );
  try {
    const startedMs = systemClock.monotonicMs();
    const sent = await runContestant({ file: 'replay/ours', task: taskOf(house, archived, TOPIC) });
    let last = { records: -1, atMs: systemClock.monotonicMs() };
    let counters = await database.counters();
    while (counters.records < archived.records) {
      services.assertHealthy();
      const atMs = systemClock.monotonicMs();
      if (counters.records !== last.records) last = { records: counters.records, atMs };
      if (atMs - last.atMs > settings.MES_STALL_SECONDS * 1000) {
        throw new RunFailedError('volume-aggregator stands still; see its log in the cache folder');
      }
      await systemClock.sleep(POLL_MS);
      counters = await database.counters();
    }
    const seconds = (systemClock.monotonicMs() - startedMs) / 1000;
    if (counters.counted !== archived.events) {
      throw new RunFailedError(
        `volume-aggregator: expected ${String(archived.events)} events counted, came ${String(counters.counted)}`,
      );
    }
    return {
      eventsPerSecond: Math.round(archived.records / seconds),
      records: archived.records,
      counted: counters.counted,
      seconds,
      secondsOfSending: sent['seconds'],
      replayMemoryMegabytesMax: sent['memoryMegabytesMax'],
      aggregatorMemoryMegabytesMax: services.memory()[0]?.megabytesMax ?? 0,
    };
  } finally {
    await services.stop();
  }
}

function rebuilt({ house }: ReplayBench, archived: Archived): Contestant {
  return {
    name: 'mes --to rebuild',
    note: 'the same archive counted beside the live tables and swapped, without Kafka in between',
    measure: () => runContestant({ file: 'replay/rebuild', task: taskOf(house, archived, TOPIC) }),
  };
}

function kafkajs({ house, peerRecords }: ReplayBench, archived: Archived): Contestant {
  const records = Math.min(peerRecords, archived.records);
  return {
    name: 'kafkajs',
    note: `sends ${count(records)} records of the same archive with the same marks, counted by nobody`,
    measure: () =>
      runContestant({
        file: 'replay/kafkajs',
        task: { ...taskOf(house, archived, PEER_TOPIC), records },
      }),
  };
}

function taskOf(
  { kafka, backend }: House,
  { folder }: Archived,
  topic: string,
): Readonly<Record<string, unknown>> {
  return {
    brokers: kafka.brokers,
    databaseUrl: backend.databaseUrl,
    archive: folder,
    topic,
    records: 0,
  };
}
