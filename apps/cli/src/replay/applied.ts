import { RunFailedError, systemClock } from '#libs/platform';
import type { TopicAdmin } from '#libs/kafka';
import type { RunDatabase } from '../run/run-database.js';

/** Between two looks at the checkpoint. */
const POLL_MS = 100;

/**
 * Waits until the volume aggregator has read these topics to their present ends.
 *
 * @param countedBefore what it had counted before the replay
 * @returns events that it has counted since: what the replay, and whatever else came, added
 * @throws RunFailedError when it stands still
 */
export async function waitForApplied(wait: {
  readonly admin: TopicAdmin;
  readonly database: RunDatabase;
  readonly topics: readonly string[];
  readonly countedBefore: number;
  readonly stallSeconds: number;
}): Promise<number> {
  const { admin, database, topics, stallSeconds } = wait;
  const ends = new Map<string, bigint>();
  for (const topic of topics) {
    (await admin.endOffsets(topic)).forEach((end, partition) =>
      ends.set(`${topic}/${String(partition)}`, end),
    );
  }
  let last = { records: -1, atMs: systemClock.monotonicMs() };
  for (;;) {
    const { offsets, records, counted } = await database.counters();
    if ([...ends].every(([key, end]) => (offsets.get(key) ?? 0n) >= end)) {
      return counted - wait.countedBefore;
    }
    const atMs = systemClock.monotonicMs();
    if (records !== last.records) last = { records, atMs };
    if (atMs - last.atMs > stallSeconds * 1000) {
      throw new RunFailedError(
        `replay: expected the volume aggregator to read on within ${String(stallSeconds)} s (MES_STALL_SECONDS), it stands still. Everything is written; what of it is counted shows when it reads on.`,
      );
    }
    await systemClock.sleep(POLL_MS);
  }
}
