import { systemClock, type Clock } from '#libs/platform';
import { scopeProblem, tokenProblem } from './access-problems.js';
import type { Caller } from './caller.js';
import { TokenVerifier, type AccessOptions } from './token-verifier.js';

/** How the edge finds out who is asking: from an issuer's tokens, or not at all. */
export class Access {
  readonly #verifier: TokenVerifier | null;

  /** @param options null: there is no issuer, and everybody is anonymous */
  constructor(options: AccessOptions | null, clock: Clock = systemClock) {
    this.#verifier = options === null ? null : new TokenVerifier(options, clock);
  }

  /**
   * Who is asking.
   *
   * @param authorization header of the request
   * @param scope that the token needs; null: any token will do
   * @throws ProblemError 401 by its cause, 403 `scope-missing`, 503 `issuer-unreachable`
   */
  async callerOf(authorization: string | undefined, scope: string | null): Promise<Caller> {
    if (this.#verifier === null) return { kind: 'anonymous' };
    const token = /^Bearer +([^\s]+) *$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) throw tokenProblem('token-missing', 'Authorization: Bearer TOKEN');
    const caller = await this.#verifier.callerOf(token);
    if (scope !== null && caller.kind !== 'anonymous' && !caller.scopes.has(scope)) {
      throw scopeProblem(scope);
    }
    return caller;
  }
}
