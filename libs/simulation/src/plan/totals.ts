import { CHANNELS, SHARD_COUNT, type Channel } from '#libs/events';
import { MEASURES } from '#libs/indicators';
import type { DocumentTotals } from './document-totals.js';
import type { StreamsPlan } from './streams-plan.js';

/** Blocks are sampled in this shard, for the size of the records. */
const SAMPLED_SHARD = 7;
const SAMPLED_RECORD_BYTES_MAX = 512;

/**
 * What a plan adds up to, in closed form: no event is generated. A run's truth and the
 * database must both agree with it.
 */
export class PlanTotals {
  #byMonth: ReadonlyMap<number, Float64Array> | undefined;

  /** @param duplicatedRate part of the records that is delivered a second time, 0 to 1 */
  constructor(
    private readonly plan: StreamsPlan,
    private readonly duplicatedRate: number,
  ) {}

  /** Months with at least one planned event, ascending. */
  get months(): readonly number[] {
    return [...this.#events.keys()].sort((a, b) => a - b);
  }

  /** Counted when first asked for: requests of the SONS take seconds at full scale, other flows are closed forms. */
  get #events(): ReadonlyMap<number, Float64Array> {
    return (this.#byMonth ??= this.plan.eventsByMonth());
  }

  /** Distinct events of a measure (index in MEASURES) registered in a Europe/Paris month. */
  expected(month: number, measure: number): number {
    return this.#events.get(month)?.[measure] ?? 0;
  }

  /** Distinct events of a channel in a month. */
  eventsOfMonth(channel: Channel, month: number): number {
    return MEASURES.filter((measure) => measure.channel === channel).reduce(
      (sum, measure) => sum + this.expected(month, measure.index),
      0,
    );
  }

  /** Distinct events of a channel over all months. */
  events(channel: Channel): number {
    let events = 0;
    for (let shard = 0; shard < SHARD_COUNT; shard++) events += this.attempts(channel, shard);
    return events;
  }

  /** Distinct events of all channels: a size of the run, never an indicator. */
  get allEvents(): number {
    return CHANNELS.reduce((sum, channel) => sum + this.events(channel), 0);
  }

  /** Distinct events of a channel in a shard. */
  attempts(channel: Channel, shard: number): number {
    return this.plan.attempts(channel, shard);
  }

  /** Records that are delivered, duplicated deliveries included. */
  deliveries(channel: Channel): number {
    let records = 0;
    for (let shard = 0; shard < SHARD_COUNT; shard++) {
      const attempts = this.attempts(channel, shard);
      records += attempts + Math.floor(attempts * this.duplicatedRate);
    }
    return records;
  }

  /** Documents deposited in a month by DSR, solution, patient's department and type. Built when first asked for. */
  documents(month: number): DocumentTotals {
    return this.plan.documents(month);
  }

  /** Bytes of a channel's records in the log, from the mean size of one sampled block: good to about one per cent. */
  predictedBytes(channel: Channel): number {
    if (this.attempts(channel, SAMPLED_SHARD) === 0) return 0;
    const generator = this.plan.generator(channel, SAMPLED_SHARD);
    const block = generator.blocks >> 1;
    const records = generator.recordsOfBlock(block);
    const target = new Uint8Array(records * SAMPLED_RECORD_BYTES_MAX);
    const bytes = generator.fill(target, 0, block, 0, records);
    return Math.round((bytes / records) * this.deliveries(channel));
  }
}
