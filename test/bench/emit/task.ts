/** What a producer is to send. */
export interface EmitTask {
  readonly brokers: readonly string[];
  readonly topic: string;
  readonly partitions: number;
  readonly scenario: string;
  readonly scale: number;
  readonly seed: number;
  /** How many to send; ours sends all events of the scenario instead. */
  readonly records: number;
}
