import type { ServiceMeter } from '#libs/kafka';
import { WORK_STATES, noTimes, type WorkTimes } from '#libs/platform';

/** What the processes of a run did in its last interval. */
export interface IntervalWork {
  readonly emitters: readonly WorkTimes[];
  /** Of the aggregator that is furthest behind. */
  readonly aggregators: readonly WorkTimes[];
}

/** A process that has said nothing for so long is gone or deaf, milliseconds: its last words count no more. */
const SILENCE_MS_MAX = 5000;

interface Heard {
  readonly meter: ServiceMeter;
  readonly heardAtMs: number;
  /** What it did between its last two messages. */
  readonly work: WorkTimes;
}

/** Turns the cumulative meters of processes into what they did since the last look. */
export class IntervalMeters {
  readonly #heard = new Map<string, Heard>();

  /** @param latest the last meter of each process; one that has not changed counts as it did before */
  look(latest: Iterable<ServiceMeter>, nowMs: number): IntervalWork {
    for (const meter of latest) {
      const before = this.#heard.get(meter.instance);
      if (before?.meter.atMs === meter.atMs) continue;
      const work = workBetween(before?.meter.ms ?? noTimes(), meter.ms);
      this.#heard.set(meter.instance, { meter, heardAtMs: nowMs, work });
    }
    const heard = [...this.#heard.values()].filter(
      ({ heardAtMs }) => nowMs - heardAtMs <= SILENCE_MS_MAX,
    );
    const emitters = heard.filter(({ meter }) => meter.service.endsWith('-emitter'));
    return {
      emitters: emitters.map(({ work }) => work),
      aggregators: furthestBehind(heard.filter((each) => !emitters.includes(each))),
    };
  }
}

/** A process that was started again counts from zero: all that it did then is since the last look. */
function workBetween(before: WorkTimes, after: WorkTimes): WorkTimes {
  const isSame = WORK_STATES.every((state) => after[state] >= before[state]);
  if (!isSame) return after;
  const work = noTimes();
  for (const state of WORK_STATES) work[state] = after[state] - before[state];
  return work;
}

/** Of several aggregators the one with the most records before it decides how fast the run is. */
function furthestBehind(aggregators: readonly Heard[]): WorkTimes[] {
  const byService = Map.groupBy(aggregators, ({ meter }) => meter.service);
  const lagOf = (processes: readonly Heard[]): number =>
    processes.reduce((sum, { meter }) => sum + (meter.lagEvents ?? 0), 0);
  const [first] = [...byService.values()].sort((a, b) => lagOf(b) - lagOf(a));
  return (first ?? []).map(({ work }) => work);
}
