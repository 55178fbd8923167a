import { SCHEMAS } from '#libs/events';
import { describe, expect, it } from '@jest/globals';
import asyncApiParser, { type SchemaParser } from '@asyncapi/parser';
import avro from 'avsc';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asyncApi } from './async-api.js';
import { TOPIC_CONTRACTS } from './topics.js';

const { Parser } = asyncApiParser;
const committed = join(import.meta.dirname, '..', '..', '..', 'docs/contracts/asyncapi.json');

/** Avro payloads are read by the library that reads our records. */
const avroParser: SchemaParser = {
  getMimeTypes: () => ['application/vnd.apache.avro+json;version=1.9.0'],
  validate: ({ data, path }) => {
    try {
      avro.Type.forSchema(data as avro.Schema);
      return [];
    } catch (error) {
      return [{ message: String(error), path }];
    }
  },
  parse: () => ({ type: 'object' }),
};

/** Of a diagnosis that is an error; the others are advice on style. */
const SEVERITY_ERROR = 0;

async function faultsOf(document: unknown): Promise<string[]> {
  const parser = new Parser();
  parser.registerSchemaParser(avroParser);
  const { diagnostics, document: parsed } = await parser.parse(JSON.stringify(document));
  // The type of the severities belongs to a library of the parser's own.
  const all = diagnostics as readonly { severity: number; message: string; path: unknown[] }[];
  const faults = all.filter(({ severity }) => severity === SEVERITY_ERROR);
  if (faults.length === 0 && parsed === undefined) return ['nothing was parsed'];
  return faults.map(({ message, path }) => `${path.join('/')}: ${message}`);
}

describe('the AsyncAPI document', () => {
  it('is AsyncAPI 3.0 by the parser of the AsyncAPI project', async () => {
    expect(await faultsOf(asyncApi())).toEqual([]);
  });

  it('would not pass with a broken channel or a broken Avro schema', async () => {
    const noChannel = JSON.parse(
      JSON.stringify(asyncApi()).replaceAll('#/channels/mes.dmp.v1"', '#/channels/gone"'),
    ) as unknown;
    expect(await faultsOf(noChannel)).not.toEqual([]);
    const badAvro = JSON.parse(
      JSON.stringify(asyncApi())
        .replaceAll('"timestamp-millis"}', '"timestamp-millis"},"order":[]')
        .replaceAll('"type":"fixed"', '"type":"fixd"'),
    ) as unknown;
    expect(await faultsOf(badAvro)).not.toEqual([]);
  });

  it('carries each published schema as it is, with its id', () => {
    const { components } = asyncApi() as unknown as {
      components: { messages: Record<string, Record<string, unknown>> };
    };
    for (const { name, id, text, subject } of SCHEMAS) {
      expect(components.messages[name]).toMatchObject({
        payload: { schema: JSON.parse(text) as unknown },
        'x-schema-id': id,
        'x-schema-subject': subject,
      });
    }
  });

  it('has a channel for every topic, and says where things are', () => {
    const document = asyncApi({
      kafka: 'broker:9093',
      schemaRegistryUrl: 'http://registry:1',
      streamPartitions: 24,
    }) as unknown as {
      channels: Record<string, { bindings: { kafka: { partitions: number } } }>;
      servers: unknown;
    };
    expect(Object.keys(document.channels)).toEqual(TOPIC_CONTRACTS.map(({ topic }) => topic));
    expect(document.channels['mes.sons.v1']?.bindings.kafka.partitions).toBe(24);
    expect(document.servers).toMatchObject({
      kafka: {
        host: 'broker:9093',
        bindings: { kafka: { schemaRegistryUrl: 'http://registry:1' } },
      },
    });
  });

  it('is committed as it is generated; npm run contracts writes it again', () => {
    expect(JSON.parse(readFileSync(committed, 'utf8'))).toEqual(asyncApi());
  });
});
