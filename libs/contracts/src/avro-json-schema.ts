import type { JsonObject } from './json.js';

/** An Avro type as it stands in an `.avsc` file. */
export type AvroType = string | readonly AvroType[] | AvroNamed;

interface AvroNamed {
  readonly type: AvroType;
  readonly name?: string;
  readonly doc?: string;
  readonly logicalType?: string;
  readonly size?: number;
  readonly items?: AvroType;
  readonly symbols?: readonly string[];
}

/** A field of an Avro record. */
export interface AvroField {
  readonly name: string;
  readonly type: AvroType;
  readonly doc?: string;
}

/** An Avro record as its `.avsc` file has it. */
export interface AvroRecord {
  readonly name: string;
  readonly namespace: string;
  readonly doc: string;
  readonly fields: readonly AvroField[];
}

/** An Avro type for which this project has no JSON form. */
export class UnknownAvroTypeError extends Error {
  /** Exit code 1: a schema was added whose JSON form nobody has decided. */
  readonly exitCode = 1;

  constructor(type: unknown) {
    super(
      `expected an Avro type with a JSON form, came ${JSON.stringify(type)}; decide it in libs/contracts/src/avro-json-schema.ts`,
    );
    this.name = 'UnknownAvroTypeError';
  }
}

/** Instants of the JSON form: RFC 3339, UTC, milliseconds. */
export const INSTANT_SCHEMA: JsonObject = {
  type: 'string',
  format: 'date-time',
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$',
};

/** The Avro int is 32 bits; JSON numbers of our longs are exact up to 2^53 - 2. */
const INT_MAX = 2 ** 31 - 1;
const LONG_MAX = Number.MAX_SAFE_INTEGER - 1;

/**
 * JSON Schema of an Avro type in the CloudEvents form: instants in RFC 3339, bytes in hexadecimal,
 * enums by their symbols, a union with null as a value or null.
 *
 * @throws UnknownAvroTypeError
 */
export function jsonSchemaOfAvro(type: AvroType): JsonObject {
  if (Array.isArray(type)) return unionSchema(type as readonly AvroType[]);
  if (typeof type === 'string') return plainSchema(type);
  const named = type as AvroNamed; // Neither text nor a list is left.
  const described = named.doc === undefined ? {} : { description: named.doc };
  if (named.logicalType === 'timestamp-millis') return INSTANT_SCHEMA;
  switch (named.type) {
    case 'enum':
      return { type: 'string', enum: [...(named.symbols ?? [])], ...described };
    case 'fixed':
      return { type: 'string', pattern: `^[0-9a-f]{${(named.size ?? 0) * 2}}$`, ...described };
    case 'array':
      return { type: 'array', items: jsonSchemaOfAvro(named.items ?? 'null') };
    default:
      return jsonSchemaOfAvro(named.type);
  }
}

function unionSchema(types: readonly AvroType[]): JsonObject {
  const [only, ...others] = types.map(jsonSchemaOfAvro);
  return only !== undefined && others.length === 0 ? only : { anyOf: types.map(jsonSchemaOfAvro) };
}

function plainSchema(type: string): JsonObject {
  switch (type) {
    case 'null':
    case 'string':
    case 'boolean':
      return { type };
    case 'int':
      return { type: 'integer', minimum: -INT_MAX - 1, maximum: INT_MAX };
    case 'long':
      return { type: 'integer', minimum: -LONG_MAX, maximum: LONG_MAX };
    default:
      throw new UnknownAvroTypeError(type);
  }
}
