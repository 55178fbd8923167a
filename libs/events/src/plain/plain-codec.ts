/**
 * The plain path: whole events as objects, through the `avsc` library. It is what `verify
 * --from-topics` trusts, so it shares the schemas and the limits with the in-place reader, and no
 * reading code.
 */
import avro from 'avsc';
import { MalformedEventError, type MalformedReason } from '../malformed-event.js';
import { FRAMING_BYTES, MAGIC_BYTE, SCHEMA_ID } from '../schema-ids.js';
import { SCHEMAS, type EventSchema } from '../schemas.js';
import type { DecodedEvent } from './decoded-event.js';
import { FIELD_RULES, type FieldRule } from './field-rules.js';

interface RecordCodec {
  readonly schema: EventSchema;
  readonly type: avro.Type;
  readonly rules: readonly (readonly [field: string, rule: FieldRule])[];
}

const codecs: ReadonlyMap<number, RecordCodec> = new Map(
  SCHEMAS.map((schema) => [schema.id, codecOf(schema)]),
);

/**
 * Reads one framed event.
 *
 * @param bytes the whole value of a Kafka record
 * @throws MalformedEventError when the bytes are not exactly one valid event
 */
export function decodeEvent(bytes: Uint8Array): DecodedEvent {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { schema, type, rules } = codecOfFraming(buffer);
  const fields = readFields(type, buffer.subarray(FRAMING_BYTES));
  checkFields(fields, rules);
  // The schema of this name has just given the fields their names and types.
  return { record: schema.name, ...fields } as unknown as DecodedEvent;
}

/**
 * Writes one framed event.
 *
 * @throws MalformedEventError when a field does not fit its schema or its limits
 */
export function encodeEvent(event: DecodedEvent): Buffer {
  const { schema, type, rules } = codecOfId(SCHEMA_ID[event.record]);
  const fields = { ...event, ...buffersOf(event) };
  checkFields(fields, rules);
  const framing = Buffer.alloc(FRAMING_BYTES);
  framing.writeUInt8(MAGIC_BYTE);
  framing.writeUInt32BE(schema.id, 1);
  try {
    return Buffer.concat([framing, type.toBuffer(fields)]);
  } catch (cause) {
    throw new MalformedEventError('SCHEMA_MISMATCH', messageOf(cause), -1, { cause });
  }
}

function codecOfFraming(buffer: Buffer): RecordCodec {
  if (buffer.length < FRAMING_BYTES) {
    throw new MalformedEventError(
      'TRUNCATED',
      `expected at least ${FRAMING_BYTES} bytes, came ${buffer.length}`,
      buffer.length,
    );
  }
  const magic = buffer.readUInt8(0);
  if (magic !== MAGIC_BYTE) {
    throw new MalformedEventError('BAD_MAGIC', `expected byte ${MAGIC_BYTE}, came ${magic}`, 0);
  }
  return codecOfId(buffer.readUInt32BE(1));
}

function codecOfId(id: number): RecordCodec {
  const codec = codecs.get(id);
  if (codec === undefined) {
    const known = SCHEMAS.map((schema) => schema.id).join(', ');
    throw new MalformedEventError('UNKNOWN_SCHEMA_ID', `expected one of ${known}, came ${id}`, 1);
  }
  return codec;
}

function codecOf(schema: EventSchema): RecordCodec {
  const type = avro.Type.forSchema(JSON.parse(schema.text) as avro.Schema);
  const rules: [string, FieldRule][] = [];
  for (const { name } of (type as avro.types.RecordType).fields) {
    const rule = FIELD_RULES.get(name);
    if (rule) rules.push([name, rule]);
  }
  return { schema, type, rules };
}

function readFields(type: avro.Type, body: Buffer): Readonly<Record<string, unknown>> {
  try {
    return type.fromBuffer(body) as Readonly<Record<string, unknown>>; // All our schemas are records.
  } catch (cause) {
    throw new MalformedEventError(reasonOf(cause), messageOf(cause), -1, { cause });
  }
}

function checkFields(fields: Readonly<Record<string, unknown>>, rules: RecordCodec['rules']): void {
  for (const [field, rule] of rules) {
    const reason = rule(fields[field]);
    if (reason !== undefined) {
      throw new MalformedEventError(
        reason,
        `expected a valid ${field}, came ${JSON.stringify(fields[field])}`,
        -1,
      );
    }
  }
}

/** `avsc` takes fixed values as Buffers only; any Uint8Array is fine for us. */
function buffersOf(event: DecodedEvent): { patient: Buffer; hash?: Buffer | null } {
  const patient = Buffer.from(event.patient);
  if (!('hash' in event)) return { patient };
  return { patient, hash: event.hash === null ? null : Buffer.from(event.hash) };
}

/** `avsc` tells its errors apart by their text only. */
const REASON_OF_MESSAGE: readonly (readonly [RegExp, MalformedReason])[] = [
  [/^truncated buffer/, 'TRUNCATED'],
  [/^trailing data/, 'TRAILING_BYTES'],
  [/enum index/, 'ENUM_OUT_OF_RANGE'],
  [/union index/, 'UNION_OUT_OF_RANGE'],
  [/potential precision loss/, 'NUMBER_OUT_OF_RANGE'],
];

function reasonOf(cause: unknown): MalformedReason {
  const message = messageOf(cause);
  return REASON_OF_MESSAGE.find(([pattern]) => pattern.test(message))?.[1] ?? 'SCHEMA_MISMATCH';
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
