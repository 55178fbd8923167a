import { SONS_TOPIC } from '#libs/events';
import { MeterReader } from '#libs/kafka';
import { SONS_CONSUMER, type RunProgressFigures } from '#libs/store';
import { RunProgress, type ProgressFigures, type ProgressSample } from './progress.js';
import type { Counters } from './run-database.js';
import type { RunDependencies, RunRequest } from './run-request.js';
import type { RunServers } from './run-servers.js';
import { sumOf } from './topic-ends.js';
import { TruthCollector } from './truth-collector.js';

/** Where everything stood when a run began. */
export interface Before {
  readonly volumes: Counters;
  readonly facts: Counters;
  readonly freshness: ReadonlyMap<number, number>;
  /** Sum of all end offsets. */
  readonly ends: number;
}

/** What the following of a run takes. */
export interface FollowingParts {
  readonly run: string;
  readonly request: Pick<RunRequest, 'plan'>;
  readonly dependencies: Pick<RunDependencies, 'kafka' | 'clock' | 'output' | 'follower'>;
  readonly servers: RunServers;
}

/** Hears what emitters and aggregators say of a run, and tells it on. */
export class RunFollowing {
  /** Freshness buckets as they were when the steady state began; those of `before` without a load. */
  steadyFrom: ReadonlyMap<number, number>;
  #lastSample: ProgressSample | undefined;

  private constructor(
    private readonly parts: FollowingParts,
    readonly before: Before,
    private readonly meters: MeterReader,
    readonly collector: TruthCollector,
    readonly progress: RunProgress,
  ) {
    this.steadyFrom = before.freshness;
  }

  static async start(parts: FollowingParts): Promise<RunFollowing> {
    const { run, servers } = parts;
    const { kafka, output, clock } = parts.dependencies;
    const before: Before = {
      volumes: await servers.database.counters(),
      facts: await countersOfFacts(servers),
      freshness: await servers.database.freshnessBuckets(),
      ends: sumOf(await servers.endOffsets()),
    };
    const clientId = `mes-run-${run}`;
    const meters = await servers.askBroker(() => MeterReader.start({ ...kafka, clientId }));
    const collector = await servers.askBroker(() => TruthCollector.start(kafka, run));
    const progress = new RunProgress({ output, clock, meters });
    return new RunFollowing(parts, before, meters, collector, progress);
  }

  /** Takes the freshness of the steady state from now on. */
  async beginSteadyState(): Promise<void> {
    this.steadyFrom = await this.parts.servers.database.freshnessBuckets();
  }

  /** Shows where the run stands, once an interval. */
  async show(figures: Omit<ProgressFigures, 'freshness'>): Promise<void> {
    if (!this.progress.isDue) return;
    const freshness = await this.parts.servers.database.freshnessBuckets();
    const sample = this.progress.sample({ ...figures, freshness });
    if (sample === undefined) return;
    this.#lastSample = sample;
    await this.#tell({ ...sample, phase: sample.units === null ? 'draining' : 'emitting' });
  }

  async tellOfVerifying(counted: number, totalMs: number): Promise<void> {
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

  async stop(): Promise<void> {
    await this.collector.stop();
    await this.meters.close();
  }

  async #tell(figures: Omit<RunProgressFigures, 'planned'>): Promise<void> {
    const { request, dependencies } = this.parts;
    const planned = request.plan.totals().allEvents;
    await dependencies.follower?.onProgress({ ...figures, planned });
  }
}

/** What the SONS aggregator has done with facts so far. */
export function countersOfFacts({ database }: Pick<RunServers, 'database'>): Promise<Counters> {
  return database.counters(SONS_CONSUMER, SONS_TOPIC);
}
