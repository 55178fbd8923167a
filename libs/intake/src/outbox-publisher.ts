import {
  TOPICS,
  closeRecord,
  encodeHeaders,
  encodeStringSegment,
  openRecord,
  partitionOf,
  putBytes,
  type Channel,
} from '#libs/events';
import { RECORDS_OFFSET, type BatchProducer, type BatchToSend } from '#libs/kafka';
import type { Clock } from '#libs/platform';
import type { OutboxRecord } from '#libs/store';

/** Bytes of one record batch at most: half of what a topic allows by default. */
const BATCH_BYTES_MAX = 512 * 1024;
/** Bytes of a record beside key and value: lengths, deltas and the number of headers. */
const RECORD_OVERHEAD_BYTES = 16;
/** Bytes of a header beside its value: its name, lengths, and the number of headers. */
const TRACE_HEADER_BYTES = 32;

/** Publishes what an intake has stored, the events of a partition in their order. */
export class OutboxPublisher {
  constructor(
    private readonly channel: Channel,
    /** Partitions of the topic of each channel that the intake emits to. */
    private readonly partitions: ReadonlyMap<Channel, number>,
    private readonly producer: Pick<BatchProducer, 'send'>,
    private readonly clock: Pick<Clock, 'nowMs'>,
  ) {}

  /**
   * Sends records; those of an earlier call stay ahead of them in each partition.
   *
   * @returns when all in-sync replicas hold them
   * @throws what the producer throws
   */
  async publish(records: readonly OutboxRecord[]): Promise<void> {
    const timestampMs = this.clock.nowMs();
    const byChannel = Map.groupBy(records, ({ companion }) => companion ?? this.channel);
    const batches = [...byChannel].flatMap(([channel, own]) =>
      recordBatchesOf(own, this.partitions.get(channel) ?? 0).map((batch) => ({
        ...batch,
        topic: TOPICS[channel],
        timestampMs,
      })),
    );
    await Promise.all(batches.map((batch) => this.producer.send(batch)));
  }
}

/** Lays records out in record batches, in the order given within each partition. */
export function recordBatchesOf(
  records: readonly OutboxRecord[],
  partitions: number,
): Omit<BatchToSend, 'topic' | 'timestampMs'>[] {
  const full: PartitionBatch[] = [];
  const open = new Map<number, PartitionBatch>();
  for (const record of records) {
    const partition = partitionOf(record.shard, partitions);
    const last = open.get(partition);
    const bytes = bytesOf(record);
    if (last && last.bytes + bytes <= BATCH_BYTES_MAX) {
      last.records.push(record);
      last.bytes += bytes;
      continue;
    }
    const batch = { partition, records: [record], bytes: RECORDS_OFFSET + bytes };
    open.set(partition, batch);
    full.push(batch);
  }
  return full.map((batch) => ({
    partition: batch.partition,
    ...layOut(batch),
    recordCount: batch.records.length,
  }));
}

interface PartitionBatch {
  readonly partition: number;
  readonly records: OutboxRecord[];
  bytes: number;
}

function layOut({ records, bytes }: PartitionBatch): { buffer: Uint8Array; end: number } {
  const buffer = new Uint8Array(bytes);
  let end = RECORDS_OFFSET;
  for (const [offsetDelta, { site, value, traceparent }] of records.entries()) {
    const start = end;
    const valueStart = openRecord(buffer, start, offsetDelta, encodeStringSegment(site));
    const headers = traceparent === undefined ? undefined : encodeHeaders({ traceparent });
    end = closeRecord(buffer, start, valueStart, putBytes(buffer, valueStart, value), headers);
  }
  return { buffer, end };
}

/** An upper bound of a record's bytes; a site and a trace are ASCII, so their characters are bytes. */
function bytesOf({ site, value, traceparent }: OutboxRecord): number {
  const headerBytes = traceparent === undefined ? 0 : TRACE_HEADER_BYTES + traceparent.length;
  return RECORD_OVERHEAD_BYTES + site.length + value.length + headerBytes;
}
