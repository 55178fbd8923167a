import type { Table } from '#libs/exports';
import { systemClock, type Clock } from '#libs/platform';
import { asDatabaseError } from '#libs/store';
import type { Pool } from 'pg';
import { AnswerCache } from './answer-cache.js';
import { CALIBRATION_SOURCE } from './calibration/index.js';
import { FiguresData } from './data/figures-data.js';
import { STALENESS, type Staleness } from './data/refreshed.js';
import { Figures, QueryFaultsError } from './figures.js';
import type { Indicator, IndicatorName, IndicatorQuery } from './indicator.js';
import { INCONSISTENCIES_SOURCE } from './inconsistencies/index.js';
import { MONTHS_SOURCE } from './months/index.js';
import { expectedText } from './query/expected-text.js';
import { PAYOUTS_SOURCE } from './payouts/index.js';
import { PEOPLE_SOURCE } from './people/index.js';
import { tableOf } from './provenance.js';
import { QUALITY_SOURCE, type LagReader } from './quality/index.js';
import { RATES_SOURCE } from './rates/index.js';
import { SONS_SENSITIVITY_SOURCE } from './sons-sensitivity/index.js';
import type { Source } from './source.js';
import { USAGE_THRESHOLDS_SOURCE } from './usage-thresholds/index.js';
import type { YearProtector } from './volumes/hidden-year.js';
import { VOLUMES_SOURCE } from './volumes/index.js';

/** In the order in which they are shown. */
const SOURCES: readonly Source[] = [
  VOLUMES_SOURCE,
  RATES_SOURCE,
  PEOPLE_SOURCE,
  USAGE_THRESHOLDS_SOURCE,
  PAYOUTS_SOURCE,
  SONS_SENSITIVITY_SOURCE,
  MONTHS_SOURCE,
  CALIBRATION_SOURCE,
  INCONSISTENCIES_SOURCE,
  QUALITY_SOURCE,
];

export interface DatabaseFiguresOptions {
  /** How old answers may be. Omitted: STALENESS; `{ freshMs: 0, staleMsMax: 0 }` reads each time. */
  readonly staleness?: Staleness;
  readonly clock?: Pick<Clock, 'monotonicMs'>;
  /** Asks the broker for what remains to be read. Omitted: the quality says that it is not known. */
  readonly readLag?: LagReader;
  /**
   * Decides what the public view hides. Omitted: in this thread, which a national database stops for
   * seconds; a service gives `new ProtectorThread().protect`.
   */
  readonly protect?: YearProtector;
}

/**
 * The figures of a database of this house. Cells are read once and kept, and of those the months that
 * were written since are read again; answers are summed in memory and kept as long as nothing changed.
 */
export class DatabaseFigures extends Figures {
  readonly indicators: readonly Indicator[] = SOURCES.map(({ indicator }) => indicator);
  readonly #data: FiguresData;
  readonly #answers = new AnswerCache();

  /** @param pool of the owner or of a role that may read the tables; it stays open */
  constructor(
    private readonly pool: Pool,
    { staleness = STALENESS, clock = systemClock, readLag, protect }: DatabaseFiguresOptions = {},
  ) {
    super();
    this.#data = new FiguresData(pool, staleness, clock, readLag, protect);
  }

  /** As old as `staleness` lets it be; an answer tells its own in its provenance. */
  async dataVersion(): Promise<string> {
    return this.#reading(async () => (await this.#data.state()).version);
  }

  async answer(name: IndicatorName, query: IndicatorQuery): Promise<Table> {
    const source = SOURCES.find(({ indicator }) => indicator.definition.name === name);
    if (source === undefined) throw unknownIndicator(name);
    const asked = source.ask(query);
    return this.#reading(async () => {
      const content = await asked.read(this.#data);
      const key = `${name} ${query.view} ${asked.key}`;
      const body = this.#answers.get(key, content.content, () => asked.answer(content));
      return tableOf(source.indicator, body, content.state, query.view);
    });
  }

  async #reading<T>(read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (error) {
      throw asDatabaseError(error, this.pool.options.connectionString ?? 'MES_DATABASE_URL');
    }
  }
}

function unknownIndicator(name: IndicatorName): QueryFaultsError {
  const accepted = SOURCES.map(({ indicator }) => indicator.definition.name);
  const reason = expectedText(
    `un indicateur de cette version ; reçu : ${name}`,
    `an indicator of this version; came ${name}`,
  );
  return new QueryFaultsError(name, [{ parameter: 'indicator', reason, accepted }]);
}
