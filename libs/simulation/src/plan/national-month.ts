// Every index below is inside its table by construction: `?? 0` is for the compiler and costs nothing.
import { SHARD_COUNT } from '#libs/events';
import { DSRS, formatMonth, hourWeights, monthStartMs, TYPE_MIX } from '#libs/reference';
import { eventsBelow, largestRemainder, NothingToShareError } from './apportion.js';
import { known } from './known.js';
import { fraction, mix } from './mixing.js';
import { QuotaTable } from './quota-table.js';
import { COULOIR_OF_DSR, hasSites, shareBelowShard } from './site-index.js';

const DSR_COUNT = DSRS.length;
const SHARD_SLOTS = SHARD_COUNT + 1;

/** What a month of a flow is planned from. */
export interface NationalMonthOptions {
  readonly month: number;
  /** Acts of the month in the whole country. */
  readonly acts: number;
  /** Weight of each DSR, by its index. */
  readonly dsrWeights: ArrayLike<number>;
  /** Mixed from the seed and the flow: two flows of one scenario differ by it. */
  readonly key: number;
}

/**
 * The exact quotas of one flow in one month, for the whole country: acts by DSR, by DSR and hour,
 * by DSR and document type, and how they fall on the 48 shards.
 */
export class NationalMonth {
  readonly month: number;
  readonly acts: number;
  readonly startMs: number;
  /** End of the month, exclusive. */
  readonly endMs: number;
  readonly hours: number;
  readonly key: number;
  readonly #actsOfDsr: Uint32Array;
  /** Acts by DSR and hour, at `dsr * hours + hour`. */
  readonly #actsOfHour: Uint32Array;
  /** Acts of a DSR in the shards below, at `dsr * 49 + shard`. */
  readonly #actsBelowShard: Uint32Array;
  readonly #types: readonly QuotaTable[];

  constructor(options: NationalMonthOptions) {
    const { month, acts, dsrWeights, key } = options;
    this.month = month;
    this.acts = acts;
    this.key = mix(key, month);
    this.startMs = monthStartMs(month);
    this.endMs = monthStartMs(month + 1);
    this.hours = (this.endMs - this.startMs) / 3_600_000;
    const where = `the DSR of ${formatMonth(month)}`;
    this.#actsOfDsr = largestRemainder(acts, dsrWeights, where);
    this.#actsOfHour = new Uint32Array(DSR_COUNT * this.hours);
    this.#actsBelowShard = new Uint32Array(DSR_COUNT * SHARD_SLOTS);
    for (let dsr = 0; dsr < DSR_COUNT; dsr++) this.#planDsr(dsr);
    this.#types = DSRS.map((dsr) =>
      QuotaTable.ofCounts(
        largestRemainder(
          this.actsOfDsr(dsr.index),
          TYPE_MIX[dsr.code].map((share) => share.weight),
          `the document types of ${dsr.code}`,
        ),
      ),
    );
  }

  actsOfDsr(dsr: number): number {
    return this.#actsOfDsr[dsr] ?? 0;
  }

  /** Acts of a DSR that the shards below this one hold; all of them for shard 48. */
  actsBelowShard(dsr: number, shard: number): number {
    return this.#actsBelowShard[dsr * SHARD_SLOTS + shard] ?? 0;
  }

  /** Acts of all DSR that the shards below this one hold. */
  allActsBelowShard(shard: number): number {
    let acts = 0;
    for (let dsr = 0; dsr < DSR_COUNT; dsr++) acts += this.actsBelowShard(dsr, shard);
    return acts;
  }

  /** Acts of a DSR in one shard, by hour. */
  actsOfShardByHour(dsr: number, shard: number): Uint32Array {
    const byHour = new Uint32Array(this.hours);
    if (this.actsOfDsr(dsr) === 0) return byHour;
    const from = shareBelowShard(dsr, shard);
    const to = shareBelowShard(dsr, shard + 1);
    for (let hour = 0; hour < this.hours; hour++) {
      const acts = this.#actsOfHour[dsr * this.hours + hour] ?? 0;
      if (acts === 0) continue;
      const phase = this.#phase(dsr, hour);
      byHour[hour] = eventsBelow(acts, to, phase) - eventsBelow(acts, from, phase);
    }
    return byHour;
  }

  /** Document types of a DSR: a class is a position in its TYPE_MIX, an index an act of the whole country. */
  typesOfDsr(dsr: number): QuotaTable {
    return known(this.#types[dsr]);
  }

  #planDsr(dsr: number): void {
    const acts = this.actsOfDsr(dsr);
    if (acts === 0) return;
    const { code } = known(DSRS[dsr]);
    if (!hasSites(dsr))
      throw new NothingToShareError(acts, `the sites of ${code}: it deposits nothing`);
    const weights = hourWeights(this.month, COULOIR_OF_DSR[dsr] ?? 0);
    const byHour = largestRemainder(acts, weights, `the hours of ${formatMonth(this.month)}`);
    this.#actsOfHour.set(byHour, dsr * this.hours);
    for (let hour = 0; hour < this.hours; hour++) {
      const inHour = byHour[hour] ?? 0;
      if (inHour === 0) continue;
      const phase = this.#phase(dsr, hour);
      for (let shard = 1; shard < SHARD_SLOTS; shard++) {
        const cell = dsr * SHARD_SLOTS + shard;
        this.#actsBelowShard[cell] =
          (this.#actsBelowShard[cell] ?? 0) +
          eventsBelow(inHour, shareBelowShard(dsr, shard), phase);
      }
    }
  }

  /** Where systematic rounding starts in one hour of one DSR. */
  #phase(dsr: number, hour: number): number {
    return fraction(mix(this.key, dsr * 1024 + hour));
  }
}
