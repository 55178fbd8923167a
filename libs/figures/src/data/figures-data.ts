import type { Clock } from '#libs/platform';
import type { Pool } from 'pg';
import { readDataState, type DataState } from './data-state.js';
import { Refreshed, type Staleness } from './refreshed.js';
import { readVolumeData, type VolumeData } from './volume-data.js';

/** What the indicators are answered from, each part read when first asked for and kept while it is young. */
export class FiguresData {
  readonly #state: Refreshed<DataState>;
  readonly #volumes: Refreshed<VolumeData>;

  constructor(pool: Pool, staleness: Staleness, clock: Pick<Clock, 'monotonicMs'>) {
    this.#state = new Refreshed(() => readDataState(pool), staleness, clock);
    this.#volumes = new Refreshed((held) => readVolumeData(pool, held), staleness, clock);
  }

  state(): Promise<DataState> {
    return this.#state.get();
  }

  volumes(): Promise<VolumeData> {
    return this.#volumes.get();
  }
}
