import { ProblemError } from '../problem.js';

/** Why a token is not accepted: each cause has its own name. */
const TOKEN_FAULTS = {
  'token-missing': 'no bearer token came',
  'token-malformed': 'the token is not a signed JWT',
  'token-algorithm-refused': 'the token is signed with an algorithm that is not accepted',
  'token-key-unknown': 'the token names a key that the issuer does not publish',
  'token-signature-invalid': 'the signature does not fit the token',
  'token-issuer-wrong': 'the token is from another issuer',
  'token-audience-wrong': 'the token is for another audience',
  'token-expired': 'the token has expired',
  'token-not-yet-valid': 'the token is not valid yet',
  'token-claim-missing': 'the token lacks a claim',
  'token-subject-invalid': 'the subject of the token is not who it claims to be',
} as const;

export type TokenFault = keyof typeof TOKEN_FAULTS;

/** Seconds after which it is worth asking again while the issuer does not answer. */
const ISSUER_RETRY_SECONDS = 5;

/** 401, with the challenge of RFC 6750. */
export function tokenProblem(fault: TokenFault, expected: string, cause?: unknown): ProblemError {
  const what = TOKEN_FAULTS[fault];
  // RFC 6750, 3.1: no error code where no token came.
  const challenge =
    fault === 'token-missing' ? '' : `, error="invalid_token", error_description="${what}"`;
  return new ProblemError(
    {
      status: 401,
      name: fault,
      title: 'Who is asking is not established',
      detail: `${what}: expected ${expected}.`,
      faults: [{ field: 'authorization', reason: `${what}; expected ${expected}` }],
      headers: { 'www-authenticate': `Bearer realm="mes-flow"${challenge}` },
    },
    { cause },
  );
}

/**
 * 401: the key is not accepted. Unknown, wrong, revoked and expired look alike: a stranger must not
 * learn which keys there are. `mes keys list` tells the operator.
 */
export function keyProblem(): ProblemError {
  const what = 'the API key is not accepted';
  return new ProblemError({
    status: 401,
    name: 'key-refused',
    title: 'Who is asking is not established',
    detail: `${what}: expected a key of this house that counts.`,
    faults: [{ field: 'authorization', reason: what }],
    headers: {
      'www-authenticate': `Bearer realm="mes-flow", error="invalid_token", error_description="${what}"`,
    },
  });
}

/** Seconds after which it is worth asking again while the table of keys cannot be asked. */
const KEYS_RETRY_SECONDS = 5;

/** 503: without the table of keys nobody new is let in. */
export function keysUnreachableProblem(cause: unknown): ProblemError {
  return new ProblemError(
    {
      status: 503,
      name: 'keys-unreachable',
      title: 'Keys cannot be verified at the moment',
      detail: 'The database of the keys does not answer, so that none can be verified. Try again.',
      retryAfterSeconds: KEYS_RETRY_SECONDS,
    },
    { cause },
  );
}

/** 403: the token is right and does not go that far. */
export function scopeProblem(scope: string): ProblemError {
  return new ProblemError({
    status: 403,
    name: 'scope-missing',
    title: 'The token does not allow this',
    detail: `expected a token with the scope ${scope}.`,
    faults: [
      { field: 'authorization', reason: 'a scope is missing from the token', accepted: [scope] },
    ],
    headers: {
      'www-authenticate': `Bearer realm="mes-flow", error="insufficient_scope", scope="${scope}"`,
    },
  });
}

/** 503: without the issuer nobody is let in. */
export function issuerUnreachableProblem(cause: unknown): ProblemError {
  return new ProblemError(
    {
      status: 503,
      name: 'issuer-unreachable',
      title: 'Tokens cannot be verified at the moment',
      detail: 'The issuer of the tokens does not answer, so that none can be verified. Try again.',
      retryAfterSeconds: ISSUER_RETRY_SECONDS,
    },
    { cause },
  );
}
