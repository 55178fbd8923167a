import { createHash, randomUUID } from 'node:crypto';
import {
  SHARD_COUNT,
  SONS_TOPIC,
  STREAMS,
  STREAM_TOPICS,
  UNITS_TOPIC,
  type StreamName,
} from '#libs/events';
import type { SimulationUnit, UnitResult } from '#libs/emission';
import { MEASURE, VolumeCells, decodeCells } from '#libs/indicators';
import type { TopicAdmin } from '#libs/kafka';
import { RunFailedError, type Clock } from '#libs/platform';
import { streamName, type Plan, type Scenario } from '#libs/simulation';
import { SONS_CONSUMER } from '#libs/store';
import { Kafka, logLevel } from 'kafkajs';
import type { Pool } from 'pg';
import type { Services } from '../backend/services.js';
import { count, seconds, type Output } from '../output.js';
import { readDatabaseCells, verifyCells, type Verification } from '../verify/verification.js';
import { comparePlan } from './plan-check.js';
import { FACTS_READER, readersOf, type Reader } from './readers.js';
import { RunDatabase, freshnessBetween, type Counters } from './run-database.js';
import type { RunReport, SonsRunReport } from './run-report.js';
import { checkSons, type SonsCheck } from './sons-check.js';
import { assertStreamsFit } from './streams-fit.js';
import type { Threshold } from './thresholds.js';
import { TruthCollector } from './truth-collector.js';

export interface RunRequest {
  readonly scenario: Scenario;
  readonly seed: number;
  /** The plan of that scenario and seed. */
  readonly plan: Plan;
  /** Records per second over all channels; omitted: as fast as it goes. */
  readonly recordsPerSecond?: number;
  readonly durationSeconds?: number;
  readonly thresholds: readonly Threshold[];
}

export interface RunDependencies {
  readonly kafkaBrokers: readonly string[];
  readonly admin: TopicAdmin;
  readonly pool: Pool;
  /** The services of this command; undefined when a `mes up` runs them. */
  readonly services: Services | undefined;
  readonly backend: { readonly kafka: string; readonly postgres: string };
  readonly versions: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly output: Output;
  readonly stallSeconds: number;
}

export interface RunOutcome {
  readonly report: RunReport;
  /** Of the volumes. */
  readonly verification: Verification;
  /** Of requests, thresholds and ledger; undefined for a scenario without SONS. */
  readonly sons: SonsCheck | undefined;
  /** Cells of this run's truth that differ from the plan's closed-form totals; empty when the run was cut short. */
  readonly planFaults: readonly string[];
}

const POLL_MS = 100;

/** Where the counters stood when a run began. */
interface Before {
  readonly volumes: Counters;
  readonly facts: Counters;
  /** Sum of all end offsets. */
  readonly ends: number;
}

/**
 * One run: publish the units, follow them, wait until all is counted, and compare every cell. SONS
 * facts go first, so that documents meet requests that are known and none needs to be read twice.
 */
export class SimulationRun {
  readonly #id = randomUUID();
  readonly #database: RunDatabase;

  constructor(
    private readonly request: RunRequest,
    private readonly dependencies: RunDependencies,
  ) {
    this.#database = new RunDatabase(dependencies.pool);
  }

  async execute(): Promise<RunOutcome> {
    const { clock, kafkaBrokers } = this.dependencies;
    await this.#assertDatabaseFits();
    const before: Before = {
      volumes: await this.#database.counters(),
      facts: await this.#factCounters(),
      ends: sum(await this.#endOffsets()),
    };
    const freshnessBefore = await this.#database.freshnessBuckets();
    const collector = await TruthCollector.start(kafkaBrokers, this.#id);
    const startedMs = clock.monotonicMs();
    try {
      const factsMs = await this.#emitFacts(collector, before, startedMs);
      await this.#emit(this.#channels(), collector, before, startedMs);
      const emissionMs = clock.monotonicMs() - startedMs;
      const results = [...collector.results.values()];
      await this.#saveTruth(results);
      await this.#awaitDrain(readersOf(this.#streams()), before, startedMs);
      const totalMs = clock.monotonicMs() - startedMs;
      this.dependencies.output.endProgress();
      const after = await this.#database.counters();
      const freshnessMs = freshnessBetween(
        freshnessBefore,
        await this.#database.freshnessBuckets(),
      );
      return await this.#conclude({
        results,
        before,
        after,
        factsMs,
        emissionMs,
        totalMs,
        freshnessMs,
      });
    } finally {
      await collector.stop();
    }
  }

