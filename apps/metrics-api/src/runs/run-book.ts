import { Runs, readEmittedStreams, type EmittedStream, type StoredRun } from '#libs/store';
import type { Pool } from 'pg';

/** What a request for a run came to. */
export type RequestedRun = Awaited<ReturnType<Runs['request']>>;

/** The runs that pages show and may ask for; see Runs of libs/store for what each method promises. */
export abstract class RunBook {
  abstract request(
    run: Pick<StoredRun, 'id' | 'scenario' | 'seed' | 'scale'>,
  ): Promise<RequestedRun>;
  abstract cancel(id: string): Promise<StoredRun | undefined>;
  abstract find(id: string): Promise<StoredRun | undefined>;
  abstract list(limit: number): Promise<StoredRun[]>;
  abstract lastCompleted(): Promise<StoredRun | undefined>;
  /** The streams of events that the figures hold. */
  abstract streams(): Promise<EmittedStream[]>;
}

/** The runs of a database. */
export class DatabaseRunBook extends RunBook {
  readonly #runs: Runs;

  constructor(private readonly pool: Pool) {
    super();
    this.#runs = new Runs(pool);
  }

  override request(
    run: Pick<StoredRun, 'id' | 'scenario' | 'seed' | 'scale'>,
  ): Promise<RequestedRun> {
    return this.#runs.request(run);
  }

  override cancel(id: string): Promise<StoredRun | undefined> {
    return this.#runs.cancel(id);
  }

  override find(id: string): Promise<StoredRun | undefined> {
    return this.#runs.find(id);
  }

  override list(limit: number): Promise<StoredRun[]> {
    return this.#runs.list(limit);
  }

  override lastCompleted(): Promise<StoredRun | undefined> {
    return this.#runs.lastCompleted();
  }

  override streams(): Promise<EmittedStream[]> {
    return readEmittedStreams(this.pool);
  }
}
