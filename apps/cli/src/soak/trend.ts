/** A figure at one moment. */
export interface Point {
  readonly atSeconds: number;
  readonly value: number;
}

/** Where a figure stood early and late: medians, so that the teeth of a heap say nothing. */
export interface Trend {
  readonly early: number;
  readonly late: number;
  readonly max: number;
}

/** By how much a figure may grow and still be flat. */
export interface Allowance {
  /** Of the early figure, such as 0.1. */
  readonly share: number;
  /** Beside that, in the figure's unit: small figures tremble. */
  readonly amount: number;
}

/** Early and late are this part of the time each. */
const PART = 1 / 3;

/**
 * Where a figure stood in the first and in the last third of the time that was looked at.
 *
 * @param settledSeconds what came before is not looked at: caches fill, compilers work
 * @returns undefined when a third holds no point
 */
export function trendOf(points: readonly Point[], settledSeconds: number): Trend | undefined {
  const settled = points.filter(({ atSeconds }) => atSeconds >= settledSeconds);
  const end = settled.at(-1)?.atSeconds ?? 0;
  const part = (end - settledSeconds) * PART;
  const early = middle(settled.filter(({ atSeconds }) => atSeconds <= settledSeconds + part));
  const late = middle(settled.filter(({ atSeconds }) => atSeconds >= end - part));
  if (early === undefined || late === undefined) return undefined;
  return { early, late, max: Math.max(...settled.map(({ value }) => value)) };
}

/** Whether a figure is larger late than it was early, by more than it may. */
export function hasGrown({ early, late }: Trend, { share, amount }: Allowance): boolean {
  return late > early * (1 + share) + amount;
}

function middle(points: readonly Point[]): number | undefined {
  const values = points.map(({ value }) => value).sort((a, b) => a - b);
  return values[values.length >> 1];
}
