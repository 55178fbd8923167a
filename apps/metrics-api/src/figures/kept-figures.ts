import type { Table } from '#libs/exports';
import { Figures, type Indicator, type IndicatorName, type IndicatorQuery } from '#libs/figures';
import type { Clock } from '#libs/platform';
import { KEEPING_LIMITS } from './figures-limits.js';
import { WeightedCache } from './weighted-cache.js';

interface Kept {
  readonly table: Table;
  /** When it was last known to be of the present version, monotonic milliseconds. */
  currentAtMs: number;
}

/**
 * Answers that are computed once for all who ask, and given while their successors are computed. The
 * data change twice a second while a simulation runs, and to decide what the public view may show of a
 * year takes seconds: readers get figures that are that old instead of waiting, and their provenance
 * says of when they are.
 */
export class KeptFigures extends Figures {
  readonly #kept = new WeightedCache<Kept>(KEEPING_LIMITS.cellsMax);
  readonly #computing = new Map<string, Promise<Table>>();

  constructor(
    private readonly figures: Figures,
    private readonly clock: Pick<Clock, 'monotonicMs'>,
  ) {
    super();
  }

  override get indicators(): readonly Indicator[] {
    return this.figures.indicators;
  }

  override dataVersion(): Promise<string> {
    return this.figures.dataVersion();
  }

  override async answer(name: IndicatorName, query: IndicatorQuery): Promise<Table> {
    const key = JSON.stringify([name, query.view, Object.entries(query.parameters).sort()]);
    const compute = (): Promise<Table> => this.#computeOnce(key, name, query);
    const kept = this.#kept.get(key);
    if (kept === undefined) return compute();
    const ageMs = this.clock.monotonicMs() - kept.currentAtMs;
    if (ageMs < KEEPING_LIMITS.freshMs) return kept.table;
    if ((await this.figures.dataVersion()) === kept.table.provenance.dataVersion) {
      kept.currentAtMs = this.clock.monotonicMs();
      return kept.table;
    }
    if (ageMs >= KEEPING_LIMITS.staleMsMax) return compute();
    // Whoever asks after staleMsMax computes for himself, and is told of the error if it lasts.
    compute().catch(() => undefined);
    return kept.table;
  }

  #computeOnce(key: string, name: IndicatorName, query: IndicatorQuery): Promise<Table> {
    const underWay = this.#computing.get(key);
    if (underWay) return underWay;
    const computing = this.#compute(key, name, query).finally(() => this.#computing.delete(key));
    this.#computing.set(key, computing);
    return computing;
  }

  async #compute(key: string, name: IndicatorName, query: IndicatorQuery): Promise<Table> {
    const startedAtMs = this.clock.monotonicMs();
    const table = await this.figures.answer(name, query);
    const cells = (table.rows.length + 1) * table.columns.length;
    this.#kept.set(key, { table, currentAtMs: startedAtMs }, cells);
    return table;
  }
}
