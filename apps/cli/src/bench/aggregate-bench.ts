import { randomUUID } from 'node:crypto';
import { STREAM_TOPICS } from '#libs/events';
import { Plan, loadScenario } from '#libs/simulation';
import type { House } from '../backend/house.js';
import { count, type Output } from '../output.js';
import type { CliSettings } from '../settings.js';
import { countWithAggregator } from './aggregator-run.js';
import { benchReport, type BenchReport, type Measured } from './bench-report.js';
import { BENCH_SCENARIO, seedOfRound } from './bench-stream.js';
import { WARM_UP, holdContest, type Contestant } from './contest.js';
import { emitDocuments } from './emit-bench.js';
import { forgetRecords } from './forget-records.js';
import type { KafkaTools } from './kafka-tools.js';
import { thisMachine } from './machine.js';
import { consumerRateOf } from './performance-output.js';
import { runContestant } from './programs.js';

export interface AggregateBench {
  readonly house: House;
  readonly settings: CliSettings;
  readonly runs: number;
  readonly scale: number;
  /** Records that the slow peers read. */
  readonly peerRecords: number;
  /** Undefined: the Java peer stays out. */
  readonly tools: KafkaTools | undefined;
  readonly output: Output;
}

const TOPIC = STREAM_TOPICS.dmp;
/** The same events as JSON. */
const TWIN_TOPIC = 'mes.bench.dmp-json';

/** Records that the emitter of this round has put on the topic, and distinct events among them. */
interface Loaded {
  readonly records: number;
  readonly events: number;
}

/**
 * Ours counts all DMP events of a round, exactly once, into PostgreSQL; peers read the same topic, or
 * its JSON twin.
 */
export async function benchAggregate(bench: AggregateBench): Promise<BenchReport> {
  const { house, scale, output } = bench;
  const partitions = (await house.admin.endOffsets(TOPIC)).length;
  const planned = new Plan(loadScenario(BENCH_SCENARIO, { scale }), seedOfRound(0));
  const peerRecords = Math.min(bench.peerRecords, planned.totals().events('dmp'));
  const twins = await fillTwins(bench, partitions, peerRecords);
  let loaded: Loaded = { records: 0, events: 0 };
  const [ours, ...others] = await holdContest({
    runs: bench.runs,
    contestants: [
      aggregator(bench, () => loaded),
      ...(bench.tools ? [consumerPerformance(house, bench.tools, () => loaded)] : []),
      nestTransport(house, peerRecords),
      kafkajsWithJson(house, twins),
    ],
    prepare: async (round) => {
      output.progress(`  loading the topic, ${round === WARM_UP ? 'warm-up' : String(round)}`);
      loaded = await load(house, { scale, partitions, round });
      output.endProgress();
    },
    output,
  });
  if (!ours) throw new Error('a contest has at least one contestant');
  return benchReport('aggregate', ours, others, thisMachine(house.backend.versions));
}

async function load(
  house: House,
  what: { readonly scale: number; readonly partitions: number; readonly round: number },
): Promise<Loaded> {
  await forgetRecords(house, TOPIC);
  const { records, events } = await emitDocuments(house, what);
  return { records: Number(records), events: Number(events) };
}

/** Once for all rounds: its reader starts anew each time. Returns how many there are. */
async function fillTwins(
  { house, scale, output }: AggregateBench,
  partitions: number,
  records: number,
): Promise<number> {
  await house.admin.ensureTopics([{ topic: TWIN_TOPIC, partitions }]);
  await forgetRecords(house, TWIN_TOPIC);
  output.progress('  making the JSON twins');
  const twins = await runContestant({
    file: 'aggregate/twins',
    task: {
      brokers: house.kafka.brokers,
      topic: TWIN_TOPIC,
      partitions,
      scenario: BENCH_SCENARIO,
      scale,
      seed: seedOfRound(0),
      records,
    },
  });
  output.endProgress();
  return Number(twins['records']);
}

function aggregator({ house, settings, output }: AggregateBench, loaded: () => Loaded): Contestant {
  return {
    name: 'mes',
    note: 'the volume aggregator: all DMP events, exactly once, into PostgreSQL, from taking the partitions to the last commit',
    measure: () => countWithAggregator({ house, settings, output, expected: loaded() }),
  };
}

function consumerPerformance(house: House, tools: KafkaTools, loaded: () => Loaded): Contestant {
  return {
    name: 'ConsumerPerformance',
    note: 'the same records, read and thrown away, without joining the group',
    measure: async () => {
      const output = await tools.run('ConsumerPerformance', [
        '--bootstrap-server',
        house.backend.kafkaBrokers,
        '--topic',
        TOPIC,
        '--num-records',
        String(loaded().records),
        '--group',
        freshGroup('java'),
      ]);
      const { records, recordsPerSecond } = consumerRateOf(output);
      return { eventsPerSecond: Math.round(recordsPerSecond), records };
    },
  };
}

function nestTransport(house: House, records: number): Contestant {
  return {
    name: 'nest',
    note: `Nest’s default transport, the same handler on ${count(records)} of the events, at least once, no database`,
    measure: () => readWith(house, 'aggregate/nest', TOPIC, records),
  };
}

function kafkajsWithJson(house: House, records: number): Contestant {
  return {
    name: 'kafkajs-json',
    note: `eachBatch on ${count(records)} of the events as JSON, exactly once, into PostgreSQL`,
    measure: () => readWith(house, 'aggregate/kafkajs-json', TWIN_TOPIC, records),
  };
}

function readWith(house: House, file: string, topic: string, records: number): Promise<Measured> {
  return runContestant({
    file,
    task: {
      brokers: house.kafka.brokers,
      databaseUrl: house.backend.databaseUrl,
      topic,
      records,
      group: freshGroup('node'),
    },
  });
}

function freshGroup(kind: string): string {
  return `bench-${kind}-${randomUUID()}`;
}
