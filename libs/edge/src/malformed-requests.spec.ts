import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { startHttpService, type HttpService } from './http-service.js';
import { KeptLog, ToyController, ToyModule } from './test-toy.js';

const BODY_BYTES_MAX = 16_384;
const REQUESTS = 1_500;

interface Sent {
  readonly path: '/toys' | '/fhir/Toy';
  readonly headers: Record<string, string>;
  readonly body: string | Uint8Array<ArrayBuffer>;
}

const part = { kind: 'page', weightGrams: 2 };
const order = { name: 'boat', colour: 'red', core: part, parts: [part], tags: ['a'] };
const fields = ['name', 'colour', 'year', 'core', 'parts', 'tags'] as const;

const logger = new KeptLog();
let http: HttpService;

beforeAll(async () => {
  http = await startHttpService({
    name: 'toy',
    title: 'Toys',
    description: 'A toy.',
    module: ToyModule,
    bodyBytesMax: BODY_BYTES_MAX,
    logger,
  });
});

afterAll(async () => {
  await http.service.close();
});

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isPart = (value: unknown): boolean =>
  isRecord(value) &&
  Object.keys(value).every((key) => key in part) &&
  ['page', 'scan'].includes(value['kind'] as string) &&
  Number.isInteger(value['weightGrams']) &&
  Number(value['weightGrams']) >= 1 &&
  Number(value['weightGrams']) <= 9;

/** The rules of ToyOrder once more, in plain words: whether a value may be accepted at all. */
function mayBeOrder(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { name, colour, year, core, parts, tags } = value;
  return (
    Object.keys(value).every((key) => fields.some((field) => field === key)) &&
    typeof name === 'string' &&
    name.length >= 1 &&
    name.length <= 20 &&
    (colour === 'red' || colour === 'blue') &&
    (year === undefined || year === null || (typeof year === 'string' && /^\d{4}$/.test(year))) &&
    isPart(core) &&
    Array.isArray(parts) &&
    parts.length <= 3 &&
    parts.every(isPart) &&
    (tags === undefined ||
      tags === null ||
      (Array.isArray(tags) && tags.every((tag) => typeof tag === 'string')))
  );
}

const json = { 'content-type': 'application/json' };
const path = fc.constantFrom('/toys' as const, '/fhir/Toy' as const);

const value = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(
    '',
    '\u0000',
    'x'.repeat(5_000),
    -0,
    1e308,
    [],
    {},
    [[]],
    [null],
    { length: 1e9 },
    { then: 1 },
    { toString: 1, valueOf: 1 },
    { constructor: { name: 1 } },
    { ...part, weightGrams: '2' },
    [part, part, part, part],
    'data:;base64,%%%%',
  ),
);

/** JSON that is well-formed and not an order. */
const wrongValue = fc
  .oneof(
    value,
    fc
      .tuple(fc.constantFrom(...fields), value)
      .map(([field, wrong]) => ({ ...order, [field]: wrong })),
    fc.string({ maxLength: 12 }).map((name) => ({ ...order, [name]: 1 })),
    fc.constantFrom(...fields).map((field) => ({ ...order, [field]: undefined })),
    value.map((wrong) => ({ ...order, parts: [part, wrong] })),
    value.map((wrong) => ({ ...order, core: { ...part, kind: wrong } })),
  )
  .filter((made) => !mayBeOrder(JSON.parse(JSON.stringify(made))));

const malformed: fc.Arbitrary<Sent> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      path,
      body: wrongValue.map((made) => JSON.stringify(made)),
      headers: fc.constant(json),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      path,
      // Cut somewhere: never a whole value, for the last brace is missing.
      body: fc
        .nat(JSON.stringify(order).length - 1)
        .map((end) => JSON.stringify(order).slice(0, end)),
      headers: fc.constant(json),
    }),
  },
  fc.record({
    path,
    body: fc.uint8Array({ maxLength: 200 }).map((bytes) => new Uint8Array([0xff, ...bytes])),
    headers: fc.constant(json),
  }),
  fc.record({
    path,
    body: fc.integer({ min: 33, max: 8_000 }).map((depth) => '[{"a":'.repeat(depth / 2)),
    headers: fc.constant(json),
  }),
  fc.record({
    path,
    body: fc.integer({ min: 1, max: 9 }).map((times) => `"${'x'.repeat(BODY_BYTES_MAX * times)}"`),
    headers: fc.constant(json),
  }),
  fc.record({
    path,
    body: fc.constant(JSON.stringify(order)),
    headers: fc.oneof(
      fc
        .stringMatching(/^[a-z]{1,8}\/[a-z.+-]{1,12}$/)
        .filter((type) => !['application/json', 'application/fhir+json'].includes(type))
        .map((type) => ({ 'content-type': type })),
      fc
        .constantFrom('utf-16', 'latin1', 'iso-8859-15', 'x')
        .map((charset) => ({ 'content-type': `application/json; charset=${charset}` })),
      fc
        .constantFrom('gzip', 'br', 'deflate', 'zstd', 'x')
        .map((encoding) => ({ ...json, 'content-encoding': encoding })),
    ),
  }),
);

async function refusalOf({ path, headers, body }: Sent): Promise<{
  readonly status: number;
  readonly type: string;
  readonly body: Record<string, unknown>;
}> {
  const answer = await fetch(http.url + path, { method: 'POST', headers, body });
  return {
    status: answer.status,
    type: answer.headers.get('content-type') ?? '',
    body: (await answer.json()) as Record<string, unknown>,
  };
}

describe('a malformed request', () => {
  it(`is refused with a 4xx, the field and the reason, and has no effect: ${REQUESTS} of them`, async () => {
    await fc.assert(
      fc.asyncProperty(malformed, async (sent) => {
        const before = ToyController.orders;
        const { status, type, body } = await refusalOf(sent);
        expect(status).toBeGreaterThanOrEqual(400);
        expect(status).toBeLessThan(500);
        if (sent.path === '/toys') {
          expect(type).toMatch(/^application\/problem\+json/);
          expect(body['type']).toMatch(/^urn:mes-flow:problem:[a-z-]+$/);
          const faults = body['faults'] as { field: string; reason: string }[];
          expect(faults.length).toBeGreaterThan(0);
          expect(
            faults.every(({ field, reason }) => typeof field === 'string' && reason !== ''),
          ).toBe(true);
        } else {
          expect(type).toMatch(/^application\/fhir\+json/);
          expect(body['resourceType']).toBe('OperationOutcome');
          const issues = body['issue'] as { details: { text: string } }[];
          expect(issues.length).toBeGreaterThan(0);
          expect(issues.every(({ details }) => details.text !== '')).toBe(true);
        }
        expect(ToyController.orders).toBe(before);
      }),
      { numRuns: REQUESTS },
    );
    expect(logger.errors).toEqual([]);
  });

  it('is told apart from a right one', async () => {
    const before = ToyController.orders;
    const { status } = await refusalOf({
      path: '/toys',
      headers: json,
      body: JSON.stringify(order),
    });
    expect(status).toBe(201);
    expect(mayBeOrder(order)).toBe(true);
    expect(ToyController.orders).toBe(before + 1);
  });
});
