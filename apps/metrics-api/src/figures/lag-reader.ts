import type { LagReader } from '#libs/figures';
import { TopicAdmin } from '#libs/kafka';
import type { KafkaAccess } from '#libs/platform';
import type { Pool } from 'pg';

/** How long a broker has to answer, milliseconds: a page does not wait longer for its lag. */
const CONNECT_TIMEOUT_MS = 2_000;

interface StoredOffset {
  readonly consumer: string;
  readonly topic: string;
  readonly partition: number;
  readonly next_offset: string;
}

/** Records behind the checkpoints, from the database's offsets and the broker's ends; unknown while no broker answers. */
export function lagReader(pool: Pick<Pool, 'query'>, kafka: KafkaAccess | undefined): LagReader {
  return async () => {
    const { rows } = await pool.query<StoredOffset>(
      'select consumer, topic, partition, next_offset from checkpoint',
    );
    const ends = await endsOf(kafka, new Set(rows.map(({ topic }) => topic)));
    if (ends === undefined) return undefined;
    const lags = new Map<string, { consumer: string; topic: string; records: number }>();
    for (const { consumer, topic, partition, next_offset } of rows) {
      const key = `${consumer}/${topic}`;
      const lag = lags.get(key) ?? { consumer, topic, records: 0 };
      const end = ends.get(topic)?.[partition] ?? 0n;
      lags.set(key, { ...lag, records: lag.records + Number(end - BigInt(next_offset)) });
    }
    return [...lags.values()];
  };
}

async function endsOf(
  kafka: KafkaAccess | undefined,
  topics: ReadonlySet<string>,
): Promise<ReadonlyMap<string, readonly bigint[]> | undefined> {
  if (kafka === undefined) return undefined;
  try {
    const admin = await TopicAdmin.connect({
      ...kafka,
      clientId: 'metrics-api-lag',
      connectTimeoutMs: CONNECT_TIMEOUT_MS,
    });
    try {
      const ends = new Map<string, readonly bigint[]>();
      for (const topic of topics) ends.set(topic, await admin.endOffsets(topic));
      return ends;
    } finally {
      await admin.close();
    }
  } catch {
    // No broker, or a topic that is gone: the lag is not known, and the rest of the quality is.
    return undefined;
  }
}
