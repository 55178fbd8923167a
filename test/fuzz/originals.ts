/** Real inputs: events and facts as published, and batches as our writer and the library's lay them out. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { closeRecord, encodeStringSegment, openRecord } from '#libs/events';
import { RECORDS_OFFSET, finishBatch } from '#libs/kafka';
import { Writer, createRecordsBatch, crc32c, type MessageRecord } from '@platformatic/kafka';

/** From dist as from the sources: the root of the repository. */
const RECORDINGS = join(process.cwd(), 'libs', 'events', 'recordings', 'v1');
/** Largest schema id of an event; facts follow. */
const EVENT_SCHEMA_ID_MAX = 10;
const SENT_AT_MS = 1_700_000_000_000;
/** How often each batch that is not packed is there for one that is. */
const PLAIN_TIMES = 8;
const SITES = ['1750000018', '1130000021', '1690000039'];

/** Where the header of a batch says what (docs of Kafka, Message Format). */
export const AT = {
  baseOffset: 0,
  batchLength: 8,
  magic: 16,
  checksum: 17,
  attributes: 21,
  lastOffsetDelta: 23,
  baseTimestamp: 27,
  maxTimestamp: 35,
  producerId: 43,
  recordCount: 57,
} as const;

interface Recording {
  readonly schemaId: number;
  readonly hex: string;
}

const recordings = readdirSync(RECORDINGS)
  .filter((file) => file.endsWith('.json'))
  .sort()
  // Our own files, which the specs of libs/events hold against their schema.
  .map((file) => JSON.parse(readFileSync(join(RECORDINGS, file), 'utf8')) as Recording);

function valuesOf(isWanted: (schemaId: number) => boolean): Buffer[] {
  return recordings
    .filter(({ schemaId }) => isWanted(schemaId))
    .map(({ hex }) => Buffer.from(hex, 'hex'));
}

export const events: readonly Buffer[] = valuesOf((id) => id <= EVENT_SCHEMA_ID_MAX);
export const facts: readonly Buffer[] = valuesOf((id) => id > EVENT_SCHEMA_ID_MAX);

interface Shape {
  readonly compression?: 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd';
  readonly producerId?: bigint;
  /** Attributes beside the compression: 8 time of the broker, 16 transactional, 32 control. */
  readonly attributes?: number;
}

type PlainRecord = Omit<MessageRecord, 'topic' | 'timestamp'> & { readonly timestamp?: bigint };

/** A batch as the library writes it, at an offset. */
function libraryBatch(records: readonly PlainRecord[], shape: Shape, baseOffset: bigint): Buffer {
  const messages = records.map((record) => ({
    topic: 'fuzz',
    timestamp: BigInt(SENT_AT_MS),
    ...record,
  }));
  const batch = Buffer.from(
    createRecordsBatch(messages, {
      compression: shape.compression ?? 'none',
      producerId: shape.producerId ?? -1n,
      producerEpoch: 0,
    }).buffer,
  );
  batch.writeBigInt64BE(baseOffset, AT.baseOffset);
  const attributes = batch.readInt16BE(AT.attributes) | (shape.attributes ?? 0);
  batch.writeInt16BE(attributes, AT.attributes);
  return reseal(batch);
}

/** A batch as the emitters write it: lengths padded to two bytes. */
function ownBatch(values: readonly Buffer[], compression: 'none' | 'lz4' | 'zstd'): Buffer {
  const buffer = Buffer.alloc(16_384);
  let end = RECORDS_OFFSET;
  values.forEach((value, index) => {
    const key = encodeStringSegment(SITES[index % SITES.length] ?? '');
    const valueStart = openRecord(buffer, end, index, key);
    value.copy(buffer, valueStart);
    end = closeRecord(buffer, end, valueStart, valueStart + value.length);
  });
  return Buffer.from(
    finishBatch(buffer, end, { recordCount: values.length, timestampMs: SENT_AT_MS, compression }),
  );
}

/** Sets the length and the checksum right again, as far as there is room for them. */
export function reseal(batch: Buffer): Buffer {
  if (batch.length < RECORDS_OFFSET) return batch;
  batch.writeInt32BE(batch.length - AT.batchLength - 4, AT.batchLength);
  batch[AT.magic] = 2;
  batch.writeUInt32BE(crc32c(batch.subarray(AT.attributes)) >>> 0, AT.checksum);
  return batch;
}

