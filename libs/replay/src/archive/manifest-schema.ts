import { Ajv, type SchemaObject } from 'ajv';
import { CODECS } from './codecs.js';
import { MANIFEST_FORMAT, MANIFEST_VERSION, RECORD_FORMATS } from './manifest.js';

/** More files than any archive of ours: bounds what a reader takes in. */
const FILES_MAX = 1_000_000;
export const SOURCES_MAX = 1_000;
/** Kafka's bounds of a topic's name, and more partitions than any topic of ours. */
const TOPIC_NAME = '^(?!\\.{1,2}$)[A-Za-z0-9._-]{1,249}$';
const PARTITION_MAX = 99_999;

const whole = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER } as const;
const instant = {
  type: 'integer',
  minimum: Number.MIN_SAFE_INTEGER,
  maximum: Number.MAX_SAFE_INTEGER,
} as const;
const optionalInstant = { ...instant, type: ['integer', 'null'] } as const;
const partition = { ...whole, maximum: PARTITION_MAX } as const;
const topic = { type: 'string', pattern: TOPIC_NAME } as const;

/** All properties are required, others refused. */
function object(properties: Record<string, SchemaObject>): SchemaObject {
  return {
    type: 'object',
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  };
}

const MANIFEST_SCHEMA = object({
  format: { const: MANIFEST_FORMAT },
  version: { const: MANIFEST_VERSION },
  recordFormat: { enum: RECORD_FORMATS },
  codec: { enum: CODECS },
  createdAt: { type: 'string', maxLength: 40 },
  topics: {
    type: 'array',
    items: object({
      topic,
      topicId: { type: 'string', maxLength: 64 },
      partitions: {
        type: 'array',
        maxItems: PARTITION_MAX,
        items: object({ partition, startOffset: whole, endOffset: whole }),
      },
    }),
  },
  files: {
    type: 'array',
    maxItems: FILES_MAX,
    items: object({
      // Nothing outside the archive's folder can be named.
      file: {
        type: 'string',
        pattern: '^(?!\\.{1,2}/)[A-Za-z0-9._-]{1,249}/[0-9]{4,5}-[0-9]{20}\\.(avro|ndjson)$',
      },
      topic,
      partition,
      firstOffset: whole,
      lastOffset: whole,
      records: { ...whole, minimum: 1 },
      undecodable: whole,
      bytes: { ...whole, minimum: 1 },
      sha256: { type: 'string', pattern: '^[0-9a-f]{64}$' },
      timestampMsMin: instant,
      timestampMsMax: instant,
      registeredAtMsMin: optionalInstant,
      registeredAtMsMax: optionalInstant,
    }),
  },
  sources: { type: 'array', maxItems: SOURCES_MAX, items: { type: 'string', maxLength: 255 } },
  areMoreSources: { type: 'boolean' },
});

const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(MANIFEST_SCHEMA);

/** Faults shown of one manifest. */
const FAULTS_SHOWN_MAX = 5;

/** What is wrong with the shape of a manifest; empty when nothing is. */
export function manifestFaults(value: unknown): string[] {
  if (validate(value)) return [];
  return (validate.errors ?? [])
    .slice(0, FAULTS_SHOWN_MAX)
    .map(({ instancePath, message }) => `${instancePath || 'the whole'} ${message ?? 'is wrong'}`);
}
