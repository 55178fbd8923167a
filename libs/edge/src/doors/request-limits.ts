import type { Clock } from '#libs/platform';
import type { Request } from 'express';
import type { Caller } from '../access/caller.js';
import { ProblemError } from '../problem.js';
import { clientOfAddress, isLoopbackAddress } from './client-address.js';
import { RateLimiter, type Rate } from './rate-limiter.js';

/** How much callers may ask for. */
export interface LimitOptions {
  /** Of every request, for one client; null: no limit. */
  readonly requests: Rate | null;
  /** Of calls that change, delete or cost beyond a deposit, for one client; null: no limit of their own. */
  readonly costly: Rate | null;
  /** Whether callers of this machine are limited too: their load tests are not, by default. */
  readonly isLoopbackLimited: boolean;
}

/** Nobody is limited. */
export const NO_LIMITS: LimitOptions = { requests: null, costly: null, isLoopbackLimited: true };

/** What a proxy says of whom it speaks for. */
const FORWARDING_HEADERS = ['forwarded', 'x-forwarded-for', 'x-real-ip'];

/** Counts what clients ask for: a known caller by name, everybody else by address. */
export class RequestLimits {
  readonly #strangers: RateLimiter | null;
  /** Apart from strangers: a flood of addresses does not reach those who are known. */
  readonly #known: RateLimiter | null;
  readonly #costly: RateLimiter | null;

  constructor(
    private readonly options: LimitOptions,
    clock: Pick<Clock, 'monotonicMs'>,
  ) {
    const limiter = (rate: Rate | null): RateLimiter | null =>
      rate === null ? null : new RateLimiter(rate, clock);
    this.#strangers = limiter(options.requests);
    this.#known = limiter(options.requests);
    this.#costly = limiter(options.costly);
  }

  /**
   * Before it is found out who is asking, when that costs something: an address whose strangers have
   * used up what they have brings no new credentials.
   *
   * @throws ProblemError 429
   */
  assertMayAsk(request: Request): void {
    if (this.#isFree(request)) return;
    refuse(this.#strangers?.waitMs(clientOfAddress(request.ip)) ?? 0);
  }

  /** @param caller undefined: not known @throws ProblemError 429 */
  take(request: Request, caller: Caller | undefined): void {
    if (this.#isFree(request)) return;
    const name = nameOf(caller);
    refuse(
      (name === undefined
        ? this.#strangers?.take(clientOfAddress(request.ip))
        : this.#known?.take(name)) ?? 0,
    );
  }

  /** @throws ProblemError 429 */
  takeCostly(request: Request, caller: Caller): void {
    if (this.#isFree(request)) return;
    refuse(this.#costly?.take(nameOf(caller) ?? `address:${clientOfAddress(request.ip)}`) ?? 0);
  }

  /** A local proxy speaks for others: what it forwards is not of this machine. */
  #isFree({ socket, headers }: Request): boolean {
    return (
      !this.options.isLoopbackLimited &&
      isLoopbackAddress(socket.remoteAddress) &&
      FORWARDING_HEADERS.every((name) => headers[name] === undefined)
    );
  }
}

/** Undefined for a caller that is not known. */
function nameOf(caller: Caller | undefined): string | undefined {
  if (caller === undefined || caller.kind === 'anonymous') return undefined;
  return caller.kind === 'software' && caller.keyId !== undefined
    ? `key:${caller.keyId}`
    : `token:${caller.subject}`;
}

function refuse(waitMs: number): void {
  if (waitMs <= 0) return;
  const retryAfterSeconds = Math.ceil(waitMs / 1000);
  throw new ProblemError({
    status: 429,
    name: 'too-many-requests',
    title: 'This client asks too often',
    detail: `Expected fewer requests of one client; the next one may come in ${retryAfterSeconds} s.`,
    retryAfterSeconds,
  });
}
