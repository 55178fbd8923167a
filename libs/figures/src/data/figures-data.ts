import type { Clock } from '#libs/platform';
import type { Pool } from 'pg';
import { readQuality, type LagReader, type QualityContent } from '../quality/quality-content.js';
import { readSonsContent, type SonsContent } from '../sons/sons-content.js';
import { readDataState, type DataState } from './data-state.js';
import { Refreshed, type Staleness } from './refreshed.js';
import { readVolumeData, type VolumeData } from './volume-data.js';

/** What the indicators are answered from, each part read when first asked for and kept while it is young. */
export class FiguresData {
  readonly #state: Refreshed<DataState>;
  readonly #volumes: Refreshed<VolumeData>;
  readonly #sons: Refreshed<SonsContent>;
  readonly #quality: Refreshed<QualityContent>;

  /** @param readLag undefined: the lag is unknown */
  constructor(
    pool: Pool,
    staleness: Staleness,
    clock: Pick<Clock, 'monotonicMs'>,
    readLag?: LagReader,
  ) {
    this.#state = new Refreshed(() => readDataState(pool), staleness, clock);
    this.#volumes = new Refreshed((held) => readVolumeData(pool, held), staleness, clock);
    this.#sons = new Refreshed((held) => readSonsContent(pool, held), staleness, clock);
    this.#quality = new Refreshed(() => readQuality(pool, readLag), staleness, clock);
  }

  state(): Promise<DataState> {
    return this.#state.get();
  }

  volumes(): Promise<VolumeData> {
    return this.#volumes.get();
  }

  sons(): Promise<SonsContent> {
    return this.#sons.get();
  }

  quality(): Promise<QualityContent> {
    return this.#quality.get();
  }
}
