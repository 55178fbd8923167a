import type { HttpService } from '#libs/edge';
import { SCHEMAS } from '#libs/events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GivenPages, startTestService } from '../test-service.js';

const MEDIA_TYPE = 'application/vnd.schemaregistry.v1+json';
const DEPOSITED = 'fr.mesflow.events.v1.DocumentDeposited';

describe('the schema registry over HTTP', () => {
  let api: HttpService;
  beforeAll(async () => {
    api = await startTestService(new GivenPages(() => ({ records: [], nextOffset: undefined })));
  });
  afterAll(() => api.service.close());

  async function ask(
    path: string,
    init: { method?: string; body?: string; type?: string } = {},
  ): Promise<{ status: number; type: string; body: unknown }> {
    const { method = 'GET', body, type = MEDIA_TYPE } = init;
    const response = await fetch(`${api.url}${path}`, {
      method,
      ...(body !== undefined && { body, headers: { 'content-type': type } }),
    });
    const text = await response.text();
    return {
      status: response.status,
      type: response.headers.get('content-type') ?? '',
      body: text === '' ? undefined : (JSON.parse(text) as unknown),
    };
  }

  it.each([
    ['/schemas/types', ['AVRO']],
    ['/contexts', ['.']],
    ['/schemas/ids/1/subjects', [DEPOSITED]],
    ['/schemas/ids/1/versions', [{ subject: DEPOSITED, version: 1 }]],
    ['/subjects', SCHEMAS.map(({ fullName }) => fullName).sort()],
    ['/subjects?subjectPrefix=fr.mesflow.events.v1.MessageS', ['fr.mesflow.events.v1.MessageSent']],
    [`/subjects/${DEPOSITED}/versions`, [1]],
    [`/subjects/${DEPOSITED}/versions/1/referencedby`, []],
    ['/config', { compatibilityLevel: 'NONE' }],
    [`/config/${DEPOSITED}?defaultToGlobal=true`, { compatibilityLevel: 'NONE' }],
    ['/mode', { mode: 'READONLY' }],
    [`/mode/${DEPOSITED}?defaultToGlobal=true`, { mode: 'READONLY' }],
  ])('answers GET %s', async (path, expected) => {
    const { status, type, body } = await ask(path);
    expect([status, body]).toEqual([200, expected]);
    expect(type).toContain(MEDIA_TYPE);
  });

  it('gives every schema by its id, with and without envelope, whatever the subject says', async () => {
    for (const { id, text } of SCHEMAS) {
      const path = `/schemas/ids/${id}`;
      expect((await ask(`${path}?subject=mes.dmp.v1-value`)).body).toEqual({ schema: text });
      expect((await ask(`${path}/schema`)).body).toEqual(JSON.parse(text));
    }
    expect((await ask('/schemas/ids/1?fetchMaxId=true')).body).toHaveProperty('maxId', 29);
  });

  it('takes a look-up in either media type, and answers 200 as the original does', async () => {
    const { text = '' } = SCHEMAS[0] ?? {};
    const body = JSON.stringify({ schema: text });
    for (const type of [MEDIA_TYPE, 'application/json']) {
      const answer = await ask(`/subjects/${DEPOSITED}`, { method: 'POST', body, type });
      expect(answer).toMatchObject({ status: 200, body: { id: 1, version: 1, schema: text } });
    }
  });

  it.each([
    [404, 40403, 'GET', '/schemas/ids/30'],
    [404, 40403, 'GET', '/schemas/ids/-1'],
    [404, 40403, 'GET', '/schemas/ids/..%2f..%2fpackage.json'],
    [404, 40403, 'GET', '/schemas/ids/__proto__/schema'],
    [404, 40401, 'GET', '/subjects/mes.dmp.v1-value/versions'],
    [404, 40401, 'GET', '/subjects/..%2F..%2Fetc%2Fpasswd/versions/latest'],
    [404, 40401, 'GET', `/subjects/${'x'.repeat(8000)}/versions`],
    [404, 40401, 'POST', '/subjects/other'],
    [404, 40402, 'GET', `/subjects/${DEPOSITED}/versions/2`],
    [404, 40408, 'GET', `/config/${DEPOSITED}`],
    [404, 40409, 'GET', `/mode/${DEPOSITED}`],
    [422, 42201, 'POST', `/subjects/${DEPOSITED}`],
    [422, 42202, 'GET', `/subjects/${DEPOSITED}/versions/newest/schema`],
    [403, 40301, 'POST', `/subjects/${DEPOSITED}/versions`],
    [403, 40301, 'DELETE', `/subjects/${DEPOSITED}`],
    [403, 40301, 'DELETE', `/subjects/${DEPOSITED}/versions/1`],
    [403, 40301, 'PUT', '/config'],
    [403, 40301, 'PUT', `/config/${DEPOSITED}`],
    [403, 40301, 'DELETE', `/config/${DEPOSITED}`],
    [403, 40301, 'PUT', '/mode'],
    [403, 40301, 'PUT', `/mode/${DEPOSITED}`],
    [403, 40301, 'DELETE', `/mode/${DEPOSITED}`],
  ])('answers %d and %d to %s %.60s', async (status, code, method, path) => {
    const answer = await ask(path, method === 'GET' ? {} : { method, body: '{}' });
    expect(answer.status).toBe(status);
    expect(answer.type).toContain(MEDIA_TYPE);
    expect(answer.body).toEqual({ error_code: code, message: expect.any(String) });
  });

  it('leaves what is no request of a registry to the edge', async () => {
    expect((await ask('/subjects/%zz')).status).toBe(400);
    expect((await ask(`/subjects/${'x'.repeat(20_000)}`)).status).toBe(431);
    const broken = { method: 'POST', body: '{' };
    expect((await ask(`/subjects/${DEPOSITED}`, broken)).status).toBe(400);
    const xml = { method: 'POST', body: '<a/>', type: 'text/xml' };
    expect((await ask(`/subjects/${DEPOSITED}`, xml)).status).toBe(415);
    expect((await ask('/subjects', { method: 'PATCH', body: '{}' })).status).toBe(405);
  });
});
