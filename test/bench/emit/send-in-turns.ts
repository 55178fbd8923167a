import { systemClock } from '#libs/platform';
import { rateOf } from '../contract.js';

/** How a library is driven: one batch of one partition a request, several requests under way. */
export interface Turns {
  readonly records: number;
  readonly batchRecords: number;
  readonly partitions: number;
  readonly requestsInFlight: number;
  /** Sends one batch; resolves when it is acknowledged. */
  readonly send: (partition: number) => Promise<unknown>;
}

/** What was sent, and how fast. */
export interface Sent {
  readonly eventsPerSecond: number;
  readonly records: number;
  readonly seconds: number;
}

/** Sends whole batches, partition by partition in turn, until so many records are acknowledged. */
export async function sendInTurns(turns: Turns): Promise<Sent> {
  const batches = Math.max(1, Math.ceil(turns.records / turns.batchRecords));
  let next = 0;
  const sender = async (): Promise<void> => {
    while (next < batches) {
      const partition = next % turns.partitions;
      next += 1;
      await turns.send(partition);
    }
  };
  const startedMs = systemClock.monotonicMs();
  await Promise.all(Array.from({ length: turns.requestsInFlight }, sender));
  const elapsedMs = systemClock.monotonicMs() - startedMs;
  const records = batches * turns.batchRecords;
  return {
    eventsPerSecond: rateOf(records, elapsedMs),
    records,
    seconds: elapsedMs / 1000,
  };
}
