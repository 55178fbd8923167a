import { SHARD_COUNT, type Channel } from '#libs/events';
import type { Scenario } from '../scenario/scenario.js';
import { NationalPlan } from './national-plan.js';
import { ShardGenerator } from './shard-generator.js';
import { PlanTotals } from './totals.js';

/** A seed, or a shard, that a plan cannot be made for. */
export class PlanArgumentError extends Error {
  /** Bad invocation: nothing was changed. */
  readonly exitCode = 2;

  constructor(what: string, expected: string, got: number) {
    super(`${what}: expected ${expected}, got ${got}`);
    this.name = new.target.name;
  }
}

/**
 * What a scenario and a seed become: exact quotas, and for each channel and shard a generator of its
 * events. Two plans of the same scenario and seed agree in every byte, on any machine.
 */
export class Plan {
  readonly #national: NationalPlan;
  #totals: PlanTotals | undefined;

  /**
   * @param seed a whole number from 0 to 2^53 - 1
   * @throws PlanArgumentError, FaultRatesError, NothingToShareError or UnplannableScenarioError
   */
  constructor(
    readonly scenario: Scenario,
    readonly seed: number,
  ) {
    if (!Number.isSafeInteger(seed) || seed < 0) {
      throw new PlanArgumentError('seed', 'a whole number from 0 to 2^53 - 1', seed);
    }
    this.#national = new NationalPlan(scenario, seed);
  }

  /** Distinct events of a channel in a shard. */
  attempts(channel: Channel, shard: number): number {
    assertShard(shard);
    return this.#national
      .attemptsByMonth(channel, shard)
      .reduce((total, attempts) => total + attempts, 0);
  }

  /** What the plan adds up to, without generating an event. */
  totals(): PlanTotals {
    return (this.#totals ??= new PlanTotals(this.#national, this.seed));
  }

  generator(channel: Channel, shard: number): ShardGenerator {
    assertShard(shard);
    return new ShardGenerator(this.#national, { channel, shard, seed: this.seed });
  }
}

function assertShard(shard: number): void {
  if (!Number.isInteger(shard) || shard < 0 || shard >= SHARD_COUNT) {
    throw new PlanArgumentError('shard', `a whole number from 0 to ${SHARD_COUNT - 1}`, shard);
  }
}
