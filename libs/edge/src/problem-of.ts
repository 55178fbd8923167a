import { HttpException } from '@nestjs/common';
import { ProblemError, type ProblemFacts } from './problem.js';

/** Where an error came up: what the answer may have to name. */
export interface ErrorPlace {
  readonly method: string;
  readonly path: string;
  /** Methods that the path knows; empty for an unknown path. */
  readonly methods: readonly string[];
  readonly bodyBytesMax: number;
}

/**
 * What an error says to the caller; null for one that is a bug of ours, which is logged and answered
 * without detail.
 */
export function problemOf(error: unknown, place: ErrorPlace): ProblemFacts | null {
  if (error instanceof ProblemError) return error.facts;
  if (!(error instanceof HttpException)) return null;
  const status = error.getStatus();
  const cause = error.cause;
  const kind = typeof cause === 'object' && cause !== null && 'type' in cause ? cause.type : null;
  if (kind === 'entity.too.large') return tooLarge(place.bodyBytesMax);
  // The message of Nest's own handler for what no route takes.
  if (status === 404 && error.message.startsWith(`Cannot ${place.method} `)) {
    return unroutable(place);
  }
  if (status < 400 || (status >= 500 && status !== 503)) return null;
  if (cause instanceof URIError) {
    return {
      status: 400,
      name: 'malformed-path',
      title: 'The path cannot be read',
      detail: 'A path is percent-encoded UTF-8 (RFC 3986); this one cannot be decoded.',
      faults: [{ field: 'path', reason: 'expected percent-encoded UTF-8; came another text' }],
    };
  }
  return {
    status,
    name: NAMES_BY_STATUS[status] ?? 'bad-request',
    title: 'The request cannot be served',
    detail: error.message,
    faults:
      kind === 'request.size.invalid' ? [{ field: 'content-length', reason: error.message }] : [],
  };
}

/** Names of refusals that a handler states with Nest's own exceptions. */
const NAMES_BY_STATUS: Readonly<Record<number, string>> = {
  401: 'token-missing',
  403: 'forbidden',
  404: 'not-found',
  409: 'conflict',
  503: 'unavailable',
};

function tooLarge(bodyBytesMax: number): ProblemFacts {
  return {
    status: 413,
    name: 'body-too-large',
    title: 'The body is too large',
    detail: `A body may have ${bodyBytesMax} bytes; this one has more.`,
    faults: [{ field: 'content-length', reason: `at most ${bodyBytesMax} bytes; came more` }],
  };
}

function unroutable({ method, path, methods }: ErrorPlace): ProblemFacts {
  if (methods.length === 0) {
    return {
      status: 404,
      name: 'unknown-path',
      title: 'There is nothing at this path',
      detail: `${path} is no path of this service; /openapi.json lists them.`,
      faults: [{ field: 'path', reason: 'expected a path of /openapi.json; came another one' }],
    };
  }
  return {
    status: 405,
    name: 'unknown-method',
    title: 'The path does not know this method',
    detail: `${path} knows ${methods.join(', ')}; came ${method}.`,
    faults: [{ field: 'method', reason: `came ${method}`, accepted: methods }],
    headers: { allow: methods.join(', ') },
  };
}

/** What a caller is told about a bug: nothing but where its report is found. */
export function unexpectedProblem(requestId: string): ProblemFacts {
  return {
    status: 500,
    name: 'unexpected',
    title: 'The service has made an error',
    detail: `The error is in the log of the service as request ${requestId}.`,
  };
}
