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
}
