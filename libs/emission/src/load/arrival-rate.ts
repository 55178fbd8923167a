/** A stretch of a load: the rate goes in a straight line from one value to another, as in k6's stages. */
export interface RateStage {
  /** Length, seconds; 0: the rate jumps. */
  readonly seconds: number;
  /** Records per second over all channels. */
  readonly fromPerSecond: number;
  readonly toPerSecond: number;
}

interface PlacedStage extends RateStage {
  readonly startsAtSeconds: number;
  /** Records due before this stage. */
  readonly recordsBefore: number;
  readonly records: number;
}

/**
 * The integrated rate of a load: how many records are due by when, and when a record is due. Both are
 * closed forms of the stages alone: nothing that happens in the run can move a record's time.
 */
export class ArrivalRate {
  /** From the first stage's beginning to the last one's end. */
  readonly seconds: number;
  /** Records due over all stages: the area under the rate, not rounded. */
  readonly records: number;
  readonly #stages: readonly PlacedStage[];

  constructor(stages: readonly RateStage[]) {
    let startsAtSeconds = 0;
    let recordsBefore = 0;
    this.#stages = stages.map((stage) => {
      const records = (stage.seconds * (stage.fromPerSecond + stage.toPerSecond)) / 2;
      const placed = { ...stage, startsAtSeconds, recordsBefore, records };
      startsAtSeconds += stage.seconds;
      recordsBefore += records;
      return placed;
    });
    this.seconds = startsAtSeconds;
    this.records = recordsBefore;
  }

  /** Records due in the first seconds of the load; 0 before it, all of them after it. */
  recordsBy(elapsedSeconds: number): number {
    const stage = this.#stages[this.stageAt(elapsedSeconds)];
    if (stage === undefined || elapsedSeconds <= 0) return 0;
    if (elapsedSeconds >= this.seconds) return this.records;
    const t = elapsedSeconds - stage.startsAtSeconds;
    const { seconds, fromPerSecond, toPerSecond } = stage;
    const slope = (toPerSecond - fromPerSecond) / seconds;
    return stage.recordsBefore + t * (fromPerSecond + (slope * t) / 2);
  }

  /** When so many records are due: the inverse of `recordsBy`. At most the load's end. */
  secondsOf(records: number): number {
    if (records <= 0) return 0;
    for (const stage of this.#stages) {
      const area = records - stage.recordsBefore;
      if (area > stage.records) continue;
      return stage.startsAtSeconds + secondsOfArea(stage, area);
    }
    return this.seconds;
  }

  /** Index of the stage under way; the last one from the load's end on. */
  stageAt(elapsedSeconds: number): number {
    const next = this.#stages.findIndex(
      ({ startsAtSeconds, seconds }) => elapsedSeconds < startsAtSeconds + seconds,
    );
    return next < 0 ? this.#stages.length - 1 : next;
  }

  /** The rate at an instant, records per second; 0 from the load's end on. */
  perSecondAt(elapsedSeconds: number): number {
    const stage = this.#stages[this.stageAt(elapsedSeconds)];
    if (stage === undefined || elapsedSeconds >= this.seconds) return 0;
    const part = Math.max(0, elapsedSeconds - stage.startsAtSeconds) / stage.seconds;
    return stage.fromPerSecond + part * (stage.toPerSecond - stage.fromPerSecond);
  }
}

/** Solves from·t + slope·t²/2 = area, in the form that loses no digits when the slope is near zero. */
function secondsOfArea({ seconds, fromPerSecond, toPerSecond }: RateStage, area: number): number {
  if (area <= 0 || seconds === 0) return 0;
  const slope = (toPerSecond - fromPerSecond) / seconds;
  // Below zero by rounding only, at the end of a stage that goes down to nothing.
  const root = Math.sqrt(Math.max(0, fromPerSecond ** 2 + 2 * slope * area));
  return Math.min(seconds, (2 * area) / (fromPerSecond + root));
}
