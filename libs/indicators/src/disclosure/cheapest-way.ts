import type { TableShape } from './table-shape.js';

/**
 * What the cells of one layer may be changed by, and what it costs to change them at all. The arrays
 * are of the flat table; a place of the layer is `first + place` there, and `twins + place` in the
 * layer that makes up for it.
 */
export interface Room {
  /** By how much each cell can be lowered. */
  readonly left: Float64Array;
  /** 0 for a cell that is hidden anyway, Infinity for one that must not be. */
  readonly costs: Float64Array;
  readonly first: number;
  /** -1: nothing makes up for it. */
  readonly twins: number;
  /** Whether the twins are the totals, which move along, and not another layer, which moves the other way. */
  readonly isTotals: boolean;
}

/** By how much a place can be raised or lowered. */
export function roomFor(room: Room, place: number, sign: number): number {
  const { left, first, twins, isTotals } = room;
  if (sign > 0) return twins < 0 || isTotals ? Infinity : (left[twins + place] ?? 0);
  const own = left[first + place] ?? 0;
  return isTotals ? Math.min(own, left[twins + place] ?? 0) : own;
}

/** What it costs to change a place. */
export function priceOf({ costs, first, twins }: Room, place: number): number {
  return (costs[first + place] ?? 0) + (twins < 0 ? 0 : (costs[twins + place] ?? 0));
}

/** Cells that change together: each sum that one of them breaks, the next one mends. */
export interface Way {
  /** The first is the cell that was asked for. */
  readonly cells: readonly number[];
  /** 1 raised, -1 lowered; of the same cell twice: both together. */
  readonly signs: readonly number[];
}

export interface WayAsked {
  readonly cell: number;
  /** Whether it is raised or lowered. */
  readonly sign: 1 | -1;
  /** A cell with room for less costs more, in proportion. */
  readonly amount: number;
  /** A cell with room for less, 1 at least, is no way. */
  readonly widthMin: number;
  /** Over cells that cost nothing alone. */
  readonly isFree: boolean;
}

/** Cost of a step beside that of the cells: of two free ways the shorter one is taken. */
const STEP_COST = 1e-3;

/**
 * Finds what must change so that one cell can be raised or lowered by one and each sum still holds: the
 * cheapest path over the sums that are out of balance. It is searched from both ends at once, Dijkstra's
 * way: many searches end at a sum that no other cell can mend, which the search from there knows at
 * once. One instance serves many searches.
 */
export class CheapestWay {
  /** A state is a link with one too many (2 * link) or one too few (2 * link + 1), or the outside. */
  readonly #outside: number;
  readonly #forth: Frontier;
  readonly #back: Frontier;
  /** By state of a link. */
  readonly #steps: readonly Steps[];
  /** The cheapest whole way so far, and where its halves meet, as the search forth sees it. */
  #cost = Infinity;
  #meeting = -1;

  constructor(readonly shape: TableShape) {
    this.#outside = 2 * shape.links.length;
    this.#forth = new Frontier(this.#outside + 1);
    this.#back = new Frontier(this.#outside + 1);
    this.#steps = shape.links.flatMap((_, link) => [
      stepsFrom(shape, link, 1, this.#outside),
      stepsFrom(shape, link, -1, this.#outside),
    ]);
  }

  /** The cheapest way that is wide enough; undefined: none. */
  find(room: Room, asked: WayAsked): Way | undefined {
    const { cell, sign } = asked;
    const ends = this.shape.ends[cell] ?? [];
    if (ends.length > 2) return undefined;
    const [from, to] = ends.map((end) => stateOf(end.link, end.sign * sign));
    if (from === undefined) return { cells: [cell], signs: [sign] };
    // Arriving at the other end with the opposite of what the cell does there leaves it in balance.
    const target = to === undefined ? this.#outside : to ^ 1;
    return this.#search(room, asked, from, target) ? this.#way(cell, sign) : undefined;
  }

