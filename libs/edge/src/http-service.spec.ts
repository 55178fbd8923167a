import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HTTP_LIMITS } from './limits.js';
import { startHttpService, type HttpService } from './http-service.js';
import { KeptLog, ToyModule, slowArrived, slowReleased } from './test-toy.js';

const BODY_BYTES_MAX = 4096;
const order = {
  name: 'boat',
  colour: 'red',
  core: { kind: 'page', weightGrams: 2 },
  parts: [{ kind: 'scan', weightGrams: 3 }],
};

let http: HttpService;
const logger = new KeptLog();
let isBrokenReady = true;

beforeAll(async () => {
  http = await startHttpService({
    name: 'toy',
    title: 'Toys',
    description: 'A toy.',
    module: ToyModule,
    bodyBytesMax: BODY_BYTES_MAX,
    readiness: [
      {
        name: 'box',
        check: () => (isBrokenReady ? Promise.resolve() : Promise.reject(new Error('no box'))),
      },
    ],
    logger,
  });
});

afterAll(async () => {
  await http.service.close();
});

const post = (
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = { 'content-type': 'application/json' },
  path = '/toys',
): Promise<Response> => fetch(http.url + path, { method: 'POST', headers, body });

/** Sends bytes as they are and gives back everything that comes. */
const raw = (text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(http.url).port), '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      answer += chunk;
      if (/\r\n\r\n\{.*\}$/s.test(answer)) socket.end();
    });
    socket.on('close', () => {
      resolve(answer);
    });
    socket.on('error', reject);
  });

interface Problem {
  readonly type: string;
  readonly status: number;
  readonly detail: string;
  readonly faults?: readonly { field: string; reason: string; accepted?: string[] }[];
}

