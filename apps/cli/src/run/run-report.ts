/** The value of a threshold at the end of a run. */
export interface ThresholdResult {
  readonly expression: string;
  readonly value: number;
  readonly passed: boolean;
}

/** Milliseconds from sending a record to its being visible in a committed view. */
export interface Freshness {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** What a run says of itself: the object of `--out json=FILE`. The names are a contract. */
export interface RunReport {
  readonly scenario: string;
  readonly seed: number;
  readonly scale: number;
  /** Of the whole stream, every channel and shard; null when the run was cut short. */
  readonly streamSha256: string | null;
  readonly events: {
    /** Distinct events the plan holds. */
    readonly planned: number;
    /** Distinct events emitted. */
    readonly emitted: number;
    /** Records acknowledged by the broker, repeated deliveries included. */
    readonly acknowledged: number;
    /** Events that this run added to the figures. */
    readonly counted: number;
    readonly duplicatesIgnored: number;
    /** Deposits refused by a gate, part of the emitted. */
    readonly refused: number;
    readonly deadLettered: number;
    /** Emitted events that no figure holds. */
    readonly lost: number;
  };
  readonly seconds: { readonly total: number; readonly emission: number; readonly drain: number };
  readonly eventsPerSecond: number;
  readonly freshnessMs: Freshness;
  readonly verification: { readonly cells: number; readonly wrong: number };
  readonly thresholds: readonly ThresholdResult[];
  readonly backend: { readonly kafka: string; readonly postgres: string };
  readonly versions: Readonly<Record<string, string>>;
  /** Peak resident memory by process, megabytes. */
  readonly memoryMegabytesMax: Readonly<Record<string, number>>;
  /** Services that died and were started again. */
  readonly restarts: number;
}
