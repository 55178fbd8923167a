import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { asDatabaseError, codeOf } from '../connection/database-errors.js';
import type { ProvenPart, RunFigures, RunProgressFigures, StoredRun } from './stored-run.js';

/** Bounds of the table of runs. */
export const RUN_LIMITS = {
  /** Runs that are kept; the oldest ended ones go when a new one comes. */
  keptMax: 1000,
  /** Runs on one page of a list. */
  listedMax: 100,
  /** Milliseconds without a sign of life after which a run has lost its process; it gives one every two seconds. */
  silentMs: 30_000,
  /** Milliseconds that a request of the page waits for a `mes up` to take it. */
  requestWaitMs: 600_000,
  /** Runs that the page may ask for within an hour: each one adds to the data that are kept. */
  requestsPerHourMax: 30,
  /** Characters of a failure's detail that are kept. */
  detailCharactersMax: 2000,
} as const;

/** How a run ended. */
export type RunEnd =
  | {
      readonly state: 'COMPLETED';
      readonly report: RunFigures;
      readonly proof: readonly ProvenPart[];
      /** Figures of the generator that contradict its own plan; omitted: none. */
      readonly detail?: string;
    }
  | {
      readonly state: 'CANCELLED';
      readonly detail: string;
      /** Of what was emitted by then; omitted: nothing was. */
      readonly report?: RunFigures;
      readonly proof?: readonly ProvenPart[];
    }
  | { readonly state: 'FAILED'; readonly detail: string };

/** What a request of the page came to. */
type Requested =
  | { readonly run: StoredRun }
  /** Another run stands or goes on. */
  | { readonly busy: StoredRun }
  /** Too many were asked for within an hour. */
  | { readonly tooMany: number };

/** A name for a run. */
export function newRunId(): string {
  return randomUUID().replaceAll('-', '').slice(0, 12);
}

const IS_UNDER_WAY = `state in ('REQUESTED', 'RUNNING')`;
const IS_SILENT = `(state = 'RUNNING' and updated_at < now() - interval '${RUN_LIMITS.silentMs} milliseconds'
  or state = 'REQUESTED' and updated_at < now() - interval '${RUN_LIMITS.requestWaitMs} milliseconds')`;
const COLUMNS = `id, scenario, seed::float8 as seed, scale, state, requested_by as "requestedBy",
  cancel_requested as "cancelRequested", version, progress, report, proof, cells::float8 as cells,
  wrong::float8 as wrong, detail, requested_at as "requestedAt", started_at as "startedAt",
  ended_at as "endedAt", updated_at as "updatedAt", ${IS_SILENT} as "isSilent"`;
const UNIQUE_VIOLATION = '23505';
/** Looks at what stands before a request; requests that come in between are rare and short. */
const REQUEST_TRIES_MAX = 3;

/** The table of runs: each step of one is stored, and read by who shows it. */
export class Runs {
  constructor(private readonly pool: Pool) {}

