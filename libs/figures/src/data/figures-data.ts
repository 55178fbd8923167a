import type { View } from '#libs/exports';
import type { Clock } from '#libs/platform';
import type { Pool } from 'pg';
import { readQuality, type LagReader, type QualityContent } from '../quality/quality-content.js';
import { readSonsContent, type SonsContent } from '../sons/sons-content.js';
import { hiddenYearOf, type YearProtector } from '../volumes/hidden-year.js';
import {
  VolumeProtections,
  yearsOf,
  type PublicVolumeData,
  type YearOfMeasure,
} from '../volumes/protection.js';
import { KnownCells, type KnownVolumes } from './known-cells.js';
import { readDataState, type DataState } from './data-state.js';
import { readPeopleData, type PeopleData } from './people-data.js';
import { Refreshed, type Staleness } from './refreshed.js';
import { readVolumeData, type VolumeData } from './volume-data.js';
import { DOCUMENTS } from './volume-planes.js';

/** Sets of measures whose public volumes are kept at once; the one made first goes first. */
const PUBLIC_SETS_MAX = 32;

/** What the indicators are answered from, each part read when first asked for and kept while it is young. */
export class FiguresData {
  readonly #state: Refreshed<DataState>;
  readonly #volumes: Refreshed<VolumeData>;
  readonly #publicVolumes = new Map<string, Refreshed<PublicVolumeData>>();
  readonly #protections: VolumeProtections;
  readonly #knownCells: KnownCells;
  readonly #sons: Refreshed<SonsContent>;
  readonly #quality: Refreshed<QualityContent>;
  readonly #people: Refreshed<PeopleData>;

  /**
   * @param readLag undefined: the lag is unknown
   * @param protect omitted: at once, in this thread
   */
  constructor(
    pool: Pool,
    private readonly staleness: Staleness,
    private readonly clock: Pick<Clock, 'monotonicMs'>,
    readLag?: LagReader,
    protect: YearProtector = (months) => Promise.resolve(hiddenYearOf(months)),
  ) {
    this.#protections = new VolumeProtections(protect);
    this.#knownCells = new KnownCells(pool);
    this.#state = new Refreshed(() => readDataState(pool), staleness, clock);
    this.#volumes = new Refreshed((held) => readVolumeData(pool, held), staleness, clock);
    this.#sons = new Refreshed((held) => readSonsContent(pool, held), staleness, clock);
    this.#quality = new Refreshed(() => readQuality(pool, readLag), staleness, clock);
    this.#people = new Refreshed((held) => readPeopleData(pool, held), staleness, clock);
  }

  state(): Promise<DataState> {
    return this.#state.get();
  }

  volumes(): Promise<VolumeData> {
    return this.#volumes.get();
  }

  /** The volumes with the cells that were known before an instant: for their owner, nothing is hidden. */
  async volumesKnownBefore(beforeMs: number): Promise<KnownVolumes> {
    return this.#knownCells.before(await this.volumes(), beforeMs);
  }

  /**
   * The volumes for a view: for the public one with what must be hidden. Deciding takes a while for a
   * nation, so that it is done beside, and answers of before are given meanwhile.
   *
   * @param name of what is wanted, which must say the same of any volumes
   */
  async volumesFor(
    view: View,
    name: string,
    wanted: (data: VolumeData) => readonly YearOfMeasure[],
  ): Promise<VolumeData | PublicVolumeData> {
    if (view === 'owner') return this.volumes();
    const found = this.#publicVolumes.get(name) ?? this.#addPublic(name, wanted);
    return found.get();
  }

  /** The same for the documents of every year. */
  documentsFor(view: View): Promise<VolumeData | PublicVolumeData> {
    return this.volumesFor(view, `volumes ${DOCUMENTS}`, (data) =>
      yearsOf(data).map((year) => ({ year, measure: DOCUMENTS })),
    );
  }

  #addPublic(
    name: string,
    wanted: (data: VolumeData) => readonly YearOfMeasure[],
  ): Refreshed<PublicVolumeData> {
    const read = async (): Promise<PublicVolumeData> => {
      const data = await this.volumes();
      return this.#protections.decide(data, wanted(data));
    };
    const added = new Refreshed(read, this.staleness, this.clock);
    this.#publicVolumes.set(name, added);
    const [oldest] = this.#publicVolumes.keys();
    if (this.#publicVolumes.size > PUBLIC_SETS_MAX && oldest !== undefined) {
      this.#publicVolumes.delete(oldest);
    }
    return added;
  }

  sons(): Promise<SonsContent> {
    return this.#sons.get();
  }

  quality(): Promise<QualityContent> {
    return this.#quality.get();
  }

  people(): Promise<PeopleData> {
    return this.#people.get();
  }
}
