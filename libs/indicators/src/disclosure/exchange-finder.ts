import { CheapestWay, priceOf, roomFor, type Room, type Way } from './cheapest-way.js';
import type { HiddenCells } from './hidden-cells.js';
import type { TableShape } from './table-shape.js';
import type { Exchange, LayeredTable } from './tables.js';

/** Searches for one exchange: it is put together from as many ways at most. */
const WAYS_MAX = 100;
/** Layers of which cells are newly hidden for one exchange. */
const PAID_PAIRS_MAX = 3;
/** Searches for all cells of a table, on average over its cells; behind it only the last resort is left. */
const SEARCHES_PER_CELL_MAX = 20;
/** A way carries this part of what is to be moved; where there is none so wide, this part of that. */
const WAY_SHARE = 1 / 4;

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
  /** By how much each cell can still be lowered. */
  readonly #left: Float64Array;
  /** What the exchange in the making adds to each cell; which it has touched, with their cost. */
  readonly #added: Float64Array;
  readonly #touched = new Map<number, number>();
  #searchesLeft: number;

  constructor(
    table: LayeredTable,
    shape: TableShape,
    readonly hidden: HiddenCells,
  ) {
    const cells = hidden.values.length;
    this.#size = table.layers[0]?.length ?? 0;
    this.#layers = table.layers.length;
    this.#hasTotals = table.totals !== undefined;
    this.#search = new CheapestWay(shape);
    this.#added = new Float64Array(cells);
    this.#searchesLeft = SEARCHES_PER_CELL_MAX * cells;
    // No reader can say that a cell that is below zero may not fall further.
    this.#left = hidden.values.map((value) => (value < 0 ? Infinity : value));
  }

  /** The cheapest exchanges found that give a cell its width; undefined: none found. */
  find(cell: number): Exchange[] | undefined {
    const choices = this.#pairsOf(cell);
    const best = this.#cheapest(choices, cell);
    // All together where none is enough alone.
    const found = best ?? (choices.length > 1 && this.#cheapest([choices.flat()], cell));
    return found ? found.trials.map(exchangeOf) : undefined;
  }

  #cheapest(choices: readonly (readonly Pair[])[], cell: number): Proposal | undefined {
    let best: Proposal | undefined;
    for (const pairs of choices) {
      for (const sign of [1, -1] as const) {
        const proposal = this.#propose(pairs, cell, sign);
        if (proposal && (best === undefined || proposal.cost < best.cost)) best = proposal;
        if (best?.cost === 0) return best;
      }
    }
    return best;
  }

  /** Layers that may make up for what moves in a cell's own: other layers, or else the totals. */
  #pairsOf(cell: number): Pair[][] {
    const layer = Math.floor(cell / this.#size);
    const totals = this.#layers;
    const layers = Array.from({ length: this.#layers }, (_, index) => index);
    if (!this.#hasTotals) return [[{ layer, other: undefined, isTotals: false }]];
    if (layer === totals) {
      const place = cell % this.#size;
      layers.sort((a, b) => this.#valueAt(b, place) - this.#valueAt(a, place) || a - b);
      return [layers.map((of) => ({ layer: of, other: totals, isTotals: true }))];
    }
    // Neighbours by twos, so that a later month of a year seldom changes what an earlier one hides.
    const nearness = (other: number): number =>
      other === (layer ^ 1) ? 0 : Math.abs(other - layer);
    const others = layers
      .filter((other) => other !== layer)
      .sort((a, b) => nearness(a) - nearness(b) || a - b)
      .map((other) => ({ layer, other, isTotals: false }));
    const withTotals = [{ layer, other: totals, isTotals: true }];
    return others.length === 0 ? [withTotals] : [others, withTotals];
  }

  /** Moves the cell one way, and the other way for what is missing then. */
  #propose(pairs: readonly Pair[], cell: number, sign: 1 | -1): Proposal | undefined {
    const widthMin = this.hidden.widthMin(cell);
    const back = this.hidden.movedBy(cell, opposite(sign));
    const first = this.#move(pairs, cell, sign, widthMin - back);
    const forth = Math.max(this.hidden.movedBy(cell, sign), first.moved);
    if (forth + back >= widthMin)
      return { trials: [first.trial], cost: this.#costOf([first.trial]) };
    const second = this.#move(pairs, cell, opposite(sign), widthMin - forth);
    if (forth + second.moved < widthMin) return undefined;
    const trials = first.moved > 0 ? [first.trial, second.trial] : [second.trial];
    return { trials, cost: this.#costOf(trials) };
  }

  #costOf(trials: readonly Trial[]): number {
    const cells = new Set(trials.flatMap((trial) => [...trial.keys()]));
    let cost = 0;
    for (const cell of cells) cost += this.hidden.costs[cell] ?? 0;
    return cost;
  }

  /** Puts ways together until the cell has moved by `amount`, or there is no other: free ones first. */
  #move(
    pairs: readonly Pair[],
    cell: number,
    sign: 1 | -1,
    amount: number,
  ): { trial: Trial; moved: number } {
    const place = cell % this.#size;
    let moved = 0;
    for (const pair of pairs) {
      if (moved < amount) moved += this.#moveWith(pair, place, sign, amount - moved, true);
    }
    for (const pair of pairs.slice(0, PAID_PAIRS_MAX)) {
      if (moved < amount) moved += this.#moveWith(pair, place, sign, amount - moved, false);
    }
    return { trial: this.#takeTrial(), moved };
  }

  /** The same with the cells of one pair, only over cells that are hidden already or over any. */
  #moveWith(pair: Pair, place: number, sign: 1 | -1, amount: number, isFree: boolean): number {
    const room = this.#roomOf(pair);
    const price = priceOf(room, place);
    if (price === Infinity || (isFree && price > 0)) return 0;
    const most = Math.min(amount, roomFor(room, place, sign));
    // Wide ways first: a large cell would otherwise be moved by many narrow ones.
    let widthMin = wayWidth(most);
    let moved = 0;
    let isAnyKnown = false;
    for (let ways = 0; ways < WAYS_MAX && moved < most && this.#searchesLeft > 0; ways++) {
      this.#searchesLeft -= 1;
      const left = most - moved;
      const asked = { cell: place, sign, amount: left, isFree };
      const way = this.#search.find(room, { ...asked, widthMin });
      const step = way === undefined ? 0 : this.#take(room, way, left);
      if (step === 0 && widthMin === 1) break;
      // Where there is no way at all, narrower and narrower ones need not be looked for.
      if (step === 0 && !isAnyKnown) {
        if (this.#search.find(room, { ...asked, widthMin: 1 }) === undefined) break;
        isAnyKnown = true;
      }
      moved += step;
      widthMin = step === 0 ? wayWidth(widthMin) : Math.min(widthMin, most - moved);
    }
    return moved;
  }

  #roomOf({ layer, other, isTotals }: Pair): Room {
    const twins = other === undefined ? -1 : other * this.#size;
    return {
      left: this.#left,
      costs: this.hidden.costs,
      first: layer * this.#size,
      twins,
      isTotals,
    };
  }

  /** Changes the cells of a way by as much as each has room for; returns by how much. */
  #take(room: Room, way: Way, amount: number): number {
    const steps = new Map<number, number>();
    way.cells.forEach((place, at) => {
      steps.set(place, (steps.get(place) ?? 0) + (way.signs[at] ?? 0));
    });
    let step = amount;
    for (const [place, times] of steps) {
      if (times === 0) continue;
      step = Math.min(step, Math.floor(roomFor(room, place, times) / Math.abs(times)));
    }
    if (step < 1) return 0;
    for (const [place, times] of steps) {
      const delta = times * step;
      if (delta === 0) continue;
      this.#add(room.first + place, delta);
      if (room.twins >= 0) this.#add(room.twins + place, room.isTotals ? delta : -delta);
    }
    return step;
  }

  #add(cell: number, delta: number): void {
    if (!this.#touched.has(cell)) {
      this.#touched.set(cell, this.hidden.costs[cell] ?? 0);
      this.hidden.costs[cell] = 0;
    }
    this.#left[cell] = (this.#left[cell] ?? 0) + delta;
    this.#added[cell] = (this.#added[cell] ?? 0) + delta;
  }

  /** What was added, which is then taken back: the exchange may not be taken. */
  #takeTrial(): Trial {
    const trial: Trial = new Map();
    for (const [cell, cost] of this.#touched) {
      const delta = this.#added[cell] ?? 0;
      if (delta !== 0) trial.set(cell, delta);
      this.#added[cell] = 0;
      this.#left[cell] = (this.#left[cell] ?? 0) - delta;
      this.hidden.costs[cell] = cost;
    }
    this.#touched.clear();
    return trial;
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

function exchangeOf(trial: Trial): Exchange {
  return { cells: [...trial.keys()], deltas: [...trial.values()] };
}