describe('an HTTP service', () => {
  it('gives a handler what it asked for', async () => {
    const answer = await post(JSON.stringify(order));
    expect(answer.status).toBe(201);
    expect(await answer.json()).toEqual({ name: 'boat red   5', parts: 1 });
    expect(answer.headers.get('x-powered-by')).toBeNull();
  });

  it.each(['/health/live', '/nothing'])(
    'lets nothing in an answer run or be framed: %s',
    async (path) => {
      const { headers } = await fetch(http.url + path);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toBe(
        "default-src 'none';frame-ancestors 'none'",
      );
      expect(headers.get('referrer-policy')).toBe('no-referrer');
    },
  );

  it.each<{
    what: string;
    send: () => Promise<Response>;
    status: number;
    name: string;
    field?: string;
    accepted?: string[];
  }>([
    {
      what: 'an unknown path',
      send: () => fetch(`${http.url}/nothing`),
      status: 404,
      name: 'unknown-path',
      field: 'path',
    },
    {
      what: 'a method that the path does not know',
      send: () => fetch(`${http.url}/toys`, { method: 'DELETE' }),
      status: 405,
      name: 'unknown-method',
      field: 'method',
      accepted: ['GET', 'HEAD', 'POST'],
    },
    {
      what: 'a path that cannot be decoded',
      send: () => fetch(`${http.url}/toys/%zz`),
      status: 400,
      name: 'malformed-path',
      field: 'path',
    },
    {
      what: 'a path with NUL',
      send: () => fetch(`${http.url}/toys/a%00b`),
      status: 400,
      name: 'nul-character',
      field: 'path',
    },
    {
      what: 'a query with NUL',
      send: () => fetch(`${http.url}/toys?page=1%00`),
      status: 400,
      name: 'nul-character',
      field: 'page',
    },
    {
      what: 'a body that is no JSON',
      send: () => post('{"name": boat}'),
      status: 400,
      name: 'malformed-json',
      field: '',
    },
    {
      what: 'bytes that are no UTF-8',
      send: () => post(new Uint8Array([0x22, 0xff, 0x22])),
      status: 400,
      name: 'malformed-text',
      field: '',
    },
    {
      what: 'a body that nests too deep',
      send: () => post('['.repeat(HTTP_LIMITS.bodyDepthMax + 1)),
      status: 400,
      name: 'body-too-deep',
      field: '',
    },
    {
      what: 'a body that is too large',
      send: () => post(`"${'x'.repeat(BODY_BYTES_MAX - 1)}"`),
      status: 413,
      name: 'body-too-large',
      field: 'content-length',
    },
    {
      what: 'a body of another media type',
      send: () => post('<a/>', { 'content-type': 'application/xml' }),
      status: 415,
      name: 'unsupported-media-type',
      field: 'content-type',
      accepted: [
        'application/json',
        'application/fhir+json',
        'application/json-patch+json',
        'application/vnd.schemaregistry.v1+json',
      ],
    },
    {
      what: 'a body without a media type',
      send: () => post(new Uint8Array([0x7b, 0x7d]), {}),
      status: 415,
      name: 'unsupported-media-type',
      field: 'content-type',
    },
    {
      what: 'another charset',
      send: () => post('{}', { 'content-type': 'application/json; charset=iso-8859-1' }),
      status: 415,
      name: 'unsupported-charset',
      field: 'content-type',
      accepted: ['charset=utf-8'],
    },
    {
      what: 'a compressed body',
      send: () => post('x', { 'content-type': 'application/json', 'content-encoding': 'gzip' }),
      status: 415,
      name: 'unsupported-content-encoding',
      field: 'content-encoding',
      accepted: ['identity'],
    },
    {
      what: 'no body where one is needed',
      send: () => fetch(`${http.url}/toys`, { method: 'POST' }),
      status: 400,
      name: 'invalid-body',
      field: '',
    },
    {
      what: 'a list where an object is needed',
      send: () => post(JSON.stringify([order])),
      status: 400,
      name: 'invalid-body',
      field: '',
    },
    {
      what: 'a value outside its list',
      send: () => post(JSON.stringify({ ...order, colour: 'green' })),
      status: 400,
      name: 'invalid-body',
      field: '/colour',
      accepted: ['red', 'blue'],
    },
    {
      what: 'an unknown field',
      send: () => post(JSON.stringify({ ...order, color: 'red' })),
      status: 400,
      name: 'invalid-body',
      field: '/color',
      accepted: ['colour', 'core', 'name', 'parts', 'tags', 'year'],
    },
    {
      what: 'an unknown field whose name every object knows',
      send: () => post(JSON.stringify({ ...order, toString: 1 })),
      status: 400,
      name: 'invalid-body',
      field: '/toString',
    },
    {
      what: 'a fault inside a list',
      send: () =>
        post(JSON.stringify({ ...order, parts: [order.core, { kind: 'page', weightGrams: 10 }] })),
      status: 400,
      name: 'invalid-body',
      field: '/parts/1/weightGrams',
    },
    {
      what: 'a missing field that has a list of values',
      send: () => post(JSON.stringify({ ...order, colour: undefined })),
      status: 400,
      name: 'invalid-body',
      field: '/colour',
      accepted: ['red', 'blue'],
    },
    {
      what: 'null for a required object',
      send: () => post(JSON.stringify({ ...order, core: null })),
      status: 400,
      name: 'invalid-body',
      field: '/core',
    },
    {
      what: 'null in a list of objects',
      send: () => post(JSON.stringify({ ...order, parts: [null] })),
      status: 400,
      name: 'invalid-body',
      field: '/parts/0',
    },
    {
      what: 'a list where one object is meant',
      send: () => post(JSON.stringify({ ...order, core: [order.core] })),
      status: 400,
      name: 'invalid-body',
      field: '/core',
    },
    {
      what: 'one object where a list is meant',
      send: () => post(JSON.stringify({ ...order, parts: order.core })),
      status: 400,
      name: 'invalid-body',
      field: '/parts',
    },
    {
      what: 'a query parameter of another type',
      send: () => fetch(`${http.url}/toys?page=many`),
      status: 400,
      name: 'invalid-query',
      field: 'page',
    },
  ])('refuses $what and says why', async ({ send, status, name, field, accepted }) => {
    const answer = await send();
    const problem = (await answer.json()) as Problem;
    expect({ status: answer.status, type: problem.type, inBody: problem.status }).toEqual({
      status,
      type: `urn:mes-flow:problem:${name}`,
      inBody: status,
    });
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    const [fault] = problem.faults ?? [];
    expect(fault?.field).toBe(field);
    expect(fault?.reason).not.toBe('');
    if (accepted !== undefined) expect(fault?.accepted).toEqual(accepted);
  });

  it('names all faults of a body at once', async () => {
    const answer = await post(JSON.stringify({ name: 5, colour: null, core: {}, year: '19' }));
    const { faults } = (await answer.json()) as Problem;
    expect(faults?.map(({ field }) => field).sort()).toEqual([
      '/colour',
      '/core/kind',
      '/core/weightGrams',
      '/name',
      '/parts',
      '/year',
    ]);
  });

  it('accepts a body of the limit and refuses one byte more', async () => {
    const text = JSON.stringify({ ...order, name: 'x' });
    const padded = (bytes: number): string => text + ' '.repeat(bytes - text.length);
    expect((await post(padded(BODY_BYTES_MAX))).status).toBe(201);
    expect((await post(padded(BODY_BYTES_MAX + 1))).status).toBe(413);
  });

  it('accepts the deepest body and refuses one level more', async () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
    const json = { 'content-type': 'application/fhir+json' };
    const { bodyDepthMax } = HTTP_LIMITS;
    expect((await post(nested(bodyDepthMax), json, '/fhir/Any')).status).toBe(201);
    expect((await post(nested(bodyDepthMax + 1), json, '/fhir/Any')).status).toBe(400);
  });

  it('takes null for absent', async () => {
    expect((await post(JSON.stringify({ ...order, year: null }))).status).toBe(201);
  });

  it('answers a caller who speaks FHIR with an OperationOutcome', async () => {
    const answer = await post(
      JSON.stringify({ ...order, colour: 'green', name: 7 }),
      { 'content-type': 'application/fhir+json' },
      '/fhir/Toy',
    );
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toMatch(/^application\/fhir\+json/);
    const outcome = (await answer.json()) as { resourceType: string; issue: object[] };
    expect(outcome.resourceType).toBe('OperationOutcome');
    expect(outcome.issue).toMatchObject([
      { severity: 'error', code: 'invalid', expression: ['name'] },
      { severity: 'error', code: 'invalid', expression: ['colour'] },
    ]);
  });

  it.each(['/toys/broken', '/fhir/broken'])(
    'tells nothing of a bug but where its report is: %s',
    async (path) => {
      const answer = await fetch(http.url + path);
      const text = await answer.text();
      expect(answer.status).toBe(500);
      expect(text).not.toMatch(/secret|TypeError|\.ts|at /);
      const requestId = /request ([0-9a-f-]{36})/.exec(text)?.[1] ?? 'none';
      expect(logger.errors.filter((line) => line.includes(requestId))).toEqual([
        expect.stringContaining('secret of the house'),
      ]);
    },
  );

  it.each([
    ['no HTTP at all', 'hello\r\n\r\n', 400],
    ['no host', 'GET /toys HTTP/1.1\r\n\r\n', 400],
    [
      'headers that are too large',
      `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(HTTP_LIMITS.headerBytesMax)}\r\n\r\n`,
      431,
    ],
    ['an unknown expectation', 'GET / HTTP/1.1\r\nHost: a\r\nExpect: tea\r\n\r\n', 417],
    [
      'two lengths',
      'POST /toys HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx',
      400,
    ],
  ])('refuses %s in the same form', async (_, text, status) => {
    const answer = await raw(text);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer).toMatch(/content-type: application\/problem\+json/i);
  });

  it('is ready as long as everything that it needs is', async () => {
    expect((await fetch(`${http.url}/health/live`)).status).toBe(200);
    expect((await fetch(`${http.url}/health/ready`)).status).toBe(200);
    isBrokenReady = false;
    const answer = await fetch(`${http.url}/health/ready`);
    isBrokenReady = true;
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ checks: [{}, { name: 'box', isReady: false }] });
  });
});

describe('closing an HTTP service', () => {
  it('lets a request under way end and takes no other', async () => {
    const closing = await startHttpService({
      name: 'toy',
      title: 'Toys',
      description: 'A toy.',
      module: ToyModule,
      logger,
    });
    const slow = fetch(`${closing.url}/toys/slow`);
    await slowArrived.promise;
    const closed = closing.service.close();
    await expect(fetch(`${closing.url}/toys`)).rejects.toThrow();
    slowReleased.resolve(undefined);
    expect(await (await slow).json()).toEqual({ isDone: true });
    await closed;
  });
});
