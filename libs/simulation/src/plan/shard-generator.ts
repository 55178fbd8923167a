import { closeRecord, openRecord, RecordWriter, sourceOf, type Channel } from '#libs/events';
import type { VolumeCells } from '#libs/indicators';
import { Delivery } from './delivery.js';
import type { EventStream } from './event-stream.js';
import { mix } from './mixing.js';
import type { RecordGenerator } from './record-generator.js';
import { DEPARTMENT_WORDS, SimulatedEvent, writeEvent, writeOpenTail } from './simulated-event.js';
import type { ShardSites } from './site-index.js';
import type { Scenario } from '../scenario/scenario.js';

/** Salt of the order of delivery. */
const DELIVERY = 0x6001;

/** Room for the largest simulated event: far above any, checked by `closeRecord` for records. */
const EVENT_BYTES_MAX = 1024;

/** What a generator of events is made of. */
export interface ShardParts {
  readonly scenario: Scenario;
  readonly seed: number;
  /** Key of the seed. */
  readonly key: number;
  readonly channel: Channel;
  readonly sites: ShardSites;
  readonly stream: EventStream;
}

/** The published name of a scenario's stream: a scaled scenario makes other events, so it has another name. */
export function streamName(scenario: { readonly name: string; readonly scale: number }): string {
  return scenario.scale === 1 ? scenario.name : `${scenario.name}@${scenario.scale}`;
}

/**
 * Generates the events of one channel in one shard. What is kept between calls are plans and encoded
 * texts, never a state of the stream.
 */
export class ShardGenerator implements RecordGenerator {
  /** Name of the stream: with the sequence, the identity of an event. */
  readonly source: string;
  readonly stream: Channel;
  readonly shard: number;
  /** Distinct events of the stream. */
  readonly attempts: number;
  /** Blocks of BLOCK_ATTEMPTS attempts, the last one shorter. */
  readonly blocks: number;
  readonly #events: EventStream;
  readonly #delivery: Delivery;
  readonly #sites: ShardSites;
  readonly #event: SimulatedEvent;
  readonly #writer: RecordWriter;

  constructor({ scenario, seed, key, channel, sites, stream }: ShardParts) {
    this.stream = channel;
    this.shard = sites.shard;
    this.source = sourceOf(channel, streamName(scenario), seed, sites.shard);
    this.#sites = sites;
    this.#events = stream;
    this.attempts = stream.attempts;
    const deliveryKey = mix(mix(key ^ DELIVERY, sites.shard), channel.length);
    this.#delivery = new Delivery(this.attempts, scenario.faults, deliveryKey);
    this.blocks = this.#delivery.blocks;
    this.#event = new SimulatedEvent(this.source);
    this.#writer = new RecordWriter(this.source);
  }

  /** Records of a block: its attempts and the duplicated deliveries. */
  recordsOfBlock(block: number): number {
    return this.#delivery.recordsOfBlock(block);
  }

  /**
   * Writes the records [from, to) of a block, in the order of delivery, as records of a Kafka batch
   * with offset deltas from `firstDelta`.
   *
   * @param target long enough: 512 bytes a record are always enough
   * @param position where the first record starts
   * @returns the position after the last record
   * @throws RecordTooLongError when the target is too short
   */
  fill(
    target: Uint8Array,
    position: number,
    block: number,
    from: number,
    to: number,
    firstDelta = 0,
  ): number {
    this.#writer.aim(target);
    let p = position;
    for (let i = from; i < to; i++) {
      this.#events.resolve(this.#delivery.sequenceAt(block, i), this.#event);
      p = this.#writeRecord(target, p, firstDelta + i - from);
    }
    return p;
  }

  /** Distinct events of a block. */
  eventsOfBlock(block: number): number {
    return this.#delivery.attemptsOfBlock(block);
  }

  /** `fill` and `foldTruth` in one pass; of the whole block where no range is given. */
  fillAndFold(
    target: Uint8Array,
    position: number,
    block: number,
    cells: VolumeCells,
    from = 0,
    to: number = this.recordsOfBlock(block),
    firstDelta = 0,
  ): number {
    const attempts = this.#delivery.attemptsOfBlock(block);
    this.#writer.aim(target);
    let p = position;
    for (let i = from; i < to; i++) {
      this.#events.resolve(this.#delivery.sequenceAt(block, i), this.#event);
      p = this.#writeRecord(target, p, firstDelta + i - from);
      if (i < attempts) this.#event.countInto(cells);
    }
    return p;
  }

  /**
   * Adds the distinct events among the records [from, to) of a block to the truth: repeated
   * deliveries stand at the block's end and add nothing.
   *
   * @returns how many events were added
   */
  foldTruth(
    cells: VolumeCells,
    block: number,
    from = 0,
    to: number = this.recordsOfBlock(block),
  ): number {
    const end = Math.min(to, this.#delivery.attemptsOfBlock(block));
    for (let i = from; i < end; i++) {
      this.#events.resolve(this.#delivery.sequenceAt(block, i), this.#event);
      this.#event.countInto(cells);
    }
    return Math.max(0, end - from);
  }

  /** The framed value of one event. Throws SequenceOutOfRangeError. */
  eventAt(sequence: number): Buffer {
    this.#events.resolve(sequence, this.#event);
    const bytes = Buffer.alloc(EVENT_BYTES_MAX);
    return bytes.subarray(0, writeEvent(bytes, 0, this.#event, this.#sites));
  }

  /** The key of one event's Kafka record: the StructIdNat of its site. */
  keyAt(sequence: number): string {
    this.#events.resolve(sequence, this.#event);
    return this.#sites.structIdNat(this.#event.site);
  }

  sonsTruth(): ReadonlyMap<string, string> | undefined {
    return this.#events.sonsTruth?.();
  }

  #writeRecord(target: Uint8Array, recordStart: number, offsetDelta: number): number {
    const event = this.#event;
    const writer = this.#writer;
    if (!event.hasOwnRow || !writer.hasRoom(recordStart)) {
      return this.#writePlainly(target, recordStart, offsetDelta);
    }
    const { rows } = this.#sites;
    const row = this.#sites.rowOf(event.site, event.author);
    const { schemaId, head, department } = event;
    const tail = writer.open(
      recordStart,
      offsetDelta,
      schemaId,
      head,
      DEPARTMENT_WORDS,
      department,
      rows,
      row,
    );
    return writer.close(writeOpenTail(writer, target, tail, event));
  }

  /** The same bytes one by one: for the end of a buffer, and for heads that end otherwise than their author's row. */
  #writePlainly(target: Uint8Array, recordStart: number, offsetDelta: number): number {
    const event = this.#event;
    const { rows } = this.#sites;
    const key = rows.key(this.#sites.rowOf(event.site, event.author));
    const valueStart = openRecord(target, recordStart, offsetDelta, key);
    const end = writeEvent(target, valueStart, event, this.#sites);
    return closeRecord(target, recordStart, valueStart, end);
  }
}
