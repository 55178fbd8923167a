import { BENCH_SCENARIO } from './bench-stream.js';

/** What grows while everything else stays. */
export const DIMENSIONS = ['events', 'partitions', 'aggregators', 'cells', 'clients'] as const;

export type Dimension = (typeof DIMENSIONS)[number];

/** One size of one dimension. */
export interface GrowthPoint {
  readonly dimension: Dimension;
  /** For a person: `10 000 000 events`, `24 partitions`. */
  readonly label: string;
  readonly scenario: string;
  readonly scale: number;
  readonly partitions: number;
  /** Processes of the volume aggregator. */
  readonly aggregators: number;
}

/** Events of `national-december-2023` at scale 1, rounded: sizes below are those a person asks for, near enough. */
const MONTH_EVENTS = 31_259_450;
/** Size of the points at which something other than the events grows: long enough for a warm rate, short enough for a dozen of them. */
const STANDING_EVENTS = 5_000_000;
/** The same for the 36 months of `national-2021-to-2023`, 525 million events at scale 1. */
const MONTHS_EVENTS = 525_000_000;

const STANDING = {
  scenario: BENCH_SCENARIO,
  scale: STANDING_EVENTS / MONTH_EVENTS,
  partitions: 12,
  aggregators: 1,
} as const;

/**
 * The points of one dimension, the smallest first.
 *
 * @param eventsMax largest number of events of the dimension `events`
 */
export function pointsOf(dimension: Dimension, eventsMax: number): readonly GrowthPoint[] {
  switch (dimension) {
    case 'events':
      return [1e5, 1e6, 1e7, 1e8]
        .filter((events) => events <= eventsMax)
        .map((events) => ({
          ...STANDING,
          dimension,
          label: `${String(events)} events`,
          scale: events / MONTH_EVENTS,
        }));
    case 'partitions':
      return [4, 12, 24, 48].map((partitions) => ({
        ...STANDING,
        dimension,
        label: `${String(partitions)} partitions`,
        partitions,
      }));
    case 'aggregators':
      return [1, 2, 4].map((aggregators) => ({
        ...STANDING,
        dimension,
        label: `${String(aggregators)} volume aggregators`,
        aggregators,
      }));
    case 'cells':
      return [
        { ...STANDING, dimension, label: '1 month' },
        {
          ...STANDING,
          dimension,
          label: '36 months',
          scenario: 'national-2021-to-2023',
          scale: STANDING_EVENTS / MONTHS_EVENTS,
        },
      ];
    case 'clients':
      return [0.02, 0.1, 0.5].map((scale) => ({
        ...STANDING,
        dimension,
        label: `${String(scale * 100)} % of the clients of sons-wave-1`,
        scenario: 'sons-wave-1',
        scale,
      }));
  }
}
