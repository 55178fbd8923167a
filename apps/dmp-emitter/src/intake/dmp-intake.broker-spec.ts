import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readIntakeTruth } from '#libs/store';
import { example, startTestIntake, type TestIntake } from './test-intake.js';

type Body = Record<string, unknown>;

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
  readonly text: string;
}

const SITE = '1750712184';

/** Real: PostgreSQL and HTTP. The broker is a list. */
describe('the DMP intake', () => {
  let intake: TestIntake;

  beforeAll(async () => {
    intake = await startTestIntake({ gatherMs: 0 });
  });

  afterAll(async () => {
    await intake.stop();
  });

  beforeEach(async () => {
    await intake.pool.query(
      `truncate dmp_registry, dmp_submission_set, dmp_refusal, intake_truth, intake_outbox`,
    );
    intake.events.length = 0;
  });

  const send = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const isFhir = path.startsWith('/fhir');
    const patch = isFhir && method === 'PATCH' ? 'application/json-patch+json' : undefined;
    const type = patch ?? (isFhir ? 'application/fhir+json' : 'application/json');
    const answer = await fetch(intake.url + path, {
      method,
      headers: { ...(body !== undefined && { 'content-type': type }), ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      headers: answer.headers,
      body: text === '' ? {} : (JSON.parse(text) as Body),
      text,
    };
  };

  const twice = async (work: () => Promise<void>): Promise<void> => {
    await work();
    await work();
  };

  const plain = (change: Body = {}): Body => ({ ...example('document.json'), ...change });
  const records = (): string[] => intake.events.map(({ record }) => record);
  const codeOf = ({ text }: Answer): string | undefined =>
    /"code":"((?:XDS|SIM_|INS_|TRAITS|EMPTY)[^"]*)"/.exec(text)?.[1];

  it('answers the documentation’s DocumentReference with 201, and the same again with the same', async () => {
    const body = example('document-reference.json');
    const first = await send('POST', '/fhir/DocumentReference', body);
    expect(first.status).toBe(201);
    expect(first.headers.get('content-type')).toMatch(/^application\/fhir\+json/);
    const again = await send('POST', '/fhir/DocumentReference', body);
    expect([again.status, again.text]).toEqual([201, first.text]);
    expect(again.headers.get('location')).toBe(first.headers.get('location'));
    expect(records()).toEqual(['DocumentDeposited']);
    const read = await send('GET', first.headers.get('location') ?? '');
    expect([read.status, read.body]).toEqual([200, first.body]);
    expect((await readIntakeTruth(intake.pool)).map(({ events }) => events)).toEqual([1]);
  });

  it('takes the documentation’s bundle with one result for each entry, and the same again', async () => {
    const body = example('provide-document-bundle.json');
    const first = await send('POST', '/fhir', body);
    expect(first.status).toBe(200);
    expect(first.body).toMatchObject({
      type: 'transaction-response',
      entry: [
        { response: { location: expect.stringMatching(/^List\//) } },
        { response: { location: expect.stringMatching(/^DocumentReference\//) } },
        { response: { status: '201 Created' } },
      ],
    });
    expect((await send('POST', '/fhir', body)).text).toBe(first.text);
    expect(records()).toEqual(['DocumentDeposited']);
  });

  it('refuses a submission set whose id is registered with another content', async () => {
    const text = JSON.stringify(example('provide-document-bundle.json'));
    await send('POST', '/fhir', text);
    const other = await send('POST', '/fhir', text.replaceAll('172919', '172929'));
    expect([other.status, codeOf(other)]).toEqual([422, 'XDSDuplicateUniqueIdInRegistry']);
    expect(records()).toHaveLength(1);
  });

  it.each<[code: string, change: (text: string) => string]>([
    ['XDSPatientIdDoesNotMatch', (text) => text.replace('279035121518989', '185032A00401238')],
    ['XDSMissingDocument', (text) => text.replace('"url":"urn:uuid:', '"url":"urn:other:')],
  ])('answers a bundle with %s, all or nothing', async (code, change) => {
    const answer = await send(
      'POST',
      '/fhir',
      change(JSON.stringify(example('provide-document-bundle.json'))),
    );
    expect(answer.text).toContain(code);
    expect(answer.body['resourceType']).toBe('OperationOutcome');
    expect(records()).not.toContain('DocumentDeposited');
  });

  it('finds entries that repeat each other or hang in the air', async () => {
    const body = example('provide-document-bundle.json');
    const entry = body['entry'] as { fullUrl: string; resource: Body }[];
    const [list, reference, binary] = entry;
    const twice = [list, reference, { ...reference, fullUrl: 'urn:uuid:4' }, binary];
    const same = await send('POST', '/fhir', { ...body, entry: twice });
    expect(codeOf(same)).toBe('XDSRegistryDuplicateUniqueIdInMessage');
    const names = await send('POST', '/fhir', { ...body, entry: [...entry, binary] });
    expect(codeOf(names)).toBe('XDSRepositoryDuplicateUniqueIdInMessage');
    const orphan = [...entry, { ...binary, fullUrl: 'urn:uuid:5' }];
    expect(codeOf(await send('POST', '/fhir', { ...body, entry: orphan }))).toBe(
      'XDSMissingDocumentMetadata',
    );
    const many = Array.from({ length: 51 }, (_, i) => ({
      ...reference,
      fullUrl: `urn:uuid:many-${i}`,
    }));
    const large = await send('POST', '/fhir', {
      ...body,
      entry: [list, reference, ...many, binary],
    });
    expect(codeOf(large)).toBe('XDSRegistryOutOfResources');
    expect(records()).toEqual([]);
  });

  it('warns of what it does not keep, and takes the document all the same', async () => {
    const body = { ...example('document-reference.json'), description: 'a comment' };
    const answer = await send('POST', '/fhir/DocumentReference', body);
    expect(answer.status).toBe(201);
    expect(answer.headers.get('warning')).toMatch(/XDSExtraMetadataNotSaved: description/);
  });

  it('replaces, masks, shows and deletes; each is an event once, and none is a new document', async () => {
    const uniqueId = String(plain()['uniqueId']);
    const headers = { 'x-mes-site': SITE };
    await send('POST', '/documents', plain());
    const next = plain({ uniqueId: '2.25.77' });
    await twice(async () => {
      const replaced = await send('POST', `/documents/${uniqueId}/replacement`, next);
      expect(replaced.status).toBe(201);
    });
    const late = await send(
      'POST',
      `/documents/${uniqueId}/replacement`,
      plain({ uniqueId: '2.25.78' }),
    );
    expect([late.status, codeOf(late)]).toEqual([422, 'XDSRegistryDeprecatedDocumentError']);
    const mask = { confidentiality: ['N', 'MASQUE_PS'] };
    await twice(async () => {
      expect((await send('PATCH', '/documents/2.25.77', mask, headers)).status).toBe(200);
    });
    const hide = { confidentiality: ['N', 'INVISIBLE_PATIENT'] };
    expect(codeOf(await send('PATCH', '/documents/2.25.77', hide, headers))).toBe(
      'SIM_ALREADY_VISIBLE',
    );
    await twice(async () => {
      expect((await send('DELETE', '/documents/2.25.77', undefined, headers)).status).toBe(204);
    });
    expect(codeOf(await send('PATCH', '/documents/2.25.77', mask, headers))).toBe(
      'SIM_DOCUMENT_DELETED',
    );
    expect(records()).toEqual([
      'DocumentDeposited',
      'DocumentReplaced',
      'DepositRefused',
      'DocumentVisibilityChanged',
      'DocumentDeleted',
    ]);
    const [deposited, replaced, , visibility, deleted] = intake.events;
    expect(replaced).toMatchObject({
      source: deposited?.source,
      replacedSequence: deposited?.sequence,
    });
    for (const later of [visibility, deleted]) {
      expect(later).toMatchObject({
        source: replaced?.source,
        documentSequence: replaced?.sequence,
      });
    }
  });

  it('updates over FHIR by id and by identifier: masking, archiving, entered in error', async () => {
    await send('POST', '/fhir/DocumentReference', example('document-reference.json'));
    const id = '2.25.329800735698586629295641978511506172918';
    const headers = { 'x-mes-site': SITE };
    const label = { coding: [{ code: 'MASQUE_PS' }] };
    const masked = await send(
      'PATCH',
      `/fhir/DocumentReference?identifier=urn:ietf:rfc:3986|urn:oid:${id}`,
      [{ op: 'add', path: '/securityLabel/-', value: label }],
      headers,
    );
    expect([masked.status, masked.text.includes('MASQUE_PS')]).toEqual([200, true]);
    const url = 'http://esante.gouv.fr/cisis/fhir/StructureDefinition/PDSm_isArchived';
    const archived = await send(
      'PATCH',
      `/fhir/DocumentReference/${id}`,
      [{ op: 'add', path: '/extension/-', value: { url, valueBoolean: true } }],
      headers,
    );
    expect(archived.body['extension']).toEqual([{ url, valueBoolean: true }]);
    const gone = await send(
      'PATCH',
      `/fhir/DocumentReference/${id}`,
      [{ op: 'replace', path: '/status', value: 'entered-in-error' }],
      headers,
    );
    expect(gone.body['status']).toBe('entered-in-error');
    expect(records()).toEqual([
      'DocumentDeposited',
      'DocumentVisibilityChanged',
      'DocumentDeleted',
    ]);
  });

  it('lets the depositing site alone change a document', async () => {
    await send('POST', '/documents', plain());
    const path = `/documents/${String(plain()['uniqueId'])}`;
    const other = await send('DELETE', path, undefined, { 'x-mes-site': '1690781810' });
    expect([other.status, codeOf(other)]).toEqual([422, 'SIM_OTHER_SITE']);
    expect((await send('DELETE', path)).status).toBe(400);
    expect((await send('DELETE', path, undefined, { 'x-mes-site': 'x' })).status).toBe(400);
    expect(
      (await send('DELETE', '/documents/2.25.9', undefined, { 'x-mes-site': SITE })).status,
    ).toBe(404);
    expect(records()).toEqual(['DocumentDeposited']);
  });

  it('counts a refusal once for each document and reason, under the nearest published reason', async () => {
    const wrong = plain({ practiceSetting: 'VILLE' });
    await twice(async () => {
      expect((await send('POST', '/documents', wrong)).status).toBe(422);
    });
    expect(records()).toEqual(['DepositRefused']);
    const { rows } = await intake.pool.query('select code from dmp_refusal');
    expect(rows).toEqual([{ code: 'XDSRegistryMetadataError' }]);
    expect((await send('POST', '/documents', plain())).status).toBe(201);
    const unknown = plain({
      patient: { ...(plain()['patient'] as Body), matricule: '185032A00401238' },
      uniqueId: '2.25.5',
    });
    expect((await send('POST', '/documents', unknown)).status).toBe(404);
    expect(records()).toEqual(['DepositRefused', 'DocumentDeposited']);
  });

  it('says come back when too many wait, and registers nothing twice', async () => {
    const busy = await startTestIntake({ queueCommandsMax: 1, batchCommandsMax: 1 });
    try {
      const answers = await Promise.all(
        Array.from({ length: 60 }, () =>
          fetch(`${busy.url}/documents`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(plain()),
          }),
        ),
      );
      const refused = answers.find(({ status }) => status === 503);
      expect(refused?.headers.get('retry-after')).toBe('1');
      expect(await refused?.text()).toContain('XDSRegistryBusy');
      expect(busy.events).toHaveLength(1);
    } finally {
      await busy.stop();
    }
  });

  it('says the outcome is not known when the broker is lost, and the next intake publishes once', async () => {
    const body = JSON.stringify(plain({ uniqueId: '2.25.77' }));
    const post = (url: string): Promise<Response> =>
      fetch(`${url}/documents`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
    const lost = await startTestIntake({ gatherMs: 0, isBrokerLost: true });
    const refused = await post(lost.url);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await refused.text()).toContain('"XDSRepositoryBusy"');
    await lost.leave();
    const next = await startTestIntake({ gatherMs: 0, database: lost.database });
    try {
      expect((await post(next.url)).status).toBe(201);
      expect(next.events.map(({ record }) => record)).toEqual(['DocumentDeposited']);
    } finally {
      await next.stop();
    }
  });

  it('gives the same totals for any retries, repetitions and orders of a valid history', async () => {
    // Ten documents; every second one is replaced, every third one masked, every fifth one deleted.
    const history = Array.from({ length: 10 }, (_, i) => i);
    const step = fc.record({ document: fc.constantFrom(...history), retries: fc.nat(2) });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (disorder) => {
        run += 1;
        intake.events.length = 0;
        const root = `2.25.9${run}`;
        const settle = async (document: number): Promise<void> => {
          const id = `${root}.${document}`;
          const headers = { 'x-mes-site': SITE };
          if (document % 2 === 1) {
            await send('POST', `/documents/${id}/replacement`, plain({ uniqueId: `${id}.1` }));
          }
          await send('POST', '/documents', plain({ uniqueId: id }));
          if (document % 2 === 1) {
            await send('POST', `/documents/${id}/replacement`, plain({ uniqueId: `${id}.1` }));
          }
          if (document % 3 === 0) {
            const mask = { confidentiality: ['N', 'MASQUE_PS'] };
            await send('PATCH', `/documents/${id}`, mask, headers);
          }
          if (document % 5 === 0) await send('DELETE', `/documents/${id}`, undefined, headers);
        };
        const order = disorder.flatMap(({ document, retries }) =>
          Array.from({ length: retries + 1 }, () => document),
        );
        for (let at = 0; at < order.length; at += 5) {
          await Promise.all(order.slice(at, at + 5).map(settle));
        }
        await Promise.all(history.map(settle));
        const totals = (name: string): number => records().filter((each) => each === name).length;
        expect({
          deposited: totals('DocumentDeposited'),
          replaced: totals('DocumentReplaced'),
          changed: totals('DocumentVisibilityChanged'),
          deleted: totals('DocumentDeleted'),
          refused: totals('DepositRefused'),
        }).toEqual({ deposited: 10, replaced: 5, changed: 4, deleted: 2, refused: 0 });
      }),
      { numRuns: 8 },
    );
  });

  it('answers malformed requests with 4xx, the field and the reason, and changes nothing', async () => {
    const bodies = fc.oneof(
      mutated(example('document-reference.json')),
      mutated(example('document.json')),
      mutated(example('provide-document-bundle.json')),
      fc.json({ maxDepth: 6 }),
      fc.string(),
      fc.constant('['.repeat(5000)),
      fc.constant('{"a":'.repeat(40) + '1' + '}'.repeat(40)),
    );
    const places = [
      ['POST', '/fhir/DocumentReference'],
      ['POST', '/fhir'],
      ['POST', '/documents'],
      ['POST', '/documents/2.25.1/replacement'],
      ['PATCH', '/documents/2.25.1'],
      ['PATCH', '/fhir/DocumentReference/2.25.1'],
    ] as const;
    const wrong: string[] = [];
    await fc.assert(
      fc.asyncProperty(bodies, fc.constantFrom(...places), async (body, [method, path]) => {
        const before = intake.events.filter(({ record }) => record !== 'DepositRefused').length;
        const answer = await send(method, path, body, { 'x-mes-site': SITE });
        if (answer.status < 300) return;
        if (answer.status >= 500) wrong.push(`${answer.status} ${path} ${body.slice(0, 2000)}`);
        expect(answer.status).toBeLessThan(500);
        expect(answer.status).toBeGreaterThanOrEqual(400);
        const faults = answer.body['faults'] ?? answer.body['issue'];
        expect(Array.isArray(faults) && faults.length > 0).toBe(true);
        const after = intake.events.filter(({ record }) => record !== 'DepositRefused').length;
        expect(after).toBe(before);
      }),
      { numRuns: 10_000 },
    );
    expect(wrong).toEqual([]);
  }, 120_000);
});

/** A body with a few of its parts replaced by something else, as text. */
function mutated(body: Body): fc.Arbitrary<string> {
  const paths = pathsOf(body, []);
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.constantFrom('A', '%%%=', '', 'é'.repeat(2000), -1, 1e308, 'urn:oid:', '2.25.1'),
  );
  const change = fc.tuple(fc.constantFrom(...paths), value);
  return fc.array(change, { minLength: 1, maxLength: 3 }).map((changes) => {
    const copy = structuredClone(body);
    for (const [path, replacement] of changes) put(copy, path, replacement);
    return JSON.stringify(copy);
  });
}

function pathsOf(value: unknown, path: readonly string[]): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, child]) => [
    [...path, name],
    ...pathsOf(child, [...path, name]),
  ]);
}

function put(target: unknown, path: readonly string[], value: unknown): void {
  const last = path.at(-1) ?? '';
  let at: unknown = target;
  for (const name of path.slice(0, -1)) {
    at = typeof at === 'object' && at !== null ? Reflect.get(at, name) : undefined;
  }
  if (typeof at === 'object' && at !== null) Reflect.set(at, last, value);
}
