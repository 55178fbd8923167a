import {
  TopicReader,
  UnknownTopicError,
  readRecords,
  type ClusterOptions,
  type FetchedBatches,
  type ReadRecord,
} from '#libs/kafka';
import {
  TooManyReadersError,
  TopicPages,
  rangeOf,
  type Absence,
  type PageRequest,
  type TopicPage,
} from './topic-page.js';

/** Readers at once: each holds connections and the memory of two fetches. */
export const READERS_MAX = 8;
/** Bytes one fetch brings; a single larger batch comes whole. */
const FETCH_BYTES_MAX = 1024 * 1024;
/** Bytes of keys and values on one page: it ends before its limit when they are reached. */
const PAGE_BYTES_MAX = 4 * 1024 * 1024;
/** How long a partition may bring nothing before the page is given up, milliseconds. */
const STALL_MS = 5000;

/** Pages from a Kafka cluster, over connections that live as long as the page is read. */
export class KafkaTopicPages extends TopicPages {
  #readers = 0;

  constructor(private readonly cluster: ClusterOptions) {
    super();
  }

  override async read(request: PageRequest): Promise<TopicPage | Absence> {
    if (this.#readers >= READERS_MAX) throw new TooManyReadersError(READERS_MAX);
    this.#readers += 1;
    try {
      return await this.#read(request);
    } finally {
      this.#readers -= 1;
    }
  }

  async #read(request: PageRequest): Promise<TopicPage | Absence> {
    const { topic, partition } = request;
    const reader = await this.#open(topic);
    if (reader === undefined) return { absent: 'topic' };
    try {
      const found = reader.partitions.find((one) => one.partition === partition);
      if (found === undefined) return { absent: 'partition', partitions: reader.partitions.length };
      const bounds = { start: found.startOffset, end: found.endOffset };
      const range = rangeOf(request, bounds);
      if (range === undefined) return { absent: 'offset', bounds };
      const records = await collect(reader.read(topic, partition, range), range.before);
      const next = records.isCut ? records.nextOffset : range.before;
      return {
        records: records.records,
        nextOffset: next < bounds.end ? next : undefined,
      };
    } finally {
      await reader.close();
    }
  }

  async #open(topic: string): Promise<TopicReader | undefined> {
    try {
      return await TopicReader.open({
        ...this.cluster,
        topics: [topic],
        fetchBytesMax: FETCH_BYTES_MAX,
        stallMs: STALL_MS,
      });
    } catch (error) {
      if (error instanceof UnknownTopicError) return undefined;
      throw error;
    }
  }
}

interface Collected {
  readonly records: readonly ReadRecord[];
  /** True: the bytes were reached before the range's end. */
  readonly isCut: boolean;
  readonly nextOffset: bigint;
}

/** Copies of the records before an offset, until the bytes of a page are reached. */
async function collect(fetches: AsyncIterable<FetchedBatches>, before: bigint): Promise<Collected> {
  const records: ReadRecord[] = [];
  let bytes = 0;
  for await (const batches of fetches) {
    for (const record of readRecords(batches)) {
      if (record.offset >= before) break;
      if (bytes >= PAGE_BYTES_MAX) return { records, isCut: true, nextOffset: record.offset };
      bytes += (record.key?.length ?? 0) + (record.value?.length ?? 0);
      records.push(copyOf(record));
    }
  }
  return { records, isCut: false, nextOffset: before };
}

/** The batches' memory is used again by the next fetch. */
function copyOf(record: ReadRecord): ReadRecord {
  return {
    offset: record.offset,
    timestampMs: record.timestampMs,
    key: record.key && Buffer.from(record.key),
    value: record.value && Buffer.from(record.value),
    headers: record.headers.map(({ key, value }) => ({ key, value: value && Buffer.from(value) })),
  };
}
