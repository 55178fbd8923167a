import { hasGrown, trendOf, type Allowance, type Point, type Trend } from './trend.js';

/**
 * What still counts as flat: assumed, no source sets it. A heap that is collected seldom trembles by
 * some megabytes, and a pool opens a connection more under load.
 */
const ALLOWED = {
  megabytes: { share: 0.1, amount: 16 },
  descriptors: { share: 0, amount: 6 },
} as const satisfies Readonly<Record<string, Allowance>>;
/** Seconds of load that may wait to be counted at the worst moment: assumed. */
export const LAG_SECONDS_MAX = 30;
/** Seconds by which the usual lag may grow from the first third to the last: assumed. */
const LAG_GROWTH_SECONDS_MAX = 2;

/** One figure of one process, or a lag. */
export interface Finding {
  /** Such as `dmp-emitter-1 megabytes`. */
  readonly name: string;
  readonly unit: 'MB' | 'descriptors' | 's';
  readonly trend: Trend;
  readonly isFlat: boolean;
}

export interface Looked {
  readonly processes: ReadonlyMap<
    string,
    { readonly megabytes: readonly Point[]; readonly descriptors: readonly Point[] }
  >;
  /** Records, by reader. */
  readonly lags: Readonly<Record<string, readonly Point[]>>;
}

/**
 * What a soak found, in the order of the processes.
 *
 * @param ratePerSecond by which a lag in records becomes seconds
 * @param settledSeconds what came before says nothing
 */
export function findingsOf(
  { processes, lags }: Looked,
  ratePerSecond: number,
  settledSeconds: number,
): Finding[] {
  const ofProcesses = [...processes].flatMap(([process, { megabytes, descriptors }]) => [
    ...flatness(process, 'MB', megabytes, settledSeconds, ALLOWED.megabytes),
    ...flatness(process, 'descriptors', descriptors, settledSeconds, ALLOWED.descriptors),
  ]);
  const ofLags = Object.entries(lags).flatMap(([reader, points]) => {
    const seconds = points.map(({ atSeconds, value }) => ({
      atSeconds,
      value: value / ratePerSecond,
    }));
    const allowance = { share: 0, amount: LAG_GROWTH_SECONDS_MAX };
    return flatness(`lag of the ${reader}`, 's', seconds, settledSeconds, allowance).map(
      (finding) => ({
        ...finding,
        isFlat: finding.isFlat && finding.trend.max <= LAG_SECONDS_MAX,
      }),
    );
  });
  return [...ofProcesses, ...ofLags];
}

function flatness(
  name: string,
  unit: Finding['unit'],
  points: readonly Point[],
  settledSeconds: number,
  allowance: Allowance,
): Finding[] {
  const trend = trendOf(points, settledSeconds);
  if (trend === undefined) return [];
  return [{ name, unit, trend, isFlat: !hasGrown(trend, allowance) }];
}
