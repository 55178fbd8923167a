import type { Clock } from '#libs/platform';
import type { ClientBase, Pool } from 'pg';
import {
  Checkpoint,
  type AssignedPartition,
  type CheckpointChanges,
  type TakenPartition,
} from './checkpoint.js';
import {
  MonthToReviseError,
  openMonthsForEvents,
  type MonthLock,
  type RevisedMonth,
} from './month-rows.js';
import { addVolumes, type VolumeDeltas } from './volume-deltas.js';

/** What a commit of the volume aggregator stores, or does not store, together. */
export interface VolumeChanges extends CheckpointChanges {
  readonly volumes: VolumeDeltas;
}

/** The checkpoint of the volumes: what is booked beside the offsets are cells of months. */
export class VolumeCheckpoint {
  readonly #checkpoint: Checkpoint;

  /** As those of Checkpoint. */
  constructor(pool: Pool, consumer: string, clock: Pick<Clock, 'nowMs'>) {
    this.#checkpoint = new Checkpoint(pool, consumer, clock);
  }

  /** See Checkpoint.take. */
  take(assigned: readonly AssignedPartition[], owner: string): Promise<TakenPartition[]> {
    return this.#checkpoint.take(assigned, owner);
  }

  /**
   * Stores progress, or nothing of it.
   *
   * @returns months that were closed and got events: each has a new revision
   * @throws CheckpointLostError when one of the partitions is not this taking's any more, or not at
   *   the expected offset
   */
  async commit(changes: VolumeChanges): Promise<RevisedMonth[]> {
    if (changes.partitions.length === 0) return [];
    try {
      return await this.#commitLocking('share', changes);
    } catch (error) {
      if (!(error instanceof MonthToReviseError)) throw error;
      return await this.#commitLocking('revise', changes);
    }
  }

  #commitLocking(lock: MonthLock, changes: VolumeChanges): Promise<RevisedMonth[]> {
    return this.#checkpoint.commit(changes, (client) => bookVolumes(client, changes.volumes, lock));
  }
}

async function bookVolumes(
  client: ClientBase,
  volumes: VolumeDeltas,
  lock: MonthLock,
): Promise<RevisedMonth[]> {
  const revised = await openMonthsForEvents(client, volumes.months, lock);
  await addVolumes(client, volumes);
  return revised;
}
