import type { Clock } from '#libs/platform';
import { errors, jwtVerify, type JWTVerifyResult } from 'jose';
import { ACCESS_LIMITS, ALGORITHMS } from './access-limits.js';
import { issuerUnreachableProblem, tokenProblem } from './access-problems.js';
import { callerOfClaims } from './caller-of-claims.js';
import type { Caller } from './caller.js';
import { IssuerKeys } from './issuer-keys.js';
import type { ProblemError } from '../problem.js';

/** Whose tokens are accepted. */
export interface AccessOptions {
  /** Address of the OIDC issuer, as its tokens name it (`iss`). */
  readonly issuer: string;
  /** Who the tokens must be for (`aud`). */
  readonly audience: string;
  /** Seconds that the issuer's clock and ours may be apart; default 5. */
  readonly clockToleranceSeconds?: number;
  /** Default ACCESS_LIMITS.keysCooldownMs. */
  readonly keysCooldownMs?: number;
  /** Default ACCESS_LIMITS.issuerPauseMs. */
  readonly issuerPauseMs?: number;
}

interface Remembered {
  readonly caller: Caller;
  readonly untilMs: number;
}

/** Says who a bearer token speaks for. */
export class TokenVerifier {
  readonly #keys: IssuerKeys;
  /** In the order of their coming: a Map keeps it, so the oldest is the first. */
  readonly #remembered = new Map<string, Remembered>();

  constructor(
    private readonly options: AccessOptions,
    private readonly clock: Clock,
  ) {
    this.#keys = new IssuerKeys({ ...options, clock });
  }

  /** Whether the token was verified lately. */
  remembers(token: string): boolean {
    const known = this.#remembered.get(token);
    return known !== undefined && this.clock.nowMs() < known.untilMs;
  }

  /**
   * @param token the text after `Bearer `
   * @throws ProblemError 401 by its cause, or 503 when the issuer does not answer
   */
  async callerOf(token: string): Promise<Caller> {
    const nowMs = this.clock.nowMs();
    const known = this.#remembered.get(token);
    if (known !== undefined && nowMs < known.untilMs) return known.caller;
    this.#remembered.delete(token);
    const { payload } = await this.#verify(token);
    const caller = callerOfClaims(payload);
    const expiresAtMs = (payload.exp ?? 0) * 1000;
    this.#remember(token, {
      caller,
      untilMs: Math.min(expiresAtMs, nowMs + ACCESS_LIMITS.rememberedMs),
    });
    return caller;
  }

  async #verify(token: string): Promise<JWTVerifyResult> {
    const { issuer, audience, clockToleranceSeconds = 5 } = this.options;
    const resolver = await this.#keys.resolver();
    try {
      return await jwtVerify(token, resolver, {
        issuer,
        audience,
        algorithms: [...ALGORITHMS],
        clockTolerance: clockToleranceSeconds,
        currentDate: new Date(this.clock.nowMs()),
        requiredClaims: ['exp', 'sub'],
      });
    } catch (error) {
      throw problemOfVerification(error, this.options);
    }
  }

  #remember(token: string, remembered: Remembered): void {
    if (this.#remembered.size >= ACCESS_LIMITS.rememberedTokensMax) {
      const [oldest] = this.#remembered.keys();
      if (oldest !== undefined) this.#remembered.delete(oldest);
    }
    this.#remembered.set(token, remembered);
  }
}

/** The cause of a failed verification, by the class of the library's error. */
function problemOfVerification(error: unknown, { issuer, audience }: AccessOptions): ProblemError {
  if (error instanceof errors.JWTExpired) {
    return tokenProblem('token-expired', 'a token whose exp is in the future', error);
  }
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.reason === 'missing') {
      return tokenProblem('token-claim-missing', `the claim ${error.claim}`, error);
    }
    switch (error.claim) {
      case 'iss':
        return tokenProblem('token-issuer-wrong', `iss ${issuer}`, error);
      case 'aud':
        return tokenProblem('token-audience-wrong', `aud ${audience}`, error);
      case 'nbf':
        return tokenProblem('token-not-yet-valid', 'a token whose nbf is in the past', error);
      default:
        return tokenProblem('token-malformed', `a well-formed claim ${error.claim}`, error);
    }
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) {
    return tokenProblem('token-signature-invalid', 'a signature of the issuer', error);
  }
  if (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys
  ) {
    return tokenProblem('token-key-unknown', 'the kid of a key that the issuer publishes', error);
  }
  if (error instanceof errors.JOSEAlgNotAllowed || error instanceof errors.JOSENotSupported) {
    return tokenProblem('token-algorithm-refused', ALGORITHMS.join(', '), error);
  }
  if (error instanceof errors.JWSInvalid || error instanceof errors.JWTInvalid) {
    return tokenProblem('token-malformed', 'a JWT of three parts (RFC 7519)', error);
  }
  // What is left are the keys that could not be had: nobody is let in without them.
  return issuerUnreachableProblem(error);
}
