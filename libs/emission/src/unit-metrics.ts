import type { Metrics } from '#libs/platform';
import type { UnitRunner } from './unit-runner.js';

/** Tells how many units of simulated runs an emitter has in hand. */
export function registerUnits(
  metrics: Metrics,
  runner: Pick<UnitRunner, 'begunUnits' | 'finishedUnits'>,
): void {
  metrics.gauge(
    {
      name: 'mes_units_begun',
      help: 'Units of simulated runs that were begun and are not finished.',
    },
    () => runner.begunUnits,
  );
  metrics.counter(
    {
      name: 'mes_units_finished_total',
      help: 'Units of simulated runs that were emitted to their end.',
    },
    () => runner.finishedUnits,
  );
}
