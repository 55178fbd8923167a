/**
 * The plain path: whole events as objects, through the `avsc` library. It is what `verify
 * --from-topics` trusts, so it shares the schemas and the limits with the in-place reader, and no
 * reading code.
 */
import { SCHEMA_ID } from '../schema-ids.js';
import { EVENT_SCHEMAS } from '../schemas.js';
import type { DecodedEvent } from './decoded-event.js';
import { FIELD_RULES } from './field-rules.js';
import { RecordCodecs } from './record-codecs.js';

const codecs = new RecordCodecs({ schemas: EVENT_SCHEMAS, rules: FIELD_RULES });

/**
 * Reads one framed event. A fact of the SONS is none: its schema id is refused.
 *
 * @param bytes the whole value of a Kafka record
 * @throws MalformedEventError when the bytes are not exactly one valid event
 */
export function decodeEvent(bytes: Uint8Array): DecodedEvent {
  // The schema of the record's name has just given the fields their names and types.
  return codecs.decode(bytes) as unknown as DecodedEvent;
}

/**
 * Writes one framed event.
 *
 * @throws MalformedEventError when a field does not fit its schema or its limits
 */
export function encodeEvent(event: DecodedEvent): Buffer {
  return codecs.encode(SCHEMA_ID[event.record], { ...event, ...buffersOf(event) });
}

/** `avsc` takes fixed values as Buffers only; any Uint8Array is fine for us. */
function buffersOf(event: DecodedEvent): { patient: Buffer; hash?: Buffer | null } {
  const patient = Buffer.from(event.patient);
  if (!('hash' in event)) return { patient };
  return { patient, hash: event.hash === null ? null : Buffer.from(event.hash) };
}
