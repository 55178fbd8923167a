import type { Reader } from './readers.js';
import type { RunFollowing } from './run-following.js';
import type { RunDependencies } from './run-request.js';
import type { RunServers } from './run-servers.js';
import { stallWatch } from './stall-watch.js';
import { sumOf } from './topic-ends.js';

const POLL_MS = 100;

/**
 * Waits until the checkpoints of these aggregators have reached the present end of every topic that
 * they read.
 *
 * @throws RunFailedError when one stands still
 */
export async function awaitDrain(
  readers: readonly Reader[],
  parts: {
    readonly dependencies: Pick<RunDependencies, 'services' | 'clock' | 'stallSeconds'>;
    readonly servers: RunServers;
    readonly following: RunFollowing;
  },
): Promise<void> {
  const { servers, following } = parts;
  const { services, clock } = parts.dependencies;
  const { before } = following;
  const ends = await servers.endOffsets();
  for (const reader of readers) {
    const stall = stallWatch(reader.consumer, parts.dependencies);
    const waiting = [...ends].filter(([key]) =>
      reader.topics.some((topic) => key.startsWith(`${topic}/`)),
    );
    for (;;) {
      services?.assertHealthy();
      const { offsets } = await servers.database.counters(reader.consumer);
      if (waiting.every(([key, end]) => (offsets.get(key) ?? 0n) >= end)) break;
      stall(sumOf(offsets));
      const { records } = await servers.database.counters();
      await following.show({
        emitted: sumOf(ends) - before.ends,
        counted: records - before.volumes.records,
      });
      await clock.sleep(POLL_MS);
    }
  }
}
