import { SCHEMAS, type EventSchema } from '#libs/events';
import { INSTANT_SCHEMA, jsonSchemaOfAvro, type AvroRecord } from './avro-json-schema.js';
import type { JsonObject } from './json.js';

/** Fields of a record that the attributes of its CloudEvent carry: the source, and the sequence as id. */
const ATTRIBUTE_FIELDS = new Set(['source', 'sequence']);

/** Names of extension attributes (CloudEvents 1.0 §3.1): lower-case letters and digits. */
const ATTRIBUTE_NAME = '^[a-z0-9]+$';

/**
 * JSON Schema (2020-12) of a record's CloudEvents form, generated from its `.avsc`. The data are
 * closed: a field more or less is an error. Other attributes are allowed as CloudEvents allows them.
 */
export function cloudEventSchemaOf(schema: EventSchema): JsonObject {
  const record = JSON.parse(schema.text) as AvroRecord; // Every published schema is a record.
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: cloudEventSchemaId(schema),
    title: `${record.name} as CloudEvents JSON`,
    description: record.doc,
    type: 'object',
    required: [
      'specversion',
      'id',
      'source',
      'type',
      'time',
      'datacontenttype',
      'partitionkey',
      'data',
    ],
    properties: {
      specversion: { const: '1.0' },
      id: { type: 'string', pattern: '^(0|[1-9]\\d*)$', description: docOf(record, 'sequence') },
      source: { type: 'string', minLength: 1, description: docOf(record, 'source') },
      type: { const: schema.fullName },
      subject: { type: 'string', minLength: 1, description: 'What the event is about.' },
      time: { ...INSTANT_SCHEMA, description: docOf(record, 'occurredAt') },
      datacontenttype: { const: 'application/json' },
      partitionkey: { type: 'string', minLength: 1, description: 'Key of the Kafka record.' },
      data: dataSchemaOf(record),
    },
    propertyNames: { pattern: ATTRIBUTE_NAME },
    additionalProperties: { type: ['string', 'integer', 'boolean'] },
  };
}

/** Name under which schemas may refer to a record's CloudEvents form. */
export function cloudEventSchemaId({ fullName }: EventSchema): string {
  return `urn:mes-flow:cloudevents:${fullName}`;
}

/**
 * The published schema of a record.
 *
 * @param name `DocumentDeposited`, or with its namespace
 * @returns undefined when there is none of that name
 */
export function schemaOfRecord(name: string): EventSchema | undefined {
  return SCHEMAS.find((schema) => schema.name === name || schema.fullName === name);
}

function dataSchemaOf({ fields }: AvroRecord): JsonObject {
  const inData = fields.filter(({ name }) => !ATTRIBUTE_FIELDS.has(name));
  return {
    type: 'object',
    required: inData.map(({ name }) => name),
    properties: Object.fromEntries(
      inData.map(({ name, type, doc = '' }) => [
        name,
        { ...jsonSchemaOfAvro(type), description: doc },
      ]),
    ),
    additionalProperties: false,
  };
}

function docOf({ fields }: AvroRecord, field: string): string {
  return fields.find(({ name }) => name === field)?.doc ?? '';
}
