/**
 * The contracts against what runs: records of real runs on a real broker, read by clients that are
 * not ours, and by the service itself.
 */
import { asyncApi } from '#libs/contracts';
import type { HttpService } from '#libs/edge';
import { startBackend, type Backend } from '#libs/embedded';
import {
  SCHEMAS,
  SHARD_COUNT,
  SONS_TOPIC,
  STREAMS,
  STREAM_TOPICS,
  decodeEvent,
  decodeFact,
  factToCloudEvent,
  keyOfFact,
  partitionOf,
  toCloudEvent,
  type StreamName,
} from '#libs/events';
import { TopicAdmin } from '#libs/kafka';
import { Plan, loadScenario } from '#libs/simulation';
import { runMesForReport, type Report, testCacheDirectory } from '#libs/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SchemaRegistry as KafkajsRegistry, SchemaType } from '@kafkajs/confluent-schema-registry';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { Kafka, logLevel } from 'kafkajs';
import { startMetricsApi } from './start-metrics-api.js';
import { quiet } from './test-service.js';

const RUN_TIMEOUT_MS = 180_000;
/** Small, and with every kind of fact: recoveries are rare. */
const FACTS = { scale: 0.004, seed: 2 };

interface SeenRecord {
  readonly partition: number;
  readonly offset: string;
  readonly value: Buffer;
}

