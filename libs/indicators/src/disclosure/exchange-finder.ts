import { CheapestWay, type Room, type Way } from './cheapest-way.js';
import type { HiddenCells } from './hidden-cells.js';
import type { GuardedCell } from './rules.js';
import type { TableShape } from './table-shape.js';
import type { Exchange, LayeredTable } from './tables.js';

/** Ways that one exchange is put together from. */
const WAYS_MAX = 32;
/**
 * Cost of hiding a zero of weight 1: as much as of a cell of about 4,000. A reader who knows that a
 * zero must be one, such as a couloir without a site, would see through it.
 */
const ZERO_COST = 64;

/** Which layers change together: the cells of one are moved, and those of the other make up for it. */
interface Pair {
  readonly layer: number;
  /** Another layer, which moves the other way, or the totals, which move along; undefined: nothing links layers. */
  readonly other: number | undefined;
  readonly isTotals: boolean;
}

/** An exchange in the making: what is added to each cell of the flat table. */
type Trial = Map<number, number>;

/** Exchanges that give a cell its width, and what it costs to hide the cells that they move. */
interface Proposal {
  readonly trials: readonly Trial[];
  readonly cost: number;
}

/** Finds cheap exchanges for the cells of a layered table. */
export class ExchangeFinder {
  readonly #size: number;
  readonly #layers: number;
  readonly #hasTotals: boolean;
  readonly #search: CheapestWay;
  readonly #costs: Float64Array;
  readonly #room: Room;

  constructor(
    table: LayeredTable,
    shape: TableShape,
    cells: readonly GuardedCell[],
    readonly hidden: HiddenCells,
  ) {
    const size = table.layers[0]?.length ?? 0;
    this.#size = size;
    this.#layers = table.layers.length;
    this.#hasTotals = table.totals !== undefined;
    this.#search = new CheapestWay(shape);
    this.#costs = Float64Array.from(cells, costOf);
    const column = (): Float64Array => new Float64Array(size);
    this.#room = { raise: column(), lower: column(), cost: column() };
  }

