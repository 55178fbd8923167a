import { CHANNELS, decodeEvent, type Channel, type DecodedEvent } from '#libs/events';
import type { Plan } from './plan.js';

/** A record of a Kafka batch, read the slow and plain way. */
export interface TestRecord {
  readonly offsetDelta: number;
  readonly key: string;
  readonly value: Uint8Array;
  readonly event: DecodedEvent;
  readonly sequence: number;
}

/** Reads records that follow each other, as Kafka's format v2 lays them out. */
export function readRecords(bytes: Uint8Array): TestRecord[] {
  const records: TestRecord[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    let shift = 0;
    for (;;) {
      const byte = bytes[at++] ?? 0;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return (value >>> 1) ^ -(value & 1);
      shift += 7;
    }
  };
  const take = (length: number): Uint8Array => bytes.subarray(at, (at += length));
  while (at < bytes.length) {
    const length = varint();
    const end = at + length;
    const [attributes] = take(1);
    const timestampDelta = varint();
    const offsetDelta = varint();
    const key = Buffer.from(take(varint())).toString();
    const value = take(varint());
    const headers = varint();
    if (attributes !== 0 || timestampDelta !== 0 || headers !== 0 || at !== end) {
      throw new Error(`malformed record of ${length} bytes before byte ${at}`);
    }
    const event = decodeEvent(value);
    records.push({ offsetDelta, key, value, event, sequence: event.sequence });
  }
  return records;
}

/** Every distinct event of a plan's channel over the given shards, decoded by the plain path, in order of sequence. */
export function eventsOf(plan: Plan, channel: Channel, shards: Iterable<number>): DecodedEvent[] {
  const events: DecodedEvent[] = [];
  for (const shard of shards) {
    const generator = plan.generator(channel, shard);
    for (let sequence = 0; sequence < generator.attempts; sequence++) {
      events.push(decodeEvent(generator.eventAt(sequence)));
    }
  }
  return events;
}

/** Events of all three channels. */
export function allEventsOf(
  plan: Plan,
  shards: readonly number[],
): Record<Channel, DecodedEvent[]> {
  const [dmp, mssante, eprescription] = CHANNELS.map((channel) => eventsOf(plan, channel, shards));
  return { dmp: dmp ?? [], mssante: mssante ?? [], eprescription: eprescription ?? [] };
}
