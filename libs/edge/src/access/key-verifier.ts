import type { Clock } from '#libs/platform';
import { isSameSecret, readApiKey, type ApiKeys, type StoredApiKey } from '#libs/store';
import { ProblemError } from '../problem.js';
import { keyProblem, keysUnreachableProblem } from './access-problems.js';
import type { Caller } from './caller.js';

/** Bounds of the verification of keys. */
export const KEY_LIMITS = {
  /** Milliseconds that a look at the table counts: a revocation takes effect within this. */
  rememberedMs: 5_000,
  /** Looks that are remembered, of keys that are there and of those that are not; the oldest goes. */
  rememberedMax: 2_000,
} as const;

/** Where keys are looked up. */
export type KeyBook = Pick<ApiKeys, 'find'>;

interface Remembered {
  /** Undefined: there was none of this id. */
  readonly key: StoredApiKey | undefined;
  readonly untilMs: number;
}

/** Says who an API key speaks for. */
export class KeyVerifier {
  /** In the order of their coming: a Map keeps it, so the oldest is the first. */
  readonly #remembered = new Map<string, Remembered>();

  constructor(
    private readonly book: KeyBook,
    private readonly clock: Pick<Clock, 'nowMs'>,
  ) {}

  /** Whether the answer is known without asking the table. */
  remembers(text: string): boolean {
    const id = readApiKey(text)?.id;
    return id !== undefined && this.#fresh(id) !== undefined;
  }

  /**
   * @param text the text after `Bearer `
   * @throws ProblemError 401 `key-refused` without a reason, 503 when the table cannot be asked
   */
  async callerOf(text: string): Promise<Caller> {
    const came = readApiKey(text);
    if (came === undefined) throw keyProblem();
    const key = await this.#find(came.id);
    // Compared before anything else is looked at: all refusals take the same way.
    const isSame = isSameSecret(came.secretSha256, key?.secretSha256);
    if (!isSame || key === undefined || !this.#isValid(key)) throw keyProblem();
    return {
      kind: 'software',
      subject: key.name,
      keyId: key.id,
      scopes: new Set(key.scopes),
    };
  }

  #isValid({ revokedAt, expiresAt }: StoredApiKey): boolean {
    return revokedAt === null && (expiresAt === null || this.clock.nowMs() < expiresAt.getTime());
  }

  async #find(id: string): Promise<StoredApiKey | undefined> {
    const fresh = this.#fresh(id);
    if (fresh !== undefined) return fresh.key;
    // From before the question: a revocation in between must not count later than the bound says.
    const untilMs = this.clock.nowMs() + KEY_LIMITS.rememberedMs;
    const key = await this.#ask(id);
    this.#remembered.delete(id);
    if (this.#remembered.size >= KEY_LIMITS.rememberedMax) {
      const [oldest] = this.#remembered.keys();
      if (oldest !== undefined) this.#remembered.delete(oldest);
    }
    this.#remembered.set(id, { key, untilMs });
    return key;
  }

  #fresh(id: string): Remembered | undefined {
    const known = this.#remembered.get(id);
    return known !== undefined && this.clock.nowMs() < known.untilMs ? known : undefined;
  }

  async #ask(id: string): Promise<StoredApiKey | undefined> {
    try {
      return await this.book.find(id);
    } catch (error) {
      throw error instanceof ProblemError ? error : keysUnreachableProblem(error);
    }
  }
}
