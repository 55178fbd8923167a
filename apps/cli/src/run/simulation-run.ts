import { randomUUID } from 'node:crypto';
import { SONS_TOPIC, STREAM_TOPICS, type StreamName } from '#libs/events';
import { ArrivalRate, type SimulationUnit, type UnitResult } from '#libs/emission';
import {
  BrokerLostError,
  BrokerUnreachableError,
  MeterReader,
  kindOfFault,
  type TopicAdmin,
} from '#libs/kafka';
import { inSpan, withLogFacts, type Clock, type KafkaAccess } from '#libs/platform';
import { streamName, type Plan, type Scenario } from '#libs/simulation';
import {
  SONS_CONSUMER,
  isDatabaseAway,
  type EmittedStream,
  type ProvenPart,
  type RunProgressFigures,
} from '#libs/store';
import type { Pool } from 'pg';
import type { Services } from '../backend/services.js';
import type { LoadRequest } from '../load/load-request.js';
import type { Output } from '../output.js';
import { readDatabaseCells, verifyCells, type Verification } from '../verify/verification.js';
import { buildReport, sonsReport, truthOf } from './build-report.js';
import { missText } from './load-lines.js';
import { PatientQueries } from './patient-queries.js';
import { patiently, type Patience } from './patiently.js';
import { comparePlan } from './plan-check.js';
import { mainLimit } from './progress-limits.js';
import { RunProgress, type ProgressFigures, type ProgressSample } from './progress.js';
import { proofOf } from './proof.js';
import { FACTS_READER, readersOf, type Reader } from './readers.js';
import { RunDatabase, freshnessBetween, type Counters } from './run-database.js';
import type { RunFollower } from './run-follower.js';
import type { RunReport } from './run-report.js';
import { checkSons, type SonsCheck } from './sons-check.js';
import { stallWatch } from './stall-watch.js';
import { assertPartitionsFit, assertStreamsFit } from './streams-fit.js';
import type { Threshold } from './thresholds.js';
import { endOffsets, sumOf } from './topic-ends.js';
import { TruthCollector } from './truth-collector.js';
import { publishUnits, unitsOf } from './units.js';

export interface RunRequest {
  readonly scenario: Scenario;
  readonly seed: number;
  /** The plan of that scenario and seed. */
  readonly plan: Plan;
  /** When records are meant to be sent; omitted: as fast as it goes. */
  readonly load?: LoadRequest;
  /** Without a load: stop after this long; omitted: the whole scenario. */
  readonly durationSeconds?: number;
  readonly thresholds: readonly Threshold[];
  /**
   * Shards whose units are published together, so that the run can be ended between two such waves
   * with everything counted that was emitted. Omitted: all at once. Not for a load, nor for a scenario
   * with SONS, whose thresholds need every document.
   */
  readonly shardsPerWave?: number;
}

export interface RunDependencies {
  readonly kafka: KafkaAccess;
  readonly admin: TopicAdmin;
  readonly pool: Pool;
  /** The services of this command; undefined when a `mes up` runs them. */
  readonly services: Services | undefined;
  readonly backend: { readonly kafka: string; readonly postgres: string };
  readonly versions: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly output: Output;
  readonly stallSeconds: number;
  /** Omitted: nobody is told beside the output. */
  readonly follower?: RunFollower;
}

export interface RunOutcome {
  readonly report: RunReport;
  /** Of the volumes. */
  readonly verification: Verification;
  /** Of requests, thresholds and ledger; undefined for a scenario without SONS. */
  readonly sons: SonsCheck | undefined;
  /** Cells of this run's truth that differ from the plan's closed-form totals; empty when the run was cut short. */
  readonly planFaults: readonly string[];
  /** What was compared, by dimension. */
  readonly proof: readonly ProvenPart[];
  /** Its follower ended it before everything was emitted. */
  readonly isCancelled: boolean;
}

const POLL_MS = 100;
/**
 * From publishing the units to the start of their load: every emitter has taken its units and made
 * their plans by then. One that has not misses its first slots, and the report says so.
 */
const LOAD_LEAD_MS = 5000;
/** A load that brings fewer records than this in the time in which a run must move is not standing still. */
const QUIET_RECORDS = 10;

/** Where everything stood when a run began. */
interface Before {
  readonly volumes: Counters;
  readonly facts: Counters;
  readonly freshness: ReadonlyMap<number, number>;
  /** Sum of all end offsets. */
  readonly ends: number;
}

