import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import {
  FACT_SCHEMA_ID,
  MalformedEventError,
  decodeEvent,
  decodeFact,
  factToCloudEvent,
  toCloudEvent,
  type CloudEvent,
} from '#libs/events';
import { RunFailedError } from '#libs/platform';
import type { RecordBlock } from '../record-block.js';
import type { ReplaySink, SelectedRecords } from './replay-sink.js';

/** Characters gathered before they are written. */
const CHUNK_CHARACTERS = 256 * 1024;
const FACT_IDS: ReadonlySet<number> = new Set(Object.values(FACT_SCHEMA_ID));

/** Writes CloudEvents JSON, one event a line. */
export class CloudEventSink implements ReplaySink {
  #text = '';
  #failure: Error | undefined;

  /** @param isOurs whether the stream is ended at close: a file is, standard output is not */
  constructor(
    private readonly stream: Writable,
    private readonly isOurs: boolean,
  ) {
    stream.on('error', (error) => (this.#failure ??= error));
  }

  /** @throws RunFailedError at the first writing when the file cannot be written */
  static toFile(file: string): CloudEventSink {
    return new CloudEventSink(createWriteStream(file), true);
  }

  async write({ block, indices, from, before }: SelectedRecords): Promise<void> {
    for (let turn = from; turn < before; turn++) {
      this.#text += `${JSON.stringify(cloudEventAt(block, indices[turn] ?? 0))}\n`;
      if (this.#text.length >= CHUNK_CHARACTERS) await this.settle();
    }
  }

  async settle(): Promise<void> {
    const text = this.#text;
    this.#text = '';
    if (text !== '' && this.#failure === undefined && !this.stream.write(text)) {
      await Promise.race([once(this.stream, 'drain'), once(this.stream, 'close')]);
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
}

/**
 * A record as a CloudEvent.
 *
 * @throws RunFailedError for a record that is neither event nor fact
 */
export function cloudEventAt(block: RecordBlock, index: number): CloudEvent {
  const { topic, partition, offsets, buffer } = block;
  const start = block.valueStarts[index] ?? -1;
  const where = `${topic}/${String(partition)} offset ${String(offsets[index] ?? 0)}`;
  if (start === -1) throw noEvent(where, 'null');
  const value = buffer.subarray(start, block.valueEnds[index] ?? start);
  try {
    return value.length > 4 && FACT_IDS.has(value.readUInt32BE(1))
      ? factToCloudEvent(decodeFact(value))
      : toCloudEvent(decodeEvent(value));
  } catch (error) {
    if (error instanceof MalformedEventError) throw noEvent(where, error.reason, error);
    throw error;
  }
}

function noEvent(where: string, came: string, cause?: Error): RunFailedError {
  return new RunFailedError(
    `${where}: expected an event or a fact to write as a CloudEvent, came ${came}. Leave it out with --type or --channel.`,
    cause && { cause },
  );
}
