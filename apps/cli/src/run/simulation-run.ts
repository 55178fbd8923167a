import { randomUUID } from 'node:crypto';
import type { StreamName } from '#libs/events';
import { inSpan, withLogFacts } from '#libs/platform';
import type { ProvenPart } from '#libs/store';
import { readDatabaseCells, verifyCells, type Verification } from '../verify/verification.js';
import { awaitDrain } from './await-drain.js';
import { buildReport, sonsReport, truthOf } from './build-report.js';
import { comparePlan } from './plan-check.js';
import { mainLimit } from './progress-limits.js';
import { proofOf } from './proof.js';
import { FACTS_READER, readersOf } from './readers.js';
import { freshnessBetween } from './run-database.js';
import { RunEmission } from './run-emission.js';
import { RunFollowing, countersOfFacts } from './run-following.js';
import type { RunReport } from './run-report.js';
import { streamOf, type RunDependencies, type RunRequest } from './run-request.js';
import { RunServers } from './run-servers.js';
import { checkSons, type SonsCheck } from './sons-check.js';
import { assertStreamsFit } from './streams-fit.js';

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

/** How long the parts of a run took, milliseconds; the lead of a load is in none of them. */
interface RunTimes {
  /** Until every fact was applied; 0 without SONS. */
  readonly factsMs: number;
  /** Until every unit had its result. */
  readonly emissionMs: number;
  /** Until all was counted. */
  readonly totalMs: number;
}

/**
 * One run: publish the units, follow them, wait until all is counted, and compare every cell. SONS
 * facts go first, so that documents meet requests that are known and none needs to be read twice.
 */
export class SimulationRun {
  readonly #id = randomUUID();
  readonly #servers: RunServers;

  constructor(
    private readonly request: RunRequest,
    private readonly dependencies: RunDependencies,
  ) {
    this.#servers = new RunServers(dependencies);
  }

  /** Does the run; its id is in every line of the log, and in its trace. */
  execute(): Promise<RunOutcome> {
    const { name, seed } = streamOf(this.request);
    const attributes = { 'mes.run': this.#id, 'mes.scenario': name, 'mes.seed': seed };
    return withLogFacts({ run: this.#id }, () =>
      inSpan('run', { attributes }, () => this.#execute()),
    );
  }

  async #execute(): Promise<RunOutcome> {
    const { request, dependencies } = this;
    const servers = this.#servers;
    await this.#assertDatabaseFits();
    const following = await RunFollowing.start({ run: this.#id, request, dependencies, servers });
    try {
      const parts = { run: this.#id, request, dependencies, servers, following };
      const emission = new RunEmission(parts);
      const times = await this.#emitAndCount(emission, following);
      dependencies.output.endProgress();
      return await this.#conclude(following, emission.isCancelled, times);
    } finally {
      await following.stop();
    }
  }

  async #emitAndCount(emission: RunEmission, following: RunFollowing): Promise<RunTimes> {
    const { clock } = this.dependencies;
    const draining = { dependencies: this.dependencies, servers: this.#servers, following };
    const startedMs = clock.monotonicMs();
    let factsMs = 0;
    if (this.#hasSons()) {
      await emission.emit(['sons']);
      await awaitDrain([FACTS_READER], draining);
      factsMs = clock.monotonicMs() - startedMs;
    }
    const leadMs = await emission.emit(this.#streams().filter((stream) => stream !== 'sons'));
    const emissionMs = clock.monotonicMs() - startedMs - leadMs;
    await this.#saveTruth(following);
    await awaitDrain(readersOf(this.#streams()), draining);
    return { factsMs, emissionMs, totalMs: clock.monotonicMs() - startedMs - leadMs };
  }

  #streams(): readonly StreamName[] {
    return this.request.plan.streams();
  }

  #hasSons(): boolean {
    return this.#streams().includes('sons');
  }

  async #assertDatabaseFits(): Promise<void> {
    assertStreamsFit(await this.#servers.database.emittedStreams(), {
      ...streamOf(this.request),
      hasSons: this.#hasSons(),
    });
  }

  async #saveTruth({ collector }: RunFollowing): Promise<void> {
    const { scenario, seed } = this.request;
    for (const result of collector.results.values()) {
      await this.#servers.database.saveTruth(result, { scenario: scenario.name, seed });
    }
  }

  async #conclude(
    following: RunFollowing,
    isCancelled: boolean,
    times: RunTimes,
  ): Promise<RunOutcome> {
    const { collector, progress, before, steadyFrom } = following;
    const { pool, services, backend, versions } = this.dependencies;
    const { database, queries } = this.#servers;
    const results = [...collector.results.values()];
    const after = await database.counters();
    await following.tellOfVerifying(after.records - before.volumes.records, times.totalMs);
    const freshness = await database.freshnessBuckets();
    const known = await database.truth();
    const verification = verifyCells(known, await readDatabaseCells(queries));
    const sonsTruth = this.#hasSons() ? await database.sonsTruth() : undefined;
    const sons = sonsTruth && (await this.#servers.askDatabase(() => checkSons(pool, sonsTruth)));
    const truth = truthOf(results);
    const isWhole = !isCancelled && results.every((result) => result.isWhole);
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
            after: await countersOfFacts(this.#servers),
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
    return { verification, sons, planFaults, proof, report, isCancelled };
  }
}
