/**
 * Ours: one emitter process without its message lane. Every DMP event of the scenario is made,
 * encoded, folded into the truth, hashed and sent, by the very `UnitRunner` of the emitters, with their
 * settings. Timed from the first unit, so that making the plan counts.
 */
import { randomUUID } from 'node:crypto';
import { BufferPool, EmitterSettings, UnitRunner } from '#libs/emission';
import { SHARD_COUNT } from '#libs/events';
import { BatchProducer } from '#libs/kafka';
import { WorkMeter, loadSettings, systemClock } from '#libs/platform';
import { loadScenario } from '#libs/simulation';
import { finish, rateOf, readTask } from '../contract.js';
import type { EmitTask } from './task.js';

/** As in the emitters: a block of 4,096 attempts, each delivered twice, at 224 bytes a record. */
const BUFFER_BYTES = 4096 * 2 * 224;

const task = readTask() as EmitTask;
const settings = loadSettings(EmitterSettings);
const scenario = loadScenario(task.scenario, { scale: task.scale });
const producer = await BatchProducer.connect({ brokers: task.brokers, clientId: 'bench-emit' });
const runner = new UnitRunner({
  producer,
  buffers: new BufferPool(settings.MES_EMITTER_BATCHES_MAX, BUFFER_BYTES),
  // No unit here is under load: these stay empty, and no rate is missed.
  loadBuffers: new BufferPool(1, BUFFER_BYTES),
  onRateMiss: () => undefined,
  clock: systemClock,
  meter: new WorkMeter(systemClock, 'idle'),
  unitsMax: settings.MES_EMITTER_UNITS_MAX,
});

const run = randomUUID();
const processorBefore = process.cpuUsage();
const startedMs = systemClock.monotonicMs();
const results = await Promise.all(
  Array.from({ length: SHARD_COUNT }, (_, shard) =>
    runner.run({ run, channel: 'dmp', shard, scenario, seed: task.seed }, () => Promise.resolve()),
  ),
);
const elapsedMs = systemClock.monotonicMs() - startedMs;
const processor = process.cpuUsage(processorBefore);
await producer.close();

const records = results.reduce((sum, result) => sum + result.records, 0);
finish({
  eventsPerSecond: rateOf(records, elapsedMs),
  records,
  events: results.reduce((sum, result) => sum + result.events, 0),
  seconds: elapsedMs / 1000,
  processorSeconds: (processor.user + processor.system) / 1e6,
  memoryMegabytesMax: Math.round(process.resourceUsage().maxRSS / 1024),
});
