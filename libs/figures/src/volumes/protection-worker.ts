import { parentPort } from 'node:worker_threads';
import { hiddenYearOf, type MonthPlanes } from './hidden-year.js';

/** What ProtectorThread sends. */
export interface ProtectionTask {
  readonly id: number;
  readonly months: readonly MonthPlanes[];
}

/** Runs in a thread of its own: an error ends it, and the task's caller gets it. */
parentPort?.on('message', ({ id, months }: ProtectionTask) => {
  parentPort?.postMessage({ id, hidden: hiddenYearOf(months) });
});
