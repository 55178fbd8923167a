import { STREAM_TOPICS } from '#libs/events';
import type { TopicAdmin } from '#libs/kafka';

/** The end offset of each partition that carries events or facts, by `topic/partition`. */
export async function endOffsets(admin: TopicAdmin): Promise<Map<string, bigint>> {
  const ends = new Map<string, bigint>();
  for (const topic of Object.values(STREAM_TOPICS)) {
    (await admin.endOffsets(topic)).forEach((end, partition) =>
      ends.set(`${topic}/${String(partition)}`, end),
    );
  }
  return ends;
}

export function sumOf(offsets: ReadonlyMap<string, bigint>): number {
  return Number([...offsets.values()].reduce((total, offset) => total + offset, 0n));
}
