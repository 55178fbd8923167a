import { ScenarioScaleError } from './errors.js';
import type { MonthTotal, Scenario } from './scenario.js';

/** A bound, not a forecast: a hundred national flows at once is beyond what one run should ask for. */
const SCALE_FACTOR_MAX = 100;

/** Most events a plan shares over one month. */
const EVENTS_PER_MONTH_MAX = 2 ** 32 - 1;

/**
 * The same scenario with every month's events multiplied by a factor and rounded to the nearest;
 * a month that had events keeps at least one. Shares and rates, hence the shape, do not change.
 * Requests of the SONS keep a part of their clients, with the documents of each: no more than all.
 *
 * Rounding makes scaling twice differ from scaling once by the product: scale the published scenario.
 *
 * @param factor above 0, at most 100; 1 changes nothing
 * @throws ScenarioScaleError for any other factor, for more than all clients of a scenario with `sons`,
 *   and when a month would exceed 4,294,967,295 events
 */
export function scaleScenario(scenario: Scenario, factor: number): Scenario {
  if (!(factor > 0 && factor <= SCALE_FACTOR_MAX)) {
    throw new ScenarioScaleError(
      `expected a number above 0 and at most ${SCALE_FACTOR_MAX} (1 is the published size)`,
      factor,
    );
  }
  assertClientsEnough(scenario, factor);
  const scale = (months: readonly MonthTotal[]): MonthTotal[] =>
    months.map((month) => ({ ...month, events: scaleEvents(month.events, factor) }));
  const { dmp, mssante, eprescription } = scenario;
  return {
    ...scenario,
    scale: scenario.scale * factor,
    dmp: { ...dmp, documents: scale(dmp.documents) },
    mssante: { ...mssante, messages: scale(mssante.messages) },
    eprescription: {
      ...eprescription,
      issued: scale(eprescription.issued),
      dispensed: scale(eprescription.dispensed),
    },
  };
}

/** The catalogue has no more clients than the published scenario takes. */
function assertClientsEnough({ sons, scale }: Scenario, factor: number): void {
  if (sons === undefined || scale * factor <= 1) return;
  throw new ScenarioScaleError('expected at most 1 for a scenario with sons, all clients', factor);
}

function scaleEvents(events: number, factor: number): number {
  if (events === 0) return 0;
  const scaled = Math.max(1, Math.round(events * factor));
  if (scaled <= EVENTS_PER_MONTH_MAX) return scaled;
  throw new ScenarioScaleError(
    `expected months of at most ${EVENTS_PER_MONTH_MAX} events, which ${events} times the scale exceeds`,
    factor,
  );
}
