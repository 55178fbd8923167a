import {
  METERS_TOPIC,
  STREAM_TOPICS,
  TRUTH_TOPIC,
  UNITS_TOPIC,
  deadLetterTopic,
} from '#libs/events';

/** What a Kafka user may do with a topic or a consumer group. Describe comes with either of the first two. */
export type Operation = 'Read' | 'Write' | 'Describe' | 'Create' | 'Delete';

/** One right, as an access control list of Kafka holds it. */
export interface Right {
  readonly resource: 'topic' | 'group';
  readonly name: string;
  /** prefixed: every resource whose name begins so. */
  readonly pattern: 'literal' | 'prefixed';
  readonly operations: readonly Operation[];
}

const topic = (name: string, ...operations: Operation[]): Right => ({
  resource: 'topic',
  name,
  pattern: 'literal',
  operations,
});
const group = (name: string, ...operations: Operation[]): Right => ({
  resource: 'group',
  name,
  pattern: 'literal',
  operations,
});
/** Groups that a process makes for itself alone, with its own name and a random ending. */
const ownGroups = (prefix: string, ...operations: Operation[]): Right => ({
  resource: 'group',
  name: prefix,
  pattern: 'prefixed',
  operations,
});

const STREAM_NAMES = Object.values(STREAM_TOPICS);

/**
 * The least that each process needs of a cluster with rights, by the name of its user. Emitters and
 * aggregators are known to their groups by MES_INSTANCE, which begins with the service's name unless it
 * is set to something else.
 */
export const RIGHTS = {
  ...emitters(),
  'volume-aggregator': [
    group('volume-aggregator', 'Read'),
    ...[STREAM_TOPICS.dmp, STREAM_TOPICS.mssante, STREAM_TOPICS.eprescription].flatMap((name) => [
      topic(name, 'Read'),
      topic(deadLetterTopic(name), 'Write'),
    ]),
    topic(METERS_TOPIC, 'Write'),
  ],
  'sons-aggregator': [
    group('sons-aggregator', 'Read'),
    ...[STREAM_TOPICS.dmp, STREAM_TOPICS.sons].flatMap((name) => [
      topic(name, 'Read'),
      topic(deadLetterTopic(name), 'Write'),
    ]),
    topic(METERS_TOPIC, 'Write'),
  ],
  'dmp-intake': [topic(STREAM_TOPICS.dmp, 'Write')],
  'mssante-intake': [topic(STREAM_TOPICS.mssante, 'Write')],
  // A prescription has a copy among the documents.
  'eprescription-intake': [
    topic(STREAM_TOPICS.eprescription, 'Write'),
    topic(STREAM_TOPICS.dmp, 'Write'),
  ],
  'metrics-api': STREAM_NAMES.map((name) => topic(name, 'Read')),
  /** `mes simulate`, `verify`, `archive`: publishes units, reads what became of them. */
  run: [
    topic(UNITS_TOPIC, 'Write'),
    topic(TRUTH_TOPIC, 'Read'),
    topic(METERS_TOPIC, 'Read'),
    ...STREAM_NAMES.map((name) => topic(name, 'Read')),
    ...[...STREAM_NAMES, UNITS_TOPIC].map((name) => topic(deadLetterTopic(name), 'Describe')),
    // `verify --from-topics` reads in groups of its own, and removes them.
    ownGroups('mes-verify-', 'Read', 'Delete'),
  ],
  /** `mes replay` into the topics of the streams: what a run needs, and to write there. */
  replay: STREAM_NAMES.map((name) => topic(name, 'Read', 'Write')),
  /** `mes topics create`. */
  topics: [...STREAM_NAMES, UNITS_TOPIC, TRUTH_TOPIC, METERS_TOPIC].flatMap((name) => [
    topic(name, 'Create', 'Describe'),
    ...(name === TRUTH_TOPIC || name === METERS_TOPIC
      ? []
      : [topic(deadLetterTopic(name), 'Create', 'Describe')]),
  ]),
} satisfies Readonly<Record<string, readonly Right[]>>;

export type RightsOf = keyof typeof RIGHTS;

type EmitterName = `${keyof typeof STREAM_TOPICS}-emitter`;

function emitters(): Record<EmitterName, readonly Right[]> {
  const of = (stream: keyof typeof STREAM_TOPICS): readonly Right[] => [
    group(`${stream}-emitter`, 'Read'),
    // It hears of a rate that another emitter has missed.
    ownGroups(`${stream}-emitter-`, 'Read'),
    topic(UNITS_TOPIC, 'Read'),
    topic(deadLetterTopic(UNITS_TOPIC), 'Write'),
    topic(STREAM_TOPICS[stream], 'Write'),
    topic(TRUTH_TOPIC, 'Read', 'Write'),
    topic(METERS_TOPIC, 'Write'),
  ];
  return {
    'dmp-emitter': of('dmp'),
    'mssante-emitter': of('mssante'),
    'eprescription-emitter': of('eprescription'),
    'sons-emitter': of('sons'),
  };
}
