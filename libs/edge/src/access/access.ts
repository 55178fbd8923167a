import { systemClock, type Clock } from '#libs/platform';
import { API_KEY_PREFIX } from '#libs/store';
import { keyProblem, scopeProblem, tokenProblem } from './access-problems.js';
import type { Caller } from './caller.js';
import { KeyVerifier, type KeyBook } from './key-verifier.js';
import { TokenVerifier, type AccessOptions } from './token-verifier.js';

/** Whose word counts. */
export interface AccessSources {
  /** Null: there is no issuer. */
  readonly tokens: AccessOptions | null;
  /** Null: there are no keys. */
  readonly keys: KeyBook | null;
}

/** How the edge finds out who is asking: from an issuer's tokens, from keys of its own, or not at all. */
export class Access {
  readonly #tokens: TokenVerifier | null;
  readonly #keys: KeyVerifier | null;

  /** With neither everybody is anonymous. */
  constructor({ tokens, keys }: AccessSources, clock: Clock = systemClock) {
    this.#tokens = tokens === null ? null : new TokenVerifier(tokens, clock);
    this.#keys = keys === null ? null : new KeyVerifier(keys, clock);
  }

  /** Whether anybody is asked who they are. */
  get isClosed(): boolean {
    return this.#tokens !== null || this.#keys !== null;
  }

  /**
   * Who is asking.
   *
   * @param authorization header of the request
   * @throws ProblemError 401 by its cause, 503 `issuer-unreachable` or `keys-unreachable`
   */
  async identify(authorization: string | undefined): Promise<Caller> {
    if (!this.isClosed) return { kind: 'anonymous' };
    const bearer = bearerOf(authorization);
    if (bearer === undefined) throw tokenProblem('token-missing', 'Authorization: Bearer TOKEN');
    if (this.#keys !== null && bearer.startsWith(API_KEY_PREFIX)) {
      return this.#keys.callerOf(bearer);
    }
    if (this.#tokens === null) throw keyProblem();
    return this.#tokens.callerOf(bearer);
  }

  /** Whether the answer of `identify` costs neither a request to the issuer nor a look at the table. */
  remembers(authorization: string | undefined): boolean {
    const bearer = bearerOf(authorization);
    if (bearer === undefined) return true;
    return (this.#keys?.remembers(bearer) ?? false) || (this.#tokens?.remembers(bearer) ?? false);
  }
}

/** @throws ProblemError 403 `scope-missing` for a known caller who has not been given it */
export function assertScope(caller: Caller, scope: string | null): void {
  if (scope !== null && caller.kind !== 'anonymous' && !caller.scopes.has(scope)) {
    throw scopeProblem(scope);
  }
}

function bearerOf(authorization: string | undefined): string | undefined {
  return /^Bearer +([^\s]+) *$/i.exec(authorization ?? '')?.[1];
}
