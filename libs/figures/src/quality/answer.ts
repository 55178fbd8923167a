import type { Cell } from '#libs/exports';
import type { ConsumerState } from '../data/data-state.js';
import { suppressedBody } from '../sons/suppressed-body.js';
import type { Body } from '../source.js';
import { text } from '../texts.js';
import { QUALITY_COLUMNS } from './indicator.js';
import type { FreshnessBucket, LagOfTopic, LastRun, QualityContent } from './quality-content.js';

type State = 'ok' | 'attention' | 'unknown';

const LAG_UNKNOWN = text(
  'Le retard de lecture se mesure au broker : cette réponse ne le connaît pas.',
  'The lag is measured at the broker: this answer does not know it.',
);

const NO_RUN = text(
  'Aucune simulation achevée n’est enregistrée : rien n’est prouvé.',
  'No run that ended is recorded: nothing is proved.',
);

export function answerQuality({ state, freshness, lag, lastRun }: QualityContent): Body {
  const rows = [
    ...state.consumers.flatMap(countingRows),
    ...[...Map.groupBy(freshness, ({ consumer }) => consumer)].flatMap(freshnessRows),
    ...(lag ?? []).map(lagRow),
    ...(lastRun === undefined ? [] : verificationRows(lastRun)),
  ];
  const notes = [
    ...(lag === undefined ? [LAG_UNKNOWN] : []),
    ...(lastRun === undefined ? [NO_RUN] : []),
  ];
  const sources = ['checkpoint', 'freshness_bucket', 'run'];
  return suppressedBody(QUALITY_COLUMNS, rows, [], { sources, notes });
}

function countingRows(consumer: ConsumerState): Cell[][] {
  const item = consumer.consumer;
  const at = isoOf(consumer.updatedAt);
  const row = (metric: string, value: number, unit: string, state: State): Cell[] => [
    ...['counting', item, metric, value, unit, at, state],
  ];
  const deadLettered = Number(consumer.deadLettered);
  const isWhole = consumer.partitionsWithoutEvents === 0;
  return [
    row('records', Number(consumer.records), 'records', 'ok'),
    row('counted', Number(consumer.counted), 'records', 'ok'),
    row('duplicates', Number(consumer.duplicates), 'records', 'ok'),
    row('dead_lettered', deadLettered, 'records', deadLettered === 0 ? 'ok' : 'attention'),
    row('partitions', consumer.partitions, 'partitions', 'ok'),
    row(
      'partitions_without_events',
      consumer.partitionsWithoutEvents,
      'partitions',
      isWhole ? 'ok' : 'attention',
    ),
    [
      ...['counting', item, 'watermark', null, 'instant', isoOf(consumer.watermarkAt)],
      consumer.watermarkAt === null ? 'unknown' : 'ok',
    ],
  ];
}

const PARTS = [
  ['p50', 0.5],
  ['p95', 0.95],
  ['p99', 0.99],
  ['max', 1],
] as const;

function freshnessRows([consumer, buckets]: [string, FreshnessBucket[]]): Cell[][] {
  const events = buckets.reduce((sum, bucket) => sum + bucket.events, 0);
  return [
    ['freshness', consumer, 'events', events, 'events', null, 'ok'],
    ...PARTS.map(([metric, part]): Cell[] => [
      ...['freshness', consumer, metric, quantileOf(buckets, events * part), 'ms', null, 'ok'],
    ]),
  ];
}

/** The bucket that holds the event of a rank: an age rounded up. */
function quantileOf(buckets: readonly FreshnessBucket[], rank: number): number | null {
  let upTo = 0;
  for (const { bucketMs, events } of buckets) {
    upTo += events;
    if (upTo >= rank) return bucketMs;
  }
  return null;
}

function lagRow({ consumer, topic, records }: LagOfTopic): Cell[] {
  return [
    'lag',
    `${consumer} ${topic}`,
    'records',
    records,
    'records',
    null,
    records === 0 ? 'ok' : 'attention',
  ];
}

/** A run without a proof, because it was cut short, proves nothing. */
function verificationRows({ id, scenario, seed, state, cells, wrong, endedAt }: LastRun): Cell[][] {
  const item = `${scenario} ${seed} ${id}`;
  const isProved = cells !== null && cells > 0 && wrong === 0 && state === 'COMPLETED';
  const verdict: State = wrong === null ? 'unknown' : isProved ? 'ok' : 'attention';
  return [
    ['verification', item, 'cells', cells, 'cells', endedAt, verdict],
    ['verification', item, 'wrong', wrong, 'cells', endedAt, verdict],
  ];
}

function isoOf(instant: string | null): string | null {
  return instant === null ? null : new Date(instant).toISOString();
}
