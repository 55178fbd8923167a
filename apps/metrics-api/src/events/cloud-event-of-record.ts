import {
  MalformedEventError,
  decodeEvent,
  decodeFact,
  factToCloudEvent,
  toCloudEvent,
  type CloudEvent,
  type StreamName,
} from '#libs/events';
import { DEAD_LETTER_HEADER, type ReadRecord } from '#libs/kafka';

/** Where a record lies, as extension attributes. CloudEvents integers have 32 bits, hence the texts. */
export interface PositionAttributes {
  readonly kafkatopic: string;
  readonly kafkapartition: number;
  readonly kafkaoffset: string;
  /** Timestamp of the Kafka record, the wall clock of sending: RFC 3339; absent when it is no year of that. */
  readonly recordedtime?: string;
}

/** A record that is no event: its bytes, and why. */
export interface UndecodableRecord {
  readonly specversion: '1.0';
  /** PARTITION/OFFSET within the topic. */
  readonly id: string;
  readonly source: string;
  readonly type: typeof UNDECODABLE_TYPE;
  readonly datacontenttype: 'application/octet-stream';
  /** The value; absent when the record has none. */
  readonly data_base64?: string;
  /** One of the reasons of `#libs/events`, or NO_VALUE. */
  readonly malformedreason: string;
  readonly malformeddetail: string;
}

const UNDECODABLE_TYPE = 'fr.mesflow.undecodable.v1';

/** Why a record of `TOPIC.dead-letters` is there, as extension attributes. */
export type DeadLetterAttributes = Partial<
  Record<
    | 'deadlettertopic'
    | 'deadletterpartition'
    | 'deadletteroffset'
    | 'deadletterreason'
    | 'deadletterdetail'
    | 'deadlettertime'
    | 'deadlettercutfrom',
    string
  >
>;

export type ShownRecord = (CloudEvent | UndecodableRecord) &
  PositionAttributes &
  DeadLetterAttributes;

/** A record of a topic, and the stream whose records the topic holds. */
export interface PlacedRecord {
  readonly topic: string;
  readonly partition: number;
  readonly stream: StreamName;
  readonly record: ReadRecord;
}

/** The record as a CloudEvent with its position; one that is no event comes with its bytes and the reason. */
export function cloudEventOfRecord({
  topic,
  partition,
  stream,
  record,
}: PlacedRecord): ShownRecord {
  const position = {
    kafkatopic: topic,
    kafkapartition: partition,
    kafkaoffset: String(record.offset),
    ...recordedTime(record),
    ...deadLetterAttributes(record),
  };
  const { value } = record;
  const place = { topic, partition, offset: record.offset };
  if (value === null) {
    const fault = { reason: 'NO_VALUE', detail: 'expected an event, came a record without value' };
    return { ...undecodable(place, null, fault), ...position };
  }
  try {
    return { ...readable(stream, value), ...position };
  } catch (error) {
    if (!(error instanceof MalformedEventError)) throw error;
    return { ...undecodable(place, value, error), ...position };
  }
}

function readable(stream: StreamName, value: Uint8Array): CloudEvent {
  return stream === 'sons' ? factToCloudEvent(decodeFact(value)) : toCloudEvent(decodeEvent(value));
}

function undecodable(
  { topic, partition, offset }: { topic: string; partition: number; offset: bigint },
  value: Buffer | null,
  { reason, detail }: { readonly reason: string; readonly detail: string },
): UndecodableRecord {
  return {
    specversion: '1.0',
    id: `${partition}/${offset}`,
    source: `urn:mes-flow:topic:${topic}`,
    type: UNDECODABLE_TYPE,
    datacontenttype: 'application/octet-stream',
    ...(value !== null && { data_base64: value.toString('base64') }),
    malformedreason: reason,
    malformeddetail: detail,
  };
}

/** Whatever a stranger's producer wrote: an instant that no Date can hold is left out. */
function recordedTime({ timestampMs }: ReadRecord): { recordedtime?: string } {
  const date = new Date(timestampMs);
  return Number.isNaN(date.getTime()) ? {} : { recordedtime: date.toISOString() };
}

const ATTRIBUTE_OF_HEADER: ReadonlyMap<string, keyof DeadLetterAttributes> = new Map([
  [DEAD_LETTER_HEADER.topic, 'deadlettertopic'],
  [DEAD_LETTER_HEADER.partition, 'deadletterpartition'],
  [DEAD_LETTER_HEADER.offset, 'deadletteroffset'],
  [DEAD_LETTER_HEADER.reason, 'deadletterreason'],
  [DEAD_LETTER_HEADER.detail, 'deadletterdetail'],
  [DEAD_LETTER_HEADER.at, 'deadlettertime'],
  [DEAD_LETTER_HEADER.cutFrom, 'deadlettercutfrom'],
]);

function deadLetterAttributes({ headers }: ReadRecord): DeadLetterAttributes {
  return Object.fromEntries(
    headers.flatMap(({ key, value }) => {
      const attribute = ATTRIBUTE_OF_HEADER.get(key);
      if (attribute === undefined || value === null) return [];
      const text = value.toString();
      return [[attribute, attribute === 'deadlettertime' ? instantOf(text) : text]];
    }),
  );
}

/** An instant of a header, milliseconds since 1970 as text; the text itself when it is none. */
function instantOf(text: string): string {
  const date = new Date(Number(text));
  return Number.isNaN(date.getTime()) ? text : date.toISOString();
}