  /** The cheapest exchanges found that move a cell over `widthMin` more numbers; undefined: none found. */
  find(cell: number): Exchange[] | undefined {
    const pairs = this.#pairsOf(cell);
    let best: Proposal | undefined;
    const consider = (proposal: Proposal | undefined): void => {
      if (proposal && (best === undefined || proposal.cost < best.cost)) best = proposal;
    };
    for (const pair of pairs) {
      consider(this.#propose([pair], cell, 1));
      consider(this.#propose([pair], cell, -1));
      if (best?.cost === 0) break;
    }
    if (best === undefined && pairs.length > 1) consider(this.#propose(pairs, cell, 1));
    return best?.trials.map(exchangeOf);
  }

  /** Layers are paired as they follow each other, so that a later layer changes no earlier pair. */
  #pairsOf(cell: number): Pair[] {
    const layer = Math.floor(cell / this.#size);
    const totals = this.#layers;
    if (!this.#hasTotals) return [{ layer, other: undefined, isTotals: false }];
    if (layer === totals)
      return [{ layer: this.#fullestLayer(cell), other: totals, isTotals: true }];
    const pairs: Pair[] = [{ layer, other: totals, isTotals: true }];
    const follower = layer ^ 1;
    const other = follower < this.#layers ? follower : layer - 1;
    if (other >= 0) pairs.unshift({ layer, other, isTotals: false });
    return pairs;
  }

  /** The layer that holds most of a cell of the totals. */
  #fullestLayer(cell: number): number {
    const place = cell % this.#size;
    let fullest = 0;
    for (let layer = 1; layer < this.#layers; layer++) {
      if (this.#valueAt(layer, place) > this.#valueAt(fullest, place)) fullest = layer;
    }
    return fullest;
  }

  /** Moves the cell one way, and the other way for what is missing then. */
  #propose(pairs: readonly Pair[], cell: number, sign: 1 | -1): Proposal | undefined {
    const first = this.#move(pairs, cell, sign, this.hidden.missingBeside(cell, opposite(sign), 0));
    const missing = this.hidden.missingBeside(cell, sign, first.moved);
    if (missing <= 0) return { trials: [first.trial], cost: this.#costOf([first.trial]) };
    const second = this.#move(pairs, cell, opposite(sign), missing);
    if (second.moved < missing) return undefined;
    const trials = first.moved > 0 ? [first.trial, second.trial] : [second.trial];
    return { trials, cost: this.#costOf(trials) };
  }

  #costOf(trials: readonly Trial[]): number {
    const cells = new Set(trials.flatMap((trial) => [...trial.keys()]));
    let cost = 0;
    for (const cell of cells) if (!this.hidden.isHidden[cell]) cost += this.#costs[cell] ?? 0;
    return cost;
  }

  /** Puts ways together until the cell has moved by `amount`, or there is no other. */
  #move(
    pairs: readonly Pair[],
    cell: number,
    sign: 1 | -1,
    amount: number,
  ): { trial: Trial; moved: number } {
    const trial: Trial = new Map();
    const place = cell % this.#size;
    let moved = 0;
    for (const pair of pairs) {
      this.#measureRoom(pair, trial);
      for (let ways = 0; ways < WAYS_MAX && moved < amount; ways++) {
        if (((sign > 0 ? this.#room.raise : this.#room.lower)[place] ?? 0) < 1) break;
        const way = this.#search.find(this.#room, place, sign, amount - moved);
        const step = way && this.#take(pair, trial, way, amount - moved);
        if (step === undefined || step < 1) break;
        moved += step;
      }
    }
    return { trial, moved };
  }

  /** Changes the cells of a way by as much as each has room for; returns by how much. */
  #take(pair: Pair, trial: Trial, way: Way, amount: number): number {
    const { raise, lower, cost } = this.#room;
    const steps = new Map<number, number>();
    way.cells.forEach((place, at) => {
      steps.set(place, (steps.get(place) ?? 0) + (way.signs[at] ?? 0));
    });
    let step = amount;
    for (const [place, times] of steps) {
      const room = (times > 0 ? raise[place] : lower[place]) ?? 0;
      if (times !== 0) step = Math.min(step, Math.floor(room / Math.abs(times)));
    }
    if (step < 1) return 0;
    for (const [place, times] of steps) {
      const delta = times * step;
      if (delta === 0) continue;
      raise[place] = (raise[place] ?? 0) - delta;
      lower[place] = (lower[place] ?? 0) + delta;
      cost[place] = 0;
      this.#add(trial, pair.layer, place, delta);
      if (pair.other !== undefined) {
        this.#add(trial, pair.other, place, pair.isTotals ? delta : -delta);
      }
    }
    return step;
  }

  #add(trial: Trial, layer: number, place: number, delta: number): void {
    const cell = layer * this.#size + place;
    trial.set(cell, (trial.get(cell) ?? 0) + delta);
  }

  /** Room and cost by place, for the cells of a pair after what the trial has changed. */
  #measureRoom({ layer, other, isTotals }: Pair, trial: Trial): void {
    const { raise, lower, cost } = this.#room;
    const isLayered = other !== undefined;
    for (let place = 0; place < this.#size; place++) {
      const cell = layer * this.#size + place;
      const twin = (other ?? 0) * this.#size + place;
      const isExchanged = isLayered && !isTotals;
      lower[place] = this.#lowerRoom(cell, trial);
      raise[place] = isExchanged ? this.#lowerRoom(twin, trial) : Infinity;
      if (isLayered && isTotals) {
        lower[place] = Math.min(lower[place] ?? 0, this.#lowerRoom(twin, trial));
      }
      cost[place] = this.#costIn(cell, trial) + (isLayered ? this.#costIn(twin, trial) : 0);
    }
  }

  /** No reader can say that a cell that is below zero may not fall further. */
  #lowerRoom(cell: number, trial: Trial): number {
    const value = this.hidden.values[cell] ?? 0;
    return value < 0 ? Infinity : value + (trial.get(cell) ?? 0);
  }

  #costIn(cell: number, trial: Trial): number {
    return this.hidden.isHidden[cell] === 1 || trial.has(cell) ? 0 : (this.#costs[cell] ?? 0);
  }

  #valueAt(layer: number, place: number): number {
    return this.hidden.values[layer * this.#size + place] ?? 0;
  }
}

function opposite(sign: 1 | -1): 1 | -1 {
  return sign === 1 ? -1 : 1;
}

/** What a reader loses with a cell: more with a larger one, but not in proportion. */
function costOf({ value, weight = 1 }: GuardedCell): number {
  return weight * (value === 0 ? ZERO_COST : 1 + Math.sqrt(Math.abs(value)));
}

function exchangeOf(trial: Trial): Exchange {
  const moved = [...trial].filter(([, delta]) => delta !== 0);
  return { cells: moved.map(([cell]) => cell), deltas: moved.map(([, delta]) => delta) };
}
