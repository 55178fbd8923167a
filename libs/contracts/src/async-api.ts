import { FRAMING_BYTES, type EventSchema } from '#libs/events';
import { DEAD_LETTER_HEADER } from '#libs/kafka';
import { cloudEventSchemaId } from './cloud-event-schema.js';
import type { Json, JsonObject } from './json.js';
import {
  STREAM_PARTITIONS_DEFAULT,
  TOPIC_CONTRACTS,
  partitionsOf,
  type TopicContract,
} from './topics.js';

/** Version of the contracts as a whole; topics and records carry versions of their own. */
export const CONTRACTS_VERSION = '1.0.0';

/** Where things are; the committed document has the defaults. */
export interface AsyncApiPlaces {
  /** A bootstrap broker, host:port. Default `localhost:9092`. */
  readonly kafka?: string;
  /** Default `http://localhost:8600`, the default of `metrics-api`. */
  readonly schemaRegistryUrl?: string;
  /** Partitions of the streams' topics. Default 12. */
  readonly streamPartitions?: number;
}

/** Version of the Kafka bindings (https://github.com/asyncapi/bindings). */
const BINDING_VERSION = '0.5.0';
/** As the Avro specification that the `.avsc` files are written for. */
const AVRO_FORMAT = 'application/vnd.apache.avro+json;version=1.9.0';

const FRAMING = `Confluent framing: byte 0, then the schema id in 4 bytes, big-endian; the Avro body starts at byte ${FRAMING_BYTES}. The read half of the Schema Registry API gives the schema of an id. Records of a replay carry headers that say so; none is needed to read a record.`;

/** The AsyncAPI 3.0 document of every topic of the house. */
export function asyncApi(places: AsyncApiPlaces = {}): JsonObject {
  const {
    kafka = 'localhost:9092',
    schemaRegistryUrl = 'http://localhost:8600',
    streamPartitions = STREAM_PARTITIONS_DEFAULT,
  } = places;
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'mes-flow topics',
      version: CONTRACTS_VERSION,
      description: `Every topic, its keys, partitions and records. ${FRAMING} All data are synthetic.`,
    },
    defaultContentType: 'application/json',
    servers: {
      kafka: {
        host: kafka,
        protocol: 'kafka',
        bindings: {
          kafka: {
            schemaRegistryUrl,
            schemaRegistryVendor: 'confluent',
            bindingVersion: BINDING_VERSION,
          },
        },
      },
    },
    channels: byTopic((contract) => channelOf(contract, partitionsOf(contract, streamPartitions))),
    operations: Object.fromEntries(TOPIC_CONTRACTS.flatMap(operationsOf)),
    components: {
      messages: Object.fromEntries(TOPIC_CONTRACTS.flatMap(messagesOf)),
    },
  };
}

function byTopic(make: (contract: TopicContract) => JsonObject): JsonObject {
  return Object.fromEntries(TOPIC_CONTRACTS.map((contract) => [contract.topic, make(contract)]));
}

function channelOf(contract: TopicContract, partitions: number): JsonObject {
  const { topic, summary, retentionMs } = contract;
  return {
    address: topic,
    summary,
    messages: Object.fromEntries(
      messagesOf(contract).map(([name]) => [name, { $ref: `#/components/messages/${name}` }]),
    ),
    bindings: {
      kafka: {
        topic,
        partitions,
        ...(retentionMs !== undefined && {
          topicConfiguration: { 'retention.ms': retentionMs },
        }),
        bindingVersion: BINDING_VERSION,
      },
    },
  };
}

/** Everything is sent by the house; what is internal it receives too. */
function operationsOf({ topic, summary, content }: TopicContract): [string, JsonObject][] {
  const channel = { $ref: `#/channels/${topic}` };
  const send: [string, JsonObject] = [`send.${topic}`, { action: 'send', summary, channel }];
  if (content.form !== 'json') return [send];
  return [send, [`receive.${topic}`, { action: 'receive', summary, channel }]];
}

function messagesOf({ key, content, topic }: TopicContract): [string, JsonObject][] {
  switch (content.form) {
    case 'avro':
      return content.schemas.map((schema) => [schema.name, avroMessage(schema, key)]);
    case 'json':
      return [
        [content.name, { name: content.name, payload: content.schema, bindings: keyBinding(key) }],
      ];
    case 'refused':
      return [[`refused.${topic}`, refusedMessage(content.origin, key)]];
  }
}

function avroMessage(schema: EventSchema, key: string): JsonObject {
  const avro = JSON.parse(schema.text) as JsonObject; // A published schema is a JSON object.
  return {
    name: schema.name,
    title: schema.fullName,
    summary: avro['doc'] ?? '',
    contentType: 'application/vnd.apache.avro',
    payload: { schemaFormat: AVRO_FORMAT, schema: avro },
    bindings: keyBinding(key, {
      schemaIdLocation: 'payload',
      schemaIdPayloadEncoding: 'confluent',
      schemaLookupStrategy: 'RecordNameStrategy',
    }),
    'x-schema-id': schema.id,
    'x-schema-subject': schema.subject,
    'x-schema-version': schema.version,
    'x-cloudevents-schema': cloudEventSchemaId(schema),
  };
}

const HEADER_MEANINGS: Readonly<Record<keyof typeof DEAD_LETTER_HEADER, string>> = {
  topic: 'Topic of the refused record.',
  partition: 'Its partition.',
  offset: 'Its offset.',
  reason: 'Why, as a short code.',
  detail: 'Why, for a person.',
  at: 'When it was refused, milliseconds since 1970.',
  cutFrom:
    'Bytes of the original key and value as KEY/VALUE; only where they were too large and are cut here.',
};
/** Headers that only some dead letters have. */
const OPTIONAL_HEADERS: ReadonlySet<string> = new Set([DEAD_LETTER_HEADER.cutFrom]);

function refusedMessage(origin: string, key: string): JsonObject {
  const headers = Object.entries(HEADER_MEANINGS).map(([meaning, description]) => {
    const header = DEAD_LETTER_HEADER[meaning as keyof typeof DEAD_LETTER_HEADER]; // Its own keys.
    return [header, { type: 'string', description }] as const;
  });
  return {
    name: `refused.${origin}`,
    title: `A refused record of ${origin}`,
    contentType: 'application/octet-stream',
    headers: {
      type: 'object',
      required: headers.map(([name]) => name).filter((name) => !OPTIONAL_HEADERS.has(name)),
      properties: Object.fromEntries(headers),
    },
    payload: {
      description:
        'The bytes of the refused record, unchanged; its first 900,000 when it had more.',
    },
    bindings: keyBinding(key),
  };
}

function keyBinding(key: string, more: Readonly<Record<string, Json>> = {}): JsonObject {
  return {
    kafka: { key: { type: 'string', description: key }, ...more, bindingVersion: BINDING_VERSION },
  };
}