  #search(room: Room, asked: WayAsked, from: number, target: number): boolean {
    this.#forth.begin(from);
    this.#back.begin(this.#mirrored(target));
    this.#cost = from === target ? 0 : Infinity;
    this.#meeting = from;
    for (;;) {
      const { nearest: forth } = this.#forth;
      const { nearest: back } = this.#back;
      // Either has seen all that it can reach, or what is left is dearer than what is known.
      if (forth === Infinity || back === Infinity || forth + back >= this.#cost) break;
      if (forth <= back) this.#advance(this.#forth, this.#back, room, asked);
      else this.#advance(this.#back, this.#forth, room, asked);
    }
    return this.#cost < Infinity;
  }

  /**
   * The state as the search from the other end sees it: what one must still mend, the other has mended
   * already. A step changes the same cell in the same direction seen from either end.
   */
  #mirrored(state: number): number {
    return state === this.#outside ? state : state ^ 1;
  }

  #advance(side: Frontier, other: Frontier, room: Room, asked: WayAsked): void {
    const state = side.take();
    if (state === undefined) return;
    if (state === this.#outside) this.#comeIn(side, other, room, asked);
    else this.#mend(state, side, other, room, asked);
  }

  /** Every cell that brings the link back into balance. */
  #mend(state: number, side: Frontier, other: Frontier, room: Room, asked: WayAsked): void {
    const steps = this.#steps[state];
    if (steps === undefined) return;
    const { cells, signs, states } = steps;
    for (let step = 0; step < cells.length; step++) {
      const cell = cells[step] ?? 0;
      const cost = cell === asked.cell ? Infinity : costOf(cell, signs[step] ?? 0, room, asked);
      if (cost === Infinity) continue;
      this.#reach(states[step] ?? 0, state, cell, signs[step] ?? 0, cost, side, other);
    }
  }

  /** Outside nothing must hold: any cell that leads there may be changed either way. */
  #comeIn(side: Frontier, other: Frontier, room: Room, asked: WayAsked): void {
    for (const cell of this.shape.openWays) {
      const end = this.shape.ends[cell]?.[0];
      if (cell === asked.cell || end === undefined) continue;
      for (const sign of BOTH_SIGNS) {
        const cost = costOf(cell, sign, room, asked);
        if (cost === Infinity) continue;
        const next = stateOf(end.link, end.sign * sign);
        this.#reach(next, this.#outside, cell, sign, cost, side, other);
      }
    }
  }

  #reach(
    next: number,
    state: number,
    cell: number,
    sign: number,
    cost: number,
    side: Frontier,
    other: Frontier,
  ): void {
    const distance = side.distanceOf(state) + cost;
    if (!side.reach(next, distance, state, cell, sign)) return;
    const mirrored = this.#mirrored(next);
    const whole = distance + other.distanceOf(mirrored);
    if (whole >= this.#cost) return;
    this.#cost = whole;
    this.#meeting = side === this.#forth ? next : mirrored;
  }

  #way(cell: number, sign: number): Way {
    const cells = [cell];
    const signs = [sign];
    this.#forth.collect(this.#meeting, cells, signs);
    this.#back.collect(this.#mirrored(this.#meeting), cells, signs);
    return { cells, signs };
  }
}

const BOTH_SIGNS = [1, -1] as const;

/** What a step costs; Infinity: it may not be taken. */
function costOf(cell: number, sign: number, room: Room, asked: WayAsked): number {
  const price = priceOf(room, cell);
  if (price === Infinity || (asked.isFree && price > 0)) return Infinity;
  const has = roomFor(room, cell, sign);
  if (has < asked.widthMin) return Infinity;
  return (price + STEP_COST) * (has >= asked.amount ? 1 : asked.amount / has);
}

/** How far a search has come from its end, and by which steps. */
class Frontier {
  readonly #distances: Float64Array;
  readonly #cameBy: Int32Array;
  readonly #cameSign: Int8Array;
  readonly #cameFrom: Int32Array;
  readonly #heap = new StateHeap();

  constructor(states: number) {
    this.#distances = new Float64Array(states);
    this.#cameBy = new Int32Array(states);
    this.#cameSign = new Int8Array(states);
    this.#cameFrom = new Int32Array(states);
  }

