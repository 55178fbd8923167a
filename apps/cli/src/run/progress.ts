import type { ServiceMeter } from '#libs/kafka';
import type { Clock } from '#libs/platform';
import { count, seconds, type Output } from '../output.js';
import { LagHistory } from './progress-lag.js';
import { limitOf, type Limit, type LimitTimes } from './progress-limits.js';
import { IntervalMeters } from './progress-meters.js';
import { freshnessBetween } from './run-database.js';

/** Between two lines, milliseconds: the services say as often what they do. */
const INTERVAL_MS = 1000;

/** What the progress of a run works with. */
export interface ProgressParts {
  readonly output: Pick<Output, 'progress'>;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  /** The last meter of each process, by instance; a MeterReader. */
  readonly meters: { readonly latest: ReadonlyMap<string, ServiceMeter> };
}

/** Where a run stands. Records since the run began. */
export interface ProgressFigures {
  readonly emitted: number;
  /** Counted and committed. */
  readonly counted: number;
  /** Events by freshness bucket since the database was made; see RunDatabase.freshnessBuckets. */
  readonly freshness: ReadonlyMap<number, number>;
  /** Omitted: everything is sent, and the rest is being counted. */
  readonly units?: { readonly done: number; readonly all: number };
}

interface Sample {
  readonly atMs: number;
  readonly counted: number;
  readonly freshness: ReadonlyMap<number, number>;
}

/**
 * The progress line of a run: the rate, the freshness and the limit are those of the last interval,
 * so that they show what goes on now and not what went on at the start.
 */
export class RunProgress {
  readonly #startedMs: number;
  readonly #lag = new LagHistory();
  readonly #meters = new IntervalMeters();
  readonly #limits: Record<Limit, number> = {
    emitter: 0,
    broker: 0,
    aggregator: 0,
    database: 0,
    schedule: 0,
  };
  #last: Sample | undefined;

  constructor(private readonly parts: ProgressParts) {
    this.#startedMs = parts.clock.monotonicMs();
  }

  /** Whether an interval is over, so that the figures are worth reading. */
  get isDue(): boolean {
    if (this.#last === undefined) return true;
    return this.parts.clock.monotonicMs() - this.#last.atMs >= INTERVAL_MS;
  }

  /** How long each limit was the one so far, milliseconds. */
  get limits(): LimitTimes {
    return { ...this.#limits };
  }

  /** Takes the figures down and shows them. Does nothing before an interval is over. */
  sample(figures: ProgressFigures): void {
    if (!this.isDue) return;
    const { emitted, counted, freshness, units } = figures;
    const atMs = this.parts.clock.monotonicMs();
    this.#lag.note(atMs, emitted);
    const lagSeconds = this.#lag.lagSeconds(counted);
    const work = this.#meters.look(this.parts.meters.latest.values(), atMs);
    const limit = limitOf({ ...work, lagSeconds, isDraining: units === undefined });
    const last = this.#last ?? { atMs: this.#startedMs, counted: 0, freshness };
    const intervalMs = atMs - last.atMs;
    if (limit !== undefined) this.#limits[limit] += intervalMs;
    this.#last = { atMs, counted, freshness };
    this.parts.output.progress(
      [
        `  ${seconds((atMs - this.#startedMs) / 1000)}`,
        `counted ${count(counted)} of ${count(emitted)}`,
        `${count(rateOf(counted - last.counted, intervalMs))} events/s`,
        `lag ${count(Math.max(0, emitted - counted))}, ${seconds(lagSeconds)}`,
        `visible p99 ${freshnessText(last.freshness, freshness)}`,
        `limited by: ${limit ?? 'not known yet'}`,
        units === undefined ? 'draining' : `units ${count(units.done)}/${count(units.all)}`,
      ].join('  '),
    );
  }
}

function rateOf(events: number, intervalMs: number): number {
  return intervalMs > 0 ? (events / intervalMs) * 1000 : 0;
}

function freshnessText(
  before: ReadonlyMap<number, number>,
  after: ReadonlyMap<number, number>,
): string {
  const { p99 } = freshnessBetween(before, after);
  return p99 === 0 ? '-' : `${count(p99)} ms`;
}
