import {
  ArrivalRate,
  LatencyHistogram,
  type LatencyCounts,
  type LatencyPercentiles,
  type RateMiss,
  type UnitLoadResult,
} from '#libs/emission';
import type { LoadRequest } from '../load/load-request.js';

/** A stretch of a load: the warm-up, or the steady state. */
export interface LoadFigures {
  /** Slots that came up, per second. */
  readonly offeredPerSecond: number;
  /** Records acknowledged, per second. */
  readonly achievedPerSecond: number;
  /** Records acknowledged. */
  readonly records: number;
  /** Slots that could not start in time: nothing was sent for them. */
  readonly dropped: number;
  readonly seconds: number;
  /** From the intended time of a record to its acknowledgement, milliseconds. What was dropped has none. */
  readonly publishMs: LatencyPercentiles;
}

/** What became of a load: the figures of the steady state, and of the warm-up apart. */
export interface LoadReport extends LoadFigures {
  readonly warmup: LoadFigures;
  /** Of the steady state, microseconds: HDR histogram, V2, compressed, base64. */
  readonly histogram: string;
  /** The slot that ended the run; null unless it was asked to end so. */
  readonly missed: RateMiss | null;
}

/** Adds up what the units say of their slots. */
export function loadReportOf(
  { stages, warmupSeconds }: LoadRequest,
  units: readonly UnitLoadResult[],
  missed: RateMiss | undefined,
): LoadReport {
  const rate = new ArrivalRate(stages);
  // A run may end before its load, with its scenario or with a miss: the slots say when.
  const slots = units.reduce((total, unit) => total + unit.slots, 0);
  const endSeconds = rate.secondsOf(slots);
  const warmup = Math.min(warmupSeconds, endSeconds);
  const steady = mergedOf(units.map((unit) => unit.steady));
  return {
    ...figuresOf(steady, endSeconds - warmup),
    warmup: figuresOf(mergedOf(units.map((unit) => unit.warmup)), warmup),
    histogram: steady.latencies.encode(),
    missed: missed ?? null,
  };
}

interface Merged {
  readonly latencies: LatencyHistogram;
  readonly dropped: number;
}

function mergedOf(parts: readonly LatencyCounts[]): Merged {
  const latencies = LatencyHistogram.empty();
  for (const { histogram } of parts) latencies.add(LatencyHistogram.decode(histogram));
  return { latencies, dropped: parts.reduce((total, { dropped }) => total + dropped, 0) };
}

function figuresOf({ latencies, dropped }: Merged, seconds: number): LoadFigures {
  const perSecond = (records: number): number => (seconds > 0 ? Math.round(records / seconds) : 0);
  return {
    offeredPerSecond: perSecond(latencies.count + dropped),
    achievedPerSecond: perSecond(latencies.count),
    records: latencies.count,
    dropped,
    seconds,
    publishMs: latencies.percentiles(),
  };
}
