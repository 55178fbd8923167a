import { NAMESPACE } from '../schemas.js';
import { parseSource } from '../sources.js';
import type { DecodedEvent } from './decoded-event.js';
import { derivedHash, derivedUniqueId } from './derived.js';

/** An event, or a fact of the SONS, as JSON with the attributes of CloudEvents 1.0, for people and for HTTP. */
export interface CloudEvent {
  readonly specversion: '1.0';
  /** The sequence; with the source, the identity of the event. */
  readonly id: string;
  readonly source: string;
  /** Full name of the record's schema. */
  readonly type: string;
  /**
   * The document, message or prescription that the event is about, by the event that brought it in:
   * SOURCE/SEQUENCE. A refused deposit brought nothing in and has none. For facts see `factToCloudEvent`.
   */
  readonly subject?: string;
  /** occurredAt, RFC 3339 in UTC with milliseconds. */
  readonly time: string;
  readonly datacontenttype: 'application/json';
  /** The key of the Kafka record, an event's being the site's StructIdNat, under the name of the partitioning extension. */
  readonly partitionkey: string;
  /** The other fields: instants in RFC 3339, bytes in hexadecimal. */
  readonly data: Readonly<Record<string, CloudEventValue>>;
}

type CloudEventValue = string | number | boolean | null | readonly string[];

/** The event as CloudEvents JSON; a simulated document's uniqueId and hash are filled in. */
export function toCloudEvent(event: DecodedEvent): CloudEvent {
  const subject = subjectOf(event);
  return {
    specversion: '1.0',
    id: String(event.sequence),
    source: event.source,
    type: `${NAMESPACE}.${event.record}`,
    ...(subject === undefined ? {} : { subject }),
    time: formatInstant(event.occurredAt),
    datacontenttype: 'application/json',
    partitionkey: event.site,
    data: dataOf(event),
  };
}

function subjectOf(event: DecodedEvent): string | undefined {
  switch (event.record) {
    case 'DocumentDeposited':
    case 'DocumentReplaced':
    case 'MessageSent':
    case 'PrescriptionIssued':
      return `${event.source}/${event.sequence}`;
    case 'DocumentVisibilityChanged':
    case 'DocumentDeleted':
      return `${event.source}/${event.documentSequence}`;
    case 'MessageReceiptReceived':
      return `${event.source}/${event.messageSequence}`;
    case 'PrescriptionDispensed':
      return `${event.prescriptionSource ?? event.source}/${event.prescriptionSequence}`;
    case 'PrescriptionClosed':
      return `${event.source}/${event.prescriptionSequence}`;
    case 'DepositRefused':
      return undefined;
  }
}

/** Fields that the attributes carry already. */
export const ATTRIBUTE_FIELDS: ReadonlySet<string> = new Set(['record', 'source', 'sequence']);

function dataOf(event: DecodedEvent): CloudEvent['data'] {
  const data: Record<string, CloudEventValue> = {};
  for (const [field, value] of Object.entries({ ...event, ...derivedFieldsOf(event) })) {
    if (ATTRIBUTE_FIELDS.has(field)) continue;
    data[field] = value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
  }
  data['occurredAt'] = formatInstant(event.occurredAt);
  data['registeredAt'] = formatInstant(event.registeredAt);
  return data;
}

/** uniqueId and hash that a simulated document has, and its event leaves out. */
function derivedFieldsOf(event: DecodedEvent): { uniqueId?: string; hash?: Uint8Array } {
  if (!('uniqueId' in event) || parseSource(event.source) === undefined) return {};
  const { source, sequence } = event;
  return {
    uniqueId: event.uniqueId ?? derivedUniqueId(source, sequence),
    hash: event.hash ?? derivedHash(source, sequence),
  };
}

/** An instant in RFC 3339, in UTC with milliseconds. */
export function formatInstant(epochMs: number): string {
  return Temporal.Instant.fromEpochMilliseconds(epochMs).toString({ fractionalSecondDigits: 3 });
}