/** What a run follows its emitters and aggregators with. */
interface Following {
  readonly collector: TruthCollector;
  readonly progress: RunProgress;
  readonly before: Before;
  /** Freshness buckets as they were when the steady state began; those of `before` without a load. */
  steadyFrom: ReadonlyMap<number, number>;
}

/**
 * One run: publish the units, follow them, wait until all is counted, and compare every cell. SONS
 * facts go first, so that documents meet requests that are known and none needs to be read twice.
 */
export class SimulationRun {
  readonly #id = randomUUID();
  readonly #patience: Patience;
  readonly #queries: PatientQueries;
  readonly #database: RunDatabase;
  #isCancelled = false;
  #lastSample: ProgressSample | undefined;

  constructor(
    private readonly request: RunRequest,
    private readonly dependencies: RunDependencies,
  ) {
    this.#patience = {
      clock: dependencies.clock,
      patienceSeconds: dependencies.stallSeconds,
    };
    this.#queries = new PatientQueries(dependencies.pool, this.#patience);
    this.#database = new RunDatabase(this.#queries);
  }

  /** Does the run; its id is in every line of the log, and in its trace. */
  execute(): Promise<RunOutcome> {
    const { scenario, seed } = this.request;
    const attributes = {
      'mes.run': this.#id,
      'mes.scenario': streamName(scenario),
      'mes.seed': String(seed),
    };
    return withLogFacts({ run: this.#id }, () =>
      inSpan('run', { attributes }, () => this.#execute()),
    );
  }

  async #execute(): Promise<RunOutcome> {
    const { clock, kafka, output } = this.dependencies;
    await this.#assertDatabaseFits();
    const before: Before = {
      volumes: await this.#database.counters(),
      facts: await this.#factCounters(),
      freshness: await this.#database.freshnessBuckets(),
      ends: sumOf(await this.#endOffsets()),
    };
    const clientId = `mes-run-${this.#id}`;
    const meters = await this.#asking(() => MeterReader.start({ ...kafka, clientId }));
    const collector = await this.#asking(() => TruthCollector.start(kafka, this.#id));
    const progress = new RunProgress({ output, clock, meters });
    const following: Following = {
      ...{ collector, progress, before },
      steadyFrom: before.freshness,
    };
    const startedMs = clock.monotonicMs();
    try {
      const factsMs = await this.#emitFacts(following, startedMs);
      const leadMs = await this.#emit(this.#channels(), following);
      const emissionMs = clock.monotonicMs() - startedMs - leadMs;
      await this.#saveTruth([...collector.results.values()]);
      await this.#awaitDrain(readersOf(this.#streams()), following);
      const totalMs = clock.monotonicMs() - startedMs - leadMs;
      output.endProgress();
      return await this.#conclude(following, { factsMs, emissionMs, totalMs });
    } finally {
      await collector.stop();
      await meters.close();
    }
  }

  #streams(): readonly StreamName[] {
    return this.request.plan.streams();
  }

  #channels(): readonly StreamName[] {
    return this.#streams().filter((stream) => stream !== 'sons');
  }

  async #assertDatabaseFits(): Promise<void> {
    assertStreamsFit(await this.#database.emittedStreams(), {
      ...this.#stream(),
      hasSons: this.#streams().includes('sons'),
    });
  }

  /** As the sources of its events name it. */
  #stream(): Pick<EmittedStream, 'name' | 'seed'> {
    const { scenario, seed } = this.request;
    return { name: streamName(scenario), seed: String(seed) };
  }

  #factCounters(): Promise<Counters> {
    return this.#database.counters(SONS_CONSUMER, SONS_TOPIC);
  }

  #endOffsets(): Promise<Map<string, bigint>> {
    return this.#asking(() => endOffsets(this.dependencies.admin));
  }

  /** Asks the broker, again while it is away: a restart of it ends a run at no moment, not at its first either. */
  #asking<T>(ask: () => Promise<T>): Promise<T> {
    return patiently(ask, isBrokerAway, this.#patience);
  }

  /** Sends every fact and waits until all are applied. Returns how long that took; 0 without SONS. */
  async #emitFacts(following: Following, startedMs: number): Promise<number> {
    if (!this.#streams().includes('sons')) return 0;
    await this.#emit(['sons'], following);
    await this.#awaitDrain([FACTS_READER], following);
    return this.dependencies.clock.monotonicMs() - startedMs;
  }

  /**
   * Publishes the units of some streams and follows them to their results.
   *
   * @returns how long they were told to wait before their start, milliseconds
   */
  async #emit(streams: readonly StreamName[], following: Following): Promise<number> {
    const { clock, kafka } = this.dependencies;
    const { load } = this.request;
    const leadMs = load !== undefined && !streams.includes('sons') ? LOAD_LEAD_MS : 0;
    const partitions = await this.#asking(() => this.#partitionsOf(streams));
    assertPartitionsFit(await this.#database.countedSources(this.#stream()), partitions);
    const startsAtMs = clock.nowMs() + leadMs;
    const units = unitsOf({ ...this.request, run: this.#id, startsAtMs, partitions }, streams);
    const loadStartsMs = clock.monotonicMs() + leadMs;
    let expected = following.collector.results.size;
    for (const wave of this.#wavesOf(units)) {
      if (await this.#mustEnd()) break;
      expected += wave.length;
      // Units that were stored all the same are emitted twice: repetitions are what counting is made for.
      await this.#asking(() => publishUnits({ ...kafka, clientId: `mes-run-${this.#id}` }, wave));
      await this.#awaitEmission(following, expected, {
        isQuiet: this.#quietUntil(loadStartsMs),
        steadyFromMs: load === undefined ? Infinity : loadStartsMs + load.warmupSeconds * 1000,
      });
    }
    return leadMs;
  }

  async #partitionsOf(streams: readonly StreamName[]): Promise<Map<StreamName, number>> {
    const partitions = new Map<StreamName, number>();
    for (const stream of streams) {
      const { length } = await this.dependencies.admin.endOffsets(STREAM_TOPICS[stream]);
      partitions.set(stream, length);
    }
    return partitions;
  }

  #mayBeCancelled(): boolean {
    const { load, shardsPerWave } = this.request;
    return shardsPerWave !== undefined && load === undefined && !this.#streams().includes('sons');
  }

  #wavesOf(units: readonly SimulationUnit[]): (readonly SimulationUnit[])[] {
    const { shardsPerWave } = this.request;
    if (!this.#mayBeCancelled() || shardsPerWave === undefined) return [units];
    return [...Map.groupBy(units, ({ shard }) => Math.floor(shard / shardsPerWave)).values()];
  }

  async #mustEnd(): Promise<boolean> {
    if (!this.#mayBeCancelled()) return false;
    this.#isCancelled ||= (await this.dependencies.follower?.isCancelRequested()) ?? false;
    return this.#isCancelled;
  }

  /** Says whether the load, if any, brings too little just now for a run to be seen moving. */
  #quietUntil(loadStartsMs: number): () => boolean {
    const { load } = this.request;
    if (load === undefined) return () => false;
    const { clock, stallSeconds } = this.dependencies;
    const rate = new ArrivalRate(load.stages);
    return () => {
      const elapsedSeconds = (clock.monotonicMs() - loadStartsMs) / 1000;
      if (elapsedSeconds >= rate.seconds) return false;
      const soon = rate.recordsBy(elapsedSeconds + stallSeconds / 2);
      return soon - rate.recordsBy(elapsedSeconds - stallSeconds / 2) < QUIET_RECORDS;
    };
  }

  async #saveTruth(results: readonly UnitResult[]): Promise<void> {
    const { scenario, seed } = this.request;
    for (const result of results) {
      await this.#database.saveTruth(result, { scenario: scenario.name, seed });
    }
  }

  async #awaitEmission(
    following: Following,
    unitsExpected: number,
    { isQuiet, steadyFromMs }: { isQuiet: () => boolean; steadyFromMs: number },
  ): Promise<void> {
    const { clock, output, services } = this.dependencies;
    const { collector, before } = following;
    const stall = stallWatch('emission', this.dependencies);
    let isMissTold = false;
    let isWarmingUp = steadyFromMs < Infinity;
    while (collector.results.size < unitsExpected) {
      collector.assertHealthy();
      services?.assertHealthy();
      if (collector.rateMiss !== undefined && !isMissTold) {
        output.line(missText(collector.rateMiss));
        isMissTold = true;
      }
      const emitted = sumOf(await this.#endOffsets()) - before.ends;
      const { records } = await this.#database.counters();
      stall(emitted + records + collector.results.size + (isQuiet() ? clock.monotonicMs() : 0));
      if (isWarmingUp && clock.monotonicMs() >= steadyFromMs) {
        isWarmingUp = false;
        following.steadyFrom = await this.#database.freshnessBuckets();
      }
      await this.#showProgress(following, {
        emitted,
        counted: records - before.volumes.records,
        units: { done: collector.results.size, all: unitsExpected },
      });
      await clock.sleep(POLL_MS * 2);
    }
  }

  /** Waits until the aggregators' checkpoints have reached the end of every topic that they read. */
  async #awaitDrain(readers: readonly Reader[], following: Following): Promise<void> {
    const { before } = following;
    const ends = await this.#endOffsets();
    for (const reader of readers) {
      const stall = stallWatch(reader.consumer, this.dependencies);
      const waiting = [...ends].filter(([key]) =>
        reader.topics.some((topic) => key.startsWith(`${topic}/`)),
      );
      for (;;) {
        this.dependencies.services?.assertHealthy();
        const { offsets } = await this.#database.counters(reader.consumer);
        if (waiting.every(([key, end]) => (offsets.get(key) ?? 0n) >= end)) break;
        stall(sumOf(offsets));
        const { records } = await this.#database.counters();
        await this.#showProgress(following, {
          emitted: sumOf(ends) - before.ends,
          counted: records - before.volumes.records,
        });
        await this.dependencies.clock.sleep(POLL_MS);
      }
    }
  }

  async #showProgress(
    { progress }: Following,
    figures: Omit<ProgressFigures, 'freshness'>,
  ): Promise<void> {
    if (!progress.isDue) return;
    const freshness = await this.#database.freshnessBuckets();
    const sample = progress.sample({ ...figures, freshness });
    if (sample === undefined) return;
    this.#lastSample = sample;
    await this.#tell({ ...sample, phase: sample.units === null ? 'draining' : 'emitting' });
  }

  async #tellOfVerifying(counted: number, totalMs: number): Promise<void> {
    if (this.#lastSample === undefined) return;
    await this.#tell({
      ...this.#lastSample,
      phase: 'verifying',
      elapsedSeconds: totalMs / 1000,
      emitted: Math.max(this.#lastSample.emitted, counted),
      counted,
      lag: 0,
      lagSeconds: 0,
      units: null,
    });
  }

  async #tell(figures: Omit<RunProgressFigures, 'planned'>): Promise<void> {
    const planned = this.request.plan.totals().allEvents;
    await this.dependencies.follower?.onProgress({ ...figures, planned });
  }

  async #conclude(
    { collector, progress, before, steadyFrom }: Following,
    times: { readonly factsMs: number; readonly emissionMs: number; readonly totalMs: number },
  ): Promise<RunOutcome> {
    const { pool, services, backend, versions } = this.dependencies;
    const results = [...collector.results.values()];
    const after = await this.#database.counters();
    await this.#tellOfVerifying(after.records - before.volumes.records, times.totalMs);
    const freshness = await this.#database.freshnessBuckets();
    const known = await this.#database.truth();
    const verification = verifyCells(known, await readDatabaseCells(this.#queries));
    const sonsTruth = this.#streams().includes('sons')
      ? await this.#database.sonsTruth()
      : undefined;
    const sons =
      sonsTruth &&
      (await patiently(() => checkSons(pool, sonsTruth), isDatabaseAway, this.#patience));
    const truth = truthOf(results);
    const isWhole = !this.#isCancelled && results.every((result) => result.isWhole);
    const report = buildReport({
      ...this.request,
      ...times,
      load: this.request.load,
      rateMiss: collector.rateMiss,
      results,
      isWhole,
      truth,
      before: before.volumes,
      after,
      freshnessMs: freshnessBetween(steadyFrom, freshness),
      limitedBy: mainLimit(progress.limits) ?? null,
      verification,
      sons: sons
        ? sonsReport(sons, {
            results,
            before: before.facts,
            after: await this.#factCounters(),
            seconds: times.factsMs / 1000,
          })
        : null,
      backend,
      versions,
      memoryMegabytesMax: Object.fromEntries(
        (services?.memory() ?? []).map(({ instance, megabytesMax }) => [instance, megabytesMax]),
      ),
      restarts: services?.restarts ?? 0,
    });
    const planFaults = isWhole ? comparePlan(this.request.plan.totals(), truth) : [];
    const proof = proofOf(
      { truth: known, verification },
      sons && { truth: sonsTruth, verification: sons.verification },
    );
    return { verification, sons, planFaults, proof, report, isCancelled: this.#isCancelled };
  }
}

function isBrokerAway(error: unknown): boolean {
  return (
    error instanceof BrokerUnreachableError ||
    error instanceof BrokerLostError ||
    kindOfFault(error) === 'transient'
  );
}
