import { CheapestWay, type Room, type Way } from './cheapest-way.js';
import type { HiddenCells } from './hidden-cells.js';
import type { GuardedCell } from './rules.js';
import type { TableShape } from './table-shape.js';
import type { Exchange, LayeredTable } from './tables.js';

/** Searches for one exchange: it is put together from as many ways at most. */
const WAYS_MAX = 100;
/** A way carries this part of what is to be moved; where there is none so wide, this part of that. */
const WAY_SHARE = 1 / 4;
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

/** An exchange that is not taken yet: what is added to each cell of the flat table; never 0. */
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
  /** What the exchange in the making adds to each cell, and which cells it has touched. */
  readonly #added: Float64Array;
  readonly #touched: number[] = [];

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
    this.#added = new Float64Array(cells.length);
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
      for (const sign of [1, -1] as const) {
        consider(this.#propose([pair], cell, sign));
        if (best?.cost === 0) return best.trials.map(exchangeOf);
      }
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
    const place = cell % this.#size;
    let moved = 0;
    for (const pair of pairs) {
      this.#measureRoom(pair);
      const own = sign > 0 ? this.#room.raise : this.#room.lower;
      const most = Math.min(amount, moved + (own[place] ?? 0));
      // Wide ways first: a large cell would otherwise be moved by many narrow ones.
      let widthMin = wayWidth(most - moved);
      for (let ways = 0; ways < WAYS_MAX && moved < most; ways++) {
        const left = most - moved;
        const way = this.#search.find(this.#room, { cell: place, sign, amount: left, widthMin });
        const step = way === undefined ? 0 : this.#take(pair, way, left);
        if (step === 0 && widthMin === 1) break;
        moved += step;
        widthMin = step === 0 ? wayWidth(widthMin) : Math.min(widthMin, most - moved);
      }
    }
    return { trial: this.#takeTrial(), moved };
  }

  /** Changes the cells of a way by as much as each has room for; returns by how much. */
  #take(pair: Pair, way: Way, amount: number): number {
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
      this.#add(pair.layer, place, delta);
      if (pair.other !== undefined) this.#add(pair.other, place, pair.isTotals ? delta : -delta);
    }
    return step;
  }

  #add(layer: number, place: number, delta: number): void {
    const cell = layer * this.#size + place;
    if (this.#added[cell] === 0) this.#touched.push(cell);
    this.#added[cell] = (this.#added[cell] ?? 0) + delta;
  }

  #takeTrial(): Trial {
    const trial: Trial = new Map();
    for (const cell of this.#touched) {
      const delta = this.#added[cell] ?? 0;
      if (delta !== 0) trial.set(cell, delta);
      this.#added[cell] = 0;
    }
    this.#touched.length = 0;
    return trial;
  }

  /** Room and cost by place, for the cells of a pair after what was added so far. */
  #measureRoom({ layer, other, isTotals }: Pair): void {
    const { raise, lower, cost } = this.#room;
    const first = layer * this.#size;
    const twins = (other ?? 0) * this.#size;
    for (let place = 0; place < this.#size; place++) {
      lower[place] = this.#lowerRoom(first + place);
      cost[place] = this.#costIn(first + place);
      raise[place] = Infinity;
      if (other === undefined) continue;
      const twin = this.#lowerRoom(twins + place);
      if (isTotals) lower[place] = Math.min(lower[place] ?? 0, twin);
      else raise[place] = twin;
      cost[place] = (cost[place] ?? 0) + this.#costIn(twins + place);
    }
  }

  /** No reader can say that a cell that is below zero may not fall further. */
  #lowerRoom(cell: number): number {
    const value = this.hidden.values[cell] ?? 0;
    return value < 0 ? Infinity : value + (this.#added[cell] ?? 0);
  }

  #costIn(cell: number): number {
    const isFree = this.hidden.isHidden[cell] === 1 || this.#added[cell] !== 0;
    return isFree ? 0 : (this.#costs[cell] ?? 0);
  }

  #valueAt(layer: number, place: number): number {
    return this.hidden.values[layer * this.#size + place] ?? 0;
  }
}

function wayWidth(of: number): number {
  return Math.max(1, Math.floor(of * WAY_SHARE));
}

function opposite(sign: 1 | -1): 1 | -1 {
  return sign === 1 ? -1 : 1;
}

/** What a reader loses with a cell: more with a larger one, but not in proportion. */
function costOf({ value, weight = 1 }: GuardedCell): number {
  return weight * (value === 0 ? ZERO_COST : 1 + Math.sqrt(Math.abs(value)));
}

function exchangeOf(trial: Trial): Exchange {
  return { cells: [...trial.keys()], deltas: [...trial.values()] };
}
