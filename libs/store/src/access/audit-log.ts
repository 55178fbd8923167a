import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { asDatabaseError } from '../connection/database-errors.js';

/** How an act came out. `asked` stands before it, one of the others after it. */
export type AuditOutcome = 'asked' | 'done' | 'refused' | 'failed' | 'denied';

/** An act that changes, deletes or costs. */
export interface AuditedAct {
  /** `key:ID (NAME)`, `token:SUBJECT`, `anonymous ADDRESS` or `command USER@HOST`. */
  readonly actor: string;
  /** Such as `runs.start`. */
  readonly action: string;
  /** What it was asked to do; never a secret. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** A row of the audit. */
export interface AuditEntry extends AuditedAct {
  readonly id: string;
  /** The same in all rows of one act. */
  readonly act: string;
  readonly at: Date;
  readonly outcome: AuditOutcome;
  readonly detail: string | null;
}

/** What to read. */
export interface AuditQuestion {
  /** Omitted: every action. */
  readonly action?: string;
  /** Rows at most; default and bound: AUDIT_LIMITS. */
  readonly limit?: number;
}

export const AUDIT_LIMITS = {
  /** Rows of one answer. */
  listedDefault: 50,
  listedMax: 1000,
  /** Characters of the texts of a row; what is longer is cut. */
  actorCharactersMax: 200,
  actionCharactersMax: 64,
  parametersCharactersMax: 2000,
  detailCharactersMax: 500,
} as const;

const COLUMNS = 'id::text as id, act, at, actor, action, parameters, outcome, detail';

/** What was done to the house, by whom, and how it came out. Rows are added and never changed. */
export class AuditLog {
  constructor(private readonly pool: Pool) {}

  /**
   * Notes what is about to be done. When this fails it must not be done.
   *
   * @returns the id of the act, for its outcome
   */
  async ask(act: AuditedAct): Promise<string> {
    const id = randomUUID();
    await this.#append(id, act, 'asked', null);
    return id;
  }

  /** Notes how an act came out, or that it was not allowed. @param id omitted: nothing was noted before */
  async conclude(
    act: AuditedAct,
    outcome: Exclude<AuditOutcome, 'asked'>,
    detail: string | null = null,
    id: string = randomUUID(),
  ): Promise<void> {
    await this.#append(id, act, outcome, detail);
  }

  /** Does the work between its two rows. @throws what the work throws */
  async during<T>(act: AuditedAct, work: () => Promise<T>): Promise<T> {
    const id = await this.ask(act);
    try {
      const result = await work();
      await this.conclude(act, 'done', null, id);
      return result;
    } catch (error) {
      // The error of the work itself is what the caller has to see.
      const detail = error instanceof Error ? error.message : String(error);
      await this.conclude(act, 'failed', detail, id).catch(() => undefined);
      throw error;
    }
  }

  /** The latest first. */
  async list({ action, limit = AUDIT_LIMITS.listedDefault }: AuditQuestion = {}): Promise<
    AuditEntry[]
  > {
    const rows = Math.min(Math.max(1, limit), AUDIT_LIMITS.listedMax);
    return this.#query(
      `select ${COLUMNS} from audit_entry where $1::text is null or action = $1
       order by id desc limit $2`,
      [action ?? null, rows],
    );
  }

  async #append(
    id: string,
    { actor, action, parameters }: AuditedAct,
    outcome: AuditOutcome,
    detail: string | null,
  ): Promise<void> {
    const limits = AUDIT_LIMITS;
    await this.#query(
      `insert into audit_entry (act, actor, action, parameters, outcome, detail)
       values ($1, $2, $3, $4, $5, $6)`,
      [
        id,
        cut(actor, limits.actorCharactersMax),
        cut(action, limits.actionCharactersMax),
        boundedJson(parameters),
        outcome,
        detail === null ? null : cut(detail, limits.detailCharactersMax),
      ],
    );
  }

  async #query(text: string, values: readonly unknown[]): Promise<AuditEntry[]> {
    try {
      const { rows } = await this.pool.query<AuditEntry>(text, [...values]);
      return rows;
    } catch (error) {
      throw asDatabaseError(error, this.pool.options.connectionString ?? 'MES_DATABASE_URL');
    }
  }
}

/** PostgreSQL takes no NUL in a text, and a row has a bound. */
function cut(text: string, charactersMax: number): string {
  const clean = text.replaceAll('\0', '�');
  return clean.length > charactersMax ? `${clean.slice(0, charactersMax - 1)}…` : clean;
}

function boundedJson(parameters: Readonly<Record<string, unknown>>): string {
  const json = JSON.stringify(parameters).replaceAll('\\u0000', '�');
  return json.length <= AUDIT_LIMITS.parametersCharactersMax
    ? json
    : JSON.stringify({ cut: cut(json, AUDIT_LIMITS.parametersCharactersMax) });
}
