/**
 * Framed records as objects, through the `avsc` library. Each schema is compiled once, when the
 * codecs are made.
 */
import avro from 'avsc';
import { MalformedEventError, type MalformedReason } from '../malformed-event.js';
import { FRAMING_BYTES, MAGIC_BYTE } from '../schema-ids.js';
import type { EventSchema } from '../schemas.js';
import type { FieldRule } from './field-rules.js';

/** The fields of a record under their names in the schema. */
export type RecordFields = Readonly<Record<string, unknown>>;

/** Looks at a framed value before the library does; throws MalformedEventError. */
export type ValueGuard = (value: Buffer) => void;

interface RecordCodec {
  readonly id: number;
  readonly name: string;
  readonly type: avro.Type;
  readonly rules: readonly (readonly [field: string, rule: FieldRule])[];
  readonly guard: ValueGuard | undefined;
}

/** What a set of records is read and written by. */
export interface RecordCodecsOptions {
  readonly schemas: readonly EventSchema[];
  /** Limits beyond the Avro types, by field name. */
  readonly rules: ReadonlyMap<string, FieldRule>;
  /** The guard of the records that have such fields, if they need one; none when left out. */
  readonly guardOf?: (fields: readonly string[]) => ValueGuard | undefined;
}

/** Reads and writes the records of some schemas, and refuses those of all others. */
export class RecordCodecs {
  readonly #codecs: ReadonlyMap<number, RecordCodec>;

  constructor(options: RecordCodecsOptions) {
    this.#codecs = new Map(options.schemas.map((schema) => [schema.id, codecOf(schema, options)]));
  }

  /**
   * Reads one framed record: its fields, and its name as `record`.
   *
   * @param bytes the whole value of a Kafka record
   * @throws MalformedEventError when the bytes are not exactly one valid record
   */
  decode(bytes: Uint8Array): RecordFields {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const { name, type, rules, guard } = this.#codecOfFraming(buffer);
    guard?.(buffer);
    const fields = readFields(type, buffer.subarray(FRAMING_BYTES));
    checkFields(fields, rules);
    return { record: name, ...fields };
  }

  /**
   * Writes one framed record.
   *
   * @throws MalformedEventError when a field does not fit its schema or its limits
   */
  encode(schemaId: number, fields: RecordFields): Buffer {
    const { id, type, rules } = this.#codecOfId(schemaId);
    checkFields(fields, rules);
    const framing = Buffer.alloc(FRAMING_BYTES);
    framing.writeUInt8(MAGIC_BYTE);
    framing.writeUInt32BE(id, 1);
    try {
      return Buffer.concat([framing, type.toBuffer(fields)]);
    } catch (cause) {
      throw new MalformedEventError('SCHEMA_MISMATCH', messageOf(cause), -1, { cause });
    }
  }

  #codecOfFraming(buffer: Buffer): RecordCodec {
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
    return this.#codecOfId(buffer.readUInt32BE(1));
  }

  #codecOfId(id: number): RecordCodec {
    const codec = this.#codecs.get(id);
    if (codec === undefined) {
      const known = Array.from(this.#codecs.keys()).join(', ');
      throw new MalformedEventError('UNKNOWN_SCHEMA_ID', `expected one of ${known}, came ${id}`, 1);
    }
    return codec;
  }
}

function codecOf(schema: EventSchema, { rules, guardOf }: RecordCodecsOptions): RecordCodec {
  const type = avro.Type.forSchema(JSON.parse(schema.text) as avro.Schema);
  // All our schemas are records.
  const fields = (type as avro.types.RecordType).fields.map(({ name }) => name);
  const rulesOfFields = fields.flatMap((name) => {
    const rule = rules.get(name);
    return rule === undefined ? [] : [[name, rule] as const];
  });
  const { id, name } = schema;
  return { id, name, type, rules: rulesOfFields, guard: guardOf?.(fields) };
}

function readFields(type: avro.Type, body: Buffer): RecordFields {
  try {
    return type.fromBuffer(body) as RecordFields; // All our schemas are records.
  } catch (cause) {
    throw new MalformedEventError(reasonOf(cause), messageOf(cause), -1, { cause });
  }
}

function checkFields(fields: RecordFields, rules: RecordCodec['rules']): void {
  for (const [field, rule] of rules) {
    const reason = rule(fields[field]);
    if (reason !== undefined) {
      const detail = `expected a valid ${field}, came ${shown(fields[field])}`;
      throw new MalformedEventError(reason, detail, -1);
    }
  }
}

/** Characters of a bad value that an error shows: a list or a text may be of any length. */
const SHOWN_CHARACTERS_MAX = 200;

function shown(value: unknown): string {
  // A missing field has no JSON, whatever the type of `stringify` says.
  const text = (JSON.stringify(value) as string | undefined) ?? 'nothing';
  if (text.length <= SHOWN_CHARACTERS_MAX) return text;
  return `${text.slice(0, SHOWN_CHARACTERS_MAX)}… (${text.length} characters)`;
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