  #streams(): readonly StreamName[] {
    return this.request.plan.streams();
  }

  #channels(): readonly StreamName[] {
    return this.#streams().filter((stream) => stream !== 'sons');
  }

  async #assertDatabaseFits(): Promise<void> {
    const { scenario, seed } = this.request;
    assertStreamsFit(await this.#database.emittedStreams(), {
      name: streamName(scenario),
      seed: String(seed),
      hasSons: this.#streams().includes('sons'),
    });
  }

  #factCounters(): Promise<Counters> {
    return this.#database.counters(SONS_CONSUMER, SONS_TOPIC);
  }

  /** Sends every fact and waits until all are applied. Returns how long that took; 0 without SONS. */
  async #emitFacts(collector: TruthCollector, before: Before, startedMs: number): Promise<number> {
    if (!this.#streams().includes('sons')) return 0;
    await this.#emit(['sons'], collector, before, startedMs);
    await this.#awaitDrain([FACTS_READER], before, startedMs);
    return this.dependencies.clock.monotonicMs() - startedMs;
  }

  /** Publishes the units of some streams and follows them to their results. */
  async #emit(
    streams: readonly StreamName[],
    collector: TruthCollector,
    before: Before,
    startedMs: number,
  ): Promise<void> {
    const units = this.#units(streams);
    const expected = collector.results.size + units.length;
    await this.#publish(units);
    await this.#awaitEmission(collector, expected, before, startedMs);
  }

  async #saveTruth(results: readonly UnitResult[]): Promise<void> {
    const { scenario, seed } = this.request;
    for (const result of results) {
      await this.#database.saveTruth(result, { scenario: scenario.name, seed });
    }
  }

  async #conclude(run: {
    results: readonly UnitResult[];
    before: Before;
    after: Counters;
    factsMs: number;
    emissionMs: number;
    totalMs: number;
    freshnessMs: RunReport['freshnessMs'];
  }): Promise<RunOutcome> {
    const { results, before } = run;
    const { pool } = this.dependencies;
    const verification = verifyCells(await this.#database.truth(), await readDatabaseCells(pool));
    const sons = this.#streams().includes('sons')
      ? await checkSons(pool, await this.#database.sonsTruth())
      : undefined;
    const truth = truthOf(results);
    return {
      verification,
      sons,
      planFaults: results.every(({ isWhole }) => isWhole)
        ? comparePlan(this.request.plan.totals(), truth)
        : [],
      report: this.#report({
        ...run,
        truth,
        verification,
        sons: sons
          ? sonsReport(sons, {
              results,
              before: before.facts,
              after: await this.#factCounters(),
              seconds: run.factsMs / 1000,
            })
          : null,
      }),
    };
  }

  /** Each unit goes on the partition of its shard. */
  async #publish(units: readonly SimulationUnit[]): Promise<void> {
    const kafka = new Kafka({
      clientId: `mes-run-${this.#id}`,
      brokers: [...this.dependencies.kafkaBrokers],
      logLevel: logLevel.NOTHING,
    });
    const producer = kafka.producer({ allowAutoTopicCreation: false });
    await producer.connect();
    await producer.send({
      topic: UNITS_TOPIC,
      messages: units.map((unit) => ({
        key: `${unit.channel}/${String(unit.shard)}`,
        partition: unit.shard,
        value: JSON.stringify(unit),
      })),
    });
    await producer.disconnect();
  }

  /** One unit for each shard of each stream. Facts take neither rate nor duration: they are what documents are measured against. */
  #units(streams: readonly StreamName[]): SimulationUnit[] {
    const { scenario, seed, recordsPerSecond, durationSeconds } = this.request;
    const planned = this.#planned();
    return slotsOf(streams).map(({ channel, shard }) => ({
      run: this.#id,
      channel,
      shard,
      scenario,
      seed,
      ...(recordsPerSecond !== undefined &&
        channel !== 'sons' && {
          // Each unit gets the part of the rate that it has of the events; a unit without events ends at once.
          recordsPerSecond: Math.max(
            1e-9,
            (recordsPerSecond * this.request.plan.attempts(channel, shard)) / Math.max(1, planned),
          ),
        }),
      ...(durationSeconds !== undefined && channel !== 'sons' && { durationSeconds }),
    }));
  }

  async #awaitEmission(
    collector: TruthCollector,
    unitsExpected: number,
    before: Before,
    startedMs: number,
  ): Promise<void> {
    const stall = this.#stallWatch('emission');
    while (collector.results.size < unitsExpected) {
      collector.assertHealthy();
      this.dependencies.services?.assertHealthy();
      const emitted = sum(await this.#endOffsets()) - before.ends;
      const counted = await this.#database.counters();
      stall(emitted + counted.records + collector.results.size);
      this.#showProgress(
        emitted,
        counted.records - before.volumes.records,
        startedMs,
        collector.results.size,
        unitsExpected,
      );
      await this.dependencies.clock.sleep(POLL_MS * 2);
    }
  }

  /** Waits until the aggregators' checkpoints have reached the end of every topic that they read. */
  async #awaitDrain(readers: readonly Reader[], before: Before, startedMs: number): Promise<void> {
    const ends = await this.#endOffsets();
    for (const reader of readers) {
      const stall = this.#stallWatch(reader.consumer);
      const waiting = [...ends].filter(([key]) =>
        reader.topics.some((topic) => key.startsWith(`${topic}/`)),
      );
      for (;;) {
        this.dependencies.services?.assertHealthy();
        const { offsets } = await this.#database.counters(reader.consumer);
        if (waiting.every(([key, end]) => (offsets.get(key) ?? 0n) >= end)) break;
        stall(sum(offsets));
        const { records } = await this.#database.counters();
        this.#showProgress(
          sum(ends) - before.ends,
          records - before.volumes.records,
          startedMs,
          0,
          0,
        );
        await this.dependencies.clock.sleep(POLL_MS);
      }
    }
  }

  /** A function that throws when the figure it is shown has not changed for too long. */
  #stallWatch(what: string): (figure: number) => void {
    const { clock, stallSeconds } = this.dependencies;
    let last = -1;
    let sinceMs = clock.monotonicMs();
    return (figure) => {
      if (figure !== last) {
        last = figure;
        sinceMs = clock.monotonicMs();
      } else if (clock.monotonicMs() - sinceMs > stallSeconds * 1000) {
        throw new RunFailedError(
          `${what} stands still: expected progress within ${String(stallSeconds)} s (MES_STALL_SECONDS), came none. Are the emitters and the aggregators running, on these brokers and this database?`,
        );
      }
    };
  }

  #showProgress(
    emitted: number,
    counted: number,
    startedMs: number,
    done: number,
    units: number,
  ): void {
    const elapsed = (this.dependencies.clock.monotonicMs() - startedMs) / 1000;
    this.dependencies.output.progress(
      `  ${seconds(elapsed)}  emitted ${count(emitted)}  counted ${count(counted)}  ` +
        `${count(counted / Math.max(elapsed, 0.001))} events/s  lag ${count(Math.max(0, emitted - counted))}` +
        (units > 0 ? `  units ${String(done)}/${String(units)}` : '  draining'),
    );
  }

  async #endOffsets(): Promise<Map<string, bigint>> {
    const ends = new Map<string, bigint>();
    for (const topic of Object.values(STREAM_TOPICS)) {
      (await this.dependencies.admin.endOffsets(topic)).forEach((end, partition) =>
        ends.set(`${topic}/${String(partition)}`, end),
      );
    }
    return ends;
  }

  #planned(): number {
    return this.request.plan.totals().allEvents;
  }

  #report(run: {
    results: readonly UnitResult[];
    truth: VolumeCells;
    before: Before;
    after: Counters;
    emissionMs: number;
    totalMs: number;
    verification: Verification;
    sons: SonsRunReport | null;
    freshnessMs: RunReport['freshnessMs'];
  }): RunReport {
    const { after, verification, sons } = run;
    const before = run.before.volumes;
    const results = run.results.filter(({ channel }) => channel !== 'sons');
    const { backend, services, versions } = this.dependencies;
    const acknowledged = results.reduce((total, { records }) => total + records, 0);
    const processed = after.records - before.records;
    const draft: RunReport = {
      scenario: this.request.scenario.name,
      seed: this.request.seed,
      scale: this.request.scenario.scale,
      streamSha256: streamSha256(run.results),
      events: {
        planned: this.#planned(),
        emitted: results.reduce((total, { events }) => total + events, 0),
        acknowledged,
        counted: after.counted - before.counted,
        duplicatesIgnored: after.duplicates - before.duplicates,
        refused: totalOf(run.truth, MEASURE.depositsRefused),
        deadLettered: after.deadLettered - before.deadLettered,
        lost: Math.max(0, verification.expectedEvents - verification.actualEvents),
      },
      seconds: {
        total: run.totalMs / 1000,
        emission: run.emissionMs / 1000,
        drain: (run.totalMs - run.emissionMs) / 1000,
      },
      eventsPerSecond: Math.round(processed / (run.totalMs / 1000)),
      freshnessMs: run.freshnessMs,
      verification: {
        cells: verification.cells + (sons?.verification.cells ?? 0),
        wrong: verification.differences.length + (sons?.verification.wrong ?? 0),
      },
      sons,
      thresholds: [],
      backend,
      versions,
      memoryMegabytesMax: Object.fromEntries(
        (services?.memory() ?? []).map(({ instance, megabytesMax }) => [instance, megabytesMax]),
      ),
      restarts: services?.restarts ?? 0,
    };
    return {
      ...draft,
      thresholds: this.request.thresholds.map((threshold) => threshold.evaluate(draft)),
    };
  }
}

