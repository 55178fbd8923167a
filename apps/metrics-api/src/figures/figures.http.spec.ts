import type { HttpService } from '#libs/edge';
import { startEmbeddedIssuer } from '#libs/edge';
import { DatabaseUnreachableError } from '#libs/store';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { gunzipSync } from 'node:zlib';
import { GivenPages, startTestService, type TestService } from '../test-service.js';
import { FIGURES_LIMITS } from './figures-limits.js';
import { GivenFigures, RelayedFigures } from './test-figures.js';

interface Problem {
  readonly type: string;
  readonly detail: string;
  readonly faults?: readonly { field: string; reason: string; accepted?: string[] }[];
}

interface Page {
  readonly rows: readonly Record<string, unknown>[];
  readonly provenance: { readonly dataVersion: string };
}

const noPages = new GivenPages(() => ({ records: [], nextOffset: undefined }));
const VOLUMES = '/v1/indicators/volumes';

let figures = new GivenFigures();
let api: HttpService;

/** The service lives as long as the file; what it answers from is new for each test. */
const relayed = new RelayedFigures(() => figures);

beforeAll(async () => {
  api = await startTestService(noPages, { figures: relayed });
});
afterAll(() => api.service.close());
let versions = 0;
/** As long as those of a database. */
const nextVersion = (): string => String(++versions).padStart(32, '0');
beforeEach(() => {
  figures = new GivenFigures();
  figures.version = nextVersion();
});

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(api.url + path, { headers });

async function refusal(
  path: string,
  headers: Record<string, string> = {},
): Promise<Problem & { readonly status: number }> {
  const answer = await get(path, headers);
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  const text = await answer.text();
  expect(text).not.toMatch(/\.ts\b|node_modules|\n\s+at /);
  return { status: answer.status, ...(JSON.parse(text) as Problem) };
}

