import type { WorkTimes } from '#libs/platform';

/** What keeps a run from being faster. */
export const LIMITS = ['emitter', 'broker', 'aggregator', 'database', 'schedule'] as const;

export type Limit = (typeof LIMITS)[number];

/** Milliseconds of a run that each limit was the one. */
export type LimitTimes = Readonly<Record<Limit, number>>;

/** What is known of an interval of a run. */
export interface IntervalFacts {
  /** What each emitter process did in it, milliseconds. */
  readonly emitters: readonly WorkTimes[];
  /** The same of the processes of the aggregator that is furthest behind. */
  readonly aggregators: readonly WorkTimes[];
  /** How long ago the oldest record was sent that is not counted at the end of the interval. */
  readonly lagSeconds: number;
  /** Whether everything is sent, and only the counting goes on. */
  readonly isDraining: boolean;
}

/** Records wait this long for the next commit although nothing is slow; beyond it, counting is behind. */
const BEHIND_SECONDS_MIN = 2;
/** A process that waits for its schedule less than this share of its time has no room left. */
const SCHEDULE_SHARE_MIN = 0.05;

/**
 * What limited an interval; undefined while no process has said what it does.
 *
 * - Counting is behind: what the aggregator spends most of its time on, its own work, waiting for a
 *   commit, or waiting for the broker to hand out records that are there.
 * - Counting keeps up: what the emitters spend most of their time on, their own work or waiting for
 *   acknowledgements; with room left in all of them it is the schedule of an open-model load.
 */
export function limitOf(facts: IntervalFacts): Limit | undefined {
  if (facts.isDraining || facts.lagSeconds >= BEHIND_SECONDS_MIN) {
    return limitOfCounting(facts.aggregators);
  }
  return limitOfSending(facts.emitters);
}

function limitOfCounting(aggregators: readonly WorkTimes[]): Limit | undefined {
  const times = aggregators.filter((each) => totalOf(each) > 0);
  if (times.length === 0) return undefined;
  const working = sumOf(times, 'working');
  const database = sumOf(times, 'waiting_database');
  const broker = sumOf(times, 'waiting_broker');
  if (database >= working && database >= broker && database > 0) return 'database';
  return broker > working ? 'broker' : 'aggregator';
}

function limitOfSending(emitters: readonly WorkTimes[]): Limit | undefined {
  const active = emitters.filter((each) => totalOf(each) > each.idle);
  if (active.length === 0) return undefined;
  const full = active.filter((each) => each.waiting_schedule < SCHEDULE_SHARE_MIN * totalOf(each));
  if (full.length === 0) return 'schedule';
  return sumOf(full, 'waiting_broker') > sumOf(full, 'working') ? 'broker' : 'emitter';
}

/** Milliseconds in all states together. */
function totalOf(times: WorkTimes): number {
  return Object.values(times).reduce((sum, ms) => sum + ms, 0);
}

function sumOf(all: readonly WorkTimes[], state: keyof WorkTimes): number {
  return all.reduce((sum, times) => sum + times[state], 0);
}

/** The limit of most of the time; undefined when none was ever known. */
export function mainLimit(times: LimitTimes): Limit | undefined {
  const [first] = LIMITS.toSorted((a, b) => times[b] - times[a]);
  return first !== undefined && times[first] > 0 ? first : undefined;
}

/** A whole run's limits for a person, the greatest first: `aggregator (81 % of the time), emitter (19 %)`. */
export function describeLimits(times: LimitTimes): string {
  const total = LIMITS.reduce((sum, limit) => sum + times[limit], 0);
  const shares = LIMITS.toSorted((a, b) => times[b] - times[a])
    .map((limit) => ({ limit, percent: Math.round((100 * times[limit]) / Math.max(1, total)) }))
    .filter(({ percent }) => percent > 0);
  return shares.length === 0
    ? 'not known: no process said what it spends its time on'
    : shares.map(({ limit, percent }) => `${limit} (${percent} % of the time)`).join(', ');
}
