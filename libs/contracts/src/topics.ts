import {
  METERS_TOPIC,
  SCHEMAS,
  SHARD_COUNT,
  STREAMS,
  STREAM_TOPICS,
  TRUTH_TOPIC,
  UNITS_TOPIC,
  deadLetterTopic,
  type EventSchema,
  type StreamName,
} from '#libs/events';
import type { JsonObject } from './json.js';
import { SERVICE_METER, SIMULATION_UNIT, UNIT_REPORT } from './message-schemas.js';

/** Partitions of a stream's topic when nothing else is asked for; a divisor of 48. */
export const STREAM_PARTITIONS_DEFAULT = 12;

/** What the records of a topic hold. */
export type TopicContent =
  /** Framed Avro of these records. */
  | { readonly form: 'avro'; readonly schemas: readonly EventSchema[] }
  /** JSON of this shape. */
  | { readonly form: 'json'; readonly name: string; readonly schema: JsonObject }
  /** Records of another topic that were refused for good: their bytes, unchanged. */
  | { readonly form: 'refused'; readonly origin: string };

/** One topic of the house: what is made, and what integrators may rely on. */
export interface TopicContract {
  readonly topic: string;
  readonly summary: string;
  /** When it is made; `stream` is what the caller asks for, the same for all four streams. */
  readonly partitions: number | 'stream';
  /** Milliseconds a record is kept; omitted: as the broker is set. -1: for ever. */
  readonly retentionMs?: number;
  /** What the key of a record says. */
  readonly key: string;
  readonly content: TopicContent;
  /** Made by the first record that needs it, not beforehand. */
  readonly isMadeLate: boolean;
}

const STREAM_SUMMARIES: Readonly<Record<StreamName, string>> = {
  dmp: 'Documents in the DMP: deposited, replaced, hidden, deleted, refused.',
  mssante: 'MSSanté messages and their receipts.',
  eprescription: 'Electronic prescriptions: issued, dispensed, closed.',
  sons: 'Facts of the SONS funding: orders, advances, balances, payments.',
};

const SITE_KEY = 'StructIdNat of the depositing site, UTF-8.';

const STREAM_KEYS: Readonly<Record<StreamName, string>> = {
  dmp: SITE_KEY,
  mssante: SITE_KEY,
  eprescription: SITE_KEY,
  sons: 'StructIdNat of the client; of an incentive its beneficiary; of an enrolment "3" and the SIRET. UTF-8.',
};

const STREAM_CONTRACTS: readonly TopicContract[] = STREAMS.map((stream) => ({
  topic: STREAM_TOPICS[stream],
  summary: STREAM_SUMMARIES[stream],
  partitions: 'stream',
  key: STREAM_KEYS[stream],
  content: { form: 'avro', schemas: SCHEMAS.filter((schema) => schema.stream === stream) },
  isMadeLate: false,
}));

const MESSAGE_CONTRACTS: readonly TopicContract[] = [
  {
    topic: UNITS_TOPIC,
    summary: 'Work units of simulated runs, one for each stream and shard. Internal.',
    // A unit goes to the partition of its shard, so that each is handled beside the others.
    partitions: SHARD_COUNT,
    key: 'STREAM/SHARD. The partition is the shard, whatever the key.',
    content: { form: 'json', name: 'SimulationUnit', schema: SIMULATION_UNIT },
    isMadeLate: false,
  },
  {
    topic: TRUTH_TOPIC,
    summary: 'What the emitters know to be true of each finished unit. Internal.',
    partitions: 1,
    key: 'The event source of the unit; STREAM/SHARD for a unit that failed or missed its rate.',
    content: { form: 'json', name: 'UnitReport', schema: UNIT_REPORT },
    isMadeLate: false,
  },
  {
    topic: METERS_TOPIC,
    summary: 'What each service spends its time on, once a second, for displays.',
    partitions: 1,
    // A display of the moment: nobody looks at an hour-old meter.
    retentionMs: 3_600_000,
    key: 'Name of the process.',
    content: { form: 'json', name: 'ServiceMeter', schema: SERVICE_METER },
    isMadeLate: false,
  },
];

/** Topics of which a reader refuses records for good; those of displays drop what they do not know. */
const DEAD_LETTER_CONTRACTS: readonly TopicContract[] = [
  ...Object.values(STREAM_TOPICS),
  UNITS_TOPIC,
].map((origin) => ({
  topic: deadLetterTopic(origin),
  summary: `Records of ${origin} that were refused for good, with the reason. Made with the first one.`,
  partitions: 1,
  retentionMs: -1,
  key: 'Key of the refused record, unchanged.',
  content: { form: 'refused', origin },
  isMadeLate: true,
}));

/** Every topic of the house. */
export const TOPIC_CONTRACTS: readonly TopicContract[] = [
  ...STREAM_CONTRACTS,
  ...DEAD_LETTER_CONTRACTS,
  ...MESSAGE_CONTRACTS,
];

/** A topic to be made before anything runs. */
export interface TopicToMake {
  readonly topic: string;
  readonly partitions: number;
  readonly config?: Readonly<Record<string, string>>;
}

/** Topics that are made beforehand, the streams' with so many partitions. */
export function topicsToMake(streamPartitions: number): TopicToMake[] {
  const late = new Set(TOPIC_CONTRACTS.flatMap((one) => (one.isMadeLate ? [one.topic] : [])));
  return allTopics(streamPartitions).filter(({ topic }) => !late.has(topic));
}

/** Every topic with its settings, those of dead letters too: where nobody makes them later. */
export function allTopics(streamPartitions: number): TopicToMake[] {
  return TOPIC_CONTRACTS.map((contract) => ({
    topic: contract.topic,
    partitions: partitionsOf(contract, streamPartitions),
    ...(contract.retentionMs !== undefined && {
      config: { 'retention.ms': String(contract.retentionMs) },
    }),
  }));
}

/** Partitions of a topic when those of the streams have so many. */
export function partitionsOf({ partitions }: TopicContract, streamPartitions: number): number {
  return partitions === 'stream' ? streamPartitions : partitions;
}
