import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { topicsToMake } from '#libs/contracts';
import { TOPICS } from '#libs/events';
import { TopicAdmin, TopicReader, readRecords } from '#libs/kafka';
import { createPool } from '#libs/store';
import { eventually, runMes, testBackend } from '#libs/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OtlpReceiver, type ReceivedSpan } from './test-otlp-receiver.js';
import { ServiceProcess } from './test-service-process.js';

const TIMEOUT_MS = 180_000;
const DEADLINE_MS = 30_000;

const body = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'examples', 'document.json'), 'utf8'),
) as Record<string, unknown>;

describe('traces', () => {
  it('load nothing of the SDK where no endpoint is set', () => {
    const loaded = (environment: Record<string, string>): string[] => {
      const { stdout, stderr } = spawnSync(
        process.execPath,
        [join(import.meta.dirname, 'loaded.js')],
        { env: { ...process.env, ...environment }, encoding: 'utf8' },
      );
      expect(stderr).toBe('');
      return JSON.parse(stdout) as string[];
    };
    // prom-client asks it for exemplars, traced or not.
    expect(loaded({})).toEqual(['@opentelemetry/api']);
    expect(loaded({ OTEL_EXPORTER_OTLP_ENDPOINT: '' })).toEqual(['@opentelemetry/api']);
    const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' };
    expect(loaded({ ...endpoint, OTEL_SDK_DISABLED: 'true' })).toEqual(['@opentelemetry/api']);
    expect(loaded(endpoint)).toEqual(
      expect.arrayContaining(['@opentelemetry/sdk-trace-node', '@opentelemetry/resources']),
    );
  });

  describe('of real processes', () => {
    const receiver = new OtlpReceiver();
    const backend = testBackend();
    const name = `mes_traces_${randomUUID().slice(0, 8)}`;
    const services: ServiceProcess[] = [];
    let settings: Record<string, string>;

    const start = async (...which: ConstructorParameters<typeof ServiceProcess>) => {
      const process = new ServiceProcess(...which);
      services.push(process);
      await process.whenReady();
      return process;
    };
    const spansOf = (service: string, spanName: string): ReceivedSpan[] =>
      receiver.spans.filter((span) => span.service === service && span.name === spanName);
    const arrived = (service: string, spanName: string): Promise<ReceivedSpan> =>
      eventually(
        `span ${spanName} of ${service}`,
        DEADLINE_MS,
        () => spansOf(service, spanName)[0],
      );

    beforeAll(async () => {
      const pool = createPool(backend.MES_DATABASE_URL, 1);
      await pool.query(`create database ${name}`);
      await pool.end();
      const brokers = backend.MES_KAFKA_BROKERS.split(',');
      const admin = await TopicAdmin.connect({ brokers, clientId: 'spec' });
      await admin.ensureTopics(topicsToMake(12));
      await admin.close();
      settings = {
        MES_KAFKA_BROKERS: backend.MES_KAFKA_BROKERS,
        MES_DATABASE_URL: Object.assign(new URL(backend.MES_DATABASE_URL), { pathname: name }).href,
        OTEL_EXPORTER_OTLP_ENDPOINT: await receiver.listen(),
        OTEL_BSP_SCHEDULE_DELAY: '100',
      };
    }, TIMEOUT_MS);

    afterAll(async () => {
      for (const service of services) service.signal('SIGTERM');
      await Promise.all(services.map(({ ended }) => ended));
      await receiver.close();
      const pool = createPool(backend.MES_DATABASE_URL, 1);
      await pool.query(`drop database ${name} with (force)`);
      await pool.end();
    }, TIMEOUT_MS);

    it(
      'follow a deposit from its request through the outbox into the record, under the caller’s trace and request id',
      async () => {
        const intake = await start('dmp-intake', settings);
        await start('volume-aggregator', settings);
        const url = await intake.address(/listens on (http:\/\/[\d.]+:\d+)/);
        const traceId = randomUUID().replaceAll('-', '');
        const parent = '00f067aa0ba902b7';
        const uniqueId = `2.25.${String(BigInt(`0x${traceId}`))}`;
        const answer = await fetch(`${url}/documents`, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            traceparent: `00-${traceId}-${parent}-01`,
          },
          body: JSON.stringify({ ...body, uniqueId }),
        });
        expect(answer.status).toBe(201);
        expect(answer.headers.get('x-request-id')).toBe(traceId);
        const request = await arrived('dmp-intake', 'POST /documents');
        expect(request).toMatchObject({
          traceId,
          parentSpanId: parent,
          attributes: {
            'http.request.method': 'POST',
            'http.route': '/documents',
            'http.response.status_code': 201,
            'mes.request_id': traceId,
          },
        });
        const settle = await arrived('dmp-intake', 'settle dmp');
        const publish = await arrived('dmp-intake', 'publish dmp');
        expect(settle).toMatchObject({ traceId, parentSpanId: request.spanId });
        expect(publish).toMatchObject({ traceId, parentSpanId: settle.spanId });
        expect(await traceparentInTopic(backend.MES_KAFKA_BROKERS, traceId)).toBe(
          `00-${traceId}-${settle.spanId}-01`,
        );
        // No identifier of a person or a document is in any span.
        const texts = receiver.spans.map((span) => JSON.stringify(span, textOfBigInt));
        for (const text of texts) expect(text).not.toMatch(/279035121518989|2\.25\./);
      },
      TIMEOUT_MS,
    );

    it(
      'have one span for each commit of an aggregator, however many records it holds',
      async () => {
        const before = spansOf('volume-aggregator', 'commit').length;
        const run = await runMes(['simulate', 'smoke', '--seed', '9'], settings);
        expect({ exitCode: run.exitCode, text: run.exitCode === 0 ? '' : run.stderr }).toEqual({
          exitCode: 0,
          text: '',
        });
        const commits = await eventually('the commits have arrived', DEADLINE_MS, () => {
          const spans = spansOf('volume-aggregator', 'commit').slice(before);
          return spans.length > 0 ? spans : undefined;
        });
        const records = commits.reduce(
          (sum, span) => sum + Number(span.attributes['mes.records']),
          0,
        );
        expect(commits.length).toBeLessThan(records / 100);
      },
      TIMEOUT_MS,
    );

    it('follow a run from the command into the units of every emitter', async () => {
      const run = await arrived('mes', 'run');
      const units = receiver.spans.filter(({ name: spanName }) => spanName === 'unit');
      expect(units.length).toBeGreaterThanOrEqual(48);
      expect(new Set(units.map(({ service }) => service)).size).toBeGreaterThan(1);
      for (const unit of units) {
        expect(unit).toMatchObject({
          traceId: run.traceId,
          attributes: { 'mes.run': run.attributes['mes.run'] },
        });
      }
    });

    it('take the caller’s request id where it is harmless, and their own where it is not', async () => {
      const url = await services[0]?.address(/listens on (http:\/\/[\d.]+:\d+)/);
      for (const [came, told] of [
        ['abc-1', /^abc-1$/],
        ['a b', /^[0-9a-f-]{36}$/],
        ['x'.repeat(65), /^[0-9a-f-]{36}$/],
      ] as const) {
        const answer = await fetch(`${url ?? ''}/nowhere`, { headers: { 'x-request-id': came } });
        expect(answer.headers.get('x-request-id')).toMatch(told);
      }
    });
  });
});

async function traceparentInTopic(brokers: string, traceId: string): Promise<string | undefined> {
  const cluster = { brokers: brokers.split(','), clientId: 'spec' };
  const reader = await TopicReader.open({ ...cluster, topics: [TOPICS.dmp] });
  try {
    for (const { topic, partition } of reader.partitions) {
      for await (const batches of reader.read(topic, partition)) {
        for (const { headers } of readRecords(batches)) {
          const found = headers.find(({ key }) => key === 'traceparent');
          const text = found?.value?.toString();
          if (text?.includes(traceId)) return text;
        }
      }
    }
    return undefined;
  } finally {
    await reader.close();
  }
}

function textOfBigInt(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
