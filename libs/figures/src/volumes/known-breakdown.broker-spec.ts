import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Cell, Table, View } from '#libs/exports';
import { MEASURE } from '#libs/indicators';
import { SOLUTIONS, parseMonth } from '#libs/reference';
import { VolumeRebuild, closeMonth, volumeDeltasOf } from '#libs/store';
import { DatabaseFigures } from '../database-figures.js';
import { QueryFaultsError } from '../figures.js';
import type { IndicatorName, QueryFault } from '../indicator.js';
import { cellsOf, createTestDatabase, type TestDatabase } from '../test-database.js';

const december = parseMonth('2023-12');
const BREAKDOWNS = [
  'couloir',
  'dsr',
  'editor',
  'solution',
  'region',
  'department',
  'type',
  'editor,department',
];

/** A few solutions in a few departments, each with an amount of its own. */
function documents(factor: number) {
  return cellsOf(
    ...SOLUTIONS.filter(({ index }) => index % 23 === 0).flatMap(({ index }) =>
      [0, 40, 100].map(
        (department) =>
          [
            december,
            index,
            department,
            factor * (30 + index + department),
            MEASURE.documentsDeposited,
            index % 12,
          ] as const,
      ),
    ),
  );
}

describe('a breakdown of what was known on a day', () => {
  let database: TestDatabase;
  let figures: DatabaseFigures;
  /** Rows of each breakdown as they were before each closing. */
  const before: Record<string, unknown>[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
    figures = new DatabaseFigures(database.pool, { staleness: { freshMs: 0, staleMsMax: 0 } });
    await database.count(documents(10));
    await publish(1, '2024-01-10T09:00:00Z');
    await database.count(documents(1));
    await publish(2, '2024-02-10T09:00:00Z');
    // Late documents of a solution and a department that the month did not have before.
    await database.count(cellsOf([december, 1, 50, 5]));
  });
  afterAll(() => database.drop());

  const ask = (
    name: IndicatorName,
    parameters: Record<string, string>,
    view: View = 'owner',
  ): Promise<Table> =>
    figures.answer(name, {
      view,
      parameters: Object.fromEntries(
        Object.entries(parameters).map(([key, value]) => [key, [value]]),
      ),
    });

  const faultsOf = async (answer: Promise<Table>): Promise<readonly QueryFault[]> => {
    const error = await answer.catch((thrown: unknown) => thrown);
    return error instanceof QueryFaultsError ? error.faults : [];
  };

  /** Dimensions and events of each row. */
  const cells = ({ columns, rows }: Table): Cell[][] => {
    const kept = columns.flatMap(({ role, name }, at) =>
      role === 'dimension' || name === 'events' ? [at] : [],
    );
    return rows.map((row) => kept.map((at) => row[at] ?? null));
  };

  const breakdowns = async (knownOn?: string): Promise<Record<string, unknown>> => {
    const known = knownOn === undefined ? {} : { known_on: knownOn };
    const found: Record<string, unknown> = {};
    for (const by of BREAKDOWNS) found[by] = cells(await ask('volumes', { by, ...known }));
    const rates = await ask('rates', { perimeter: 'department', ...known });
    found['rates'] = cells({
      ...rates,
      columns: rates.columns.map((column) =>
        column.name === 'numerator' ? { ...column, role: 'dimension' } : column,
      ),
    });
    return found;
  };

  async function publish(revision: number, at: string): Promise<void> {
    before.push(await breakdowns());
    await closeMonth(database.pool, december, { graceHours: 0, force: true });
    await database.pool.query(
      'update month_publication set published_at = $2 where revision = $1',
      [revision, at],
    );
  }

  it.each([
    ['2024-01-10', 0],
    ['2024-02-09', 0],
    ['2024-02-10', 1],
    ['2026-01-01', 1],
  ])('of %s is that of the revision in force, cell by cell', async (day, closing) => {
    expect(await breakdowns(day)).toEqual(before[closing]);
    expect(await breakdowns()).not.toEqual(before[closing]);
  });

  it('says which revision it is of, and when that was published', async () => {
    const { columns, rows, provenance } = await ask('volumes', {
      by: 'couloir',
      known_on: '2024-01-31',
    });
    const at = (name: string): number => columns.findIndex((column) => column.name === name);
    const facts = rows.map((row) => [row[at('revision')], row[at('published_at')]]);
    expect(new Set(facts.map(String))).toEqual(new Set(['1,2024-01-10T09:00:00.000Z']));
    expect(provenance.knownOn).toBe('2024-01-31T22:59:59.999Z');
  });

  it('is empty before the first publication, and of the months that are asked for alone', async () => {
    expect((await ask('volumes', { by: 'couloir', known_on: '2024-01-09' })).rows).toEqual([]);
    const later = { by: 'couloir', known_on: '2026-01-01', from: '2024-01' };
    expect((await ask('volumes', later)).rows).toEqual([]);
  });

  it('adds up to the national figure that was published, also over a year and with a filter', async () => {
    const sum = ({ columns, rows }: Table): number =>
      rows.reduce(
        (total, row) => total + Number(row[columns.findIndex(({ name }) => name === 'events')]),
        0,
      );
    const day = { known_on: '2024-01-31' };
    const national = sum(await ask('volumes', day));
    expect(sum(await ask('volumes', { ...day, by: 'department' }))).toBe(national);
    expect(sum(await ask('volumes', { ...day, by: 'couloir', window: 'year' }))).toBe(national);
    const couloirs = ['hospital', 'city', 'pharmacy', 'radiology', 'biology'];
    let filtered = 0;
    for (const couloir of couloirs) filtered += sum(await ask('volumes', { ...day, couloir }));
    expect(filtered).toBe(national);
  });

  it.each([
    ['volumes', { by: 'couloir' }],
    ['volumes', { department: '75', by: 'department' }],
    ['rates', { perimeter: 'department' }],
  ] as const)('is no answer of the public view, which is told why: %s %j', async (name, asked) => {
    const faults = await faultsOf(ask(name, { ...asked, known_on: '2024-01-31' }, 'public'));
    expect(faults.map(({ parameter }) => parameter)).toEqual(['known_on']);
    expect(faults[0]?.reason.en).toMatch(/^expected the national figure alone in the public view/);
    expect(faults[0]?.reason.fr).toMatch(/^attendu : le chiffre national seul en vue publique/);
  });

  it('is refused with the reason by indicators that keep no earlier state', async () => {
    for (const name of ['people', 'usage-thresholds', 'payouts'] as const) {
      const faults = await faultsOf(ask(name, { known_on: '2024-01-31' }));
      expect(faults.map(({ parameter }) => parameter)).toEqual(['known_on']);
      expect(faults[0]?.reason.en).toContain('without its earlier states');
    }
  });

  it('is refused once a rebuild has counted the month anew; the national figure stays', async () => {
    const day = { known_on: '2024-01-31' };
    const national = cells(await ask('volumes', day));
    const rebuild = await VolumeRebuild.begin(database.pool);
    try {
      await rebuild.add({ volumes: volumeDeltasOf(documents(11)), sources: [] });
      await rebuild.swap([], 'spec');
    } finally {
      await rebuild.close();
    }
    // The second revision has as many events as were published, but nobody knows which ones.
    for (const known_on of ['2024-01-31', '2024-02-28']) {
      const faults = await faultsOf(ask('volumes', { by: 'department', known_on }));
      expect(faults.map(({ parameter }) => parameter)).toEqual(['known_on']);
      expect(faults[0]?.reason.en).toContain('2023-12');
    }
    expect(cells(await ask('volumes', day))).toEqual(national);
  });
});
