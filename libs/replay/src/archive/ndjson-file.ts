import { join } from 'node:path';
import type { RecordBlock } from '../record-block.js';
import { lineOf } from './cloud-event-line.js';
import { FileFacts } from './file-facts.js';
import { FileWriter } from './file-writer.js';
import { fileName, type ArchivedFile } from './manifest.js';
import type { RecordFile, RecordFileStart } from './record-file.js';
import type { SourceNames } from './source-names.js';

/** Text that is gathered before it is written, characters. */
const CHUNK_CHARACTERS = 1024 * 1024;

/** Records of one partition as lines of CloudEvents JSON. */
export class NdjsonFile implements RecordFile {
  readonly #start: RecordFileStart;
  readonly #file: FileWriter;
  readonly #names: SourceNames;
  readonly #bytesMax: number;
  readonly #facts = new FileFacts();
  #chunk = '';

  private constructor(
    start: RecordFileStart,
    file: FileWriter,
    options: { readonly names: SourceNames; readonly bytesMax: number },
  ) {
    this.#start = start;
    this.#file = file;
    this.#names = options.names;
    this.#bytesMax = options.bytesMax;
  }

  static async open(
    start: RecordFileStart,
    options: { readonly names: SourceNames; readonly bytesMax: number },
  ): Promise<NdjsonFile> {
    const { folder, topic, partition, firstOffset } = start;
    const path = join(folder, fileName(topic, partition, firstOffset, 'ndjson'));
    return new NdjsonFile(start, await FileWriter.open(path), options);
  }

  get isFull(): boolean {
    return this.#file.bytes + this.#chunk.length >= this.#bytesMax;
  }

  async add(block: RecordBlock, from: number): Promise<number> {
    let index = from;
    while (index < block.recordCount && !this.isFull) {
      this.#addLine(block, index++);
      if (this.#chunk.length >= CHUNK_CHARACTERS) await this.#writeChunk();
    }
    return index;
  }

  async finish(): Promise<ArchivedFile> {
    await this.#writeChunk();
    const sha256 = await this.#file.finish();
    const { topic, partition, firstOffset } = this.#start;
    return {
      file: fileName(topic, partition, firstOffset, 'ndjson'),
      topic,
      partition,
      firstOffset,
      bytes: this.#file.bytes,
      sha256,
      ...this.#facts.listed(),
    };
  }

  abandon(): Promise<void> {
    return this.#file.abandon();
  }

  #addLine(block: RecordBlock, index: number): void {
    const offset = block.offsets[index] ?? 0;
    const timestampMs = block.timestampsMs[index] ?? 0;
    const { text, event } = lineOf({
      topic: block.topic,
      partition: block.partition,
      offset,
      timestampMs,
      key: bytesOf(block.buffer, block.keyStarts[index], block.keyEnds[index]),
      value: bytesOf(block.buffer, block.valueStarts[index], block.valueEnds[index]),
      headers: block.headersOf(index),
    });
    this.#chunk += text;
    this.#facts.noteRecord(offset, timestampMs);
    if (event === undefined) {
      this.#facts.undecodable++;
      return;
    }
    this.#facts.noteRegisteredAt(event.registeredAtMs);
    this.#names.remember(event.source);
  }

  async #writeChunk(): Promise<void> {
    const text = this.#chunk;
    this.#chunk = '';
    if (text !== '') await this.#file.append([Buffer.from(text)]);
  }
}

function bytesOf(buffer: Buffer, start = -1, end = -1): Buffer | null {
  return start === -1 ? null : buffer.subarray(start, end);
}
