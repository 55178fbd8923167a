/** Ours: what `mes replay --from archive:… --to rebuild` does, up to and with the swap. */
import { TopicAdmin } from '#libs/kafka';
import { systemClock } from '#libs/platform';
import { Selector, openArchive, rebuildVolumes } from '#libs/replay';
import { createPool } from '#libs/store';
import { finish, rateOf, readTask } from '../contract.js';
import type { ReplayTask } from './task.js';

const { archive, brokers, databaseUrl, topic } = readTask() as ReplayTask;
const source = await openArchive(archive);
const admin = await TopicAdmin.connect({ brokers, clientId: 'bench-rebuild' });
const nextOffsets = await admin.endOffsets(topic);
const pool = createPool(databaseUrl);
const startedMs = systemClock.monotonicMs();
const { records, counted, duplicates } = await rebuildVolumes({
  pool,
  source,
  selector: new Selector({}),
  topics: [
    {
      topic,
      topicId: await admin.topicId(topic),
      partitions: nextOffsets.length,
      nextOffsets,
      holdsAll: true,
    },
  ],
  replayId: 'bench002',
  mayLower: true,
  control: { report: () => Promise.resolve('go on') },
  clock: systemClock,
  onProgress: () => undefined,
});
const elapsedMs = systemClock.monotonicMs() - startedMs;
await pool.end();
await admin.close();
finish({
  eventsPerSecond: rateOf(records, elapsedMs),
  records,
  counted,
  duplicates,
  seconds: elapsedMs / 1000,
  memoryMegabytesMax: Math.round(process.resourceUsage().maxRSS / 1024),
});
