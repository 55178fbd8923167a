// Every index below is inside its table by construction: `?? 0` is for the compiler and costs nothing.
import { DEPARTMENTS, dsrOfCode } from '#libs/reference';
import { fraction } from './mixing.js';
import type { ShardSites } from './site-index.js';

const PHARMACY_DSR = dsrOfCode('LGO').index;

/** The pharmacies of one shard by department, drawn by their weight. */
export class Pharmacies {
  /** Sites of the shard, by department. */
  readonly #sites: Uint32Array;
  /** First place in `#sites` of each department. */
  readonly #starts: Uint32Array;
  /** Weight of the places before, one entry more than places. */
  readonly #weightBefore: Float64Array;

  constructor(sites: ShardSites) {
    const first = sites.firstOfDsr(PHARMACY_DSR);
    const count = sites.firstOfDsr(PHARMACY_DSR + 1) - first;
    this.#sites = Uint32Array.from({ length: count }, (_, i) => first + i).sort(
      (a, b) => sites.department(a) - sites.department(b) || a - b,
    );
    this.#starts = new Uint32Array(DEPARTMENTS.length + 1);
    this.#weightBefore = new Float64Array(count + 1);
    this.#sites.forEach((site, place) => {
      const end = sites.department(site) + 1;
      this.#starts[end] = (this.#starts[end] ?? 0) + 1;
      this.#weightBefore[place + 1] = (this.#weightBefore[place] ?? 0) + sites.weight(site);
    });
    for (let i = 0; i < DEPARTMENTS.length; i++) {
      this.#starts[i + 1] = (this.#starts[i + 1] ?? 0) + (this.#starts[i] ?? 0);
    }
  }

  /** A pharmacy of the department, or of the whole shard when it has none there. */
  choose(department: number, mixed: number): number {
    let low = this.#starts[department] ?? 0;
    let high = this.#starts[department + 1] ?? 0;
    if (low === high) {
      low = 0;
      high = this.#sites.length;
    }
    const from = this.#weightBefore[low] ?? 0;
    const wanted = from + fraction(mixed) * ((this.#weightBefore[high] ?? 0) - from);
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#weightBefore[middle] ?? 0) <= wanted) low = middle;
      else high = middle;
    }
    return this.#sites[low] ?? 0;
  }
}
