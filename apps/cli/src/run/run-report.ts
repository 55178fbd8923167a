import type { PressFigures } from '#libs/figures';
import type { LoadReport } from './load-report.js';
import type { Limit } from './progress-limits.js';

/** The value of a threshold at the end of a run. */
export interface ThresholdResult {
  readonly expression: string;
  /** NaN, null in JSON, when the run had nothing to measure: that passes no threshold. */
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

/** What a run says of its SONS. Amounts are cents, tax included. */
export interface SonsRunReport extends PressFigures {
  /** Records of `mes.sons.v1`; they are no part of `events`. */
  readonly facts: {
    /** Distinct facts emitted. */
    readonly emitted: number;
    /** Records acknowledged by the broker, repeated deliveries included. */
    readonly acknowledged: number;
    /** Facts that this run added, held ones included. */
    readonly taken: number;
    readonly duplicatesIgnored: number;
    /** Facts that the rules refused. */
    readonly deadLettered: number;
    /** From the first unit published until all facts were applied, before the documents came. */
    readonly seconds: number;
  };
  /** What the payment facts add up to, recoveries deducted. */
  readonly paymentsCents: number;
  /** What the lines of the ledger add up to: the same. */
  readonly linesCents: number;
  /** Cells of requests, thresholds, lines, incentives and enrolments; part of the run's own sum. */
  readonly verification: { readonly cells: number; readonly wrong: number };
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
  /** Of what was committed after the warm-up of a load; of everything without one. */
  readonly freshnessMs: Freshness;
  /** What became of an open-model load; null for a run that went as fast as it could. */
  readonly load: LoadReport | null;
  /** What kept the run from being faster for most of its time; null when no process said what it did. */
  readonly limitedBy: Limit | null;
  /** Cells of the volumes and of the SONS together. */
  readonly verification: { readonly cells: number; readonly wrong: number };
  /** What the SONS came to; null for a scenario without. */
  readonly sons: SonsRunReport | null;
  readonly thresholds: readonly ThresholdResult[];
  readonly backend: { readonly kafka: string; readonly postgres: string };
  readonly versions: Readonly<Record<string, string>>;
  /** Peak resident memory by process, megabytes. */
  readonly memoryMegabytesMax: Readonly<Record<string, number>>;
  /** Services that died and were started again. */
  readonly restarts: number;
}
