import type { VolumeCells } from '#libs/indicators';
import type { StreamName } from '#libs/events';

/**
 * Generates the records of one stream in one shard. Every answer is a pure function of scenario, seed,
 * stream, shard and what is asked for: blocks can be filled in any order, twice, or by several
 * processes, and give the same bytes. One generator serves one caller at a time.
 */
export interface RecordGenerator {
  /** Name of the stream: with the sequence, the identity of an event or fact. */
  readonly source: string;
  readonly stream: StreamName;
  readonly shard: number;
  /** Distinct events or facts. */
  readonly attempts: number;
  readonly blocks: number;
  /** Records of a block: its attempts and the duplicated deliveries. */
  recordsOfBlock(block: number): number;
  /** Distinct events or facts of a block. */
  eventsOfBlock(block: number): number;
  /**
   * Writes the records [from, to) of a block, in the order of delivery, as records of a Kafka batch
   * with offset deltas from `firstDelta` (0); returns the position after the last one.
   */
  fill(
    target: Uint8Array,
    position: number,
    block: number,
    from: number,
    to: number,
    firstDelta?: number,
  ): number;
  /** `fill` and `foldTruth` in one pass; of the whole block where no range is given. */
  fillAndFold(
    target: Uint8Array,
    position: number,
    block: number,
    cells: VolumeCells,
    from?: number,
    to?: number,
    firstDelta?: number,
  ): number;
  /** Adds the distinct events among the records [from, to) of a block to the truth; returns how many. Facts count into no cell. */
  foldTruth(cells: VolumeCells, block: number, from?: number, to?: number): number;
  /** The framed value of one event or fact. Throws SequenceOutOfRangeError. */
  eventAt(sequence: number): Buffer;
  /** The key of its Kafka record. */
  keyAt(sequence: number): string;
  /**
   * What this stream makes true of the SONS, as cells: usage for `dmp`, everything else for `sons`.
   * Undefined for a scenario without SONS.
   */
  sonsTruth(): ReadonlyMap<string, string> | undefined;
}
