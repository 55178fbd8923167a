import { BufferPool } from '#libs/emission';
import type { BatchProducer } from '#libs/kafka';
import { RunFailedError, type Clock } from '#libs/platform';
import type { RecordBlock, RecordSource } from '../record-block.js';
import { Placement, type TopicLayout } from './placement.js';
import { FIRST_RECORD_AT, RecordEncoder } from './record-encoder.js';
import type { ReplaySink, SelectedRecords } from './replay-sink.js';

/** Bytes of a batch before it is packed: half of what a broker takes unless told otherwise. */
const BATCH_BYTES_MAX = 512 * 1024;
/** Batches under way beside those that are being filled. */
const BATCHES_UNDER_WAY_MAX = 24;

export interface TopicSinkOptions {
  readonly producer: Pick<BatchProducer, 'send'>;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly replayId: string;
  readonly source: Pick<RecordSource, 'partitions'>;
  /** The topic that the records of a topic go to. */
  readonly targetOf: (topic: string) => TopicLayout;
}

/** A partition that is written: the batch being filled. */
interface Lane {
  readonly topic: string;
  readonly partition: number;
  buffer: Buffer | undefined;
  end: number;
  records: number;
}

/** How records of one topic are written. */
interface Route {
  readonly from: string;
  readonly placement: Placement;
  readonly encoder: RecordEncoder;
  readonly lanes: readonly Lane[];
}

/** Writes to topics in whole batches, in order within each partition, so many batches under way at most. */
export class TopicSink implements ReplaySink {
  readonly #options: TopicSinkOptions;
  readonly #routes = new Map<string, Route>();
  readonly #lanes = new Map<string, Lane>();
  readonly #buffers: BufferPool;
  readonly #underWay = new Set<Promise<void>>();
  #failure: { readonly error: unknown } | undefined;
  #lastRoute: Route | undefined;

  constructor(options: TopicSinkOptions) {
    this.#options = options;
    const topics = new Set(options.source.partitions.map(({ topic }) => topic));
    for (const topic of topics) this.#routes.set(topic, this.#route(topic));
    this.#buffers = new BufferPool(this.#lanes.size + BATCHES_UNDER_WAY_MAX, BATCH_BYTES_MAX);
  }

  async write({ block, indices, from, before }: SelectedRecords): Promise<void> {
    const { placement, encoder, lanes } = this.#routeOf(block.topic);
    for (let turn = from; turn < before; turn++) {
      const index = indices[turn] ?? 0;
      const lane = lanes[placement.partitionOf(block, index)];
      if (lane === undefined) throw new RangeError(`no lane for ${block.topic}`);
      const room = encoder.bytesMax(block, index);
      if (lane.end + room > BATCH_BYTES_MAX) this.#send(lane);
      const buffer = lane.buffer ?? (await this.#open(lane));
      if (lane.end + room > BATCH_BYTES_MAX) refuseLarge(block, index, room);
      lane.end = encoder.write(buffer, lane.end, lane.records, block, index);
      lane.records += 1;
    }
  }

  /** Sends what is being filled, and waits until everything is acknowledged. */
  async settle(): Promise<void> {
    for (const lane of this.#lanes.values()) this.#send(lane);
    await Promise.all(this.#underWay);
    this.#throwFailure();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Leaves the lane's batch under way, if it has any records. */
  #send(lane: Lane): void {
    const { buffer } = lane;
    if (buffer === undefined || lane.records === 0) return;
    const { producer, clock } = this.#options;
    const sent = producer
      .send({
        topic: lane.topic,
        partition: lane.partition,
        buffer,
        end: lane.end,
        recordCount: lane.records,
        timestampMs: clock.nowMs(),
      })
      .then(
        () => undefined,
        (error: unknown) => {
          this.#failure ??= { error };
        },
      )
      .finally(() => {
        this.#underWay.delete(sent);
        this.#buffers.release(buffer);
      });
    this.#underWay.add(sent);
    lane.buffer = undefined;
    lane.end = FIRST_RECORD_AT;
    lane.records = 0;
  }

  async #open(lane: Lane): Promise<Buffer> {
    const bytes = await this.#buffers.acquire();
    this.#throwFailure();
    lane.buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return lane.buffer;
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  #routeOf(topic: string): Route {
    if (this.#lastRoute?.from === topic) return this.#lastRoute;
    this.#lastRoute = this.#routes.get(topic);
    if (this.#lastRoute === undefined) throw new RangeError(`${topic} is no topic of the source`);
    return this.#lastRoute;
  }

  #route(from: string): Route {
    const { source, targetOf, replayId } = this.#options;
    const target = targetOf(from);
    const lanes = Array.from({ length: target.partitions }, (_, partition) =>
      this.#laneOf(target.topic, partition),
    );
    return {
      from,
      placement: new Placement(source, from, target),
      encoder: new RecordEncoder(replayId, target.topic),
      lanes,
    };
  }

  /** Several topics may go to one: they share its lanes. */
  #laneOf(topic: string, partition: number): Lane {
    const name = `${topic}/${String(partition)}`;
    const known = this.#lanes.get(name);
    if (known !== undefined) return known;
    const lane = { topic, partition, buffer: undefined, end: FIRST_RECORD_AT, records: 0 };
    this.#lanes.set(name, lane);
    return lane;
  }
}

function refuseLarge(
  { topic, partition, offsets }: RecordBlock,
  index: number,
  room: number,
): never {
  throw new RunFailedError(
    `${topic}/${String(partition)} offset ${String(offsets[index] ?? 0)}: expected a record of at most ${String(BATCH_BYTES_MAX)} bytes, came one of ${String(room)}. Leave it out with --offsets or --type.`,
  );
}