function slotsOf(streams: readonly StreamName[]): { channel: StreamName; shard: number }[] {
  return streams.flatMap((channel) =>
    Array.from({ length: SHARD_COUNT }, (_, shard) => ({ channel, shard })),
  );
}

/** What the run says of its SONS: the figures of the database, and what became of this run's facts. */
function sonsReport(
  check: SonsCheck,
  run: {
    readonly results: readonly UnitResult[];
    readonly before: Counters;
    readonly after: Counters;
    readonly seconds: number;
  },
): SonsRunReport {
  const { before, after } = run;
  const facts = run.results.filter(({ channel }) => channel === 'sons');
  return {
    facts: {
      emitted: facts.reduce((total, { events }) => total + events, 0),
      acknowledged: facts.reduce((total, { records }) => total + records, 0),
      taken: after.counted - before.counted,
      duplicatesIgnored: after.duplicates - before.duplicates,
      deadLettered: after.deadLettered - before.deadLettered,
      seconds: run.seconds,
    },
    ...check.figures,
    paymentsCents: check.paymentsCents,
    linesCents: check.linesCents,
    verification: { cells: check.verification.cells, wrong: check.wrong },
  };
}

function truthOf(results: readonly UnitResult[]): VolumeCells {
  const truth = new VolumeCells();
  for (const { cells } of results) decodeCells(cells, truth);
  return truth;
}

function totalOf(cells: VolumeCells, measure: number): number {
  return cells.months().reduce((total, month) => total + cells.total(month, measure), 0);
}

/** One fingerprint for the whole stream: of the units' own, in the order of stream and shard. */
function streamSha256(results: readonly UnitResult[]): string | null {
  if (results.some(({ sha256 }) => sha256 === null)) return null;
  const hash = createHash('sha256');
  const inOrder = [...results].sort(
    (a, b) => STREAMS.indexOf(a.channel) - STREAMS.indexOf(b.channel) || a.shard - b.shard,
  );
  for (const { source, sha256 } of inOrder) hash.update(`${source} ${sha256 ?? ''}\n`);
  return hash.digest('hex');
}

function sum(offsets: ReadonlyMap<string, bigint>): number {
  return Number([...offsets.values()].reduce((total, offset) => total + offset, 0n));
}