const keyed = events.map((value, index): PlainRecord => ({
  key: Buffer.from(SITES[index % SITES.length] ?? ''),
  value,
}));
const [first = { value: Buffer.alloc(0) }] = keyed;
const marked = {
  ...first,
  headers: new Map([
    [Buffer.from('mes-replay'), Buffer.from('replay-1/3/123456')],
    [Buffer.from('traceparent'), Buffer.from('00-1-2-01')],
  ]),
};
// The library's types know no record without value, although it writes one.
const odd = [
  { value: null },
  { key: Buffer.alloc(0), value: Buffer.alloc(0) },
  { ...first, timestamp: BigInt(SENT_AT_MS + 90_000) },
  marked,
] as unknown as PlainRecord[];

const marker = (type: 0 | 1, producerId: bigint, baseOffset: bigint): Buffer =>
  libraryBatch(
    [{ key: Buffer.of(0, 0, 0, type), value: Buffer.alloc(6) }],
    { producerId, attributes: 48 },
    baseOffset,
  );

/** What compaction leaves: fewer records than offsets. */
function compacted(): Buffer {
  const batch = libraryBatch(keyed.slice(0, 3), {}, 0n);
  batch.writeInt32BE(40, AT.lastOffsetDelta);
  return reseal(batch);
}

const plainBatches: readonly Buffer[] = [
  ownBatch(events.slice(0, 4), 'none'),
  ownBatch(events, 'none'),
  libraryBatch(keyed.slice(0, 1), {}, 0n),
  libraryBatch(keyed.slice(0, 5), { producerId: 7n }, 100n),
  libraryBatch(odd, {}, 5n),
  libraryBatch([marked, marked], { attributes: 8 }, 0n),
  libraryBatch(keyed.slice(0, 2), { producerId: 7n, attributes: 16 }, 0n),
  compacted(),
  marker(0, 7n, 2n),
];

const packedBatches: readonly Buffer[] = [
  ownBatch(events, 'lz4'),
  ownBatch(events, 'zstd'),
  libraryBatch(odd, { compression: 'gzip' }, 5n),
  libraryBatch(keyed.slice(0, 6), { compression: 'snappy' }, 0n),
  libraryBatch(keyed.slice(0, 6), { compression: 'lz4' }, 0n),
];

/** Packed ones more rarely: they take many times as long. */
export const batches: readonly Buffer[] = [
  ...Array.from({ length: PLAIN_TIMES }, () => plainBatches).flat(),
  ...packedBatches,
];

const TOPIC_ID = '11111111-2222-3333-4444-555555555555';

/** A transaction that was given up, records of another producer among it, and one that was committed. */
const transactions = Buffer.concat([
  libraryBatch(keyed.slice(0, 2), { producerId: 7n, attributes: 16 }, 0n),
  libraryBatch(keyed.slice(2, 4), { producerId: 8n, attributes: 16 }, 2n),
  marker(0, 7n, 4n),
  marker(1, 8n, 5n),
  libraryBatch(keyed.slice(4, 5), {}, 6n),
]);

/** A fetch response of version 13, as far as a broker's answer to one topic goes. */
function fetchResponse(
  parts: readonly {
    records: Buffer;
    end: bigint;
    errorCode?: number;
    aborted?: readonly bigint[];
  }[],
): Buffer {
  return Writer.create()
    .appendInt32(0)
    .appendInt16(0)
    .appendInt32(0)
    .appendArray([{}], (topic) =>
      topic.appendUUID(TOPIC_ID).appendArray(
        parts.map((part, index) => ({ ...part, index })),
        (writer, { records, end, errorCode = 0, aborted = [], index }) =>
          writer
            .appendInt32(index)
            .appendInt16(errorCode)
            .appendInt64(end)
            .appendInt64(end)
            .appendInt64(0n)
            .appendArray([...aborted], (entry, producerId) =>
              entry.appendInt64(producerId).appendInt64(0n),
            )
            .appendInt32(-1)
            .appendBytes(records),
      ),
    )
    .appendTaggedFields().buffer;
}

const [own = Buffer.alloc(0), all = Buffer.alloc(0)] = plainBatches;

export const responses: readonly Buffer[] = [
  fetchResponse([{ records: own, end: 4n }]),
  fetchResponse([{ records: transactions, end: 7n, aborted: [7n] }]),
  fetchResponse([
    { records: Buffer.concat([own, libraryBatch(keyed.slice(0, 2), {}, 4n)]), end: 6n },
    { records: Buffer.alloc(0), end: 0n, errorCode: 6 },
    { records: all.subarray(0, -9), end: 100n },
  ]),
].map((response) => Buffer.from(response));
