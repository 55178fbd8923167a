import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  MEASURE,
  VolumeCells,
  annualisedMonth,
  calendarMonth,
  calendarYear,
  displayRate,
  ratePerPerson,
  type Numerator,
} from '#libs/indicators';
import {
  DENOMINATORS,
  DEPARTMENTS,
  DOCUMENT_TYPES,
  EDITORS,
  SOLUTIONS,
  departmentOfCode,
  parseMonth,
} from '#libs/reference';
import type { Pool } from 'pg';
import { VolumeCheckpoint } from '../checkpoint/volume-checkpoint.js';
import { volumeDeltasOf } from '../checkpoint/volume-deltas.js';
import { createPool } from '../connection/pool.js';
import { runMigrations } from '../migrations/run-migrations.js';
import { createTestDatabase, type TestDatabase } from '../test-database.js';

const november = parseMonth('2023-11');
const december = parseMonth('2023-12');
const paris = departmentOfCode('75');
const DECEMBER_DOCUMENTS = 18_800_000;
const NOVEMBER_DOCUMENTS = 1_000_000;
const biologyReports = DOCUMENT_TYPES[0];
const solution = SOLUTIONS.find(({ couloir }) => couloir === 'biology');

/** The published December over the departments in turn, and a few events that are no documents. */
function cellsOfTheCountry(): VolumeCells {
  const cells = new VolumeCells();
  const { index = -1 } = solution ?? {};
  const add = (month: number, measure: number, department: number, events: number): void => {
    cells.addCount('department', month, measure, index, department, events);
    cells.addCount('type', month, measure, index, 0, events);
  };
  const share = Math.floor(DECEMBER_DOCUMENTS / DEPARTMENTS.length);
  const rest = DECEMBER_DOCUMENTS - share * DEPARTMENTS.length;
  for (const department of DEPARTMENTS) {
    const isParis = department.index === paris.index;
    add(december, MEASURE.documentsDeposited, department.index, share + (isParis ? rest : 0));
  }
  add(november, MEASURE.documentsDeposited, paris.index, NOVEMBER_DOCUMENTS);
  // Two persons of the sample: one gets a document a month, the other three, one of them in Corsica.
  cells.people.add(1, 1024, november, paris.index);
  cells.people.add(1, 1024, december, paris.index);
  for (let document = 0; document < 2; document++) cells.people.add(1, 2048, december, paris.index);
  cells.people.add(1, 2048, december, departmentOfCode('2A').index);
  for (const measure of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) add(december, measure, paris.index, 1000);
  return cells;
}

