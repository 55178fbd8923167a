import type { StreamName } from '#libs/events';
import type { RecordGenerator } from './record-generator.js';
import type { DocumentTotals } from './document-totals.js';

/** What a scenario and a seed become, stream by stream. Shards are valid. */
export interface StreamsPlan {
  /** Streams that have something to say, in the order in which they are best published. */
  streams(): readonly StreamName[];
  /** Distinct events or facts of a stream in a shard; 0 for a stream without any. */
  attempts(stream: StreamName, shard: number): number;
  /** @throws PlannedStreamError for a stream that the plan does not have */
  generator(stream: StreamName, shard: number): RecordGenerator;
  /** Distinct events by month and measure (index in MEASURES). */
  eventsByMonth(): ReadonlyMap<number, Float64Array>;
  /** Documents deposited in a month. */
  documents(month: number): DocumentTotals;
}

/** A stream that the plan of this scenario does not have. */
export class PlannedStreamError extends Error {
  /** Bad invocation: nothing was changed. */
  readonly exitCode = 2;

  constructor(stream: StreamName, streams: readonly StreamName[]) {
    super(`stream: expected one of ${streams.join(', ')} for this scenario, came ${stream}`);
    this.name = new.target.name;
  }
}