  begin(from: number): void {
    this.#distances.fill(Infinity);
    this.#heap.clear();
    this.#distances[from] = 0;
    this.#cameFrom[from] = -1;
    this.#heap.push(0, from);
  }

  /** Distance of the state that is taken next; Infinity: there is none. */
  get nearest(): number {
    return this.#heap.least;
  }

  /** The nearest state; undefined: it was taken before, by a shorter way. */
  take(): number | undefined {
    const distance = this.#heap.least;
    const state = this.#heap.pop();
    return state === undefined || distance > this.distanceOf(state) ? undefined : state;
  }

  distanceOf(state: number): number {
    return this.#distances[state] ?? Infinity;
  }

  /** Notes a way to a state; false: one as short is known. */
  reach(state: number, distance: number, from: number, cell: number, sign: number): boolean {
    if (distance >= this.distanceOf(state)) return false;
    this.#distances[state] = distance;
    this.#cameBy[state] = cell;
    this.#cameSign[state] = sign;
    this.#cameFrom[state] = from;
    this.#heap.push(distance, state);
    return true;
  }

  /** Appends the cells that were changed on the way to a state. */
  collect(state: number, cells: number[], signs: number[]): void {
    for (let at = state; (this.#cameFrom[at] ?? -1) !== -1; at = this.#cameFrom[at] ?? -1) {
      cells.push(this.#cameBy[at] ?? 0);
      signs.push(this.#cameSign[at] ?? 0);
    }
  }
}

/** What can be done about a link that is out of balance, and where each step leads. */
interface Steps {
  readonly cells: Int32Array;
  readonly signs: Int8Array;
  readonly states: Int32Array;
}

function stepsFrom(shape: TableShape, link: number, imbalance: 1 | -1, outside: number): Steps {
  const cells = shape.ways[link] ?? [];
  const signs = new Int8Array(cells.length);
  const states = new Int32Array(cells.length);
  cells.forEach((cell, step) => {
    const ends = shape.ends[cell] ?? [];
    const here = ends.find((end) => end.link === link);
    const there = ends.find((end) => end.link !== link);
    const sign = -imbalance * (here?.sign ?? 1);
    signs[step] = sign;
    states[step] = there === undefined ? outside : stateOf(there.link, there.sign * sign);
  });
  return { cells: Int32Array.from(cells), signs, states };
}

function stateOf(link: number, imbalance: number): number {
  return 2 * link + (imbalance > 0 ? 0 : 1);
}

/** A binary heap of states by distance. A state may be in it more than once. */
class StateHeap {
  readonly #distances: number[] = [];
  readonly #states: number[] = [];

  clear(): void {
    this.#distances.length = 0;
    this.#states.length = 0;
  }

  /** The least distance in it; Infinity: it is empty. */
  get least(): number {
    return this.#distances[0] ?? Infinity;
  }

  push(distance: number, state: number): void {
    let place = this.#states.length;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = this.#distances[parent] ?? 0;
      if (above <= distance) break;
      this.#distances[place] = above;
      this.#states[place] = this.#states[parent] ?? 0;
      place = parent;
    }
    this.#distances[place] = distance;
    this.#states[place] = state;
  }

  /** The nearest state; undefined when there is none left. */
  pop(): number | undefined {
    const nearest = this.#states[0];
    const distance = this.#distances.pop();
    const state = this.#states.pop();
    if (distance === undefined || state === undefined) return undefined;
    const size = this.#states.length;
    if (size === 0) return nearest;
    let place = 0;
    for (let child = 1; child < size; child = 2 * place + 1) {
      const right = child + 1;
      const isRight = right < size && (this.#distances[right] ?? 0) < (this.#distances[child] ?? 0);
      const least = isRight ? right : child;
      const below = this.#distances[least] ?? 0;
      if (below >= distance) break;
      this.#distances[place] = below;
      this.#states[place] = this.#states[least] ?? 0;
      place = least;
    }
    this.#distances[place] = distance;
    this.#states[place] = state;
    return nearest;
  }
}
