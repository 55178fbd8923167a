import { BadInvocationError } from '#libs/platform';
import type { LatencyPercentiles } from '#libs/emission';
import type { RunReport, ThresholdResult } from './run-report.js';

interface Metric {
  readonly unit: 'count' | 'ms' | 's' | 'rate';
  readonly of: (report: RunReport) => number;
  /** True: only a run with --rate or --ramp has it. */
  readonly needsLoad?: true;
}

/** A percentile of the publish latency; without a single record there is none, and no threshold on it passes. */
function publish(percentile: keyof LatencyPercentiles): Metric {
  return {
    unit: 'ms',
    needsLoad: true,
    of: ({ load }) => (load !== null && load.records > 0 ? load.publishMs[percentile] : NaN),
  };
}

/** What a threshold may speak of: the name, its unit, and where its value comes from. */
const METRICS: Readonly<Record<string, Metric>> = {
  lost: { unit: 'count', of: (report) => report.events.lost },
  wrong: { unit: 'count', of: (report) => report.verification.wrong },
  cells: { unit: 'count', of: (report) => report.verification.cells },
  refused: { unit: 'count', of: (report) => report.events.refused },
  dead_lettered: { unit: 'count', of: (report) => report.events.deadLettered },
  duplicates_ignored: { unit: 'count', of: (report) => report.events.duplicatesIgnored },
  counted: { unit: 'count', of: (report) => report.events.counted },
  events_per_second: { unit: 'rate', of: (report) => report.eventsPerSecond },
  seconds_total: { unit: 's', of: (report) => report.seconds.total },
  freshness_p50: { unit: 'ms', of: (report) => report.freshnessMs.p50 },
  freshness_p95: { unit: 'ms', of: (report) => report.freshnessMs.p95 },
  freshness_p99: { unit: 'ms', of: (report) => report.freshnessMs.p99 },
  freshness_max: { unit: 'ms', of: (report) => report.freshnessMs.max },
  publish_p50: publish('p50'),
  publish_p90: publish('p90'),
  publish_p95: publish('p95'),
  publish_p99: publish('p99'),
  publish_p999: publish('p999'),
  publish_max: publish('max'),
  dropped: { unit: 'count', needsLoad: true, of: ({ load }) => load?.dropped ?? NaN },
  achieved_per_second: {
    unit: 'rate',
    needsLoad: true,
    of: ({ load }) => load?.achievedPerSecond ?? NaN,
  },
};

const COMPARISONS: Readonly<Record<string, (value: number, limit: number) => boolean>> = {
  '==': (value, limit) => value === limit,
  '!=': (value, limit) => value !== limit,
  '<=': (value, limit) => value <= limit,
  '>=': (value, limit) => value >= limit,
  '<': (value, limit) => value < limit,
  '>': (value, limit) => value > limit,
};

/** An expectation such as `lost==0` or `freshness_p99<1s`, that a run is held to. */
export interface Threshold {
  readonly expression: string;
  /** True when it speaks of an open-model load, so that a run without one cannot be held to it. */
  readonly needsLoad: boolean;
  evaluate(report: RunReport): ThresholdResult;
}

/**
 * Parses `METRIC OPERATOR NUMBER[ms|s]`.
 *
 * @throws BadInvocationError naming the metrics and operators that exist
 */
export function parseThreshold(expression: string): Threshold {
  const match = /^\s*([a-z_0-9]+)\s*(==|!=|<=|>=|<|>)\s*(\d+(?:\.\d+)?)\s*(ms|s)?\s*$/.exec(
    expression,
  );
  const metric = METRICS[match?.[1] ?? ''];
  const holds = COMPARISONS[match?.[2] ?? ''];
  if (!match || !metric || !holds) {
    throw new BadInvocationError(
      `--threshold: expected METRIC OPERATOR NUMBER such as lost==0 or freshness_p99<1s, with a metric of ${Object.keys(METRICS).join(', ')}; came "${expression}"`,
    );
  }
  const limit = limitOf(expression, metric.unit, Number(match[3]), match[4]);
  return {
    expression: expression.trim(),
    needsLoad: metric.needsLoad ?? false,
    evaluate: (report) => {
      const value = metric.of(report);
      return { expression: expression.trim(), value, passed: holds(value, limit) };
    },
  };
}

/** @throws BadInvocationError when a threshold speaks of a load, and there is none */
export function assertMeasurable(thresholds: readonly Threshold[], hasLoad: boolean): void {
  const unmeasurable = thresholds.find(({ needsLoad }) => needsLoad && !hasLoad);
  if (!unmeasurable) return;
  throw new BadInvocationError(
    `--threshold ${unmeasurable.expression}: expected --rate or --ramp beside it: without a rate no record has an intended time`,
  );
}

/** The limit in the metric's own unit. */
function limitOf(
  expression: string,
  unit: 'count' | 'ms' | 's' | 'rate',
  number: number,
  suffix: string | undefined,
): number {
  if (suffix === undefined) return number;
  if (unit === 'ms') return suffix === 's' ? number * 1000 : number;
  if (unit === 's') return suffix === 'ms' ? number / 1000 : number;
  throw new BadInvocationError(
    `--threshold: expected a plain number, this metric is no duration; came "${expression}"`,
  );
}
