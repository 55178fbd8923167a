import type { Clock } from '#libs/platform';
import { createRemoteJWKSet, type RemoteJWKSet } from 'jose';
import { ACCESS_LIMITS } from './access-limits.js';
import { issuerUnreachableProblem } from './access-problems.js';

/** The keys of an OIDC issuer, found by discovery. Nothing is asked before the first token comes. */
export class IssuerKeys {
  #keys: Promise<RemoteJWKSet> | null = null;
  #discoveredAtMs = -Infinity;
  #failedAtMs = -Infinity;

  constructor(
    private readonly options: {
      /** Address of the issuer, as its tokens name it. */
      readonly issuer: string;
      readonly clock: Pick<Clock, 'monotonicMs'>;
      /** Default ACCESS_LIMITS.keysCooldownMs. */
      readonly keysCooldownMs?: number;
      /** Default ACCESS_LIMITS.issuerPauseMs. */
      readonly issuerPauseMs?: number;
    },
  ) {}

  /** @throws ProblemError `issuer-unreachable` */
  async resolver(): Promise<RemoteJWKSet> {
    const nowMs = this.options.clock.monotonicMs();
    if (this.#keys !== null && nowMs - this.#discoveredAtMs < ACCESS_LIMITS.issuerCacheMs) {
      return this.#keys;
    }
    const pauseMs = this.options.issuerPauseMs ?? ACCESS_LIMITS.issuerPauseMs;
    if (nowMs - this.#failedAtMs < pauseMs) {
      throw issuerUnreachableProblem(new Error('the issuer did not answer a moment ago'));
    }
    this.#discoveredAtMs = nowMs;
    // Kept as a promise: callers that come while the issuer is asked wait for the same answer.
    this.#keys = this.#discover().catch((error: unknown) => {
      this.#keys = null;
      this.#failedAtMs = this.options.clock.monotonicMs();
      throw issuerUnreachableProblem(error);
    });
    return this.#keys;
  }

  /** OpenID Connect Discovery 1.0, 4. */
  async #discover(): Promise<RemoteJWKSet> {
    const { issuer, keysCooldownMs = ACCESS_LIMITS.keysCooldownMs } = this.options;
    const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const answer = await fetch(address, {
      redirect: 'error',
      signal: AbortSignal.timeout(ACCESS_LIMITS.issuerTimeoutMs),
    });
    if (!answer.ok) throw new Error(`${address}: expected 200, came ${answer.status}`);
    const said = (await answer.json()) as {
      readonly issuer?: unknown;
      readonly jwks_uri?: unknown;
    };
    if (said.issuer !== issuer || typeof said.jwks_uri !== 'string') {
      throw new Error(
        `${address}: expected issuer ${issuer} and a jwks_uri, came issuer ${String(said.issuer)}`,
      );
    }
    return createRemoteJWKSet(new URL(said.jwks_uri), {
      timeoutDuration: ACCESS_LIMITS.issuerTimeoutMs,
      cooldownDuration: keysCooldownMs,
      cacheMaxAge: ACCESS_LIMITS.issuerCacheMs,
    });
  }
}
