import { earliestOf, NONE_LEFT } from '../order/earliest.js';
import { copyOfBlock } from '../order/copy-of-block.js';
import type { RecordBlock, RecordSource } from '../record-block.js';
import type { EventTime, Selector } from '../selection/selector.js';
import type { SelectedRecords } from '../write/replay-sink.js';
import type { Positions } from './positions.js';

/** Records to be written next. */
export interface RecordsInTurn {
  readonly records: SelectedRecords;
  /** Where their partition stands when they are written. */
  readonly nextOffset: number;
}

/** Reads one partition's blocks and selects from them. */
class PartitionReader {
  readonly #blocks: AsyncIterator<RecordBlock>;
  readonly #from: number;
  #indices = new Int32Array(0);

  constructor(
    source: RecordSource,
    { topic, partition }: { readonly topic: string; readonly partition: number },
    private readonly selector: Selector,
    position: number | undefined,
  ) {
    this.#from = position ?? 0;
    const range = position === undefined ? undefined : { from: BigInt(position) };
    this.#blocks = source.read(topic, partition, range)[Symbol.asyncIterator]();
  }

  /** The next block with what is selected of it, which may be nothing; undefined at the end. */
  async next(): Promise<RecordsInTurn | undefined> {
    const result = await this.#blocks.next();
    if (result.done === true) return undefined;
    const block = result.value;
    if (block.recordCount === 0) return this.next();
    if (this.#indices.length < block.recordCount) this.#indices = new Int32Array(block.recordCount);
    const before = this.selector.select(block, this.#indices);
    const from = this.#firstFrom(block, before);
    return {
      records: { block, indices: this.#indices, from, before },
      nextOffset: (block.offsets[block.recordCount - 1] ?? -1) + 1,
    };
  }

  async close(): Promise<void> {
    await this.#blocks.return?.();
  }

  /** A source may begin before the position that was asked for. */
  #firstFrom({ offsets }: RecordBlock, before: number): number {
    let from = 0;
    while (from < before && (offsets[this.#indices[from] ?? 0] ?? 0) < this.#from) from += 1;
    return from;
  }
}

/** All partitions side by side, a block of each in turn: no partition waits for the end of another. */
export async function* recordsByPartition(
  source: RecordSource,
  selector: Selector,
  positions: Positions,
): AsyncGenerator<RecordsInTurn, void, undefined> {
  let readers = readersOf(source, selector, positions);
  try {
    while (readers.length > 0) {
      const open: PartitionReader[] = [];
      for (const reader of readers) {
        const run = await reader.next();
        if (run === undefined) continue;
        open.push(reader);
        yield run;
      }
      readers = open;
    }
  } finally {
    for (const reader of readers) await reader.close();
  }
}

/** A partition whose block is being merged. */
interface Head {
  readonly reader: PartitionReader;
  run: RecordsInTurn | undefined;
  turn: number;
}

/**
 * All partitions merged by the time of their events. Each run is as long as its partition stays the
 * earliest one. Blocks are copied: one of each partition is held at once.
 */
export async function* recordsByTime(
  source: RecordSource,
  selector: Selector,
  time: EventTime,
  positions: Positions,
): AsyncGenerator<RecordsInTurn, void, undefined> {
  const heads = readersOf(source, selector, positions).map((reader): Head => ({
    reader,
    run: undefined,
    turn: 0,
  }));
  const nextTimes = new Float64Array(heads.length);
  const timeOf = ({ run, turn }: Head): number =>
    run === undefined
      ? Infinity
      : selector.timeOf(run.records.block, run.records.indices[turn] ?? 0, time);
  try {
    for (const [index, head] of heads.entries()) {
      await refill(head);
      nextTimes[index] = timeOf(head);
    }
    for (;;) {
      const earliest = earliestOf(nextTimes);
      const head = heads[earliest];
      if (earliest === NONE_LEFT || head?.run === undefined) return;
      const { records } = head.run;
      const from = head.turn;
      do {
        head.turn += 1;
        nextTimes[earliest] = head.turn < records.before ? timeOf(head) : Infinity;
      } while (head.turn < records.before && earliestOf(nextTimes) === earliest);
      const isLast = head.turn === records.before;
      const lastOffset = records.block.offsets[records.indices[head.turn - 1] ?? 0] ?? 0;
      yield {
        records: { ...records, from, before: head.turn },
        nextOffset: isLast ? head.run.nextOffset : lastOffset + 1,
      };
      if (isLast) {
        await refill(head);
        nextTimes[earliest] = timeOf(head);
      }
    }
  } finally {
    for (const { reader } of heads) await reader.close();
  }
}

/** Goes to the next block of which anything is selected. */
async function refill(head: Head): Promise<void> {
  for (;;) {
    const run = await head.reader.next();
    head.run = run && {
      nextOffset: run.nextOffset,
      records: {
        ...run.records,
        block: copyOfBlock(run.records.block),
        indices: run.records.indices.slice(0, run.records.before),
      },
    };
    head.turn = run?.records.from ?? 0;
    if (run === undefined || run.records.from < run.records.before) return;
  }
}

function readersOf(
  source: RecordSource,
  selector: Selector,
  positions: Positions,
): PartitionReader[] {
  return source.partitions.map(
    (partition) => new PartitionReader(source, partition, selector, positions.of(partition)),
  );
}
