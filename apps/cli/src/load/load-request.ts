import { ArrivalRate, STAGES_MAX, type RateStage } from '#libs/emission';
import { BadInvocationError } from '#libs/platform';
import { timeSeconds } from '../options.js';

/** An open-model load, as a run is asked for it. */
export interface LoadRequest {
  /** At least one; the run ends with the last, or with the scenario. */
  readonly stages: readonly RateStage[];
  /** The first seconds, counted apart from the steady state. */
  readonly warmupSeconds: number;
  /** A slot whose send cannot start within this of its intended time is dropped. */
  readonly lateMsMax: number;
  /** True: the first slot dropped after the warm-up ends the run. */
  readonly abortOnRateMiss: boolean;
}

/** What the command line says of a load. Rates are records per second over all channels, times seconds. */
export interface LoadOptions {
  readonly rate?: number;
  readonly ramp?: readonly RampStage[];
  readonly duration?: number;
  readonly warmup?: number;
  readonly lateMax?: number;
  readonly abortOnRateMiss?: boolean;
}

/** One stage of `--ramp`: the rate it ends with, and when. */
export interface RampStage {
  readonly seconds: number;
  readonly toPerSecond: number;
}

/** Part of the planned duration that the warm-up takes by default, and its bound. */
const WARMUP_SHARE = 0.1;
const WARMUP_SECONDS_MAX = 10;
const LATE_SECONDS_MAX_DEFAULT = 1;
/** Length of a constant rate that is to go on to the scenario's end: longer than any run. */
const ENDLESS_SECONDS = 365 * 86_400;

/**
 * Parses the stages of `--ramp`, such as `10s:1000,60s:200000`: within 10 s go in a straight line to
 * 1,000 records a second, within 60 s more to 200,000. `0s:N` jumps.
 *
 * @throws BadInvocationError naming the stage at fault
 */
export function parseRamp(text: string): readonly RampStage[] {
  const stages = text.split(',').map((part) => {
    const [time, rate, ...more] = part.split(':');
    const toPerSecond = Number(rate);
    const isRate = rate !== undefined && rate.trim() !== '' && toPerSecond >= 0;
    if (time === undefined || !isRate || !Number.isFinite(toPerSecond) || more.length > 0) {
      throw new BadInvocationError(
        `--ramp: expected TIME:RATE stages such as 10s:1000,60s:200000, came "${part}"`,
      );
    }
    return { seconds: timeSeconds('--ramp', time), toPerSecond };
  });
  if (stages.length > STAGES_MAX) {
    throw new BadInvocationError(
      `--ramp: expected at most ${String(STAGES_MAX)} stages, came ${String(stages.length)}`,
    );
  }
  return stages;
}

/**
 * The load that the options describe; undefined when they ask for none.
 *
 * @param plannedRecords what the scenario holds: a constant rate without a duration goes on to its end
 * @throws BadInvocationError for options that do not go together
 */
export function loadRequestOf(
  options: LoadOptions,
  plannedRecords: number,
): LoadRequest | undefined {
  const { rate, ramp, duration, warmup, lateMax, abortOnRateMiss = false } = options;
  if (rate === undefined && ramp === undefined) {
    if (warmup !== undefined || lateMax !== undefined || abortOnRateMiss) {
      throw new BadInvocationError(
        'expected --rate or --ramp beside --warmup, --late-max and --abort-on-rate-miss: without a rate nothing can be late',
      );
    }
    return undefined;
  }
  if (ramp !== undefined && duration !== undefined) {
    throw new BadInvocationError(
      'expected --ramp or --duration, came both: a ramp ends with its last stage',
    );
  }
  const stages = ramp === undefined ? constant(rate ?? 0, duration) : ramped(ramp, rate ?? 0);
  const seconds = plannedSeconds(stages, plannedRecords);
  const warmupSeconds = warmup ?? Math.min(WARMUP_SECONDS_MAX, WARMUP_SHARE * seconds);
  if (warmupSeconds >= seconds) {
    throw new BadInvocationError(
      `--warmup: expected less than the ${seconds.toFixed(1)} s that the load takes, came ${String(warmupSeconds)} s`,
    );
  }
  const lateMsMax = (lateMax ?? LATE_SECONDS_MAX_DEFAULT) * 1000;
  return { stages, warmupSeconds, lateMsMax, abortOnRateMiss };
}

function constant(perSecond: number, seconds = ENDLESS_SECONDS): RateStage[] {
  return [{ seconds, fromPerSecond: perSecond, toPerSecond: perSecond }];
}

function ramped(ramp: readonly RampStage[], startPerSecond: number): RateStage[] {
  const stages = ramp.map((stage, index) => ({
    ...stage,
    fromPerSecond: ramp[index - 1]?.toPerSecond ?? startPerSecond,
  }));
  if (
    stages.every(
      ({ seconds, fromPerSecond, toPerSecond }) => seconds * (fromPerSecond + toPerSecond) === 0,
    )
  ) {
    throw new BadInvocationError('--ramp: expected a stage that takes time and sends, came none');
  }
  return stages;
}

/** How long the load will take: all stages, or as long as the scenario has records for them. */
function plannedSeconds(stages: readonly RateStage[], plannedRecords: number): number {
  return new ArrivalRate(stages).secondsOf(Math.max(1, plannedRecords));
}
