import { ProblemError } from '#libs/edge';
import type { StoredRun } from '#libs/store';

/** Seconds after which a run of the page is likely to be over. */
const RETRY_AFTER_SECONDS = 15;
/** Seconds after which an hourly bound is worth another try. */
const RETRY_AFTER_MANY_SECONDS = 600;

/** @param id as it came: shown to its sender, shortened */
export function unknownRun(id: string): ProblemError {
  return new ProblemError({
    status: 404,
    name: 'unknown-run',
    title: 'There is no such run',
    detail: 'Expected the id of a run that the page of runs lists: twelve hexadecimal digits.',
    faults: [{ field: 'id', reason: `came ${JSON.stringify(id.slice(0, 80))}` }],
  });
}

export function startsNoRuns(): ProblemError {
  return new ProblemError({
    status: 403,
    name: 'runs-not-started-here',
    title: 'This service starts no runs',
    detail:
      'Runs are started from the page where MES_RUNS_FROM_PAGE is on, as mes up sets it for a demonstration. On this machine: npm run mes -- simulate.',
  });
}

export function runUnderWay({ id, scenario, state }: StoredRun): ProblemError {
  return new ProblemError({
    status: 409,
    name: 'run-under-way',
    title: 'Another run goes on',
    detail: `Expected no run under way; ${id} (${scenario}) is ${state}. Two at a time would count into each other's figures: wait for its end at /runs/${id}, or cancel it there.`,
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
}

export function tooManyRuns(max: number): ProblemError {
  return new ProblemError({
    status: 429,
    name: 'too-many-runs',
    title: 'Too many runs were asked for',
    detail: `Expected at most ${max} runs of the page within an hour: each one adds to the data that are kept.`,
    retryAfterSeconds: RETRY_AFTER_MANY_SECONDS,
  });
}

/** A run that must come to its end by itself. */
export function notCancellable(
  { id, state, scenario }: StoredRun,
  why: 'over' | 'sons' | 'command',
): ProblemError {
  const reasons = {
    over: `it is ${state}`,
    sons: `${scenario} has SONS, whose thresholds need every document: once it has begun it goes on to its end`,
    command: 'it was started by a command: end it there, with Ctrl-C',
  } as const;
  return new ProblemError({
    status: 409,
    name: 'run-not-cancellable',
    title: 'This run cannot be cancelled',
    detail: `Run ${id}: ${reasons[why]}.`,
  });
}
