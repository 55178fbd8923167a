import type { ServiceMeter } from '#libs/kafka';
import type { Clock } from '#libs/platform';
import type { RunProgressFigures } from '#libs/store';
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

/** What one line of the progress says; see RunProgressFigures. */
export type ProgressSample = Omit<RunProgressFigures, 'phase' | 'planned'>;

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

  /**
   * Takes the figures down and shows them.
   *
   * @returns what was shown; undefined before an interval is over, when nothing is done
   */
  sample(figures: ProgressFigures): ProgressSample | undefined {
    if (!this.isDue) return undefined;
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
    const { p99 } = freshnessBetween(last.freshness, freshness);
    const sample: ProgressSample = {
      elapsedSeconds: (atMs - this.#startedMs) / 1000,
      emitted,
      counted,
      lag: Math.max(0, emitted - counted),
      lagSeconds,
      eventsPerSecond: rateOf(counted - last.counted, intervalMs),
      visibleMsP99: p99 === 0 ? null : p99,
      limitedBy: limit ?? null,
      units: units ?? null,
    };
    this.parts.output.progress(progressLine(sample));
    return sample;
  }
}

function progressLine(sample: ProgressSample): string {
  const { elapsedSeconds, emitted, counted, lag, lagSeconds, visibleMsP99, limitedBy, units } =
    sample;
  return [
    `  ${seconds(elapsedSeconds)}`,
    `counted ${count(counted)} of ${count(emitted)}`,
    `${count(sample.eventsPerSecond)} events/s`,
    `lag ${count(lag)}, ${seconds(lagSeconds)}`,
    `visible p99 ${visibleMsP99 === null ? '-' : `${count(visibleMsP99)} ms`}`,
    `limited by: ${limitedBy ?? 'not known yet'}`,
    units === null ? 'draining' : `units ${count(units.done)}/${count(units.all)}`,
  ].join('  ');
}

function rateOf(events: number, intervalMs: number): number {
  return intervalMs > 0 ? (events / intervalMs) * 1000 : 0;
}
