import { AsyncLocalStorage } from 'node:async_hooks';

/** What every line of the log says that is written while some work is under way. */
export interface LogFacts {
  /** The request that is served: its answer has it as X-Request-Id. */
  readonly requestId?: string;
  /** The run that is emitted or followed. */
  readonly run?: string;
}

const storage = new AsyncLocalStorage<LogFacts>();
const NONE: LogFacts = {};

/** Does some work whose lines carry these facts beside those that were there. Once a request or a unit, never for a record. */
export function withLogFacts<R>(facts: LogFacts, work: () => R): R {
  return storage.run({ ...storage.getStore(), ...facts }, work);
}

/** Does work that belongs to nobody in particular, or to many: its lines carry no facts of whoever set it off. */
export function withoutLogFacts<R>(work: () => R): R {
  return storage.run(NONE, work);
}

/** The facts of the work that is under way. */
export function logFacts(): LogFacts {
  return storage.getStore() ?? NONE;
}
