import { closeRecord, openRecord, sourceOf, type Channel } from '#libs/events';
import type { VolumeCells } from '#libs/indicators';
import { Delivery } from './delivery.js';
import { DmpStream } from './dmp-stream.js';
import { EprescriptionStream } from './eprescription-stream.js';
import type { EventStream } from './event-stream.js';
import { mix } from './mixing.js';
import { MssanteStream } from './mssante-stream.js';
import type { NationalPlan } from './national-plan.js';
import { SimulatedEvent, writeEvent } from './simulated-event.js';
import { shardSites, type ShardSites } from './site-index.js';

/** Salt of the order of delivery. */
const DELIVERY = 0x6001;

/** Room for the largest simulated event: far above any, checked by `closeRecord` for records. */
const EVENT_BYTES_MAX = 1024;

/** Where a stream of events belongs. */
export interface StreamPlace {
  readonly channel: Channel;
  readonly shard: number;
  readonly seed: number;
}

/** The published name of a scenario's stream: a scaled scenario makes other events, so it has another name. */
export function streamName(scenario: { readonly name: string; readonly scale: number }): string {
  return scenario.scale === 1 ? scenario.name : `${scenario.name}@${scenario.scale}`;
}

/**
 * Generates the events of one channel in one shard. Every answer is a pure function of scenario,
 * seed, channel, shard and what is asked for: blocks can be filled in any order, twice, or by
 * several processes, and give the same bytes. What is kept between calls are plans and encoded
 * texts, never a state of the stream. One generator serves one caller at a time.
 */
export class ShardGenerator {
  /** Name of the stream: with the sequence, the identity of an event. */
  readonly source: string;
  readonly channel: Channel;
  readonly shard: number;
  /** Distinct events of the stream. */
  readonly attempts: number;
  /** Blocks of BLOCK_ATTEMPTS attempts, the last one shorter. */
  readonly blocks: number;
  readonly #stream: EventStream;
  readonly #delivery: Delivery;
  readonly #sites: ShardSites;
  readonly #event: SimulatedEvent;

  constructor(national: NationalPlan, place: StreamPlace) {
    const { channel, shard, seed } = place;
    const { scenario } = national;
    this.channel = channel;
    this.shard = shard;
    this.source = sourceOf(channel, streamName(scenario), seed, shard);
    this.#sites = shardSites(shard);
    this.#stream = openStream(channel, national, this.#sites);
    this.attempts = this.#stream.attempts;
    const deliveryKey = mix(mix(national.key ^ DELIVERY, shard), channel.length);
    this.#delivery = new Delivery(this.attempts, scenario.faults, deliveryKey);
    this.blocks = this.#delivery.blocks;
    this.#event = new SimulatedEvent(this.source);
  }

  /** Records of a block: its attempts and the duplicated deliveries. */
  recordsOfBlock(block: number): number {
    return this.#delivery.recordsOfBlock(block);
  }

  /**
   * Writes the records [from, to) of a block, in the order of delivery, as records of a Kafka batch
   * with offset deltas from 0.
   *
   * @param target long enough: 512 bytes a record are always enough
   * @param position where the first record starts
   * @returns the position after the last record
   * @throws RecordTooLongError when the target is too short
   */
  fill(target: Uint8Array, position: number, block: number, from: number, to: number): number {
    let p = position;
    for (let i = from; i < to; i++) {
      this.#stream.resolve(this.#delivery.sequenceAt(block, i), this.#event);
      p = this.#writeRecord(target, p, i - from);
    }
    return p;
  }

  /** Distinct events of a block. */
  eventsOfBlock(block: number): number {
    return this.#delivery.attemptsOfBlock(block);
  }

  /** `fill` of a whole block and `foldTruth` of it in one pass. */
  fillAndFold(target: Uint8Array, position: number, block: number, cells: VolumeCells): number {
    const attempts = this.#delivery.attemptsOfBlock(block);
    const records = this.recordsOfBlock(block);
    let p = position;
    for (let i = 0; i < records; i++) {
      this.#stream.resolve(this.#delivery.sequenceAt(block, i), this.#event);
      p = this.#writeRecord(target, p, i);
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
      this.#stream.resolve(this.#delivery.sequenceAt(block, i), this.#event);
      this.#event.countInto(cells);
    }
    return Math.max(0, end - from);
  }

  /** The framed value of one event. Throws SequenceOutOfRangeError. */
  eventAt(sequence: number): Buffer {
    this.#stream.resolve(sequence, this.#event);
    const bytes = Buffer.alloc(EVENT_BYTES_MAX);
    return bytes.subarray(0, writeEvent(bytes, 0, this.#event));
  }

  /** The key of one event's Kafka record: the StructIdNat of its site. */
  keyAt(sequence: number): string {
    this.#stream.resolve(sequence, this.#event);
    return this.#sites.structIdNat(this.#event.site);
  }

  #writeRecord(target: Uint8Array, recordStart: number, offsetDelta: number): number {
    const event = this.#event;
    const valueStart = openRecord(target, recordStart, offsetDelta, event.keySegment);
    const end = writeEvent(target, valueStart, event);
    return closeRecord(target, recordStart, valueStart, end);
  }
}

function openStream(channel: Channel, national: NationalPlan, sites: ShardSites): EventStream {
  const dmp = new DmpStream(national, sites);
  switch (channel) {
    case 'dmp':
      return dmp;
    case 'mssante':
      return new MssanteStream(national, sites, dmp);
    case 'eprescription':
      return new EprescriptionStream(national, sites, dmp);
  }
}
