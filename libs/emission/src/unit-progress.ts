import { createHash } from 'node:crypto';
import { encodeCells, type VolumeCells } from '#libs/indicators';
import { RECORDS_OFFSET } from '#libs/kafka';
import type { RecordGenerator } from '#libs/simulation';
import { encodeSonsCells } from '#libs/sons-rules';
import type { SimulationUnit } from './simulation-unit.js';
import type { UnitLoadResult, UnitResult } from './unit-report.js';

/** Records that were filled into a batch, up to `end`. */
export interface FilledBatch {
  readonly end: number;
  readonly recordCount: number;
}

/**
 * Where a unit stands: the next record, and the truth of those before it. Kept over an interruption,
 * so that a unit that comes back goes on and repeats nothing.
 */
export class UnitProgress {
  /** Records filled so far, repeated deliveries included. */
  records = 0;
  /** Distinct events among them. */
  events = 0;
  readonly #hash = createHash('sha256');
  #block = 0;
  /** Delivery position inside the block. */
  #record = 0;

  /**
   * @param isHashed false: the unit is known to end before its scenario does, so that nobody asks for
   *   its fingerprint, which a unit cut finely pays with a second generation of each block
   */
  constructor(
    private readonly generator: RecordGenerator,
    readonly cells: VolumeCells,
    private readonly isHashed: boolean,
  ) {}

  /** True when the scenario has no further record for this unit. */
  get isAtEnd(): boolean {
    return this.#block >= this.generator.blocks;
  }

  /**
   * Writes the next records of one block, at most `countMax`, and adds them to the truth. Whoever
   * fills must send: a send that fails ends the process, and the unit starts again elsewhere, so that
   * truth folded before the acknowledgement never stands alone.
   *
   * @param position where they start, and
   * @param firstDelta their first offset in the batch: others may stand before them
   */
  fillNext(
    buffer: Uint8Array,
    countMax: number,
    position = RECORDS_OFFSET,
    firstDelta = 0,
  ): FilledBatch {
    const { generator } = this;
    const [block, from] = [this.#block, this.#record];
    const recordsInBlock = generator.recordsOfBlock(block);
    const until = Math.min(recordsInBlock, from + countMax);
    const end =
      from === 0 && until === recordsInBlock && firstDelta === 0
        ? this.#fillWhole(buffer, position, block)
        : this.#fillPart(buffer, position, block, from, until, firstDelta);
    this.records += until - from;
    this.#record = until === recordsInBlock ? 0 : until;
    if (until === recordsInBlock) this.#block += 1;
    return { end, recordCount: until - from };
  }

  /** The unit's truth, once every record of it is acknowledged. */
  result(unit: SimulationUnit, load: UnitLoadResult | null): UnitResult {
    const isWhole = this.isAtEnd;
    return {
      run: unit.run,
      channel: unit.channel,
      shard: unit.shard,
      source: this.generator.source,
      records: this.records,
      events: this.events,
      isWhole,
      sha256: isWhole && this.isHashed ? this.#hash.copy().digest('hex') : null,
      cells: encodeCells(this.cells),
      sons: isWhole ? sonsTruthOf(this.generator) : null,
      load,
    };
  }

  #fillWhole(buffer: Uint8Array, position: number, block: number): number {
    const end = this.generator.fillAndFold(buffer, position, block, this.cells);
    if (this.isHashed) this.#hash.update(buffer.subarray(position, end));
    this.events += this.generator.eventsOfBlock(block);
    return end;
  }

  #fillPart(
    buffer: Uint8Array,
    position: number,
    block: number,
    from: number,
    until: number,
    firstDelta: number,
  ): number {
    const { generator } = this;
    // The fingerprint is over whole blocks numbered from 0, however finely a load cuts them.
    if (this.isHashed && until === generator.recordsOfBlock(block)) {
      this.#hash.update(this.#wholeBlock(block));
    }
    this.events += Math.max(0, Math.min(until, generator.eventsOfBlock(block)) - from);
    return generator.fillAndFold(buffer, position, block, this.cells, from, until, firstDelta);
  }

  #wholeBlock(block: number): Uint8Array {
    const records = this.generator.recordsOfBlock(block);
    // Only what is written is read: memory that nobody touches costs nothing.
    const whole = Buffer.allocUnsafe(records * RECORD_BYTES_MAX);
    return whole.subarray(0, this.generator.fill(whole, 0, block, 0, records));
  }
}

/** Room for any record: what `RecordGenerator.fill` asks for. */
export const RECORD_BYTES_MAX = 512;

/** Records of a unit to the scenario's end, repeated deliveries included. */
export function recordsOf(generator: RecordGenerator): number {
  let records = 0;
  for (let block = 0; block < generator.blocks; block++) {
    records += generator.recordsOfBlock(block);
  }
  return records;
}

/** What the plan knows of requests, lines and thresholds; only a whole unit has brought all that it speaks of. */
function sonsTruthOf(generator: RecordGenerator): Uint8Array | null {
  const truth = generator.sonsTruth();
  return truth === undefined ? null : encodeSonsCells(truth);
}