describe('the contracts of a running house', () => {
  let backend: Backend;
  let kafka: Kafka;
  let api: HttpService;
  let report: Report;
  const records = new Map<string, readonly SeenRecord[]>();

  beforeAll(async () => {
    backend = await startBackend({
      infra: 'auto',
      cacheDirectory: testCacheDirectory(),
      onProgress: () => undefined,
    });
    const settings = {
      MES_KAFKA_BROKERS: backend.kafkaBrokers,
      MES_DATABASE_URL: backend.databaseUrl,
    };
    report = (await runMesForReport(['simulate', 'smoke', '--seed', '7'], settings)).json;
    const brokers = backend.kafkaBrokers.split(',');
    kafka = new Kafka({ clientId: 'spec-contracts', brokers, logLevel: logLevel.NOTHING });
    await publishFacts(kafka);
    for (const topic of [...Object.values(STREAM_TOPICS), ...JSON_TOPICS]) {
      records.set(topic, await readTopic(kafka, topic));
    }
    api = await startMetricsApi({
      kafka: { brokers, mayAdminister: true },
      databaseUrl: backend.databaseUrl,
      instance: 'metrics-api-spec',
      http: { host: '127.0.0.1', port: 0 },
      logger: quiet,
    });
  }, RUN_TIMEOUT_MS);
  afterAll(async () => {
    await api.service.close();
    await backend.stop();
  });

  const recordsOf = (topic: string): readonly SeenRecord[] => records.get(topic) ?? [];

  it('have records of every published kind, as many as were acknowledged', () => {
    const ids = new Set(
      STREAMS.flatMap((stream) =>
        recordsOf(STREAM_TOPICS[stream]).map(({ value }) => value.readUInt32BE(1)),
      ),
    );
    expect([...ids].sort((a, b) => a - b)).toEqual(SCHEMAS.map(({ id }) => id));
    const events = STREAMS.filter((stream) => stream !== 'sons').reduce(
      (sum, stream) => sum + recordsOf(STREAM_TOPICS[stream]).length,
      0,
    );
    expect(events).toBe(report.events.acknowledged);
  });

  it.each(STREAMS)(
    'let kafkajs’s registry client decode every record of %s as we do',
    async (stream) => {
      const registry = new KafkajsRegistry({ host: api.url });
      for (const { value } of recordsOf(STREAM_TOPICS[stream])) {
        const came = (await registry.decode(value)) as Record<string, unknown>;
        expect(plain(came)).toEqual(plain(ours(stream, value)));
      }
    },
    RUN_TIMEOUT_MS,
  );

  it('let the same client find ids by subject and by schema', async () => {
    const registry = new KafkajsRegistry({ host: api.url });
    for (const { subject, id, text } of SCHEMAS) {
      expect(await registry.getLatestSchemaId(subject)).toBe(id);
      expect(await registry.getRegistryId(subject, 1)).toBe(id);
      const schema = { type: SchemaType.AVRO, schema: text } as const;
      expect(await registry.getRegistryIdBySchema(subject, schema)).toBe(id);
    }
  });

  it('name every topic with its partitions as the broker has them', async () => {
    const admin = await TopicAdmin.connect({
      brokers: backend.kafkaBrokers.split(','),
      clientId: 'spec-contracts',
    });
    const { channels } = asyncApi() as unknown as {
      channels: Record<string, { bindings: { kafka: { partitions: number } } }>;
    };
    try {
      const described = new Map<string, number>();
      for (const [topic, { bindings }] of Object.entries(channels)) {
        const found = await admin.describe(topic);
        // Dead letters have no topic before the first of them.
        if (found === undefined) expect(topic).toMatch(/\.dead-letters$/);
        else described.set(topic, found.partitions - bindings.kafka.partitions);
      }
      expect(new Set(described.values())).toEqual(new Set([0]));
      expect([...described.keys()]).toEqual(
        expect.arrayContaining([...Object.values(STREAM_TOPICS), ...JSON_TOPICS]),
      );
    } finally {
      await admin.close();
    }
    const made = (await listTopics(kafka)).filter((topic) => topic.startsWith('mes.'));
    expect(Object.keys(channels)).toEqual(expect.arrayContaining(made));
  });

  it('describe every JSON message that the services sent', () => {
    const ajv = new Ajv2020({ strict: true, validateFormats: false, allowUnionTypes: true });
    const { channels, components } = asyncApi() as unknown as {
      channels: Record<string, { messages: Record<string, unknown> }>;
      components: { messages: Record<string, { payload: object }> };
    };
    for (const topic of JSON_TOPICS) {
      const [name = ''] = Object.keys(channels[topic]?.messages ?? {});
      const validate = ajv.compile(components.messages[name]?.payload ?? false);
      const messages = recordsOf(topic);
      expect(messages.length).toBeGreaterThan(0);
      for (const { value } of messages) {
        const isValid = validate(JSON.parse(value.toString()));
        expect([topic, isValid ? [] : validate.errors]).toEqual([topic, []]);
      }
    }
  });

  it(
    'give every event of a partition page by page, as it is and where it is',
    async () => {
      for (const stream of STREAMS) {
        const topic = STREAM_TOPICS[stream];
        const expected = recordsOf(topic).filter(({ partition }) => partition === 3);
        expect(expected.length).toBeGreaterThan(0);
        const came = await everyPage(api.url, `/events/${topic}?partition=3&limit=1000`);
        expect(came).toEqual(
          expected.map(({ offset, value }) => ({
            ...(stream === 'sons'
              ? factToCloudEvent(decodeFact(value))
              : toCloudEvent(decodeEvent(value))),
            kafkatopic: topic,
            kafkapartition: 3,
            kafkaoffset: offset,
            recordedtime: expect.any(String),
          })),
        );
      }
    },
    RUN_TIMEOUT_MS,
  );

  it('give the last events, move no group, and show a record that is no event', async () => {
    const producer = kafka.producer();
    await producer.connect();
    const [{ baseOffset } = { baseOffset: '' }] = await producer.send({
      topic: 'mes.dmp.v1',
      messages: [{ key: 'nobody', value: Buffer.from([0, 0, 0, 0, 1, 9]), partition: 0 }],
    });
    await producer.disconnect();
    const response = await fetch(`${api.url}/events/mes.dmp.v1?offset=latest&limit=2`);
    const last = (await response.json()) as Record<string, unknown>[];
    expect(last).toMatchObject([
      { type: expect.stringMatching(/^fr\.mesflow\.events\.v1\./) },
      {
        type: 'fr.mesflow.undecodable.v1',
        kafkaoffset: baseOffset,
        data_base64: 'AAAAAAEJ',
        malformedreason: 'TRUNCATED',
      },
    ]);
    const admin = kafka.admin();
    await admin.connect();
    const { groups } = await admin.listGroups();
    await admin.disconnect();
    expect(groups.map(({ groupId }) => groupId)).not.toContain('metrics-api-spec');
  });

  it('say what is not there', async () => {
    const status = async (path: string): Promise<number> =>
      (await fetch(`${api.url}/events/${path}`)).status;
    expect(await status('mes.dmp.v1?partition=12')).toBe(404);
    expect(await status('mes.dmp.v1?offset=999999999')).toBe(404);
    expect(await status('mes.dmp.v1.dead-letters')).toBe(200);
    expect((await fetch(`${api.url}/health/ready`)).status).toBe(200);
  });
});

