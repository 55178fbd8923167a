import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { FilledBlock } from '../topic/filled-block.js';
import { readLine } from './cloud-event-line.js';
import { readContainer } from './container-reader.js';
import { ArchiveDamagedError } from './errors.js';
import { FileFacts } from './file-facts.js';
import type { ArchivedFile, RecordFormat } from './manifest.js';
import { RecordColumns } from './record-columns.js';
import { RecordWalker, readArchivedHeaders } from './record-walker.js';
import { SourceNames } from './source-names.js';

/** What a file holds, as the manifest says it, counted anew. */
export type FileContents = ReturnType<FileFacts['listed']> & { readonly firstOffset: number };

/** Called with the offsets that are missing between two records. */
export type GapListener = (from: number, before: number) => void;

/**
 * Reads a file to its end.
 *
 * @throws ArchiveDamagedError at the first place that cannot be read
 */
export async function readContents(
  folder: string,
  file: ArchivedFile,
  format: RecordFormat,
  onGap: GapListener,
): Promise<FileContents> {
  const contents = new Contents(onGap);
  const path = join(folder, file.file);
  if (format === 'avro') await readAvro(path, file, contents);
  else await readNdjson(path, file, contents);
  return contents.listed();
}

/** Gathers the facts of a file while it is read. */
class Contents {
  readonly facts = new FileFacts();
  readonly #onGap: GapListener;
  #firstOffset = -1;
  #nextOffset = -1;

  constructor(onGap: GapListener) {
    this.#onGap = onGap;
  }

  noteRecord(offset: number, timestampMs: number): void {
    if (this.#firstOffset === -1) this.#firstOffset = offset;
    else if (offset > this.#nextOffset) this.#onGap(this.#nextOffset, offset);
    this.#nextOffset = offset + 1;
    this.facts.noteRecord(offset, timestampMs);
  }

  listed(): FileContents {
    return { firstOffset: this.#firstOffset, ...this.facts.listed() };
  }
}

const EVERYTHING = { from: 0, before: Infinity } as const;

async function readAvro(path: string, file: ArchivedFile, contents: Contents): Promise<void> {
  const walker = new RecordWalker(file.file, file.partition);
  const block = new FilledBlock(file.topic, file.partition, readArchivedHeaders);
  const columns = new RecordColumns(new SourceNames(0));
  for await (const unpacked of readContainer(path, file.file)) {
    walker.open(unpacked.bytes, unpacked.recordCount);
    while (walker.fill(block, EVERYTHING)) {
      for (let index = 0; index < block.recordCount; index++) {
        contents.noteRecord(block.offsets[index] ?? NaN, block.timestampsMs[index] ?? NaN);
        const { buffer, valueStarts, valueEnds } = block;
        const kind = columns.classify(buffer, valueStarts[index] ?? -1, valueEnds[index] ?? -1);
        if (kind === 'neither') contents.facts.undecodable++;
        else contents.facts.noteRegisteredAt(columns.lastRegisteredAtMs);
      }
    }
  }
}

async function readNdjson(path: string, file: ArchivedFile, contents: Contents): Promise<void> {
  let lastOffset = -1;
  for await (const text of linesOf(path, file.file)) {
    const line = readLine(text, file.file);
    if (line.partition !== file.partition || line.offset <= lastOffset) {
      throw new ArchiveDamagedError(
        file.file,
        `partition ${line.partition}, offset ${line.offset} after ${lastOffset} of partition ${file.partition}`,
      );
    }
    lastOffset = line.offset;
    contents.noteRecord(line.offset, line.timestampMs);
    if (line.registeredAtMs === undefined) contents.facts.undecodable++;
    else contents.facts.noteRegisteredAt(line.registeredAtMs);
  }
}

const CHUNK_BYTES = 1024 * 1024;
/** Longest line that is read, bytes: a Kafka record is bounded far below. */
const LINE_BYTES_MAX = 64 * 1024 * 1024;
const NEWLINE = 0x0a;

/** The lines of a file; each ends with a newline, the last one too. */
async function* linesOf(path: string, file: string): AsyncGenerator<string, void, undefined> {
  let rest = Buffer.alloc(0);
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
    const bytes = Buffer.concat([rest, chunk as Buffer]); // A stream without encoding gives buffers.
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, start)) {
      yield bytes.toString('utf8', start, end);
      start = end + 1;
    }
    rest = bytes.subarray(start);
    if (rest.length > LINE_BYTES_MAX) {
      throw new ArchiveDamagedError(file, `a line of more than ${LINE_BYTES_MAX} bytes`);
    }
  }
  if (rest.length > 0) throw new ArchiveDamagedError(file, 'its last line does not end');
}
