import type { RecordBlock } from '../record-block.js';

/** A block in memory of its own: its source may use the original again. */
export function copyOfBlock(block: RecordBlock): RecordBlock {
  const { recordCount, topic, partition } = block;
  const [start, end] = extentOf(block);
  const headers = Array.from({ length: recordCount }, (_, index) =>
    block.headersOf(index).map(({ key, value }) => ({
      key,
      value: value === null ? null : Buffer.from(value),
    })),
  );
  const moved = (positions: Int32Array): Int32Array =>
    positions.slice(0, recordCount).map((position) => (position === -1 ? -1 : position - start));
  return {
    topic,
    partition,
    recordCount,
    buffer: Buffer.from(block.buffer.subarray(start, end)),
    offsets: block.offsets.slice(0, recordCount),
    timestampsMs: block.timestampsMs.slice(0, recordCount),
    keyStarts: moved(block.keyStarts),
    keyEnds: moved(block.keyEnds),
    valueStarts: moved(block.valueStarts),
    valueEnds: moved(block.valueEnds),
    headersOf: (index) => headers[index] ?? [],
  };
}

/** The part of the buffer that keys and values take. */
function extentOf(block: RecordBlock): [start: number, end: number] {
  let start = block.buffer.length;
  let end = 0;
  for (let index = 0; index < block.recordCount; index++) {
    const { keyStarts, keyEnds, valueStarts, valueEnds } = block;
    for (const position of [keyStarts[index], valueStarts[index]]) {
      if (position !== undefined && position !== -1) start = Math.min(start, position);
    }
    end = Math.max(end, keyEnds[index] ?? 0, valueEnds[index] ?? 0);
  }
  return start > end ? [0, 0] : [start, end];
}
