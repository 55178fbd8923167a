/** The figures of a real PostgreSQL over HTTP: all forms hold the same numbers, and bad input never breaks them. */
import { describe, expect, it, beforeAll, afterAll } from '@jest/globals';
import { eventually, testBackend } from '#libs/testing';
import {
  cubeValue,
  readCsv,
  readParquet,
  type ReadCube,
  type ReadJson,
  type ReadRow,
} from './test-forms.js';
import { startMetricsApi } from '../start-metrics-api.js';
import { quiet } from '../test-service.js';
import {
  FIGURES_PROGRAM,
  addDocuments,
  fillMonths,
  openTestHouse,
  type TestHouse,
} from './test-house.js';

const MONTHS = 36;
const REFRESH_DEADLINE_MS = 20_000;

/** Questions whose answers are compared over all forms. */
const QUESTIONS = [
  'volumes?from=2023-12&to=2023-12',
  'volumes?from=2023-12&to=2023-12&view=owner',
  'volumes?from=2023-12&to=2023-12&by=department',
  'volumes?from=2023-12&to=2023-12&by=department&view=owner',
  'rates?from=2023-12&to=2023-12',
  'months',
];

describe('figures over HTTP', () => {
  let house: TestHouse;
  const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${house.api.url}/v1/indicators/${path}`, { headers });
  const form = async (question: string, extension: string): Promise<Response> => {
    const answer = await get(question.replace(/(\?|$)/, `.${extension}$1`));
    expect([question, extension, answer.status]).toEqual([question, extension, 200]);
    return answer;
  };
  const json = async (question: string): Promise<ReadJson> =>
    (await (await form(question, 'json')).json()) as ReadJson;

  beforeAll(async () => {
    house = await openTestHouse();
    await fillMonths(house.pool, MONTHS);
  });
  afterAll(() => house.close());

  it.each(QUESTIONS)('hold the same numbers in every form: %s', async (question) => {
    const { columns, rows } = await json(question);
    expect(rows.length).toBeGreaterThan(0);
    // Instants are written as each program reads them: the writers' own specs compare those.
    const names = columns.filter(({ type }) => type !== 'instant').map(({ name }) => name);
    const numbers = numbersOf(rows, names);

    const csv = await (await form(question, 'csv')).text();
    const byPoint = readCsv(csv, columns, { delimiter: ',', point: '.' });
    expect(numbersOf(byPoint, names)).toEqual(numbers);

    const french = await (await form(question, 'fr.csv')).text();
    const byComma = readCsv(french, columns, { delimiter: ';', point: ',' });
    expect(numbersOf(byComma, names)).toEqual(numbers);

    const parquet = await readParquet(await (await form(question, 'parquet')).arrayBuffer());
    expect(numbersOf(parquet, names)).toEqual(numbers);

    const cube = (await (await form(question, 'json-stat.json')).json()) as ReadCube;
    const dimensions = columns.filter(({ role }) => role === 'dimension');
    for (const row of rows) {
      const place = Object.fromEntries(
        dimensions.map(({ name }) => [name, String(row[name] ?? '')]),
      );
      for (const { name, type, role } of columns) {
        if (role !== 'value' || (type !== 'integer' && type !== 'decimal')) continue;
        const metric = cube.id.at(-1) ?? '';
        expect([name, cubeValue(cube, { ...place, [metric]: name })]).toEqual([name, row[name]]);
      }
    }
  });

  it('suppress in the public view, in every form alike, and show the owner everything', async () => {
    const question = 'volumes?from=2023-12&to=2023-12&by=couloir,department&limit=10000';
    const shown = await json(question);
    const owned = await json(`${question}&view=owner`);
    const hidden = shown.rows.filter(({ status, row_status }) => (row_status ?? status) === 's');
    expect(hidden.length).toBeGreaterThan(0);
    expect(owned.rows.some(({ status, row_status }) => (row_status ?? status) === 's')).toBe(false);
    expect(owned.rows.length).toBeGreaterThanOrEqual(shown.rows.length);
  });

  it('page through 36 months of all departments, and lose and double nothing', async () => {
    const whole = (await json('volumes?by=department&limit=10000')).rows;
    expect(whole.length).toBeGreaterThan(3_000);
    for (const limit of [997, 1_000, 4_096]) {
      const rows: ReadRow[] = [];
      let next: string | undefined = `/v1/indicators/volumes?by=department&limit=${String(limit)}`;
      for (let pages = 0; next !== undefined; pages++) {
        expect(pages).toBeLessThan(20);
        const answer: Response = await fetch(house.api.url + next);
        rows.push(...((await answer.json()) as ReadJson).rows);
        next = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];
      }
      expect(rows).toEqual(whole);
    }
  });

  it('say 304 until a document is counted, and are another answer then', async () => {
    const first = await get('volumes.csv?view=owner');
    const etag = first.headers.get('etag') ?? '';
    const before = await first.text();
    expect((await get('volumes.csv?view=owner', { 'if-none-match': etag })).status).toBe(304);
    await addDocuments(house.pool);
    await eventually('the answer after one more document', REFRESH_DEADLINE_MS, async () => {
      const answer = await get('volumes.csv?view=owner', { 'if-none-match': etag });
      // A tag changes with every commit: the figures themselves must have moved.
      return answer.status === 200 && (await answer.text()) !== before ? true : undefined;
    });
  });

  it.each([
    ['volumes?from=2023-13', ['from']],
    ['volumes?from=2023-12&to=2023-01', ['to']],
    ['volumes?department=99', ['department']],
    ['volumes?department=35%00', ['department']],
    ['volumes?by=department%27%3B+drop+table+month_state%3B--', ['by']],
    [
      'volumes?from=%3Cscript%3E&to=never&couloir=x&view=all&nothing=1',
      ['couloir', 'from', 'nothing', 'to', 'view'],
    ],
    ['volumes?from=2023-01&from=2023-02', ['from']],
    ['rates?denominator=everybody', ['denominator']],
    ['months?lang=de&limit=none', ['lang', 'limit']],
  ])('refuse %s, naming every field', async (question, fields) => {
    const answer = await get(question);
    expect(answer.status).toBe(400);
    const { faults } = (await answer.json()) as { faults: { field: string; reason: string }[] };
    expect([...new Set(faults.map(({ field }) => field))].sort()).toEqual(fields);
    for (const { reason } of faults) expect(reason).toMatch(/expected .+/);
  });

  it('are unharmed by all that', async () => {
    const { rows } = await house.pool.query('select count(*)::integer as months from month_state');
    expect(rows).toEqual([{ months: MONTHS }]);
    const ready = await fetch(`${house.api.url}/health/ready`);
    expect(ready.status).toBe(200);
  });
});

describe('figures without a database', () => {
  it('are not to be had, and the service starts and serves the rest', async () => {
    const api = await startMetricsApi({
      kafka: { brokers: testBackend().MES_KAFKA_BROKERS.split(','), mayAdminister: true },
      databaseUrl: 'postgres://nobody:secret@127.0.0.1:1/none',
      instance: 'metrics-api-spec',
      http: { host: '127.0.0.1', port: 0 },
      figuresProgram: FIGURES_PROGRAM,
      logger: quiet,
    });
    try {
      for (const path of ['volumes', 'volumes.csv?view=owner', 'months.parquet']) {
        const answer = await fetch(`${api.url}/v1/indicators/${path}`);
        expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '2']);
        expect(await answer.text()).not.toContain('secret');
      }
      expect((await fetch(`${api.url}/v1/indicators`)).status).toBe(200);
      expect((await fetch(`${api.url}/subjects`)).status).toBe(200);
      const ready = await fetch(`${api.url}/health/ready`);
      expect(ready.status).toBe(503);
      expect(await ready.json()).toMatchObject({
        checks: expect.arrayContaining([{ name: 'postgres', isReady: false }]),
      });
    } finally {
      await api.service.close();
    }
  });
});

/** Texts and numbers of the named columns; a value that is not there is null in every form. */
function numbersOf(rows: readonly ReadRow[], names: readonly string[]): unknown[][] {
  return rows.map((row) => names.map((name) => row[name] ?? null));
}
