import { createHash, randomUUID } from 'node:crypto';
import { CHANNELS, SHARD_COUNT, TOPICS, UNITS_TOPIC, type Channel } from '#libs/events';
import type { SimulationUnit, UnitResult } from '#libs/emission';
import { MEASURE, VolumeCells, decodeCells } from '#libs/indicators';
import type { TopicAdmin } from '#libs/kafka';
import { RunFailedError, type Clock } from '#libs/platform';
import type { Plan, Scenario } from '#libs/simulation';
import { Kafka, logLevel } from 'kafkajs';
import type { Pool } from 'pg';
import type { Services } from '../backend/services.js';
import { count, seconds, type Output } from '../output.js';
import { readDatabaseCells, verifyCells, type Verification } from '../verify/verification.js';
import { comparePlan } from './plan-check.js';
import { RunDatabase, freshnessBetween, type Counters } from './run-database.js';
import type { RunReport } from './run-report.js';
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
  readonly verification: Verification;
  /** Cells of this run's truth that differ from the plan's closed-form totals; empty when the run was cut short. */
  readonly planFaults: readonly string[];
}

const POLL_MS = 100;

/** One run: publish the units, follow them, wait until all is counted, and compare every cell. */
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
    const { clock, kafkaBrokers, output } = this.dependencies;
    const { scenario, seed } = this.request;
    const before = await this.#database.counters();
    const freshnessBefore = await this.#database.freshnessBuckets();
    const endsBefore = await this.#endOffsets();
    const collector = await TruthCollector.start(kafkaBrokers, this.#id);
    const startedMs = clock.monotonicMs();
    try {
      await this.#publishUnits();
      await this.#awaitEmission(collector, sum(endsBefore), before, startedMs);
      const emissionMs = clock.monotonicMs() - startedMs;
      for (const result of collector.results.values()) {
        await this.#database.saveTruth(result, { scenario: scenario.name, seed });
      }
      const after = await this.#awaitDrain(before, startedMs);
      const totalMs = clock.monotonicMs() - startedMs;
      output.endProgress();
      const verification = verifyCells(
        await this.#database.truth(),
        await readDatabaseCells(this.dependencies.pool),
      );
      const freshnessMs = freshnessBetween(
        freshnessBefore,
        await this.#database.freshnessBuckets(),
      );
      const results = [...collector.results.values()];
      const truth = truthOf(results);
      return {
        verification,
        planFaults: results.every(({ isWhole }) => isWhole)
          ? comparePlan(this.request.plan.totals(), truth)
          : [],
        report: this.#report({
          results,
          truth,
          before,
          after,
          emissionMs,
          totalMs,
          verification,
          freshnessMs,
        }),
      };
    } finally {
      await collector.stop();
    }
  }

  /** One unit for each shard of each channel, each on the partition of its shard. */
  async #publishUnits(): Promise<void> {
    const kafka = new Kafka({
      clientId: `mes-run-${this.#id}`,
      brokers: [...this.dependencies.kafkaBrokers],
      logLevel: logLevel.NOTHING,
    });
    const producer = kafka.producer({ allowAutoTopicCreation: false });
    await producer.connect();
    await producer.send({
      topic: UNITS_TOPIC,
      messages: this.#units().map((unit) => ({
        key: `${unit.channel}/${String(unit.shard)}`,
        partition: unit.shard,
        value: JSON.stringify(unit),
      })),
    });
    await producer.disconnect();
  }

  #units(): SimulationUnit[] {
    const { scenario, seed, recordsPerSecond, durationSeconds } = this.request;
    const planned = this.#planned();
    return this.#slots().map(({ channel, shard }) => ({
      run: this.#id,
      channel,
      shard,
      scenario,
      seed,
      ...(recordsPerSecond !== undefined && {
        // Each unit gets the part of the rate that it has of the events; a unit without events ends at once.
        recordsPerSecond: Math.max(
          1e-9,
          (recordsPerSecond * this.request.plan.attempts(channel, shard)) / Math.max(1, planned),
        ),
      }),
      ...(durationSeconds !== undefined && { durationSeconds }),
    }));
  }

  async #awaitEmission(
    collector: TruthCollector,
    endsBefore: number,
    before: Counters,
    startedMs: number,
  ): Promise<void> {
    const units = this.#slots().length;
    const stall = this.#stallWatch('emission');
    while (collector.results.size < units) {
      collector.assertHealthy();
      this.dependencies.services?.assertHealthy();
      const emitted = sum(await this.#endOffsets()) - endsBefore;
      const counted = await this.#database.counters();
      stall(emitted + counted.records + collector.results.size);
      this.#showProgress(
        emitted,
        counted.records - before.records,
        startedMs,
        collector.results.size,
        units,
      );
      await this.dependencies.clock.sleep(POLL_MS * 2);
    }
  }

  /** Waits until the aggregators' checkpoints have reached the end of every deposit topic. */
  async #awaitDrain(before: Counters, startedMs: number): Promise<Counters> {
    const ends = await this.#endOffsets();
    const total = sum(ends);
    const stall = this.#stallWatch('counting');
    for (;;) {
      this.dependencies.services?.assertHealthy();
      const counters = await this.#database.counters();
      const isDrained = [...ends].every(
        ([key, end]) => end === 0n || (counters.offsets.get(key) ?? 0n) >= end,
      );
      if (isDrained) return counters;
      stall(counters.records);
      this.#showProgress(total, counters.records - before.records, startedMs, 0, 0);
      await this.dependencies.clock.sleep(POLL_MS);
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
          `${what} stands still: expected progress within ${String(stallSeconds)} s (MES_STALL_SECONDS), came none. Are the emitters and the volume aggregator running, on these brokers and this database?`,
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
    for (const topic of Object.values(TOPICS)) {
      (await this.dependencies.admin.endOffsets(topic)).forEach((end, partition) =>
        ends.set(`${topic}/${String(partition)}`, end),
      );
    }
    return ends;
  }

  #slots(): { channel: Channel; shard: number }[] {
    return CHANNELS.flatMap((channel) =>
      Array.from({ length: SHARD_COUNT }, (_, shard) => ({ channel, shard })),
    );
  }

  #planned(): number {
    return this.request.plan.totals().allEvents;
  }

  #report(run: {
    results: readonly UnitResult[];
    truth: VolumeCells;
    before: Counters;
    after: Counters;
    emissionMs: number;
    totalMs: number;
    verification: Verification;
    freshnessMs: RunReport['freshnessMs'];
  }): RunReport {
    const { results, before, after, verification } = run;
    const { backend, services, versions } = this.dependencies;
    const acknowledged = results.reduce((total, { records }) => total + records, 0);
    const processed = after.records - before.records;
    const draft: RunReport = {
      scenario: this.request.scenario.name,
      seed: this.request.seed,
      scale: this.request.scenario.scale,
      streamSha256: streamSha256(results),
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
      verification: { cells: verification.cells, wrong: verification.differences.length },
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

function truthOf(results: readonly UnitResult[]): VolumeCells {
  const truth = new VolumeCells();
  for (const { cells } of results) decodeCells(cells, truth);
  return truth;
}

function totalOf(cells: VolumeCells, measure: number): number {
  return cells.months().reduce((total, month) => total + cells.total(month, measure), 0);
}

/** One fingerprint for the whole stream: of the units' own, in the order of channel and shard. */
function streamSha256(results: readonly UnitResult[]): string | null {
  if (results.some(({ sha256 }) => sha256 === null)) return null;
  const hash = createHash('sha256');
  const inOrder = [...results].sort(
    (a, b) => CHANNELS.indexOf(a.channel) - CHANNELS.indexOf(b.channel) || a.shard - b.shard,
  );
  for (const { source, sha256 } of inOrder) hash.update(`${source} ${sha256 ?? ''}\n`);
  return hash.digest('hex');
}

function sum(offsets: ReadonlyMap<string, bigint>): number {
  return Number([...offsets.values()].reduce((total, offset) => total + offset, 0n));
}
