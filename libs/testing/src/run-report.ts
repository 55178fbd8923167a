/** The contract of `--out json=FILE`, as a reader of that file knows it. */
export interface Report {
  readonly scenario: string;
  readonly seed: number;
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
  readonly verification: { readonly cells: number; readonly wrong: number };
  readonly thresholds: readonly { readonly expression: string; readonly passed: boolean }[];
  readonly restarts: number;
  /** What became of the slots of a load; null for a run that went as fast as it could. */
  readonly load: (Slots & { readonly warmup: Slots }) | null;
  /** What kept the run from being faster for most of its time; null when no process said what it did. */
  readonly limitedBy: string | null;
  /** Peak resident memory by process, megabytes. */
  readonly memoryMegabytesMax: Readonly<Record<string, number>>;
  /** Null for a scenario without SONS. Amounts in cents, shares 0 to 1. */
  readonly sons: {
    readonly facts: { readonly deadLettered: number };
    readonly belowThreshold: { readonly share: number };
    readonly balances: { readonly share: number };
    readonly paymentsCents: number;
    readonly linesCents: number;
    readonly verification: { readonly cells: number; readonly wrong: number };
  } | null;
}

/** Records acknowledged, and slots for which nothing was sent. */
interface Slots {
  readonly records: number;
  readonly dropped: number;
}
