import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startHttpService, type HttpService } from '#libs/edge';
import { INS_OIDS, keyOfMatricule } from '#libs/identifiers';
import { personOfOrdinal, type Person } from '#libs/patients';
import { Logger } from '@nestjs/common';
import fc from 'fast-check';
import { PatientsModule } from './patients.module.js';
import { createPatientsDatabase, type PatientsDatabase } from './test-database.js';

const TEST_INS = { matricule: '279035121518989', oid: '1.2.250.1.213.1.4.10' };
const TEST_TRAITS = {
  birthName: 'PAT-TROIS',
  firstGivenName: 'DOMINIQUE',
  givenNames: ['DOMINIQUE', 'MARIE-LOUISE'],
  sex: 'F',
  birthDate: '1979-03-28',
  birthPlaceCode: '51215',
};
const TEST_SEARCH = {
  birthName: 'PAT-TROIS',
  firstGivenName: 'DOMINIQUE',
  sex: 'F',
  birthDate: '1979-03-28',
};
/** People of one cell: the orders 98 and 99 are homonyms. */
const HOMONYM = personOfOrdinal(99 * 230_400 + 4);
const SITE = '1750712184';
const SHA_1 = 'a'.repeat(40);
const NOT_OURS = ((first13: string) => first13 + keyOfMatricule(first13))('1790351215001');

interface Problem {
  readonly type: string;
  readonly detail: string;
  readonly faults?: readonly { readonly field: string; readonly reason: string }[];
}

let database: PatientsDatabase;
let http: HttpService;

const insOf = ({ matricule, oid }: Person): typeof TEST_INS => ({
  matricule: matricule.text,
  oid: INS_OIDS.find(({ symbol }) => symbol === oid)?.oid ?? '',
});

