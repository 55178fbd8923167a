import { createHash } from 'node:crypto';
import { decodeEvent, decodeFact, type StreamName } from '#libs/events';
import { TopicReader, readRecords } from '#libs/kafka';

/** What a topic holds, by our own reader: what `decode_topics.py` has to find. */
export interface TopicDigest {
  /** By partition. */
  readonly partitions: Readonly<Record<string, PartitionDigest>>;
  /** Records of each type. */
  readonly records: ReadonlyMap<string, number>;
}

export interface PartitionDigest {
  readonly records: number;
  /** Over one line a record, in the order of the offsets. */
  readonly sha256: string;
}

/** Reads a topic to its present end. */
export async function digestOfTopic(
  brokers: readonly string[],
  stream: StreamName,
  topic: string,
): Promise<TopicDigest> {
  const reader = await TopicReader.open({ brokers, clientId: 'contracts', topics: [topic] });
  const partitions: Record<string, PartitionDigest> = {};
  const records = new Map<string, number>();
  try {
    for (const { partition } of reader.partitions) {
      const digest = createHash('sha256');
      let count = 0;
      for await (const batches of reader.read(topic, partition)) {
        for (const { value } of readRecords(batches)) {
          if (value === null) throw new Error(`${topic}/${partition}: a record without value`);
          const { record, ...fields } = stream === 'sons' ? decodeFact(value) : decodeEvent(value);
          digest.update(lineOf(record, fields));
          records.set(record, (records.get(record) ?? 0) + 1);
          count += 1;
        }
      }
      partitions[String(partition)] = { records: count, sha256: digest.digest('hex') };
    }
  } finally {
    await reader.close();
  }
  return { partitions, records };
}

/** The same line as `line` of `decode_topics.py`: fields sorted by name, instants in milliseconds, bytes in hexadecimal. */
function lineOf(record: string, fields: object): string {
  const plain = Object.entries(fields)
    .map(([name, value]: [string, unknown]) => [name, plainValue(value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `${record} ${JSON.stringify(Object.fromEntries(plain))}\n`;
}

function plainValue(value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
}
