import { join } from 'node:path';
import type { RecordBlock } from '../record-block.js';
import { BLOCK_BYTES, type Codec } from './codecs.js';
import { ContainerWriter } from './container-writer.js';
import { FileFacts } from './file-facts.js';
import { fileName, type ArchivedFile } from './manifest.js';
import type { RecordColumns } from './record-columns.js';
import { RecordEncoder } from './record-encoder.js';
import type { RecordFile, RecordFileStart } from './record-file.js';

/** Records of one partition in an Avro object container file. */
export class AvroFile implements RecordFile {
  readonly #start: RecordFileStart;
  readonly #writer: ContainerWriter;
  readonly #facts = new FileFacts();
  readonly #encoder: RecordEncoder;
  readonly #rawBytesMax: number;
  #rawBytes = 0;

  private constructor(
    start: RecordFileStart,
    writer: ContainerWriter,
    columns: RecordColumns,
    rawBytesMax: number,
  ) {
    this.#start = start;
    this.#writer = writer;
    this.#encoder = new RecordEncoder(columns, this.#facts, writer.takeBuffer());
    this.#rawBytesMax = rawBytesMax;
  }

  static async open(
    start: RecordFileStart,
    options: {
      readonly codec: Codec;
      readonly columns: RecordColumns;
      readonly rawBytesMax: number;
    },
  ): Promise<AvroFile> {
    const { topic, topicId, partition, firstOffset, folder } = start;
    const path = join(folder, fileName(topic, partition, firstOffset, 'avro'));
    const contents = `${topic} ${topicId} ${String(partition)} ${String(firstOffset)}`;
    const writer = await ContainerWriter.open(path, options.codec, contents);
    return new AvroFile(start, writer, options.columns, options.rawBytesMax);
  }

  get isFull(): boolean {
    return this.#rawBytes >= this.#rawBytesMax;
  }

  async add(block: RecordBlock, from: number): Promise<number> {
    let index = from;
    while (index < block.recordCount && !this.isFull) {
      const bytesMax = Math.min(BLOCK_BYTES, this.#rawBytesMax - this.#rawBytes);
      index = this.#encoder.addAll(block, index, bytesMax);
      if (this.#encoder.end >= bytesMax) await this.#endBlock();
    }
    return index;
  }

  async finish(): Promise<ArchivedFile> {
    if (this.#encoder.recordCount > 0) await this.#endBlock();
    const { bytes, sha256 } = await this.#writer.finish();
    const { topic, partition, firstOffset } = this.#start;
    return {
      file: fileName(topic, partition, firstOffset, 'avro'),
      topic,
      partition,
      firstOffset,
      bytes,
      sha256,
      ...this.#facts.listed(),
    };
  }

  abandon(): Promise<void> {
    return this.#writer.abandon();
  }

  async #endBlock(): Promise<void> {
    const { buffer, end, recordCount } = this.#encoder;
    this.#rawBytes += end;
    await this.#writer.add(buffer, end, recordCount);
    this.#encoder.startBlock(this.#writer.takeBuffer());
  }
}
