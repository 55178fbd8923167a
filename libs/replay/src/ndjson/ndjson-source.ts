import { createReadStream } from 'node:fs';
import { MalformedEventError } from '#libs/events';
import { BadInvocationError } from '#libs/platform';
import type { RecordBlock, RecordSource } from '../record-block.js';
import { MalformedLineError } from './errors.js';
import { recordOfCloudEvent, type RecordOfLine } from './record-of-cloud-event.js';

/** Bytes of one line at most. */
const LINE_BYTES_MAX = 1024 * 1024;
/** Records of a block. */
const BLOCK_RECORDS_MAX = 4096;
const NEWLINE = 10;

/**
 * A file of CloudEvents, one a line. Each topic that its events belong to is one partition of it; a
 * record's offset is the number of its line, from 0. The file is gone through once for each topic.
 */
export class NdjsonSource implements RecordSource {
  readonly description: string;

  private constructor(
    private readonly file: string,
    readonly partitions: RecordSource['partitions'],
  ) {
    this.description = `file ${file}`;
  }

  /**
   * Goes through the file and reads every line, so that a bad one is found before anything is written.
   *
   * @throws BadInvocationError when it cannot be read, MalformedLineError with the number of a bad line
   */
  static async open(file: string): Promise<NdjsonSource> {
    const topics = new Set<string>();
    for await (const { record } of recordsOf(file)) topics.add(record.topic);
    const partitions = [...topics].sort().map((topic) => ({ topic, partition: 0 }));
    return new NdjsonSource(file, partitions);
  }

  async *read(topic: string): AsyncGenerator<RecordBlock, void, undefined> {
    let lines: { readonly offset: number; readonly record: RecordOfLine }[] = [];
    for await (const line of recordsOf(this.file)) {
      if (line.record.topic !== topic) continue;
      lines.push(line);
      if (lines.length < BLOCK_RECORDS_MAX) continue;
      yield blockOf(topic, lines);
      lines = [];
    }
    if (lines.length > 0) yield blockOf(topic, lines);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

async function* recordsOf(
  file: string,
): AsyncGenerator<{ readonly offset: number; readonly record: RecordOfLine }, void, undefined> {
  for await (const { text, offset } of linesOf(file)) {
    if (text.trim() === '') continue;
    try {
      yield { offset, record: recordOfCloudEvent(text) };
    } catch (error) {
      if (error instanceof MalformedLineError) throw error.at(file, offset + 1);
      if (!(error instanceof MalformedEventError)) throw error;
      throw new MalformedLineError(error.message, { cause: error }).at(file, offset + 1);
    }
  }
}

async function* linesOf(
  file: string,
): AsyncGenerator<{ readonly text: string; readonly offset: number }, void, undefined> {
  let offset = 0;
  let left: Buffer = Buffer.alloc(0);
  try {
    // A stream of a file without an encoding gives buffers.
    for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
      const bytes = left.length === 0 ? chunk : Buffer.concat([left, chunk]);
      let start = 0;
      for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, start)) {
        yield { text: bytes.toString('utf8', start, end), offset };
        offset += 1;
        start = end + 1;
      }
      left = bytes.subarray(start);
      if (left.length > LINE_BYTES_MAX) {
        throw new MalformedLineError(
          `expected a line of at most ${String(LINE_BYTES_MAX)} bytes, came a longer one`,
        ).at(file, offset + 1);
      }
    }
  } catch (cause) {
    if (!(typeof cause === 'object' && cause !== null && 'syscall' in cause)) throw cause;
    throw new BadInvocationError(`${file}: expected a file that can be read`, { cause });
  }
  if (left.length > 0) yield { text: left.toString('utf8'), offset };
}

function blockOf(
  topic: string,
  lines: readonly { readonly offset: number; readonly record: RecordOfLine }[],
): RecordBlock {
  const recordCount = lines.length;
  const [keyStarts, keyEnds, valueStarts, valueEnds] = [
    new Int32Array(recordCount),
    new Int32Array(recordCount),
    new Int32Array(recordCount),
    new Int32Array(recordCount),
  ];
  const parts: Buffer[] = [];
  let end = 0;
  const place = (bytes: Buffer | null, starts: Int32Array, ends: Int32Array, at: number): void => {
    starts[at] = bytes === null ? -1 : end;
    if (bytes !== null) parts.push(bytes);
    end += bytes?.length ?? 0;
    ends[at] = bytes === null ? -1 : end;
  };
  for (const [index, { record }] of lines.entries()) {
    place(record.key, keyStarts, keyEnds, index);
    place(record.value, valueStarts, valueEnds, index);
  }
  return {
    topic,
    partition: 0,
    recordCount,
    buffer: Buffer.concat(parts),
    offsets: Float64Array.from(lines, ({ offset }) => offset),
    timestampsMs: Float64Array.from(lines, ({ record }) => record.timestampMs),
    keyStarts,
    keyEnds,
    valueStarts,
    valueEnds,
    headersOf: (index) => lines[index]?.record.headers ?? [],
  };
}
