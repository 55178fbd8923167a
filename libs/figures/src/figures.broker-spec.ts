import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Cell, Table, View } from '#libs/exports';
import { MEASURE, MEASURES } from '#libs/indicators';
import { DEPARTMENTS, SOLUTIONS, departmentOfCode, parseMonth } from '#libs/reference';
import { closeMonth } from '#libs/store';
import { DatabaseFigures } from './database-figures.js';
import { QueryFaultsError } from './figures.js';
import type { IndicatorName } from './indicator.js';
import { cellsOf, createTestDatabase, type TestDatabase } from './test-database.js';

const november = parseMonth('2023-11');
const december = parseMonth('2023-12');
const january = parseMonth('2024-01');

/** Every couloir in every department, but pharmacies in Mayotte. */
function country() {
  const solutions = SOLUTIONS.filter(({ code }) => /-0[1-4]$/.test(code));
  const counts = [november, december, january].flatMap((month) =>
    solutions.flatMap((solution) =>
      DEPARTMENTS.filter(({ code }) => code !== '976' || solution.couloir !== 'pharmacy').map(
        (department) =>
          [
            month,
            solution.index,
            department.index,
            1 + ((month * 31 + solution.index * 17 + department.index * 7) % 400),
            MEASURE.documentsDeposited,
            solution.index % 40,
          ] as const,
      ),
    ),
  );
  const others = MEASURES.filter(({ isVolume }) => !isVolume).map(
    ({ index }) => [december, 0, 0, 1000 + index, index] as const,
  );
  return cellsOf(...counts, ...others);
}

