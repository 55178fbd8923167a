import { redact } from './redact.js';

/** What a process ends with. A table of the README: scripts rely on it. */
export const EXIT_CODE = {
  done: 0,
  /** The run failed, or a figure is wrong. */
  failed: 1,
  /** Bad invocation or settings: nothing was changed. */
  badInvocation: 2,
  /** A threshold given with --threshold was crossed. */
  thresholdCrossed: 99,
} as const;

export type ExitCode = (typeof EXIT_CODE)[keyof typeof EXIT_CODE];

/** Expected trouble: its message says what was expected, what came and what to do, so it is printed without a stack. */
export abstract class MesError extends Error {
  abstract readonly exitCode: ExitCode;
  /** True: it says that something is not there just now, and asking again may help. */
  readonly mayPass: boolean = false;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The command line or the settings ask for something that cannot be. */
export class BadInvocationError extends MesError {
  readonly exitCode = EXIT_CODE.badInvocation;
}

/** A run that could not be brought to its end. */
export class RunFailedError extends MesError {
  readonly exitCode = EXIT_CODE.failed;
}

/** The exit code that an error carries; a bug (any other error) fails the run. */
export function exitCodeOf(error: unknown): number {
  if (typeof error === 'object' && error !== null && 'exitCode' in error) {
    const { exitCode } = error;
    if (typeof exitCode === 'number') return exitCode;
  }
  return EXIT_CODE.failed;
}

/** The message for a person, without secrets: expected trouble without its stack, a bug with it. */
export function describeError(error: unknown): string {
  return redact(described(error));
}

function described(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isExpected = 'exitCode' in error;
  const text = isExpected ? error.message : (error.stack ?? error.message);
  return error.cause instanceof Error && isExpected
    ? `${text}\n  cause: ${error.cause.message || error.cause.name}`
    : text;
}
