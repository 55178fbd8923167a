import type { TopicAdmin } from '#libs/kafka';
import type { Clock, KafkaAccess } from '#libs/platform';
import { streamName, type Plan, type Scenario } from '#libs/simulation';
import type { EmittedStream } from '#libs/store';
import type { Pool } from 'pg';
import type { Services } from '../backend/services.js';
import type { LoadRequest } from '../load/load-request.js';
import type { Output } from '../output.js';
import type { RunFollower } from './run-follower.js';
import type { Threshold } from './thresholds.js';

/** What a run is to emit. */
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

/** What a run works with. */
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

/** The stream of events that a run emits, as the sources of its events name it. */
export function streamOf({
  scenario,
  seed,
}: Pick<RunRequest, 'scenario' | 'seed'>): Pick<EmittedStream, 'name' | 'seed'> {
  return { name: streamName(scenario), seed: String(seed) };
}
