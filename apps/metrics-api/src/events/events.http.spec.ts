import type { HttpService } from '#libs/edge';
import { encodeEvent, toCloudEvent, type DocumentDeposited } from '#libs/events';
import {
  BatchTooLargeToUnpackError,
  BrokerUnreachableError,
  CorruptBatchError,
  CorruptResponseError,
  type ReadRecord,
} from '#libs/kafka';
import { afterEach, describe, expect, it } from '@jest/globals';
import { GivenPages, startTestService } from '../test-service.js';
import { TooManyReadersError, type Absence, type TopicPage } from './topic-page.js';

const deposited: DocumentDeposited = {
  record: 'DocumentDeposited',
  source: 'dmp/smoke/42/17',
  sequence: 12,
  occurredAt: Date.UTC(2023, 11, 1, 8, 30, 0, 5),
  registeredAt: Date.UTC(2023, 11, 1, 8, 31),
  actId: 99,
  patient: Buffer.from('00ff00ff00ff00ff', 'hex'),
  patientDepartment: '35',
  insOid: 'INS_NIR_TEST',
  author: '810101234567',
  site: '1350000022',
  couloir: 'city',
  solution: 3,
  typeCode: 'LOINC_57833_6',
  classCode: 42,
  formatCode: 'PRESCRIPTION',
  sizeBytes: 1000,
  uniqueId: null,
  hash: null,
};

const good: ReadRecord = {
  offset: 9_007_199_254_740_993n,
  timestampMs: Date.UTC(2026, 0, 2, 3, 4, 5, 6),
  key: Buffer.from('1350000022'),
  value: encodeEvent(deposited),
  headers: [],
};
const cut: ReadRecord = { ...good, offset: 5n, value: encodeEvent(deposited).subarray(0, 20) };
const empty: ReadRecord = {
  ...good,
  offset: 6n,
  timestampMs: Number.MAX_SAFE_INTEGER,
  value: null,
};
const letter: ReadRecord = {
  ...good,
  offset: 0n,
  value: Buffer.from('no event'),
  headers: [
    { key: 'mes-topic', value: Buffer.from('mes.dmp.v1') },
    { key: 'mes-offset', value: Buffer.from('77') },
    { key: 'mes-reason', value: Buffer.from('BAD_MAGIC') },
    { key: 'mes-at-ms', value: Buffer.from('1700000000000') },
    { key: 'other', value: null },
  ],
};