describe('the figures of a database', () => {
  let database: TestDatabase;
  let figures: DatabaseFigures;

  beforeAll(async () => {
    database = await createTestDatabase();
    await database.count(country());
    figures = new DatabaseFigures(database.pool, { staleness: { freshMs: 0, staleMsMax: 0 } });
  });
  afterAll(() => database.drop());

  const ask = (
    name: IndicatorName,
    parameters: Record<string, string | readonly string[]> = {},
    view: View = 'owner',
  ): Promise<Table> =>
    figures.answer(name, {
      view,
      parameters: Object.fromEntries(
        Object.entries(parameters).map(([key, value]) => [
          key,
          typeof value === 'string' ? [value] : value,
        ]),
      ),
    });

  const column = ({ columns, rows }: Table, name: string): Cell[] => {
    const at = columns.findIndex((candidate) => candidate.name === name);
    if (at < 0) throw new Error(`no column ${name}`);
    return rows.map((row) => row[at] ?? null);
  };
  const sum = (cells: readonly Cell[]): number =>
    cells.reduce<number>((total, cell) => total + Number(cell), 0);

  const national = async (month: string, measure = 'documents_deposited'): Promise<number> => {
    const { rows } = await database.pool.query<{ events: string }>(
      'select sum(events) as events from monthly_volumes where month = $1 and measure = $2',
      [month, measure],
    );
    return Number(rows[0]?.events);
  };

  it.each([
    'month',
    'couloir',
    'dsr',
    'solution',
    'editor',
    'department',
    'region',
    'type',
    'couloir,department',
    'editor,solution,region',
    'solution,department',
    'dsr,type',
  ])('adds every breakdown up to the national figure: %s', async (by) => {
    for (const month of ['2023-11', '2023-12', '2024-01']) {
      const table = await ask('volumes', { by, from: month, to: month });
      expect(table.rows.length).toBeGreaterThan(0);
      expect(sum(column(table, 'events'))).toBe(await national(month));
      expect(table.statuses.every((status) => status === '')).toBe(true);
    }
  });

  it('agrees with the view cell by cell', async () => {
    const { rows } = await database.pool.query<{ key: string; events: string }>(
      `select concat_ws('/', month, measure, solution, department) as key, events from monthly_volumes`,
    );
    const table = await ask('volumes', {
      by: 'solution,department',
      measure: MEASURES.map(({ code }) => code),
    });
    const answered = table.rows.map((_, at) => [
      ['month', 'measure', 'solution', 'department']
        .map((name) => column1(table, name, at))
        .join('/'),
      column1(table, 'events', at),
    ]);
    expect(new Map(answered as [string, number][])).toEqual(
      new Map(rows.map(({ key, events }) => [key, Number(events)])),
    );
    expect(answered).toHaveLength(rows.length);
  });

  const column1 = ({ columns, rows }: Table, name: string, row: number): Cell =>
    rows[row]?.[columns.findIndex((candidate) => candidate.name === name)] ?? null;

  it('never adds channels or measures up: each is a row of its own', async () => {
    const table = await ask('volumes', { channel: 'mssante', from: '2023-12', to: '2023-12' });
    expect(column(table, 'measure')).toEqual([
      'messages_professional',
      'messages_citizen',
      'message_receipts',
    ]);
    expect(column(table, 'events')).toEqual([1005, 1006, 1007]);
    expect(new Set(column(table, 'channel'))).toEqual(new Set(['mssante']));
  });

  it('sums a calendar year over all of its months, whatever months were asked for', async () => {
    const table = await ask('volumes', { window: 'year', from: '2023-12' });
    expect(column(table, 'year')).toEqual(['2023', '2024']);
    expect(column(table, 'months_in_window')).toEqual([2, 1]);
    expect(column(table, 'events')).toEqual([
      (await national('2023-11')) + (await national('2023-12')),
      await national('2024-01'),
    ]);
  });

  it('divides by the working days of each month', async () => {
    const table = await ask('volumes', { from: '2023-11', to: '2023-12' });
    expect(column(table, 'working_days')).toEqual([21, 20]);
    expect(column(table, 'events_per_working_day')).toEqual([
      (await national('2023-11')) / 21,
      (await national('2023-12')) / 20,
    ]);
  });

  it('gives the rates of the view, nationally and by department', async () => {
    for (const perimeter of ['national', 'department']) {
      const denominators =
        perimeter === 'national'
          ? 'legal-population,profiles-2023-02,profiles-2023-09,profiles-2024-01,article-implied'
          : 'legal-population';
      const table = await ask('rates', {
        perimeter,
        window: 'calendar_month,annualised_month,calendar_year',
        denominator: denominators,
      });
      const { rows } = await database.pool.query<Record<string, string>>(
        `select month, numerator_window, perimeter, denominator_id, numerator, denominator_persons,
           months_in_window, window_from, window_to, rate_display, denominator_vintage
         from per_capita_rates where (perimeter = 'national') = ($1 = 'national')`,
        [perimeter],
      );
      const names = {
        month: 'month',
        window: 'numerator_window',
        perimeter: 'perimeter',
        denominator: 'denominator_id',
        numerator: 'numerator',
        persons: 'denominator_persons',
        months_in_window: 'months_in_window',
        window_from: 'window_from',
        window_to: 'window_to',
        denominator_vintage: 'denominator_vintage',
      };
      const answered = table.rows.map((_, at) =>
        [
          ...Object.keys(names).map((name) => column1(table, name, at)),
          Number(column1(table, 'rate', at)).toFixed(2),
        ].join('|'),
      );
      const expected = rows.map((row) =>
        [...Object.values(names).map((name) => row[name]), row['rate_display']].join('|'),
      );
      expect(answered.toSorted()).toEqual(expected.toSorted());
    }
  });

  it('adds the legal populations of departments up to regions', async () => {
    const table = await ask('rates', {
      perimeter: 'region',
      region: '11',
      from: '2023-12',
      to: '2023-12',
    });
    const departments = DEPARTMENTS.filter(({ regionCode }) => regionCode === '11');
    expect(column(table, 'persons')).toEqual([
      departments.reduce((total, { population }) => total + population, 0),
    ]);
    const volumes = await ask('volumes', {
      by: 'region',
      region: '11',
      from: '2023-12',
      to: '2023-12',
    });
    expect(column(table, 'numerator')).toEqual(column(volumes, 'events'));
    expect(column(table, 'perimeter_name')).toEqual([departmentOfCode('75').regionName]);
  });

  it('gives the calibration of the view', async () => {
    const table = await ask('calibration');
    const { rows } = await database.pool.query<Record<string, string | null>>(
      'select calibration, simulated, gap_percent, months_in_window from calibration',
    );
    const numberOf = (value: Cell | undefined): number | null =>
      value === null || value === undefined ? null : Number(value);
    const rounded = (value: number | null): number | null =>
      value === null ? null : Number(value.toPrecision(12));
    const byName = new Map(rows.map((row) => [row['calibration'], row]));
    expect(table.rows).toHaveLength(rows.length);
    table.rows.forEach((_, at) => {
      const row = byName.get(String(column1(table, 'calibration', at)));
      expect([
        rounded(numberOf(column1(table, 'simulated', at))),
        column1(table, 'gap_percent', at),
        column1(table, 'months_in_window', at),
      ]).toEqual([
        rounded(numberOf(row?.['simulated'])),
        numberOf(row?.['gap_percent']),
        numberOf(row?.['months_in_window']),
      ]);
    });
  });

  it('tells all faults of a query at once, with what is accepted and text that is bounded', async () => {
    const injection = `'; drop table checkpoint; --<script>alert(1)</script>${'x'.repeat(5000)}`;
    const failed = ask('volumes', {
      from: '2023-13',
      by: 'planet',
      department: [injection],
      measure: 'documents',
      known_on: '2024-02-30',
      colour: 'red',
    });
    await expect(failed).rejects.toThrow(QueryFaultsError);
    const error = await failed.catch((thrown: unknown) => thrown);
    if (!(error instanceof QueryFaultsError)) throw new Error('no faults');
    const byParameter = new Map(error.faults.map((fault) => [fault.parameter, fault]));
    expect([...byParameter.keys()].sort()).toEqual([
      'by',
      'colour',
      'department',
      'from',
      'known_on',
      'measure',
    ]);
    expect(byParameter.get('measure')?.accepted).toContain('documents_deposited');
    expect(byParameter.get('by')?.reason.en).toMatch(/^expected .*; came "planet"$/);
    for (const { reason } of error.faults) expect(reason.en.length).toBeLessThan(200);
    const { rowCount } = await database.pool.query('select from checkpoint');
    expect(rowCount).toBe(1);
  });

  it('answers in public only the breakdowns that are published, and says which', async () => {
    const error = await ask('volumes', { by: 'solution,department' }, 'public').catch(
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof QueryFaultsError)) throw new Error('no faults');
    expect(error.faults).toHaveLength(1);
    expect(error.faults[0]?.accepted).toContain('month,couloir,department');
    await expect(
      ask('volumes', { by: 'couloir', department: '75' }, 'public'),
    ).resolves.toBeDefined();
    await expect(ask('volumes', { by: 'editor', department: '75' }, 'public')).rejects.toThrow(
      QueryFaultsError,
    );
  });

  it('hides in public what the owner sees', async () => {
    const pharmacy = SOLUTIONS.find(({ couloir }) => couloir === 'pharmacy')?.index ?? -1;
    await database.count(cellsOf([december, pharmacy, departmentOfCode('976').index, 5]));
    const parameters = { by: 'couloir,department' };
    const owner = await ask('volumes', parameters);
    const shown = await ask('volumes', parameters, 'public');
    const nameOf = (table: Table, at: number): string =>
      ['month', 'couloir', 'department'].map((name) => column1(table, name, at)).join('/');
    const owned = new Map(
      owner.rows.map((_, at) => [nameOf(owner, at), Number(column1(owner, 'events', at))]),
    );
    const statuses = new Map(shown.rows.map((_, at) => [nameOf(shown, at), shown.statuses[at]]));
    const small = [...owned].filter(([, events]) => events < 11);
    expect(small.map(([name]) => statuses.get(name))).toEqual(['s']);
    expect([...owned.keys()].filter((name) => !statuses.has(name))).toEqual([]);
    shown.rows.forEach((_, at) => {
      const isHidden = shown.statuses[at] === 's';
      // A zero that must be hidden has a row; any other zero has none.
      if (!isHidden) expect(column1(shown, 'events', at)).toBe(owned.get(nameOf(shown, at)));
      else expect(column1(shown, 'events', at)).toBeNull();
      expect(column1(shown, 'events_per_working_day', at) === null).toBe(isHidden);
    });
    expect(owner.statuses.every((status) => status === '')).toBe(true);
  });

  it('shows what was known on a day, and each revision', async () => {
    const before = await national('2023-12');
    await closeMonth(database.pool, december, { graceHours: 0, force: true });
    const version = await figures.dataVersion();
    await database.count(cellsOf([december, 3, 3, 7]));
    expect(await figures.dataVersion()).not.toBe(version);
    await database.pool.query(
      `update month_publication set published_at = '2024-01-17T10:00:00Z' where month = $1`,
      [december],
    );
    const known = await ask('volumes', { known_on: '2024-01-17' });
    expect(column(known, 'month')).toEqual(['2023-12']);
    expect(column(known, 'events')).toEqual([before]);
    expect(column(known, 'revision')).toEqual([1]);
    expect(known.provenance.knownOn).toBe('2024-01-17T22:59:59.999Z');
    expect((await ask('volumes', { known_on: '2024-01-16' })).rows).toEqual([]);
    const rate = await ask('rates', { known_on: '2024-01-17', window: 'annualised_month' });
    expect(column(rate, 'numerator')).toEqual([before * 12]);

    const months = await ask('months', { from: '2023-12', to: '2023-12' });
    expect(column(months, 'revision')).toEqual([1, 2]);
    expect(column(months, 'documents')).toEqual([before, before + 7]);
    expect(column(months, 'change')).toEqual([null, 7]);
    expect(column(months, 'state')).toEqual(['published', 'counting']);
    const { rows } = await database.pool.query<Record<string, unknown>>(
      `select status, events_since_publication, closable_from, is_closable, documents
       from month_status where month = '2023-12'`,
    );
    expect([
      column1(months, 'month_status', 1),
      String(column1(months, 'events_since_publication', 1)),
      String(column1(months, 'documents', 1)),
      column1(months, 'is_closable', 1),
      new Date(String(column1(months, 'closable_from', 1))),
    ]).toEqual([
      rows[0]?.['status'],
      rows[0]?.['events_since_publication'],
      rows[0]?.['documents'],
      rows[0]?.['is_closable'],
      rows[0]?.['closable_from'],
    ]);
  });

  it('keeps one version, and one answer, while nothing changes', async () => {
    const [first, second] = [
      await ask('volumes'),
      await ask('volumes', { by: ['month', 'month'] }),
    ];
    expect(second.rows).toBe(first.rows);
    expect(second.provenance.dataVersion).toBe(first.provenance.dataVersion);
    expect(await figures.dataVersion()).toBe(first.provenance.dataVersion);
    expect(first.provenance.freshness).toEqual({
      watermarkAt: '2024-01-10T00:00:00.000Z',
      countedAt: expect.stringMatching(/Z$/) as unknown,
    });
  });
});
