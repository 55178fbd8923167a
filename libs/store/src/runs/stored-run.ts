/** Where a run stands. COMPLETED: it came to its end and compared every cell; `wrong` says with what result. */
export type RunState = 'REQUESTED' | 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELLED';

/** Where a run stands, once a second. Records since it began. */
export interface RunProgressFigures {
  /** starting: backend and services. verifying: every cell is being compared. */
  readonly phase: 'starting' | 'emitting' | 'draining' | 'verifying';
  readonly elapsedSeconds: number;
  /** Distinct events that the plan holds, SONS facts aside. */
  readonly planned: number;
  /** Records acknowledged by Kafka, repeated deliveries and SONS facts included. */
  readonly emitted: number;
  /** Records counted and committed. */
  readonly counted: number;
  /** Records emitted and not yet counted. */
  readonly lag: number;
  readonly lagSeconds: number;
  /** Records counted a second, of the last interval. */
  readonly eventsPerSecond: number;
  /** Of what was counted in the last interval, milliseconds; null when nothing was. */
  readonly visibleMsP99: number | null;
  /** emitter, broker, aggregator, database or schedule; null while not known. */
  readonly limitedBy: string | null;
  /** Null once everything is sent. */
  readonly units: { readonly done: number; readonly all: number } | null;
}

/** One dimension of a comparison: how many of its cells were compared, and how many differ. */
export interface ProvenPart {
  /** Such as `volumes by department` or `SONS usage`. */
  readonly dimension: string;
  readonly cells: number;
  readonly wrong: number;
}

/** What a run says of itself at its end: the names of `--out json=FILE`, a contract. */
export interface RunFigures {
  readonly scenario: string;
  readonly seed: number;
  readonly scale: number;
  /** Null when the run was cut short. */
  readonly streamSha256: string | null;
  readonly events: Readonly<
    Record<
      | 'planned'
      | 'emitted'
      | 'acknowledged'
      | 'counted'
      | 'duplicatesIgnored'
      | 'refused'
      | 'deadLettered'
      | 'lost',
      number
    >
  >;
  readonly seconds: { readonly total: number; readonly emission: number; readonly drain: number };
  readonly eventsPerSecond: number;
  readonly freshnessMs: Readonly<Record<'p50' | 'p95' | 'p99' | 'max', number>>;
  readonly verification: { readonly cells: number; readonly wrong: number };
  readonly thresholds: readonly {
    readonly expression: string;
    /** NaN, null as JSON, when there was nothing to measure. */
    readonly value: number | null;
    readonly passed: boolean;
  }[];
  readonly backend: { readonly kafka: string; readonly postgres: string };
  readonly versions: Readonly<Record<string, string>>;
  readonly restarts: number;
}

/** A run as it is stored. */
export interface StoredRun {
  readonly id: string;
  readonly scenario: string;
  readonly seed: number;
  readonly scale: number;
  readonly state: RunState;
  readonly requestedBy: 'command' | 'page';
  readonly cancelRequested: boolean;
  /** Grows with every change. */
  readonly version: number;
  readonly progress: RunProgressFigures | null;
  readonly report: RunFigures | null;
  readonly proof: readonly ProvenPart[] | null;
  readonly cells: number | null;
  readonly wrong: number | null;
  readonly detail: string | null;
  readonly requestedAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly updatedAt: Date;
  /**
   * It should go on, and its process has not been heard of for RUN_LIMITS.silentMs, by the database's
   * clock: killed, or cut off. False for a run that is over.
   */
  readonly isSilent: boolean;
}
