/** Ours: what `mes replay --from archive:… --to origin` does, without its row in the database. */
import { BatchProducer } from '#libs/kafka';
import { systemClock } from '#libs/platform';
import { ReplayRun, Selector, TopicSink, openArchive } from '#libs/replay';
import { finish, rateOf, readTask } from '../contract.js';
import type { ReplayTask } from './task.js';

const { archive, brokers, topic } = readTask() as ReplayTask;
const source = await openArchive(archive);
const producer = await BatchProducer.connect({ brokers, clientId: 'bench-replay' });
const partitions = await producer.partitions(topic);
const sink = new TopicSink({
  producer,
  clock: systemClock,
  replayId: 'bench001',
  source,
  targetOf: () => ({ topic, partitions }),
});
const processorBefore = process.cpuUsage();
const startedMs = systemClock.monotonicMs();
const { replayed, bytes } = await new ReplayRun({
  source,
  selector: new Selector({}),
  sink,
  pace: { kind: 'full' },
  order: 'partition',
  time: 'registered',
  control: { report: () => Promise.resolve('go on') },
  clock: systemClock,
  onProgress: () => undefined,
}).run();
const elapsedMs = systemClock.monotonicMs() - startedMs;
const processor = process.cpuUsage(processorBefore);
await producer.close();
finish({
  eventsPerSecond: rateOf(replayed, elapsedMs),
  records: replayed,
  bytes,
  seconds: elapsedMs / 1000,
  processorSeconds: (processor.user + processor.system) / 1e6,
  memoryMegabytesMax: Math.round(process.resourceUsage().maxRSS / 1024),
});
