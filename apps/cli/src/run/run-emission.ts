import { ArrivalRate, type SimulationUnit } from '#libs/emission';
import type { StreamName } from '#libs/events';
import { missText } from './load-lines.js';
import type { RunFollowing } from './run-following.js';
import { streamOf, type RunDependencies, type RunRequest } from './run-request.js';
import type { RunServers } from './run-servers.js';
import { stallWatch } from './stall-watch.js';
import { assertPartitionsFit } from './streams-fit.js';
import { sumOf } from './topic-ends.js';
import { publishUnits, unitsOf } from './units.js';

const POLL_MS = 200;
/**
 * From publishing the units to the start of their load: every emitter has taken its units and made
 * their plans by then. One that has not misses its first slots, and the report says so.
 */
const LOAD_LEAD_MS = 5000;
/** A load that brings fewer records than this in the time in which a run must move is not standing still. */
const QUIET_RECORDS = 10;

/** What the emission of a run takes. */
export interface EmissionParts {
  readonly run: string;
  readonly request: RunRequest;
  readonly dependencies: RunDependencies;
  readonly servers: RunServers;
  readonly following: RunFollowing;
}

/** Publishes the units of a run and follows them to their results. */
export class RunEmission {
  #isCancelled = false;

  constructor(private readonly parts: EmissionParts) {}

  /** Its follower ended it before everything was emitted. */
  get isCancelled(): boolean {
    return this.#isCancelled;
  }

  /**
   * Emits some streams of the run.
   *
   * @returns how long the units were told to wait before their start, milliseconds
   * @throws BadInvocationError when the streams do not fit what was counted before; RunFailedError
   *   when the emission stands still; what a service or an emitter says that gave up
   */
  async emit(streams: readonly StreamName[]): Promise<number> {
    const { run, request, servers, following } = this.parts;
    const { clock, kafka } = this.parts.dependencies;
    const { load } = request;
    const leadMs = load !== undefined && !streams.includes('sons') ? LOAD_LEAD_MS : 0;
    const partitions = await servers.partitionsOf(streams);
    assertPartitionsFit(await servers.database.countedSources(streamOf(request)), partitions);
    const startsAtMs = clock.nowMs() + leadMs;
    const units = unitsOf({ ...request, run, startsAtMs, partitions }, streams);
    const loadStartsMs = clock.monotonicMs() + leadMs;
    let expected = following.collector.results.size;
    for (const wave of this.#wavesOf(units)) {
      if (await this.#mustEnd()) break;
      expected += wave.length;
      // Units that were stored all the same are emitted twice: repetitions are what counting is made for.
      await servers.askBroker(() => publishUnits({ ...kafka, clientId: `mes-run-${run}` }, wave));
      await this.#awaitResults(expected, {
        isQuiet: this.#quietUntil(loadStartsMs),
        steadyFromMs: load === undefined ? Infinity : loadStartsMs + load.warmupSeconds * 1000,
      });
    }
    return leadMs;
  }

  async #awaitResults(
    unitsExpected: number,
    { isQuiet, steadyFromMs }: { isQuiet: () => boolean; steadyFromMs: number },
  ): Promise<void> {
    const { servers, following } = this.parts;
    const { clock, output, services } = this.parts.dependencies;
    const { collector, before } = following;
    const stall = stallWatch('emission', this.parts.dependencies);
    let isMissTold = false;
    let isWarmingUp = steadyFromMs < Infinity;
    while (collector.results.size < unitsExpected) {
      collector.assertHealthy();
      services?.assertHealthy();
      if (collector.rateMiss !== undefined && !isMissTold) {
        output.line(missText(collector.rateMiss));
        isMissTold = true;
      }
      const emitted = sumOf(await servers.endOffsets()) - before.ends;
      const { records } = await servers.database.counters();
      stall(emitted + records + collector.results.size + (isQuiet() ? clock.monotonicMs() : 0));
      if (isWarmingUp && clock.monotonicMs() >= steadyFromMs) {
        isWarmingUp = false;
        await following.beginSteadyState();
      }
      await following.show({
        emitted,
        counted: records - before.volumes.records,
        units: { done: collector.results.size, all: unitsExpected },
      });
      await clock.sleep(POLL_MS);
    }
  }

  #mayBeCancelled(): boolean {
    const { load, shardsPerWave, plan } = this.parts.request;
    return shardsPerWave !== undefined && load === undefined && !plan.streams().includes('sons');
  }

  #wavesOf(units: readonly SimulationUnit[]): (readonly SimulationUnit[])[] {
    const { shardsPerWave } = this.parts.request;
    if (!this.#mayBeCancelled() || shardsPerWave === undefined) return [units];
    return [...Map.groupBy(units, ({ shard }) => Math.floor(shard / shardsPerWave)).values()];
  }

  async #mustEnd(): Promise<boolean> {
    if (!this.#mayBeCancelled()) return false;
    const { follower } = this.parts.dependencies;
    this.#isCancelled ||= (await follower?.isCancelRequested()) ?? false;
    return this.#isCancelled;
  }

  /** Says whether the load, if any, brings too little just now for a run to be seen moving. */
  #quietUntil(loadStartsMs: number): () => boolean {
    const { load } = this.parts.request;
    if (load === undefined) return () => false;
    const { clock, stallSeconds } = this.parts.dependencies;
    const rate = new ArrivalRate(load.stages);
    return () => {
      const elapsedSeconds = (clock.monotonicMs() - loadStartsMs) / 1000;
      if (elapsedSeconds >= rate.seconds) return false;
      const soon = rate.recordsBy(elapsedSeconds + stallSeconds / 2);
      return soon - rate.recordsBy(elapsedSeconds - stallSeconds / 2) < QUIET_RECORDS;
    };
  }
}