const send = (path: string, body: unknown): Promise<Response> =>
  fetch(http.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

async function accepted(path: string, body: unknown, status = 200): Promise<unknown> {
  const answer = await send(path, body);
  const content: unknown = await answer.json();
  expect({ status: answer.status, content }).toMatchObject({ status });
  return content;
}

/** The name of a refusal; the whole problem is looked at for the number that came. */
async function refused(path: string, body: unknown, status: number): Promise<Problem> {
  const answer = await send(path, body);
  const problem = (await answer.json()) as Problem;
  expect({ status: answer.status, problem }).toMatchObject({ status });
  return { ...problem, type: problem.type.replace('urn:mes-flow:problem:', '') };
}

beforeAll(async () => {
  database = await createPatientsDatabase();
  http = await startHttpService({
    name: 'patients',
    title: 'Patients',
    description: 'The patient side.',
    module: PatientsModule.around(database.pool),
    logger: new Logger(),
  });
});

afterAll(async () => {
  await http.service.close();
  await database.drop();
});

describe('INSi over HTTP', () => {
  it('answers 00 with the identity, 01, and 02 without one', async () => {
    expect(await accepted('/insi/search', TEST_SEARCH)).toEqual({
      code: '00',
      identity: { ...TEST_INS, traits: TEST_TRAITS },
    });
    expect(await accepted('/insi/search', { ...TEST_SEARCH, sex: 'M' })).toEqual({ code: '01' });
    const { birthName, firstGivenName, sex, birthDate, birthPlaceCode } = HOMONYM.traits;
    const traits = { birthName, firstGivenName, sex, birthDate, birthPlaceCode };
    expect(await accepted('/insi/search', traits)).toEqual({ code: '02' });
  });

  it('verifies an INS against every trait', async () => {
    const claim = { ...TEST_INS, traits: TEST_TRAITS };
    expect(await accepted('/insi/verification', claim)).toMatchObject({ code: '00' });
    const other = { ...TEST_TRAITS, birthDate: '1979-03-29' };
    expect(await accepted('/insi/verification', { ...claim, traits: other })).toEqual({
      code: '01',
    });
    expect(await accepted('/insi/verification', { ...claim, matricule: NOT_OURS })).toEqual({
      code: '01',
    });
  });

  it('refuses a wrong key before it asks anybody, without showing the number', async () => {
    const matricule = '279035121518988';
    const problem = await refused(
      '/insi/verification',
      { ...TEST_INS, matricule, traits: TEST_TRAITS },
      422,
    );
    expect(problem).toMatchObject({ type: 'unusable-ins', faults: [{ field: '/matricule' }] });
    expect(JSON.stringify(problem)).not.toContain(matricule);
    expect(problem.detail).toContain('expected key 89');
  });

  it('refuses the OID of real persons', async () => {
    const problem = await refused(
      '/insi/verification',
      { ...TEST_INS, oid: '1.2.250.1.213.1.4.8', traits: TEST_TRAITS },
      400,
    );
    expect(problem).toMatchObject({ type: 'invalid-body', faults: [{ field: '/oid' }] });
  });

  it('names every fault at once', async () => {
    const problem = await refused(
      '/insi/search',
      { birthName: 'pat', firstGivenName: 7, sex: 'X', birthDate: '2023-02-29', more: 1 },
      400,
    );
    expect(problem.faults?.map(({ field }) => field).toSorted()).toEqual([
      '/birthDate',
      '/birthName',
      '/firstGivenName',
      '/more',
      '/sex',
    ]);
  });
});

describe('identities over HTTP', () => {
  const command = (localId: string, name: string, more: object = {}) => ({
    site: SITE,
    localId,
    command: name,
    ...more,
  });

  it('go from PROV to QUAL and back', async () => {
    const steps = [
      command('q', 'register', { traits: TEST_TRAITS }),
      command('q', 'call-insi'),
      command('q', 'show-document', { document: 'NATIONAL_ID_CARD' }),
      command('q', 'call-insi', { ins: { ...TEST_INS, matricule: NOT_OURS } }),
      command('q', 'call-insi', { ins: TEST_INS }),
      command('q', 'doubt'),
    ];
    const answers = [];
    for (const step of steps) answers.push(await accepted('/identities', step));
    expect(answers).toMatchObject([
      { status: 'PROV', outcome: 'registered', mayFeedDmp: false },
      { status: 'RECUP', outcome: 'changed', mayFeedDmp: false, ins: TEST_INS, insiCode: '00' },
      { status: 'QUAL', outcome: 'changed', mayFeedDmp: true, ins: TEST_INS },
      { status: 'VALI', outcome: 'changed', mayFeedDmp: false, insiCode: '01' },
      { status: 'QUAL', outcome: 'changed', mayFeedDmp: true, insiCode: '00' },
      { status: 'PROV', outcome: 'changed', mayFeedDmp: false },
    ]);
    expect(answers[3]).not.toHaveProperty('ins');
  });

  it('stay as they are when INSi knows several', async () => {
    const { traits } = HOMONYM;
    await accepted('/identities', command('h', 'register', { traits }));
    expect(await accepted('/identities', command('h', 'call-insi'))).toMatchObject({
      status: 'PROV',
      outcome: 'unchanged',
      insiCode: '02',
    });
    // The matricule tells them apart.
    const ins = insOf(HOMONYM);
    expect(await accepted('/identities', command('h', 'call-insi', { ins }))).toMatchObject({
      status: 'RECUP',
      insiCode: '00',
      ins,
    });
  });

  it.each([
    ['register without traits', { command: 'register' }, ['/traits']],
    [
      'register with a number',
      { command: 'register', traits: TEST_TRAITS, ins: TEST_INS },
      ['/ins'],
    ],
    ['show-document without one', { command: 'show-document' }, ['/document']],
    [
      'show-document with a number',
      { command: 'show-document', document: 'PASSPORT', ins: TEST_INS },
      ['/ins'],
    ],
    ['call-insi with traits', { command: 'call-insi', traits: TEST_TRAITS }, ['/traits']],
    [
      'doubt with everything',
      { command: 'doubt', traits: TEST_TRAITS, document: 'PASSPORT', ins: TEST_INS },
      ['/traits', '/document', '/ins'],
    ],
  ])('refuse %s', async (_what, fields, faults) => {
    const problem = await refused('/identities', { site: SITE, localId: 'x', ...fields }, 400);
    expect(problem.type).toBe('invalid-body');
    expect(problem.faults?.map(({ field }) => field)).toEqual(faults);
  });

  it('refuse what the life cycle does not have, with the status as it is', async () => {
    await accepted('/identities', command('r', 'register', { traits: TEST_TRAITS }));
    expect(await refused('/identities', command('r', 'doubt'), 409)).toMatchObject({
      type: 'nothing-to-doubt',
    });
    const show = command('r', 'show-document', { document: 'PASSPORT' });
    await accepted('/identities', show);
    const problem = await refused('/identities', show, 409);
    expect(problem.type).toBe('document-already-shown');
    expect(problem.detail).toContain('VALI');
  });

  it('do not overwrite what a document says', async () => {
    const traits = { ...TEST_TRAITS, givenNames: ['DOMINIQUE'] };
    await accepted('/identities', command('d', 'register', { traits }));
    await accepted('/identities', command('d', 'show-document', { document: 'PASSPORT' }));
    expect(await refused('/identities', command('d', 'call-insi'), 409)).toMatchObject({
      type: 'insi-traits-differ',
    });
  });

  it('need a number with a right key, a site with a right number, and a registration', async () => {
    const ins = { ...TEST_INS, matricule: '279035121518988' };
    expect(await refused('/identities', command('k', 'call-insi', { ins }), 422)).toMatchObject({
      type: 'unusable-ins',
      faults: [{ field: '/ins/matricule' }],
    });
    expect(
      await refused('/identities', { ...command('k', 'doubt'), site: '9999999999' }, 422),
    ).toMatchObject({ type: 'unusable-site' });
    expect(await refused('/identities', command('nobody', 'doubt'), 404)).toMatchObject({
      type: 'unknown-identity',
    });
    await accepted('/identities', command('t', 'register', { traits: TEST_TRAITS }));
    expect(
      await refused('/identities', command('t', 'register', { traits: HOMONYM.traits }), 409),
    ).toMatchObject({ type: 'identity-registered' });
  });
});

describe('profiles over HTTP', () => {
  const active = insOf(personOfOrdinal(4));
  const absent = insOf(personOfOrdinal(3));

  it('tell what TD0.2 tells', async () => {
    expect(await accepted('/profiles/status', TEST_INS)).toMatchObject({
      status: 'active',
      isLinkedToMonEspaceSante: true,
    });
    expect(await accepted('/profiles/status', insOf(personOfOrdinal(0)))).toMatchObject({
      status: 'opposed',
      isLinkedToMonEspaceSante: false,
    });
    expect(await accepted('/profiles/status', insOf(personOfOrdinal(2)))).toMatchObject({
      status: 'closed',
      closureReason: 'REQUEST',
    });
    expect(await accepted('/profiles/status', absent)).toEqual({
      status: 'absent',
      isLinkedToMonEspaceSante: false,
      isActivated: false,
    });
  });

  it('close with date and reason, and open again', async () => {
    const closed = await accepted('/profiles/closing', { ...active, reason: 'REQUEST' });
    expect(closed).toMatchObject({ status: 'closed', closureReason: 'REQUEST' });
    expect(await accepted('/profiles/status', active)).toEqual(closed);
    const again = await refused('/profiles/closing', { ...active, reason: 'DEATH' }, 409);
    expect(again.type).toBe('profile-closed');
    expect(again.detail).toContain((closed as { closedAt: string }).closedAt);
    expect(await accepted('/profiles/reopening', active)).toMatchObject({
      status: 'active',
      isActivated: false,
    });
    expect(await accepted('/profiles/activation', active)).toMatchObject({ isActivated: true });
    expect(await refused('/profiles/activation', active, 409)).toMatchObject({
      type: 'already-activated',
    });
  });

  it('come about by opt-out, six weeks after a letter', async () => {
    expect(await refused('/profiles/opposition', absent, 409)).toMatchObject({ type: 'no-letter' });
    expect(await accepted('/profiles/letter', absent)).toMatchObject({ status: 'absent' });
    expect(await accepted('/profiles/opposition', absent)).toMatchObject({ status: 'opposed' });
    expect(await accepted('/profiles/reopening', absent)).toMatchObject({ status: 'active' });

    const earlier = insOf(personOfOrdinal(128 + 3));
    const letter = { ...earlier, sentAt: '2024-01-10T09:00:00+01:00' };
    expect(await accepted('/profiles/letter', letter)).toMatchObject({
      status: 'active',
      createdAt: '2024-02-20T23:00:00.000Z',
    });
    expect(await refused('/profiles/opposition', earlier, 409)).toMatchObject({
      type: 'opposition-too-late',
    });
  });

  it.each([
    '2021-07-31T10:00:00Z',
    '2024-01-10',
    '2024-01-10T09:00:00',
    '2024-02-30T09:00:00Z',
    7,
    '',
  ])('know no letter of %j', async (sentAt) => {
    const problem = await refused('/profiles/letter', { ...active, sentAt }, 400);
    expect(problem).toMatchObject({ type: 'invalid-body', faults: [{ field: '/sentAt' }] });
  });

  it('know no letter that is yet to be sent', async () => {
    const body = { ...insOf(personOfOrdinal(256 + 3)), sentAt: '2999-01-01T00:00:00Z' };
    expect(await refused('/profiles/letter', body, 409)).toMatchObject({
      type: 'letter-in-the-future',
    });
  });

  it('are nobody’s under an invented number or the other OID', async () => {
    for (const ins of [
      { ...TEST_INS, matricule: NOT_OURS },
      { ...TEST_INS, oid: '1.2.250.1.213.1.4.11' },
    ]) {
      expect(await refused('/profiles/status', ins, 404)).toMatchObject({ type: 'unknown-ins' });
    }
  });

  it('take people’s own documents, counted apart, and emit nothing', async () => {
    const document = {
      ...active,
      uniqueId: '1.2.250.1.999.1',
      typeCode: 'DOCPAT05',
      hash: SHA_1,
      sizeBytes: 1234,
    };
    const first = await accepted('/profiles/documents', document, 201);
    expect(await accepted('/profiles/documents', document, 201)).toEqual(first);
    const other = await refused('/profiles/documents', { ...document, hash: 'b'.repeat(40) }, 409);
    expect(other.type).toBe('non-identical-document');
    const count = await fetch(`${http.url}/profiles/documents`);
    expect(await count.json()).toEqual({ patientDocuments: 1 });
    const { rowCount } = await database.pool.query('select from monthly_volumes where events > 0');
    expect(rowCount).toBe(0);
  });

  it.each(['11502-2', 'REMB', 'DOCPAT10', ''])('take no document of type %j', async (typeCode) => {
    const problem = await refused(
      '/profiles/documents',
      { ...active, uniqueId: '1.2.3', typeCode, hash: SHA_1, sizeBytes: 1 },
      400,
    );
    expect(problem).toMatchObject({ faults: [{ field: '/typeCode' }] });
  });

  it.each([
    ['sizeBytes', [0, 5 * 1024 * 1024 + 1, 1.5, '7'], [1, 5 * 1024 * 1024]],
    ['hash', ['A'.repeat(40), 'a'.repeat(39), 'a'.repeat(41)], ['0'.repeat(40)]],
    ['uniqueId', ['1.02', '3.1', '1', `1.${'2'.repeat(63)}`, 'x'], [`1.${'2'.repeat(62)}`]],
  ])('take %s up to its limits and not beyond', async (field, wrong, right) => {
    const document = {
      ...active,
      uniqueId: `1.2.9.${field.length}`,
      typeCode: 'DOCPAT01',
      hash: SHA_1,
      sizeBytes: 1,
    };
    for (const value of wrong) {
      const problem = await refused('/profiles/documents', { ...document, [field]: value }, 400);
      expect(problem.faults?.map((fault) => fault.field)).toEqual([`/${field}`]);
    }
    for (const [index, value] of right.entries()) {
      const uniqueId = `${document.uniqueId}.${index}`;
      await accepted('/profiles/documents', { ...document, uniqueId, [field]: value }, 201);
    }
  });
});

describe('malformed requests', () => {
  const person = insOf(personOfOrdinal(900));
  const identity = { site: SITE, localId: 'fuzz' };
  const document = { ...person, uniqueId: '1.2.77', typeCode: 'DOCPAT01', hash: SHA_1 };
  /** A right body for each path, which is then broken in one or two places. */
  const bodies: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
    ['/insi/search', TEST_SEARCH],
    ['/insi/verification', { ...TEST_INS, traits: TEST_TRAITS }],
    ['/identities', { ...identity, command: 'register', traits: TEST_TRAITS }],
    ['/identities', { ...identity, command: 'call-insi', ins: TEST_INS }],
    ['/identities', { ...identity, command: 'show-document', document: 'PASSPORT' }],
    ['/profiles/status', person],
    ['/profiles/letter', { ...person, sentAt: '2024-01-10T09:00:00Z' }],
    ['/profiles/opposition', person],
    ['/profiles/closing', { ...person, reason: 'REQUEST' }],
    ['/profiles/reopening', person],
    ['/profiles/activation', person],
    ['/profiles/documents', { ...document, sizeBytes: 1 }],
  ];
  const odd = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom(
      null,
      undefined,
      '\u0000',
      '2A'.repeat(5000),
      -1,
      1e308,
      '0000-00-00',
      '2024-W01-1',
      [[[]]],
    ),
  );

  /** Fields that may be left out, by path. */
  const optional = new Set(['/profiles/letter sentAt', '/identities ins']);
  const required = bodies.flatMap(([path, right]) =>
    Object.keys(right)
      .filter((field) => !optional.has(`${path} ${field}`))
      .map((field) => [path, field, right] as const),
  );

  it.each(required)('%s says that %s is missing or null', async (path, field, right) => {
    for (const nothing of [undefined, null]) {
      const problem = await refused(path, { ...right, [field]: nothing }, 400);
      expect(problem.faults?.map((fault) => fault.field)).toEqual([`/${field}`]);
    }
  });

  it.each(Object.keys(TEST_TRAITS))(
    '/insi/verification says that the trait %s is missing',
    async (trait) => {
      const traits = { ...TEST_TRAITS, [trait]: undefined };
      const problem = await refused('/insi/verification', { ...TEST_INS, traits }, 400);
      expect(problem.faults?.map(({ field }) => field)).toEqual([`/traits/${trait}`]);
    },
  );

  it('are never answered by 5xx, say where the fault is, and change nothing', async () => {
    const rows = async (): Promise<unknown> => {
      const { rows } = await database.pool.query<object>(
        `select (select jsonb_agg(p order by matricule) from patient_profile p) as profiles,
           (select jsonb_agg(i order by site, local_id) from local_identity i) as identities,
           (select count(*) from patient_document) as documents`,
      );
      return rows;
    };
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...bodies),
        fc.array(fc.tuple(fc.nat(5), odd), { minLength: 1, maxLength: 2 }),
        async ([path, right], changes) => {
          const body: Record<string, unknown> = { ...right };
          for (const [place, value] of changes) {
            body[Object.keys(right)[place] ?? 'further'] = value;
          }
          const before = await rows();
          const answer = await send(path, body);
          const content = (await answer.json()) as Problem;
          expect({ status: answer.status < 500, path, content }).toMatchObject({ status: true });
          if (answer.status < 400) return;
          expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
          expect(content.faults?.length ?? 0).toBeGreaterThan(0);
          for (const { reason } of content.faults ?? []) expect(reason).not.toBe('');
          expect(await rows()).toEqual(before);
        },
      ),
      { numRuns: 400 },
    );
  });
});