describe('an indicator', () => {
  it.each([
    ['', 'application/json'],
    ['.json', 'application/json'],
    ['.csv', 'text/csv'],
    ['.fr.csv', 'text/csv'],
    ['.parquet', 'application/vnd.apache.parquet'],
    ['.json-stat.json', 'application/vnd.json-stat+json'],
    ['.schema.json', 'application/json'],
    ['.fr.schema.json', 'application/json'],
  ])('has a form at %s', async (extension, type) => {
    const answer = await get(`${VOLUMES}${extension}`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain(type);
    expect(answer.headers.get('etag')).toMatch(/^"[\w-]{22}(-gzip)?"$/);
    expect(answer.headers.get('cache-control')).toBe('public, no-cache');
    expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(50);
  });

  it.each([
    ['text/csv', 'text/csv; charset=utf-8; header=present'],
    ['application/vnd.apache.parquet, application/json;q=0.5', 'application/vnd.apache.parquet'],
    ['text/html, */*;q=0.1', 'application/json; charset=utf-8'],
  ])('comes in the form that %s accepts', async (accept, type) => {
    const answer = await get(VOLUMES, { accept });
    expect(answer.headers.get('content-type')).toBe(type);
    expect(answer.headers.get('vary')).toMatch(/Accept, Accept-Encoding/);
  });

  it('is what its extension says, whatever is accepted', async () => {
    const answer = await get(`${VOLUMES}.csv`, { accept: 'application/json' });
    expect(answer.headers.get('content-type')).toContain('text/csv');
    expect(answer.headers.get('vary')).not.toMatch(/Accept,|Accept$/);
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="volumes.csv"');
  });

  it('speaks the language that is asked for, French when none is', async () => {
    const titleOf = async (query: string): Promise<unknown> =>
      ((await (await get(`${VOLUMES}.json${query}`)).json()) as { title: unknown }).title;
    expect(await titleOf('')).toBe('Table of volumes (fr)');
    expect(await titleOf('?lang=en')).toBe('Table of volumes');
  });

  it('is asked with lists that are repeated or comma-separated, in any order', async () => {
    const queries = ['department=35,2A', 'department=2A&department=35', 'department=35%2C+2A,35,'];
    const tags = new Set<string | null>();
    for (const query of queries) {
      const answer = await get(`${VOLUMES}.json?${query}`);
      tags.add(answer.headers.get('etag'));
      expect(((await answer.json()) as Page).rows).toHaveLength(3);
    }
    expect(tags.size).toBe(1);
    expect(figures.answers[0]?.query.parameters).toEqual({ department: ['2A', '35'] });
  });

  it('names the columns, the definition and the other forms of the same answer', async () => {
    const answer = await get(`${VOLUMES}.csv?month=2023-12&lang=en`);
    const links = linksOf(answer);
    expect(links.get('describedby')).toBe(`${VOLUMES}.schema.json?month=2023-12&lang=en`);
    expect(links.get('help')).toBe('/v1/definitions/volumes?lang=en');
    for (const path of links.values()) expect((await get(path)).status).toBe(200);
  });
});

describe('the entity tag of an indicator', () => {
  it('answers 304 without computing anything', async () => {
    const first = await get(`${VOLUMES}.csv?month=2023-12`);
    const etag = first.headers.get('etag') ?? '';
    expect(figures.answers).toHaveLength(1);
    const again = await get(`${VOLUMES}.csv?month=2023-12`, { 'if-none-match': etag });
    expect([again.status, again.headers.get('cache-control')]).toEqual([304, 'public, no-cache']);
    expect(await again.text()).toBe('');
    expect(figures.answers).toHaveLength(1);
  });

  it('answers from what was written before, once for all who ask at the same time', async () => {
    await Promise.all(Array.from({ length: 20 }, () => get(`${VOLUMES}.json`)));
    await get(`${VOLUMES}.json`);
    const answered = figures.answers.length;
    await Promise.all(Array.from({ length: 20 }, () => get(`${VOLUMES}.json`)));
    expect(figures.answers).toHaveLength(answered);
  });

  it('changes with the data, the question, the form, the view, the language and the page', async () => {
    const paths = [
      '.json',
      '.json?month=2023-12',
      '.json?department=35',
      '.csv',
      '.json?view=owner',
      '.json?lang=en',
      '.json?limit=2',
      '.json?limit=3',
    ];
    const tags = new Set<string | null>();
    const collect = async (): Promise<void> => {
      for (const path of paths) tags.add((await get(`${VOLUMES}${path}`)).headers.get('etag'));
    };
    await collect();
    expect(tags.size).toBe(paths.length);
    figures.version = 'another';
    await collect();
    expect(tags.size).toBe(2 * paths.length);
  });

  it('is another one for the compressed bytes, and each is known again', async () => {
    figures.rows = Array.from({ length: 200 }, (_, row) => ['2023-12', '35', row, 1]);
    const plain = await get(`${VOLUMES}.csv`, { 'accept-encoding': 'identity' });
    const gzip = await get(`${VOLUMES}.csv`, { 'accept-encoding': 'gzip' });
    expect([plain.headers.get('content-encoding'), gzip.headers.get('content-encoding')]).toEqual([
      null,
      'gzip',
    ]);
    // fetch has inflated it: the bytes that came say how many they were.
    expect(Number(gzip.headers.get('content-length'))).toBeLessThan(
      Number(plain.headers.get('content-length')),
    );
    expect(await gzip.text()).toBe(await plain.text());
    const tags = [plain, gzip].map((answer) => answer.headers.get('etag') ?? '');
    expect(tags[1]).toBe(`${(tags[0] ?? '').slice(0, -1)}-gzip"`);
    for (const tag of tags) {
      for (const encoding of ['identity', 'gzip']) {
        const again = await get(`${VOLUMES}.csv`, {
          'accept-encoding': encoding,
          'if-none-match': tag,
        });
        expect(again.status).toBe(304);
      }
    }
  });

  it('never vouches for a question that cannot be answered', async () => {
    expect((await refusal(`${VOLUMES}?month=never`, { 'if-none-match': '*' })).status).toBe(400);
    expect((await get(VOLUMES, { 'if-none-match': '*' })).status).toBe(304);
  });

  it('leaves small answers and Parquet as they are', async () => {
    for (const path of ['.parquet', '.csv']) {
      const answer = await get(`${VOLUMES}${path}`, { 'accept-encoding': 'gzip' });
      expect(answer.headers.get('content-encoding')).toBeNull();
    }
  });

  it('comes with HEAD too, and nothing else', async () => {
    const head = await fetch(`${api.url}${VOLUMES}.csv`, { method: 'HEAD' });
    const whole = await get(`${VOLUMES}.csv`);
    expect(head.headers.get('etag')).toBe(whole.headers.get('etag'));
    expect(head.headers.get('content-length')).toBe(whole.headers.get('content-length'));
    expect(await head.text()).toBe('');
  });
});

describe('pages of an indicator', () => {
  const manyRows = (count: number): GivenFigures['rows'] =>
    Array.from({ length: count }, (_, row) => ['2023-12', '35', row, null]);

  async function everyPage(path: string, onPage?: (page: Page) => void): Promise<unknown[]> {
    const numbers: unknown[] = [];
    // A page that leads back to itself fails here, and does not go on forever.
    let pagesLeft = 100;
    for (let next: string | undefined = path; next !== undefined;) {
      const answer = await get(next);
      expect(answer.status).toBe(200);
      const page = (await answer.json()) as Page;
      numbers.push(...page.rows.map(({ documents }) => documents));
      onPage?.(page);
      expect(pagesLeft--).toBeGreaterThan(0);
      next = linksOf(answer).get('next');
    }
    return numbers;
  }

  it('lose no row and show none twice, whatever their size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 1, max: 65 }),
        async (count, limit) => {
          figures.version = nextVersion();
          figures.rows = manyRows(count);
          let pages = 0;
          const came = await everyPage(`${VOLUMES}?limit=${String(limit)}`, ({ rows }) => {
            pages += 1;
            expect(rows.length).toBeLessThanOrEqual(limit);
          });
          expect(came).toEqual(Array.from({ length: count }, (_, row) => row));
          expect(pages).toBe(Math.max(1, Math.ceil(count / limit)));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('are of one version of the data, even when it changes in between', async () => {
    figures.rows = manyRows(30);
    const before = figures.version;
    const seen = new Set<string>();
    const came = await everyPage(`${VOLUMES}?limit=7`, ({ provenance }) => {
      seen.add(provenance.dataVersion);
      figures.version = nextVersion();
      figures.rows = manyRows(3);
    });
    expect(came).toHaveLength(30);
    expect([...seen]).toEqual([before]);
  });

  it('are gone when nobody holds their version any more, and say where to begin again', async () => {
    figures.rows = manyRows(30);
    const first = await get(`${VOLUMES}?limit=7&view=owner`);
    const next = linksOf(first).get('next') ?? '';
    // Another process of the service has not held the answer.
    const other = await startTestService(noPages, { figures: relayed });
    try {
      expect((await fetch(other.url + next)).status).toBe(200);
      figures.version = 'a later one';
      const gone = await fetch(other.url + next);
      expect(gone.status).toBe(200);
      const third = linksOf(gone).get('next') ?? '';
      const restarted = await startTestService(noPages, { figures: relayed });
      try {
        const answer = await fetch(restarted.url + third);
        expect(answer.status).toBe(410);
        expect(await answer.json()).toMatchObject({ type: 'urn:mes-flow:problem:cursor-gone' });
        expect(linksOf(answer).get('first')).toBe(`${VOLUMES}?view=owner&limit=7`);
      } finally {
        await restarted.service.close();
      }
    } finally {
      await other.service.close();
    }
  });

  it('have a link to the first one, but for an answer of a single page', async () => {
    figures.rows = manyRows(5);
    const whole = linksOf(await get(VOLUMES));
    expect([whole.get('next'), whole.get('first')]).toEqual([undefined, undefined]);
    const first = linksOf(await get(`${VOLUMES}?limit=4`));
    expect(first.get('first')).toBe(`${VOLUMES}?limit=4`);
    const last = linksOf(await get(first.get('next') ?? ''));
    expect([last.get('next'), last.get('first')]).toEqual([undefined, `${VOLUMES}?limit=4`]);
  });

  it.each([
    ['another question', '&month=2023-12'],
    ['another view', '&view=owner'],
  ])('belong to their question: not to %s', async (_, more) => {
    figures.rows = manyRows(30);
    const next = linksOf(await get(`${VOLUMES}?limit=7`)).get('next') ?? '';
    const { status, faults } = await refusal(`${next}${more}`);
    expect([status, faults?.map(({ field }) => field)]).toEqual([400, ['cursor']]);
  });

  it('may be asked for up to their bound', async () => {
    const { pageRowsMax } = FIGURES_LIMITS;
    expect((await get(`${VOLUMES}?limit=${String(pageRowsMax)}`)).status).toBe(200);
    expect((await refusal(`${VOLUMES}?limit=${String(pageRowsMax + 1)}`)).faults).toEqual([
      { field: 'limit', reason: expect.stringContaining(String(pageRowsMax)) },
    ]);
  });

  it('are not there for a file, which is whole up to its bound', async () => {
    const { fileRowsMax } = FIGURES_LIMITS;
    figures.rows = manyRows(fileRowsMax);
    expect((await get(`${VOLUMES}.csv`)).status).toBe(200);
    figures.version = 'one row more';
    figures.rows = manyRows(fileRowsMax + 1);
    expect(await refusal(`${VOLUMES}.csv`)).toMatchObject({
      status: 400,
      type: 'urn:mes-flow:problem:too-many-rows',
      detail: expect.stringContaining(String(fileRowsMax)),
    });
    expect((await get(VOLUMES)).status).toBe(200);
    expect((await refusal(`${VOLUMES}.csv?limit=5`)).faults).toMatchObject([{ field: 'limit' }]);
  });
});

describe('bad input', () => {
  const months = ['2023-13', '2023-1', '23-12', 'december', '2023-12-01', '٢٠٢٣-١٢'];
  const hostile = [
    '<script>alert(1)</script>',
    "' or 1=1; drop table volume_by_department; --",
    '${7*7}',
    '../../etc/passwd',
    '\u202e2023-12',
    '🦠',
    '__proto__',
  ];

  it.each(months)('names the month %s', async (month) => {
    const { status, faults } = await refusal(`${VOLUMES}?month=${encodeURIComponent(month)}`);
    expect([status, faults?.map(({ field }) => field)]).toEqual([400, ['month']]);
  });

  it.each(hostile)('shows %s as the text that it is, if at all', async (text) => {
    const encoded = encodeURIComponent(text);
    for (const name of ['month', 'department', 'view', 'lang', 'limit', 'cursor']) {
      const { status, faults } = await refusal(`${VOLUMES}?${name}=${encoded}`);
      expect([status, faults?.map(({ field }) => field)]).toEqual([400, [name]]);
    }
    expect((await refusal(`${VOLUMES}?${encoded}=1`)).status).toBe(400);
    expect((await refusal(`${VOLUMES}.${encodeURIComponent(encoded)}`)).status).toBe(404);
    expect((await refusal(`/v1/indicators/${encodeURIComponent(encoded)}`)).status).toBe(404);
    expect((await refusal(`/v1/definitions/${encodeURIComponent(encoded)}`)).status).toBe(404);
  });

  const refused: [
    what: string,
    path: string,
    status: number,
    field: string,
    accepted?: string[],
  ][] = [
    ['an unknown department', `${VOLUMES}?department=99`, 400, 'department', ['35', '2A', '974']],
    ['one unknown department of several', `${VOLUMES}?department=35,99`, 400, 'department'],
    ['an empty parameter', `${VOLUMES}?month=`, 400, 'month'],
    ['a parameter without a value', `${VOLUMES}?month`, 400, 'month'],
    ['a repeated month', `${VOLUMES}?month=2023-12&month=2023-11`, 400, 'month'],
    ['the same month twice', `${VOLUMES}?month=2023-12&month=2023-12`, 400, 'month'],
    ['a repeated view', `${VOLUMES}?view=public&view=public`, 400, 'view'],
    ['a repeated language', `${VOLUMES}?lang=fr&lang=en`, 400, 'lang'],
    ['an unknown view', `${VOLUMES}?view=all`, 400, 'view', ['public', 'owner']],
    ['an unknown language', `${VOLUMES}?lang=de`, 400, 'lang', ['fr', 'en']],
    [
      'an unknown parameter',
      `${VOLUMES}?monht=2023-12`,
      400,
      'monht',
      ['month', 'department', 'view', 'lang', 'limit', 'cursor'],
    ],
    ['a nested parameter', `${VOLUMES}?month[a]=2023-12`, 400, 'month[a]'],
    ['no rows', `${VOLUMES}?limit=0`, 400, 'limit'],
    ['rows below none', `${VOLUMES}?limit=-1`, 400, 'limit'],
    ['half a row', `${VOLUMES}?limit=1.5`, 400, 'limit'],
    ['rows by exponent', `${VOLUMES}?limit=1e3`, 400, 'limit'],
    ['a cursor of somebody’s own', `${VOLUMES}?cursor=10.djE.AAAAAAAAAAAAAAAA`, 400, 'cursor'],
    ['NUL', `${VOLUMES}?month=2023-12%00`, 400, 'month'],
    ['a line end', `${VOLUMES}?month=2023-12%0d%0aX-A:b`, 400, 'month'],
    ['bytes that are no UTF-8', `${VOLUMES}?department=%ff`, 400, 'department'],
    ['a broken percent sign', `${VOLUMES}?department=%2`, 400, 'department'],
    ['UTF-16', `${VOLUMES}?department=%fe%ff%003%005`, 400, 'department'],
    ['an unknown extension', `${VOLUMES}.xlsx`, 404, 'extension'],
    ['an extension in capitals', `${VOLUMES}.CSV`, 404, 'extension'],
    ['two extensions', `${VOLUMES}.csv.csv`, 404, 'extension'],
    [
      'an unknown indicator',
      '/v1/indicators/nothing',
      404,
      'name',
      ['volumes', 'months', 'payouts'],
    ],
    ['an unknown indicator in a form', '/v1/indicators/nothing.csv', 404, 'name'],
    ['an unknown definition', '/v1/definitions/nothing', 404, 'name'],
    ['a name that every object knows', '/v1/definitions/constructor', 404, 'name'],
    ['a language of the index', '/v1?lang=de', 400, 'lang', ['fr', 'en']],
    ['a parameter of the index', '/v1/indicators?view=owner', 400, 'view'],
  ];
  // Wrapped: a row that is shorter than the list of parameters would be given a callback to call.
  it.each(refused.map(([what, ...row]) => ({ what, row })))('refuses $what', async ({ row }) => {
    const [path, status, field, accepted] = row;
    const problem = await refusal(path);
    expect(problem.status).toBe(status);
    expect(problem.faults).toMatchObject([
      {
        field,
        reason: expect.stringMatching(/expected|unknown|one of/),
        ...(accepted && { accepted }),
      },
    ]);
    expect(figures.answers.every(({ query }) => JSON.stringify(query).length < 500)).toBe(true);
  });

  it.each(['text/html', 'image/*', 'nonsense', 'application/xml;q=1', 'text/csv;q=0'])(
    'says which types there are to who accepts %s alone',
    async (accept) => {
      const { status, faults } = await refusal(VOLUMES, { accept });
      expect([status, faults?.[0]?.field]).toEqual([406, 'accept']);
      expect(faults?.[0]?.accepted).toContain('application/json; charset=utf-8');
    },
  );

  it('names all faults at once, its own and those of the indicator', async () => {
    const { faults } = await refusal(
      `${VOLUMES}?month=never&department=99&view=all&lang=de&limit=0&cursor=x&other=1`,
    );
    expect(faults?.map(({ field }) => field).sort()).toEqual([
      'cursor',
      'department',
      'lang',
      'limit',
      'month',
      'other',
      'view',
    ]);
  });

  it('accepts a query of its longest, and refuses one character more', async () => {
    const { queryCharactersMax } = FIGURES_LIMITS;
    const padded = (length: number): string => {
      const start = 'department=35';
      // Whole pairs that say nothing: the length is what counts.
      return start + '&'.repeat(length - start.length);
    };
    expect((await get(`${VOLUMES}?${padded(queryCharactersMax)}`)).status).toBe(200);
    const { status, detail } = await refusal(`${VOLUMES}?${padded(queryCharactersMax + 1)}`);
    expect([status, detail]).toEqual([414, expect.stringContaining(String(queryCharactersMax))]);
  });

  it('accepts as many values as it may, and refuses one more', async () => {
    const { queryValuesMax } = FIGURES_LIMITS;
    const values = (count: number): string =>
      `${VOLUMES}?department=${Array.from({ length: count }, () => '35').join(',')}`;
    expect((await get(values(queryValuesMax))).status).toBe(200);
    const { status, detail } = await refusal(values(queryValuesMax + 1));
    expect([status, detail]).toEqual([400, expect.stringContaining(String(queryValuesMax))]);
  });

  it('is never answered with 5xx or another form, whatever comes', async () => {
    const piece = fc.oneof(
      fc.constantFrom('month', 'department', 'view', 'lang', 'limit', 'cursor', '=', '&', ',', '%'),
      fc.constantFrom('2023-12', '35', 'owner', 'fr', '1', '%00', '%ff', '+', '[', '?', '#', ';'),
      fc.string({ unit: 'binary-ascii', maxLength: 6 }).map(encodeURIComponent),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
        const answer = await get(`${VOLUMES}?${pieces.join('')}`);
        const text = await answer.text();
        expect([200, 400, 403]).toContain(answer.status);
        expect(() => JSON.parse(text) as unknown).not.toThrow();
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    [
      new DatabaseUnreachableError('postgres://u:secret@h/d', 'nothing', 'Start it.'),
      'unreachable',
    ],
    [Object.assign(new Error('relation "x" does not exist'), { code: '42P01' }), 'not-ready'],
  ])('is not blamed for the database: %s', async (error, name) => {
    figures.error = error;
    for (const path of [VOLUMES, `${VOLUMES}.csv`]) {
      const answer = await get(path);
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '2']);
      const text = await answer.text();
      expect(text).toContain(`urn:mes-flow:problem:database-${name}`);
      expect(text).not.toMatch(/secret|relation/);
    }
    // What needs no database is answered.
    expect((await get('/v1/indicators')).status).toBe(200);
    expect((await refusal(`${VOLUMES}?lang=de`)).status).toBe(400);
  });

  it('tells nothing of a bug', async () => {
    figures.error = new TypeError('secret of the house');
    const { status, detail } = await refusal(VOLUMES);
    expect([status, detail]).toEqual([500, expect.not.stringContaining('secret')]);
  });
});

describe('the owner’s view', () => {
  async function serve(options: TestService): Promise<HttpService> {
    return startTestService(noPages, { figures: relayed, ...options });
  }

  it('is open on loopback without an issuer, and is kept by nobody between', async () => {
    const answer = await get(`${VOLUMES}?view=owner`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('private, no-cache');
    expect(answer.headers.get('vary')).toContain('Authorization');
    expect(await answer.json()).toMatchObject({ provenance: { view: 'owner' } });
  });

  it('is closed without an issuer anywhere else', async () => {
    const open = await serve({ isOwnersViewOpen: false });
    try {
      for (const query of ['view=owner', 'view=%6fwner', 'view=owner&month=2023-12']) {
        const answer = await fetch(`${open.url}${VOLUMES}?${query}`);
        expect(answer.status).toBe(403);
        expect(await answer.json()).toMatchObject({ faults: [{ field: 'view' }] });
      }
      expect((await fetch(`${open.url}${VOLUMES}`)).status).toBe(200);
    } finally {
      await open.service.close();
    }
  });

  it('needs the scope metrics:owner once an issuer is set; the public view needs nothing', async () => {
    const issuer = await startEmbeddedIssuer({});
    const closed = await serve({
      isOwnersViewOpen: false,
      access: { issuer: issuer.url, audience: issuer.audience, clockToleranceSeconds: 0 },
    });
    const ask = async (query: string, clientId?: string): Promise<number> => {
      const headers = clientId === undefined ? {} : await tokenOf(issuer, clientId);
      return (await fetch(`${closed.url}${VOLUMES}${query}`, { headers })).status;
    };
    try {
      expect(await ask('')).toBe(200);
      expect(await ask('?view=owner')).toBe(401);
      expect(await ask('?view=owner&view=public')).toBe(401);
      expect(await ask('?view=owner', 'software-metrics')).toBe(403);
      expect(await ask('?view=owner', 'software-all')).toBe(200);
    } finally {
      await closed.service.close();
      await issuer.close();
    }
  });

  it('is the only one that has an indicator which is not published', async () => {
    const { status, type, faults } = await refusal('/v1/indicators/payouts');
    expect([status, type]).toEqual([403, 'urn:mes-flow:problem:owner-only']);
    expect(faults).toMatchObject([{ field: 'view', accepted: ['owner'] }]);
    expect((await get('/v1/indicators/payouts?view=owner')).status).toBe(200);
  });
});

describe('the catalogue', () => {
  it('leads from the index to every form of every indicator', async () => {
    const index = (await (await get('/v1')).json()) as {
      links: Record<string, string>;
      limits: object;
    };
    expect(index.limits).toEqual(FIGURES_LIMITS);
    for (const path of Object.values(index.links)) expect((await get(path)).status).toBe(200);
    const { indicators } = (await (await get(index.links['indicators'] ?? '')).json()) as {
      indicators: { name: string; links: { forms: string[]; definition: string } }[];
    };
    expect(indicators.map(({ name }) => name)).toEqual(['volumes', 'months', 'payouts']);
    for (const { links } of indicators) {
      expect((await get(links.definition)).status).toBe(200);
      for (const path of links.forms) expect((await get(`${path}?view=owner`)).status).toBe(200);
    }
  });

  it('says what an indicator means in both languages, and is known again', async () => {
    const french = await get('/v1/definitions/volumes');
    expect(await french.json()).toMatchObject({
      name: 'volumes',
      formula: 'volumes by a spec (fr)',
    });
    const english = await get('/v1/definitions/volumes?lang=en');
    expect(await english.json()).toMatchObject({ numerator: 'volumes by a spec' });
    const etag = english.headers.get('etag') ?? '';
    expect(etag).toMatch(/^W\//);
    const again = await get('/v1/definitions/volumes?lang=en', { 'if-none-match': etag });
    expect(again.status).toBe(304);
  });

  it('is compressed on its way', async () => {
    const answer = await get('/v1/indicators', { 'accept-encoding': 'gzip' });
    expect(answer.headers.get('content-encoding')).toBe('gzip');
  });
});

describe('browsers', () => {
  it('may not read answers from another origin, but from those that are named', async () => {
    const origin = 'https://analyst.example';
    const closed = await get(VOLUMES, { origin });
    expect(closed.headers.get('access-control-allow-origin')).toBeNull();
    const open = await startTestService(noPages, { figures: relayed, origins: [origin] });
    try {
      const answer = await fetch(`${open.url}${VOLUMES}`, { headers: { origin } });
      expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
      expect(answer.headers.get('vary')).toContain('Origin');
      const other = await fetch(`${open.url}${VOLUMES}`, {
        headers: { origin: 'https://analyst.example.evil' },
      });
      expect(other.headers.get('access-control-allow-origin')).toBeNull();
      expect(other.headers.get('vary')).toContain('Origin');
      const preflight = await fetch(`${open.url}${VOLUMES}`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'GET' },
      });
      expect([preflight.status, preflight.headers.get('access-control-allow-methods')]).toEqual([
        204,
        'GET, HEAD',
      ]);
    } finally {
      await open.service.close();
    }
  });
});

/** Addresses by relation; of several with one relation the last. */
function linksOf(answer: Response): Map<string, string> {
  const links = (answer.headers.get('link') ?? '').matchAll(/<([^>]+)>; rel="([^"]+)"/g);
  return new Map([...links].map(([, address = '', relation = '']) => [relation, address]));
}

async function tokenOf(
  issuer: Awaited<ReturnType<typeof startEmbeddedIssuer>>,
  clientId: string,
): Promise<Record<string, string>> {
  const client = issuer.clients.find((one) => one.clientId === clientId);
  const secret = Buffer.from(`${clientId}:${client?.clientSecret ?? ''}`).toString('base64');
  const answer = await fetch(issuer.tokenUrl, {
    method: 'POST',
    headers: { authorization: `Basic ${secret}` },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      scope: client?.scopes.join(' ') ?? '',
    }),
  });
  const { access_token: token = '' } = (await answer.json()) as { access_token?: string };
  return { authorization: `Bearer ${token}` };
}

it('the bytes that are sent compressed are the plain ones', async () => {
  figures.rows = Array.from({ length: 200 }, (_, row) => ['2023-12', '35', row, 1]);
  const { request } = await import('node:http');
  const bytes = await new Promise<Buffer>((resolve, reject) => {
    const call = request(`${api.url}${VOLUMES}.csv`, { headers: { 'accept-encoding': 'gzip' } });
    call.on('error', reject).on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        resolve(Buffer.concat(chunks));
      });
    });
    call.end();
  });
  const plain = await get(`${VOLUMES}.csv`, { 'accept-encoding': 'identity' });
  expect(gunzipSync(bytes).toString()).toBe(await plain.text());
});