const JSON_TOPICS = [
  'mes.simulation-units.v1',
  'mes.simulation-truth.v1',
  'mes.service-meters.v1',
] as const;

function ours(stream: StreamName, value: Buffer): object {
  return stream === 'sons' ? decodeFact(value) : decodeEvent(value);
}

/** Fields alone, bytes as text: the clients wrap both in classes of their own. */
function plain(record: object): Record<string, unknown> {
  const fields = Object.entries(record).filter(([name]) => name !== 'record');
  return Object.fromEntries(
    fields.map(([name, value]: [string, unknown]) => [
      name,
      value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value,
    ]),
  );
}

/**
 * Facts of a small wave, as the SONS emitter generates them. A run of their own would want a database
 * without other runs, hence a second backend.
 */
async function publishFacts(kafka: Kafka): Promise<void> {
  const plan = new Plan(loadScenario('sons-wave-1', { scale: FACTS.scale }), FACTS.seed);
  const producer = kafka.producer();
  await producer.connect();
  for (let shard = 0; shard < SHARD_COUNT; shard++) {
    const generator = plan.generator('sons', shard);
    const values = Array.from({ length: plan.attempts('sons', shard) }, (_, sequence) =>
      Buffer.from(generator.eventAt(sequence)),
    );
    await producer.send({
      topic: SONS_TOPIC,
      messages: values.map((value) => ({
        key: keyOfFact(decodeFact(value)),
        value,
        partition: partitionOf(shard, 12),
      })),
    });
  }
  await producer.disconnect();
}

async function everyPage(url: string, path: string): Promise<unknown[]> {
  const events: unknown[] = [];
  for (let next: string | undefined = path; next !== undefined;) {
    const response: Response = await fetch(`${url}${next}`);
    expect(response.status).toBe(200);
    events.push(...((await response.json()) as unknown[]));
    next = /^<([^>]+)>; rel="next"$/.exec(response.headers.get('link') ?? '')?.[1];
  }
  return events;
}

async function listTopics(kafka: Kafka): Promise<string[]> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    return await admin.listTopics();
  } finally {
    await admin.disconnect();
  }
}

/** Every record of a topic, by kafkajs: the second opinion on what is there. */
async function readTopic(kafka: Kafka, topic: string): Promise<readonly SeenRecord[]> {
  const admin = kafka.admin();
  await admin.connect();
  const offsets = await admin.fetchTopicOffsets(topic);
  await admin.disconnect();
  const ends = new Map(
    offsets.filter(({ low, high }) => low !== high).map((one) => [one.partition, BigInt(one.high)]),
  );
  const seen: SeenRecord[] = [];
  if (ends.size === 0) return seen;
  const consumer = kafka.consumer({ groupId: `spec-contracts-${topic}` });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    consumer
      .run({
        autoCommit: false,
        eachBatch: ({ batch }) => {
          const { partition, messages } = batch;
          for (const { offset, value } of messages) {
            if (value !== null) seen.push({ partition, offset, value });
          }
          if (BigInt(batch.lastOffset()) + 1n >= (ends.get(partition) ?? 0n))
            ends.delete(partition);
          if (ends.size === 0) resolve();
          return Promise.resolve();
        },
      })
      .catch(reject);
  });
  await consumer.disconnect();
  return seen.sort(
    (a, b) => a.partition - b.partition || Number(BigInt(a.offset) - BigInt(b.offset)),
  );
}
