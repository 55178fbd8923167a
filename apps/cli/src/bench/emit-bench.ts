import { STREAM_TOPICS } from '#libs/events';
import { Plan, loadScenario } from '#libs/simulation';
import type { House } from '../backend/house.js';
import { count, type Output } from '../output.js';
import { benchReport, type BenchReport, type Measured } from './bench-report.js';
import { BENCH_SCENARIO, seedOfRound } from './bench-stream.js';
import { holdContest, type Contestant } from './contest.js';
import type { KafkaTools } from './kafka-tools.js';
import { thisMachine } from './machine.js';
import { producerRateOf } from './performance-output.js';
import { runContestant } from './programs.js';
import { forgetRecords } from './forget-records.js';

export interface EmitBench {
  readonly house: House;
  readonly runs: number;
  readonly scale: number;
  /** Records of the peers that are slow. */
  readonly peerRecords: number;
  /** Undefined: the Java peers stay out. */
  readonly tools: KafkaTools | undefined;
  readonly output: Output;
}

const TOPIC = STREAM_TOPICS.dmp;
/** Records that others measured producers with: small ones show what a record costs, whatever it carries. */
const SMALL_RECORD_BYTES = 88;
/** Events whose mean size stands for all. */
const SIZE_SAMPLE_EVENTS = 4096;
/**
 * As users of Kafka's producer set it for throughput: batches of half a megabyte, 20 ms to fill them,
 * and memory for all partitions at once.
 */
const TUNED_PRODUCER = {
  acks: 'all',
  'enable.idempotence': 'true',
  'batch.size': '524288',
  'linger.ms': '20',
  'buffer.memory': '134217728',
  'max.request.size': '2097152',
};

/** Ours makes and sends all DMP events of the scenario; peers send records of the same size on the same topic. */
export async function benchEmit(bench: EmitBench): Promise<BenchReport> {
  const { house, runs, scale, tools, output } = bench;
  const partitions = (await house.admin.endOffsets(TOPIC)).length;
  const plan = new Plan(loadScenario(BENCH_SCENARIO, { scale }), seedOfRound(0));
  const records = plan.totals().events('dmp');
  const peers = [
    ...(tools ? javaProducers(bench, tools, records, meanRecordBytes(plan)) : []),
    libraryProducer('kafkajs', bench, partitions),
    libraryProducer('platformatic', bench, partitions),
  ];
  const [ours, ...others] = await holdContest({
    runs,
    contestants: [emitter(bench, partitions, records), ...peers],
    prepare: () => forgetRecords(house, TOPIC),
    output,
  });
  if (!ours) throw new Error('a contest has at least one contestant');
  return benchReport('emit', ours, others, thisMachine(house.backend.versions));
}

function emitter(bench: EmitBench, partitions: number, records: number): Contestant {
  return {
    name: 'mes',
    note: `makes, encodes, proves and sends the DMP's ${count(records)} events, idempotent, acks=all`,
    measure: (round) => emitDocuments(bench.house, { scale: bench.scale, partitions, round }),
  };
}

/** Runs one emitter process over all DMP events of a round. */
export function emitDocuments(
  house: House,
  what: { readonly scale: number; readonly partitions: number; readonly round: number },
): Promise<Measured> {
  return runContestant({
    file: 'emit/ours',
    task: emitTask(house, what),
    settings: {
      MES_KAFKA_BROKERS: house.backend.kafkaBrokers,
      MES_DATABASE_URL: house.backend.databaseUrl,
    },
  });
}

function libraryProducer(
  library: 'kafkajs' | 'platformatic',
  bench: EmitBench,
  partitions: number,
): Contestant {
  const { house, scale, peerRecords } = bench;
  return {
    name: library,
    note: `sends ${count(peerRecords)} events made and encoded before, acks=all`,
    measure: (round) =>
      runContestant({
        file: `emit/${library}`,
        task: { ...emitTask(house, { scale, partitions, round }), records: peerRecords },
      }),
  };
}

function emitTask(
  house: House,
  what: { readonly scale: number; readonly partitions: number; readonly round: number },
): Record<string, unknown> {
  return {
    brokers: house.kafka.brokers,
    topic: TOPIC,
    partitions: what.partitions,
    scenario: BENCH_SCENARIO,
    scale: what.scale,
    seed: seedOfRound(what.round),
    records: 0,
  };
}

function javaProducers(
  bench: EmitBench,
  tools: KafkaTools,
  records: number,
  recordBytes: number,
): Contestant[] {
  return [recordBytes, SMALL_RECORD_BYTES].map((bytes) => ({
    name: bytes === recordBytes ? 'ProducerPerformance' : `ProducerPerformance-${String(bytes)}B`,
    note: `sends ${count(records)} records of ${String(bytes)} bytes of random letters, idempotent, acks=all`,
    measure: async (): Promise<Measured> => {
      const output = await tools.run('ProducerPerformance', [
        '--bootstrap-server',
        bench.house.backend.kafkaBrokers,
        '--topic',
        TOPIC,
        '--num-records',
        String(records),
        '--record-size',
        String(bytes),
        '--throughput',
        '-1',
        '--command-property',
        ...Object.entries(TUNED_PRODUCER).map(([name, value]) => `${name}=${value}`),
      ]);
      const rate = producerRateOf(output);
      return { eventsPerSecond: Math.round(rate.recordsPerSecond), records: rate.records, bytes };
    },
  }));
}

/** Mean bytes of key and value of our DMP events: what the peers' records weigh. */
function meanRecordBytes(plan: Plan): number {
  const generator = plan.generator('dmp', 0);
  const events = Math.min(SIZE_SAMPLE_EVENTS, generator.attempts);
  let bytes = 0;
  for (let sequence = 0; sequence < events; sequence++) {
    bytes += generator.eventAt(sequence).length + generator.keyAt(sequence).length;
  }
  return Math.round(bytes / Math.max(1, events));
}
