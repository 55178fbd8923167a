import { SHARD_COUNT, type StreamName } from '#libs/events';
import type { Scenario } from '../scenario/scenario.js';
import { SonsPlan } from '../sons/sons-plan.js';
import { ChannelsPlan } from './channels-plan.js';
import type { RecordGenerator } from './record-generator.js';
import type { StreamsPlan } from './streams-plan.js';
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
 * What a scenario and a seed become: exact quotas, and for each stream and shard a generator of its
 * records. Two plans of the same scenario and seed agree in every byte, on any machine.
 */
export class Plan {
  readonly #streams: StreamsPlan;
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
    this.#streams =
      scenario.sons === undefined
        ? new ChannelsPlan(scenario, seed)
        : new SonsPlan(scenario, scenario.sons, seed);
  }

  /** The streams of the scenario, in the order in which they are best published: facts before documents. */
  streams(): readonly StreamName[] {
    return this.#streams.streams();
  }

  /** Distinct events or facts of a stream in a shard. */
  attempts(stream: StreamName, shard: number): number {
    assertShard(shard);
    return this.#streams.attempts(stream, shard);
  }

  /** What the plan adds up to, without generating an event. */
  totals(): PlanTotals {
    return (this.#totals ??= new PlanTotals(
      this.#streams,
      this.scenario.faults.duplicatedDelivery.rate,
    ));
  }

  /** @throws PlannedStreamError for a stream that the scenario does not have */
  generator(stream: StreamName, shard: number): RecordGenerator {
    assertShard(shard);
    return this.#streams.generator(stream, shard);
  }
}

function assertShard(shard: number): void {
  if (!Number.isInteger(shard) || shard < 0 || shard >= SHARD_COUNT) {
    throw new PlanArgumentError('shard', `a whole number from 0 to ${SHARD_COUNT - 1}`, shard);
  }
}
