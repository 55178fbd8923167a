import { ProblemError } from '#libs/edge';
import { IntakeBusyError, IntakeUnavailableError } from '#libs/intake';
import type { RefusalKind } from '#libs/prescriptions';
import type { RefusedAnswer } from './refused-answer.js';

const STATUS_OF_KIND = {
  unknown: 404,
  invalid: 422,
  conflict: 409,
  forbidden: 403,
} as const satisfies Record<RefusalKind, number>;

/** A refusal of the base as problem+json: its symbol in kebab case is the last part of `type`. */
export function problemOfRefusal({
  symbol,
  kind,
  title,
  detail,
  faults,
}: RefusedAnswer): ProblemError {
  return new ProblemError({
    status: STATUS_OF_KIND[kind],
    name: symbol.toLowerCase().replaceAll('_', '-'),
    title,
    detail,
    faults,
  });
}

/** The lane's errors as problem+json; every other error comes back as it is. */
export function problemOfLane(error: unknown): unknown {
  if (!(error instanceof IntakeBusyError || error instanceof IntakeUnavailableError)) return error;
  const isBusy = error instanceof IntakeBusyError;
  return new ProblemError(
    {
      status: 503,
      name: isBusy ? 'busy' : 'unavailable',
      title: isBusy ? 'The base is busy' : 'The base cannot answer now',
      detail: error.message,
      retryAfterSeconds: error.retryAfterSeconds,
    },
    { cause: error },
  );
}