  /** Notes a run that its own process begins now. */
  async create(run: Pick<StoredRun, 'id' | 'scenario' | 'seed' | 'scale'>): Promise<void> {
    await this.#forgetOldest();
    await this.#query(
      `insert into run (id, scenario, seed, scale, state, requested_by, started_at)
       values ($1, $2, $3, $4, 'RUNNING', 'command', now()) returning ${COLUMNS}`,
      [run.id, run.scenario, run.seed, run.scale],
    );
  }

  /**
   * Notes a run that the page asks for. It waits until a `mes up` claims it. One stands or goes on at
   * a time, whoever began it: two would count into each other's figures.
   */
  async request(run: Pick<StoredRun, 'id' | 'scenario' | 'seed' | 'scale'>): Promise<Requested> {
    await this.endSilent();
    await this.#forgetOldest();
    for (let tries = 1; ; tries++) {
      const [under] = await this.#underWay();
      if (under) return { busy: under };
      if (await this.#isBeyondHourly()) return { tooMany: RUN_LIMITS.requestsPerHourMax };
      try {
        const [requested] = await this.#query(
          `insert into run (id, scenario, seed, scale, state, requested_by)
           values ($1, $2, $3, $4, 'REQUESTED', 'page') returning ${COLUMNS}`,
          [run.id, run.scenario, run.seed, run.scale],
        );
        if (requested) return { run: requested };
      } catch (error) {
        // Another one came in between: it is told at the next look, unless it is over by then.
        if (codeOf(error) !== UNIQUE_VIOLATION || tries >= REQUEST_TRIES_MAX) throw error;
      }
    }
  }

  /**
   * Takes the run that waits, for this process to run. Several processes may ask: one gets it.
   *
   * @returns undefined when none waits, or while a run of a command goes on
   */
  async claim(): Promise<StoredRun | undefined> {
    const [claimed] = await this.#query(
      `update run set state = 'RUNNING', started_at = now(), updated_at = now(), version = version + 1
       where id = (
         select id from run where state = 'REQUESTED' and not ${IS_SILENT}
           and not exists (select from run where state = 'RUNNING' and not ${IS_SILENT})
         order by requested_at limit 1 for update skip locked
       ) returning ${COLUMNS}`,
      [],
    );
    return claimed;
  }

  /**
   * Stores how far a run is, which is also its sign of life.
   *
   * @param progress omitted: the sign of life alone
   * @returns whether somebody asked for its end
   */
  async report(
    id: string,
    progress?: RunProgressFigures,
  ): Promise<{ readonly isCancelRequested: boolean }> {
    const [run] = await this.#query(
      progress === undefined
        ? `update run set updated_at = now() where id = $1 and state = 'RUNNING' returning ${COLUMNS}`
        : `update run set updated_at = now(), progress = $2, version = version + 1
           where id = $1 and state = 'RUNNING' returning ${COLUMNS}`,
      progress === undefined ? [id] : [id, JSON.stringify(progress)],
    );
    // A run whose row was ended by somebody else, who took it for dead, has nothing to go on for.
    return { isCancelRequested: run?.cancelRequested ?? true };
  }

  /** Ends a run; one that is over stays as it is. */
  async finish(id: string, end: RunEnd): Promise<void> {
    const report = 'report' in end ? (end.report ?? null) : null;
    const proof = 'proof' in end ? (end.proof ?? null) : null;
    await this.#query(
      `update run set state = $2, report = $3, proof = $4, cells = $5, wrong = $6, detail = $7,
         ended_at = now(), updated_at = now(), version = version + 1
       where id = $1 and ${IS_UNDER_WAY} returning ${COLUMNS}`,
      [
        id,
        end.state,
        report && JSON.stringify(report),
        proof && JSON.stringify(proof),
        report?.verification.cells ?? null,
        report?.verification.wrong ?? null,
        end.detail?.slice(0, RUN_LIMITS.detailCharactersMax) ?? null,
      ],
    );
  }

  /**
   * Asks for the end of a run. One that waits is over at once; one that goes on ends when its process
   * has read it.
   *
   * @returns the run as it stands then; undefined when there is none of this id
   */
  async cancel(id: string): Promise<StoredRun | undefined> {
    await this.#query(
      `update run set cancel_requested = true, version = version + 1,
         state = case state when 'REQUESTED' then 'CANCELLED' else state end,
         ended_at = case state when 'REQUESTED' then now() end,
         detail = case state when 'REQUESTED' then 'cancelled before it began' end
       where id = $1 and ${IS_UNDER_WAY} and not cancel_requested returning ${COLUMNS}`,
      [id],
    );
    return this.find(id);
  }

  /** Ends runs whose process died, and requests that nobody took. */
  async endSilent(): Promise<void> {
    await this.#query(
      `update run set ended_at = now(), version = version + 1, state = 'FAILED',
         detail = case state when 'RUNNING'
           then 'its process ended without a word: no sign of life for ${RUN_LIMITS.silentMs / 1000} s'
           else 'no mes up took it within ${RUN_LIMITS.requestWaitMs / 60_000} minutes' end
       where ${IS_UNDER_WAY} and ${IS_SILENT} returning ${COLUMNS}`,
      [],
    );
  }

  /** Undefined when there is none of this id. */
  async find(id: string): Promise<StoredRun | undefined> {
    const [run] = await this.#query(`select ${COLUMNS} from run where id = $1`, [id]);
    return run;
  }

  /** The latest run that came to its end and compared its cells; undefined when there was none. */
  async lastCompleted(): Promise<StoredRun | undefined> {
    const [run] = await this.#query(
      `select ${COLUMNS} from run where state = 'COMPLETED' order by ended_at desc, id desc limit 1`,
      [],
    );
    return run;
  }

  /**
   * The latest runs, the latest first.
   *
   * @param limit 1 to RUN_LIMITS.listedMax
   */
  async list(limit: number): Promise<StoredRun[]> {
    const bounded = Math.min(Math.max(1, limit), RUN_LIMITS.listedMax);
    return this.#query(`select ${COLUMNS} from run order by requested_at desc, id desc limit $1`, [
      bounded,
    ]);
  }

  #underWay(): Promise<StoredRun[]> {
    return this.#query(
      `select ${COLUMNS} from run where ${IS_UNDER_WAY} and not ${IS_SILENT} order by requested_at limit 1`,
      [],
    );
  }

  async #isBeyondHourly(): Promise<boolean> {
    const lately = await this.#query(
      `select ${COLUMNS} from run where requested_by = 'page' and requested_at > now() - interval '1 hour'
       order by requested_at desc limit $1`,
      [RUN_LIMITS.requestsPerHourMax],
    );
    return lately.length >= RUN_LIMITS.requestsPerHourMax;
  }

  async #forgetOldest(): Promise<void> {
    await this.#query(
      `delete from run where not ${IS_UNDER_WAY} and id in
         (select id from run order by requested_at desc, id desc offset $1) returning ${COLUMNS}`,
      [RUN_LIMITS.keptMax - 1],
    );
  }

  async #query(text: string, values: readonly unknown[]): Promise<StoredRun[]> {
    try {
      const { rows } = await this.pool.query<StoredRun>(text, [...values]);
      return rows;
    } catch (error) {
      throw asDatabaseError(error, this.pool.options.connectionString ?? 'MES_DATABASE_URL');
    }
  }
}
