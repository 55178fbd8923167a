import type { WorkMeter } from '../work-meter.js';
import type { Metrics } from './metrics.js';

/** Tells what a service spends its time on. */
export function registerWork(metrics: Metrics, meter: Pick<WorkMeter, 'snapshot'>): void {
  metrics.counter(
    {
      name: 'mes_work_seconds_total',
      help: 'Time in each state: working, waiting for the broker, the database or the schedule, idle.',
    },
    () =>
      Object.entries(meter.snapshot()).map(([state, ms]) => ({
        labels: { state },
        value: ms / 1000,
      })),
  );
}
