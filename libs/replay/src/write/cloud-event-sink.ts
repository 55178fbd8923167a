import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { Writable } from 'node:stream';
import { RunFailedError } from '#libs/platform';
import { lineOf } from '../archive/cloud-event-line.js';
import type { RecordBlock } from '../record-block.js';
import { keptHeaders } from './replay-headers.js';
import type { ReplaySink, SelectedRecords } from './replay-sink.js';

/** Characters gathered before they are written. */
const CHUNK_CHARACTERS = 256 * 1024;

/** Writes CloudEvents JSON, one record a line, in the form of an archive's NDJSON. */
export class CloudEventSink implements ReplaySink {
  #text = '';
  #failure: Error | undefined;
  /** Who waits for the stream to take more. */
  #waiting: (() => void)[] = [];

  /** @param isOurs whether the stream is ended at close: a file is, standard output is not */
  constructor(
    private readonly stream: Writable,
    private readonly isOurs: boolean,
  ) {
    stream.on('error', (error) => (this.#failure ??= error));
    for (const event of ['drain', 'close']) {
      stream.on(event, () => {
        this.#wake();
      });
    }
  }

  /** @param isResumed true: goes on at the end of the file, instead of beginning it anew */
  static toFile(file: string, isResumed: boolean): CloudEventSink {
    return new CloudEventSink(createWriteStream(file, { flags: isResumed ? 'a' : 'w' }), true);
  }

  async write({ block, indices, from, before }: SelectedRecords): Promise<void> {
    for (let turn = from; turn < before; turn++) {
      this.#text += textAt(block, indices[turn] ?? 0);
      if (this.#text.length >= CHUNK_CHARACTERS) await this.settle();
    }
  }

  /** @throws RunFailedError when the output cannot be written */
  async settle(): Promise<void> {
    const text = this.#text;
    this.#text = '';
    if (text !== '' && this.#failure === undefined && !this.stream.write(text)) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    if (this.#failure !== undefined) {
      throw new RunFailedError('replay: expected an output that can be written', {
        cause: this.#failure,
      });
    }
  }

  async close(): Promise<void> {
    if (!this.isOurs || this.stream.destroyed) return;
    this.stream.end();
    await once(this.stream, 'close');
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

function textAt(block: RecordBlock, index: number): string {
  const { topic, partition, offsets, timestampsMs } = block;
  return lineOf({
    topic,
    partition,
    offset: offsets[index] ?? 0,
    timestampMs: timestampsMs[index] ?? 0,
    key: bytesAt(block.buffer, block.keyStarts[index], block.keyEnds[index]),
    value: bytesAt(block.buffer, block.valueStarts[index], block.valueEnds[index]),
    headers: keptHeaders(block.headersOf(index)),
  }).text;
}

function bytesAt(buffer: Buffer, start = -1, end = -1): Buffer | null {
  return start === -1 ? null : buffer.subarray(start, end);
}
