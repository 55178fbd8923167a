import { SHARD_COUNT, sourceOf, type StreamName } from '#libs/events';
import { extraRates } from '../plan/faults.js';
import { known } from '../plan/known.js';
import { keyOfSeed, mix } from '../plan/mixing.js';
import type { RecordGenerator } from '../plan/record-generator.js';
import { ShardGenerator, streamName } from '../plan/shard-generator.js';
import { shardSites } from '../plan/site-index.js';
import { PlannedStreamError, type StreamsPlan } from '../plan/streams-plan.js';
import { emptyDocumentTotals, type DocumentTotals } from '../plan/document-totals.js';
import type { Scenario, SonsFlow } from '../scenario/scenario.js';
import { SonsAssignment } from './assignment.js';
import { standingFacts, type StandingFact } from './claims.js';
import { depositsOf, extrasOf, factsOf } from './counts.js';
import { FactGenerator } from './fact-generator.js';
import { ShardDeposits } from './shard-deposits.js';
import { ShardFacts } from './shard-facts.js';
import { SonsDocumentStream } from './sons-document-stream.js';
import { SonsTotals } from './sons-totals.js';

const STREAMS: readonly StreamName[] = ['sons', 'dmp'];
const SALT = { requests: 0x5001, documents: 0x5002 } as const;

/**
 * Requests of the SONS and the documents of their clients. What is counted without a shard being built
 * comes from the assignment alone: about half a second for the whole country.
 */
export class SonsPlan implements StreamsPlan {
  readonly #key: number;
  readonly #rates: Float64Array;
  #assignment: SonsAssignment | undefined;
  #standing: readonly StandingFact[][] | undefined;
  #totals: SonsTotals | undefined;

  /** @throws FaultRatesError */
  constructor(
    private readonly scenario: Scenario,
    private readonly flow: SonsFlow,
    private readonly seed: number,
  ) {
    this.#key = keyOfSeed(seed);
    this.#rates = extraRates(scenario.faults);
  }

  get assignment(): SonsAssignment {
    return (this.#assignment ??= new SonsAssignment(
      this.flow,
      this.scenario.scale,
      mix(this.#key, SALT.requests),
    ));
  }

  streams(): readonly StreamName[] {
    return STREAMS;
  }

  attempts(stream: StreamName, shard: number): number {
    const requests = this.assignment.ofShard(shard);
    if (stream === 'sons') {
      return requests.reduce(
        (sum, request) => sum + factsOf(request),
        this.#standingOf(shard).length,
      );
    }
    if (stream !== 'dmp') return 0;
    const { documents, refused } = depositsOf(requests);
    const extras = extrasOf(documents, this.#rates).reduce((sum, count) => sum + count, 0);
    return documents + refused + extras;
  }

  generator(stream: StreamName, shard: number): RecordGenerator {
    if (stream === 'sons') return this.#factGenerator(shard);
    if (stream !== 'dmp') throw new PlannedStreamError(stream, STREAMS);
    const { scenario, seed } = this;
    const sites = shardSites(shard);
    const events = new SonsDocumentStream(this.#depositsOf(shard), {
      sites,
      personKey: this.#key,
      lateDeposit: scenario.faults.lateDeposit,
    });
    return new ShardGenerator({
      scenario,
      seed,
      key: this.#key,
      channel: stream,
      sites,
      stream: events,
    });
  }

  eventsByMonth(): ReadonlyMap<number, Float64Array> {
    return this.#counted().events;
  }

  documents(month: number): DocumentTotals {
    return this.#counted().documents.get(month) ?? emptyDocumentTotals();
  }

  #factGenerator(shard: number): FactGenerator {
    const { scenario, seed } = this;
    const source = sourceOf('sons', streamName(scenario), seed, shard);
    const facts = new ShardFacts(source, this.assignment.ofShard(shard), this.#standingOf(shard));
    return new FactGenerator({ source, shard, facts, faults: scenario.faults, key: this.#key });
  }

  #depositsOf(shard: number): ShardDeposits {
    return new ShardDeposits({
      requests: this.assignment.ofShard(shard),
      sites: shardSites(shard),
      rates: this.#rates,
      key: mix(this.#key, SALT.documents),
    });
  }

  #standingOf(shard: number): readonly StandingFact[] {
    this.#standing ??= standingFacts(this.assignment.requests);
    return known(this.#standing[shard]);
  }

  /** One shard after the other: seconds at full scale, and the memory of one table. */
  #counted(): SonsTotals {
    if (this.#totals !== undefined) return this.#totals;
    const totals = new SonsTotals();
    for (let shard = 0; shard < SHARD_COUNT; shard++) totals.addShard(this.#depositsOf(shard));
    return (this.#totals = totals);
  }
}
