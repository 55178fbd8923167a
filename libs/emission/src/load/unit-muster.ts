import type { Clock } from '#libs/platform';
import type { SimulationUnit } from '../simulation-unit.js';

/** Between two looks whether more units have come. */
const POLL_MS = 20;
/** Units that come at all come within this of each other: they are published together. */
const GATHER_MS = 300;
/** So long before its start a load goes on with the units that are here: joining again takes time. */
const LAST_MOMENT_MS = 1500;
/** Runs whose units are remembered: those of one run come together. */
const RUNS_KEPT_MAX = 2;

export interface MusterParts {
  readonly clock: Pick<Clock, 'nowMs' | 'sleep'>;
  /** Partitions of the units' topic that this process has: as many units of each run. Undefined while they are given out. */
  readonly assignedPartitions: () => number | undefined;
}

/**
 * Sees to it that a load does not begin with a part of its units. A fetch that meets the publishing of
 * units gets those that are written by then, and kafkajs asks for more only when all that it has are
 * done: a unit under load is done at the load's end, and the others would come too late for every slot.
 */
export class UnitMuster {
  readonly #shards = new Map<string, Set<number>>();
  #lastCameAtMs = 0;

  constructor(private readonly parts: MusterParts) {}

  /**
   * Waits until the units of a load that this process is to have are here.
   *
   * @returns false: some are missing, and there is time to give back what is here and fetch all anew.
   *   Always true for a unit without a load, which may come as late as it likes
   */
  async isComplete({ run, shard, load }: SimulationUnit): Promise<boolean> {
    if (load === undefined) return true;
    const { clock, assignedPartitions } = this.parts;
    const shards = this.#shardsOf(run);
    shards.add(shard);
    this.#lastCameAtMs = clock.nowMs();
    const hasTime = (): boolean => clock.nowMs() < load.startsAtMs - LAST_MOMENT_MS;
    const isGathering = (): boolean => clock.nowMs() < this.#lastCameAtMs + GATHER_MS;
    while (shards.size < (assignedPartitions() ?? Infinity)) {
      if (!hasTime()) return true;
      if (!isGathering()) return false;
      await clock.sleep(POLL_MS);
    }
    return true;
  }

  #shardsOf(run: string): Set<number> {
    const known = this.#shards.get(run);
    if (known !== undefined) return known;
    const shards = new Set<number>();
    this.#shards.set(run, shards);
    const [oldest] = this.#shards.keys();
    if (this.#shards.size > RUNS_KEPT_MAX && oldest !== undefined) this.#shards.delete(oldest);
    return shards;
  }
}