describe('the views of the analysts', () => {
  let database: TestDatabase;
  let pool: Pool;

  beforeAll(async () => {
    database = await createTestDatabase();
    await runMigrations(database.url);
    pool = createPool(database.url);
    const checkpoint = new VolumeCheckpoint(pool, 'volume-aggregator', { nowMs: () => 0 });
    const [taken] = await checkpoint.take(
      [{ topic: 'mes.dmp.v1', topicId: 'id', partition: 0 }],
      'one',
    );
    if (taken === undefined) throw new Error('not taken');
    const { topic, partition, epoch, offset } = taken;
    await checkpoint.commit({
      partitions: [
        {
          topic,
          partition,
          epoch,
          expectedOffset: offset,
          nextOffset: 1n,
          records: 1,
          counted: 1,
          duplicates: 0,
          deadLettered: 0,
          watermarkMs: undefined,
        },
      ],
      sources: [],
      volumes: volumeDeltasOf(cellsOfTheCountry()),
      sent: [],
    });
  });

  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  const national = async (month: string, window: string): Promise<Record<string, unknown>[]> => {
    const { rows } = await pool.query<Record<string, unknown>>(
      `select * from per_capita_rates where perimeter = 'national' and month = $1
       and numerator_window = $2 order by denominator_id`,
      [month, window],
    );
    return rows;
  };

  it('gives 3.32 on the legal population and 3.50 on the article’s, both labelled', async () => {
    const rates = await national('2023-12', 'annualised_month');
    const of = (id: string) => rates.find((rate) => rate['denominator_id'] === id);
    expect(of('legal-population')).toMatchObject({
      numerator: '225600000',
      denominator_persons: '68017091',
      denominator_label: 'Legal population',
      rate_display: '3.32',
      assumed: false,
    });
    expect(of('article-implied')).toMatchObject({
      numerator: '225600000',
      denominator_label: 'Implied by the article of February 2024',
      rate_display: '3.50',
    });
    expect(rates).toHaveLength(DENOMINATORS.length);
  });

  it('agrees with the pure rates for each window and denominator', async () => {
    const numerators: Record<string, Numerator> = {
      calendar_month: calendarMonth(DECEMBER_DOCUMENTS),
      annualised_month: annualisedMonth(DECEMBER_DOCUMENTS),
      calendar_year: calendarYear([NOVEMBER_DOCUMENTS, DECEMBER_DOCUMENTS, 0]),
    };
    for (const [window, numerator] of Object.entries(numerators)) {
      for (const row of await national('2023-12', window)) {
        const rate = ratePerPerson(numerator, Number(row['denominator_persons']));
        expect(row).toMatchObject({
          numerator: String(numerator.events),
          months_in_window: numerator.monthsInWindow,
          rate_display: displayRate(rate),
        });
        expect(Number(row['rate'])).toBeCloseTo(rate, 12);
      }
    }
  });

  it('tells a calendar year from a month times twelve', async () => {
    const [year] = await national('2023-12', 'calendar_year');
    expect(year).toMatchObject({
      window_from: '2023-01',
      window_to: '2023-12',
      months_in_window: 2,
      numerator: String(NOVEMBER_DOCUMENTS + DECEMBER_DOCUMENTS),
    });
    expect(await national('2023-11', 'calendar_year')).toEqual([]);
  });

  it('divides a department by its own legal population and by nothing else', async () => {
    const { rows } = await pool.query(
      `select numerator, denominator_id, denominator_persons, perimeter_name from per_capita_rates
       where perimeter = '75' and month = '2023-11' and numerator_window = 'calendar_month'`,
    );
    expect(rows).toEqual([
      {
        numerator: String(NOVEMBER_DOCUMENTS),
        denominator_id: 'legal-population',
        denominator_persons: String(paris.population),
        perimeter_name: paris.name,
      },
    ]);
    const { rowCount } = await pool.query(
      `select from per_capita_rates where perimeter <> 'national' and month = '2023-12'
       and numerator_window = 'calendar_month'`,
    );
    expect(rowCount).toBe(DEPARTMENTS.length);
  });

  it('calls documents only what the DMP newly accepted', async () => {
    const { rows } = await pool.query(
      `select measure, channel, sum(events) as events from monthly_volumes
       where month = '2023-12' and is_volume group by measure, channel`,
    );
    expect(rows).toEqual([
      { measure: 'documents_deposited', channel: 'dmp', events: String(DECEMBER_DOCUMENTS) },
    ]);
    const measures = await pool.query(
      `select distinct measure from monthly_volumes where month = '2023-12'`,
    );
    expect(measures.rowCount).toBe(11);
  });

  it('names every coordinate of a volume', async () => {
    const { rows } = await pool.query(
      `select * from monthly_volumes where month = '2023-11' and measure = 'documents_deposited'`,
    );
    expect(rows).toEqual([
      {
        month: '2023-11',
        channel: 'dmp',
        measure: 'documents_deposited',
        is_volume: true,
        couloir: 'biology',
        dsr: solution?.dsr,
        solution: solution?.code,
        editor: EDITORS[solution?.editor ?? -1]?.name,
        department: '75',
        region: paris.regionName,
        events: String(NOVEMBER_DOCUMENTS),
        revision: 1,
        status: 'open',
      },
    ]);
  });

  it('gives the same sums by document type', async () => {
    const { rows } = await pool.query(
      `select document_type, type_code, is_professional, sum(events) as events
       from monthly_volumes_by_type where month = '2023-12' and is_volume group by 1, 2, 3`,
    );
    expect(rows).toEqual([
      {
        document_type: biologyReports?.symbol,
        type_code: biologyReports?.typeCode,
        is_professional: true,
        events: String(DECEMBER_DOCUMENTS),
      },
    ]);
  });

  it('sets published values beside simulated ones, and compares only like with like', async () => {
    const { rows } = await pool.query<Record<string, unknown>>(
      'select calibration, simulated, gap_percent, months_in_window, measure from calibration',
    );
    const of = (id: string) => rows.find((row) => row['calibration'] === id);
    expect(of('documents-2023-12')).toMatchObject({
      simulated: String(DECEMBER_DOCUMENTS),
      gap_percent: '0.00',
      measure: 'documents_deposited',
    });
    expect(of('documents-2023-12-press')).toMatchObject({ gap_percent: '-1.05' });
    expect(Number(of('rate-article')?.['simulated'])).toBeCloseTo(3.5, 6);
    // Two months are no year, a stock is no flow, and a type is no couloir.
    expect(of('rate-calendar-2023')).toMatchObject({ simulated: null, months_in_window: 2 });
    expect(of('patient-documents-2024-01')).toMatchObject({ simulated: null, measure: null });
    expect(of('documents-2024-imaging')).toMatchObject({ simulated: null, measure: null });
  });

  it('give the sample by documents, without any person, windows whole', async () => {
    const { rows } = await pool.query<Record<string, unknown>>(
      `select month, numerator_window, perimeter, documents, sampled_persons, persons_estimated
       from people_reached_sample order by numerator_window, month, perimeter desc, documents`,
    );
    const row = (
      month: string,
      numeratorWindow: string,
      perimeter: string,
      documents: number,
      persons: number,
    ) => ({
      ...{ month, numerator_window: numeratorWindow, perimeter, documents: String(documents) },
      ...{ sampled_persons: String(persons), persons_estimated: String(persons * 1024) },
    });
    expect(rows).toEqual([
      row('2023-11', 'calendar_month', 'national', 1, 1),
      row('2023-11', 'calendar_month', '75', 1, 1),
      row('2023-12', 'calendar_month', 'national', 1, 1),
      row('2023-12', 'calendar_month', 'national', 3, 1),
      row('2023-12', 'calendar_month', '75', 1, 1),
      row('2023-12', 'calendar_month', '75', 2, 1),
      row('2023-12', 'calendar_month', '2A', 1, 1),
      row('2023-12', 'calendar_year', 'national', 2, 1),
      row('2023-12', 'calendar_year', 'national', 3, 1),
      row('2023-12', 'calendar_year', '75', 2, 2),
      row('2023-12', 'calendar_year', '2A', 1, 1),
    ]);
    const { rows: columns } = await pool.query<{ column_name: string }>(
      `select column_name from information_schema.columns where table_name = 'people_reached_sample'`,
    );
    expect(columns.map(({ column_name }) => column_name)).not.toContain('person');
    const national = await pool.query<Record<string, unknown>>(
      `select distinct inhabitants from people_reached_sample where perimeter = 'national'`,
    );
    expect(national.rows).toEqual([{ inhabitants: '68017091' }]);
  });
});