describe('GET /events/TOPIC', () => {
  let api: HttpService | undefined;
  afterEach(() => api?.service.close());

  async function ask(
    path: string,
    answer: () => TopicPage | Absence,
  ): Promise<{
    status: number;
    body: unknown;
    link: string | null;
    type: string;
    pages: GivenPages;
  }> {
    const pages = new GivenPages(answer);
    api = await startTestService(pages);
    const response = await fetch(`${api.url}/events/${path}`);
    return {
      status: response.status,
      body: await response.json(),
      link: response.headers.get('link'),
      type: response.headers.get('content-type') ?? '',
      pages,
    };
  }

  const page = (...records: ReadRecord[]): TopicPage => ({ records, nextOffset: undefined });

  it('gives events as a CloudEvents batch with their exact positions', async () => {
    const { status, body, type, link, pages } = await ask('mes.dmp.v1', () => page(good));
    expect([status, link]).toEqual([200, null]);
    expect(type).toContain('application/cloudevents-batch+json');
    expect(body).toEqual([
      {
        ...toCloudEvent(deposited),
        kafkatopic: 'mes.dmp.v1',
        kafkapartition: 0,
        kafkaoffset: '9007199254740993',
        recordedtime: '2026-01-02T03:04:05.006Z',
      },
    ]);
    expect(pages.requests).toEqual([
      { topic: 'mes.dmp.v1', partition: 0, offset: 'first', limit: 100 },
    ]);
  });

  it('shows records that are no events with their bytes and the reason', async () => {
    const { status, body } = await ask('mes.dmp.v1?partition=3', () => page(cut, empty));
    expect(status).toBe(200);
    expect(body).toEqual([
      {
        specversion: '1.0',
        id: '3/5',
        source: 'urn:mes-flow:topic:mes.dmp.v1',
        type: 'fr.mesflow.undecodable.v1',
        datacontenttype: 'application/octet-stream',
        data_base64: cut.value?.toString('base64'),
        malformedreason: 'TRUNCATED',
        malformeddetail: expect.any(String),
        kafkatopic: 'mes.dmp.v1',
        kafkapartition: 3,
        kafkaoffset: '5',
        recordedtime: expect.any(String),
      },
      expect.objectContaining({ id: '3/6', malformedreason: 'NO_VALUE', kafkaoffset: '6' }),
    ]);
    const [, withoutValue] = body as Record<string, unknown>[];
    expect(withoutValue).not.toHaveProperty('data_base64');
    expect(withoutValue).not.toHaveProperty('recordedtime');
  });

  it('refuses to read an event as a fact, and the other way round', async () => {
    const { body } = await ask('mes.sons.v1', () => page(good));
    expect(body).toMatchObject([{ malformedreason: 'UNKNOWN_SCHEMA_ID' }]);
  });

  it('says of a dead letter where it was and why', async () => {
    const { body } = await ask('mes.dmp.v1.dead-letters', () => page(letter));
    expect(body).toMatchObject([
      {
        data_base64: Buffer.from('no event').toString('base64'),
        deadlettertopic: 'mes.dmp.v1',
        deadletteroffset: '77',
        deadletterreason: 'BAD_MAGIC',
        deadlettertime: '2023-11-14T22:13:20.000Z',
      },
    ]);
  });

  it('gives no dead letters while there were none', async () => {
    const { status, body } = await ask('mes.dmp.v1.dead-letters', () => ({ absent: 'topic' }));
    expect([status, body]).toEqual([200, []]);
  });

  it('leads to the next page with what was asked for', async () => {
    const { link, pages } = await ask('mes.sons.v1?partition=2&offset=40&limit=5', () => ({
      records: [],
      nextOffset: 45n,
    }));
    expect(link).toBe('</events/mes.sons.v1?partition=2&offset=45&limit=5>; rel="next"');
    expect(pages.requests).toEqual([{ topic: 'mes.sons.v1', partition: 2, offset: 40n, limit: 5 }]);
  });

  it.each([
    'limit=0',
    'limit=1001',
    'limit=1.5',
    'limit=many',
    'limit=',
    'partition=-1',
    'partition=10000',
    'partition=1.5',
    'offset=-1',
    'offset=1e3',
    'offset=newest',
    'offset=9999999999999999999',
    'offset=1&offset=2',
    'group=mine',
  ])('refuses ?%s', async (query) => {
    const { status, body, pages } = await ask(`mes.dmp.v1?${query}`, () => page());
    expect(status).toBe(400);
    expect(body).toMatchObject({ type: 'urn:mes-flow:problem:invalid-query' });
    expect(pages.requests).toEqual([]);
  });

  it.each([
    'limit=1',
    'limit=1000',
    'partition=9999',
    'offset=latest',
    'offset=999999999999999999',
  ])('takes ?%s', async (query) => {
    expect((await ask(`mes.dmp.v1?${query}`, () => page())).status).toBe(200);
  });

  it.each([
    'mes.simulation-units.v1',
    'mes.dmp.v2',
    '..%2Fmes.dmp.v1',
    '__consumer_offsets',
    'constructor',
    'x'.repeat(5000),
  ])('knows no events under %.40s', async (topic) => {
    const { status, body, pages } = await ask(topic, () => page());
    expect(status).toBe(404);
    expect(body).toMatchObject({ type: 'urn:mes-flow:problem:unknown-topic' });
    expect(pages.requests).toEqual([]);
  });

  it.each([
    [{ absent: 'topic' }, 'topic-not-made'],
    [{ absent: 'partition', partitions: 12 }, 'unknown-partition'],
    [{ absent: 'offset', bounds: { start: 5n, end: 9n } }, 'offset-not-there'],
  ] as const)('says what is absent: %j', async (absence, name) => {
    const { status, body } = await ask('mes.dmp.v1', () => absence);
    expect([status, body]).toMatchObject([404, { type: `urn:mes-flow:problem:${name}` }]);
  });

  it.each([new TooManyReadersError(8), new BrokerUnreachableError(['broker:1'], 10)])(
    'asks to come again: %p',
    async (error) => {
      const { status } = await ask('mes.dmp.v1', () => {
        throw error;
      });
      expect(status).toBe(503);
    },
  );

  it.each([
    new CorruptBatchError('mes.dmp.v1/0', 5n, 17, 'a spec'),
    new BatchTooLargeToUnpackError('mes.dmp.v1/0', 5n, 1),
    new CorruptResponseError('a fetch response', 9, 9),
  ])('names damage that asking again does not mend, and nothing of it: %p', async (error) => {
    const { status, body } = await ask('mes.dmp.v1', () => {
      throw error;
    });
    expect([status, body]).toMatchObject([502, { type: 'urn:mes-flow:problem:damaged-records' }]);
    expect(JSON.stringify(body)).not.toContain('a spec');
  });
});
