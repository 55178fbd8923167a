import { SHARD_COUNT, partitionOf } from '#libs/events';
import { Plan, loadScenario } from '#libs/simulation';
import type { EmitTask } from './task.js';

/** Events made of each shard: sent again and again, which spares the peers the making. */
const EVENTS_PER_SHARD = 1024;

/** A record ready to be sent by a library. */
export interface ReadyRecord {
  readonly key: Buffer;
  readonly value: Buffer;
  readonly partition: number;
}

/** Events of ours, encoded, by partition. @param perPartition how many of each */
export function readyRecords(task: EmitTask, perPartition: number): ReadyRecord[][] {
  const made = madeByPartition(task);
  return made.map((records) =>
    Array.from({ length: perPartition }, (_, index) => records[index % records.length]).filter(
      (record) => record !== undefined,
    ),
  );
}

function madeByPartition({ scenario, scale, seed, partitions }: EmitTask): ReadyRecord[][] {
  const plan = new Plan(loadScenario(scenario, { scale }), seed);
  const byPartition = Array.from({ length: partitions }, (): ReadyRecord[] => []);
  for (let shard = 0; shard < SHARD_COUNT; shard++) {
    const partition = partitionOf(shard, partitions);
    const generator = plan.generator('dmp', shard);
    const events = Math.min(EVENTS_PER_SHARD, generator.attempts);
    for (let sequence = 0; sequence < events; sequence++) {
      byPartition[partition]?.push({
        key: Buffer.from(generator.keyAt(sequence)),
        value: Buffer.from(generator.eventAt(sequence)),
        partition,
      });
    }
  }
  return byPartition;
}
