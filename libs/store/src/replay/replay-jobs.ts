import type { Pool } from 'pg';
import { asDatabaseError } from '../connection/database-errors.js';
import type { ReplayState } from '../entities/replay-job.entity.js';

/** A replay as it is stored. */
export interface ReplayJob {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  readonly options: Readonly<Record<string, string | boolean>>;
  readonly state: ReplayState;
  /** Records written and settled. */
  readonly replayed: number;
  /** Next offset to read by TOPIC/PARTITION. */
  readonly positions: Readonly<Record<string, number>>;
  readonly detail: string | null;
  readonly createdAt: Date;
  /** Milliseconds since its process was heard of, by the database's clock. */
  readonly silentMs: number;
}

/** How far a replay is. */
export interface ReplayProgress {
  readonly replayed: number;
  readonly positions: Readonly<Record<string, number>>;
}

/** Replays that a list shows: the latest ones. */
const LISTED_MAX = 50;

const COLUMNS = `id, source, target, options, state, replayed::float8 as replayed, positions, detail,
  created_at as "createdAt", (extract(epoch from now() - updated_at) * 1000)::float8 as "silentMs"`;

/** The table of replays. States are decided elsewhere; here each step of one is stored or refused. */
export class ReplayJobs {
  constructor(private readonly pool: Pool) {}

  async create(
    job: Pick<ReplayJob, 'id' | 'source' | 'target' | 'options' | 'state'>,
  ): Promise<void> {
    await this.#query(
      'insert into replay_job (id, source, target, options, state) values ($1, $2, $3, $4, $5)',
      [job.id, job.source, job.target, JSON.stringify(job.options), job.state],
    );
  }

  /** Undefined when there is none of this id. */
  async find(id: string): Promise<ReplayJob | undefined> {
    const [job] = await this.#query(`select ${COLUMNS} from replay_job where id = $1`, [id]);
    return job;
  }

  /** The latest first. */
  async list(): Promise<ReplayJob[]> {
    return this.#query(
      `select ${COLUMNS} from replay_job order by created_at desc limit ${LISTED_MAX}`,
      [],
    );
  }

  /** @returns false when the replay was in another state by then, and nothing was changed */
  async move(
    id: string,
    from: ReplayState,
    to: ReplayState,
    detail: string | null = null,
  ): Promise<boolean> {
    const moved = await this.#query(
      `update replay_job set state = $3, detail = $4, updated_at = now()
       where id = $1 and state = $2 returning ${COLUMNS}`,
      [id, from, to, detail],
    );
    return moved.length === 1;
  }

  /**
   * Stores how far a replay is, which is also its sign of life.
   *
   * @returns the state, which somebody else may have changed; undefined when the row is gone
   */
  async report(
    id: string,
    { replayed, positions }: ReplayProgress,
  ): Promise<ReplayState | undefined> {
    const [job] = await this.#query(
      `update replay_job set replayed = $2, positions = $3, updated_at = now()
       where id = $1 returning ${COLUMNS}`,
      [id, replayed, JSON.stringify(positions)],
    );
    return job?.state;
  }

  async #query(text: string, values: readonly unknown[]): Promise<ReplayJob[]> {
    try {
      const { rows } = await this.pool.query<ReplayJob>(text, [...values]);
      return rows;
    } catch (error) {
      throw asDatabaseError(error, this.pool.options.connectionString ?? 'MES_DATABASE_URL');
    }
  }
}
