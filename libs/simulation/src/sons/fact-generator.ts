import { closeRecord, encodeStringSegment, openRecord } from '#libs/events';
import type { VolumeCells } from '#libs/indicators';
import { Delivery } from '../plan/delivery.js';
import { SequenceOutOfRangeError } from '../plan/event-stream.js';
import { mix } from '../plan/mixing.js';
import type { RecordGenerator } from '../plan/record-generator.js';
import type { Faults } from '../scenario/scenario.js';
import type { ShardFacts } from './shard-facts.js';

/**
 * Facts of a block. Fewer than events: the fact of a large perimeter has some hundred bytes more, and
 * a block has to fit into the buffers that are made for 4,096 events with all of them delivered twice.
 */
const BLOCK_FACTS = 1_024;
const DELIVERY = 0x5401;

/** What a generator of facts is made of. */
interface FactParts {
  readonly source: string;
  readonly shard: number;
  readonly facts: ShardFacts;
  readonly faults: Faults;
  readonly key: number;
}

/** Generates the facts of one shard as Kafka records, duplicated and shuffled like any other stream. */
export class FactGenerator implements RecordGenerator {
  readonly stream = 'sons';
  readonly source: string;
  readonly shard: number;
  readonly attempts: number;
  readonly blocks: number;
  readonly #facts: ShardFacts;
  readonly #delivery: Delivery;

  constructor({ source, shard, facts, faults, key }: FactParts) {
    this.source = source;
    this.shard = shard;
    this.attempts = facts.count;
    this.#facts = facts;
    this.#delivery = new Delivery(facts.count, faults, mix(mix(key, DELIVERY), shard), BLOCK_FACTS);
    this.blocks = this.#delivery.blocks;
  }

  recordsOfBlock(block: number): number {
    return this.#delivery.recordsOfBlock(block);
  }

  eventsOfBlock(block: number): number {
    return this.#delivery.attemptsOfBlock(block);
  }

  /** @throws RecordTooLongError when the target is too short */
  fill(
    target: Uint8Array,
    position: number,
    block: number,
    from: number,
    to: number,
    firstDelta = 0,
  ): number {
    let p = position;
    for (let i = from; i < to; i++) {
      const sequence = this.#delivery.sequenceAt(block, i);
      const value = this.#valueOf(sequence);
      const start = openRecord(
        target,
        p,
        firstDelta + i - from,
        encodeStringSegment(this.keyAt(sequence)),
      );
      // A value beyond the target is cut off here, and closeRecord tells.
      target.set(value.subarray(0, Math.max(0, target.length - start)), start);
      p = closeRecord(target, p, start, start + value.length);
    }
    return p;
  }

  fillAndFold(
    target: Uint8Array,
    position: number,
    block: number,
    _cells: VolumeCells,
    from = 0,
    to: number = this.recordsOfBlock(block),
    firstDelta = 0,
  ): number {
    return this.fill(target, position, block, from, to, firstDelta);
  }

  /** Counts the distinct facts: they add to no cell. */
  foldTruth(
    _cells: VolumeCells,
    block: number,
    from = 0,
    to: number = this.recordsOfBlock(block),
  ): number {
    return Math.max(0, Math.min(to, this.eventsOfBlock(block)) - from);
  }

  eventAt(sequence: number): Buffer {
    return Buffer.from(this.#valueOf(sequence));
  }

  keyAt(sequence: number): string {
    return this.#facts.keys[sequence] ?? '';
  }

  sonsTruth(): ReadonlyMap<string, string> {
    return this.#facts.truth();
  }

  #valueOf(sequence: number): Uint8Array {
    const value = this.#facts.values[sequence];
    if (value === undefined) throw new SequenceOutOfRangeError(sequence, this.attempts);
    return value;
  }
}
