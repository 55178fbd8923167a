import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Cell, Table } from '#libs/exports';
import type { VolumeCells } from '#libs/indicators';
import { departmentOfCode, parseMonth } from '#libs/reference';
import { VolumeRebuild, volumeDeltasOf } from '#libs/store';
import { DatabaseFigures } from '../database-figures.js';
import { cellsOf, createTestDatabase, type TestDatabase } from '../test-database.js';

const december = parseMonth('2023-12');
const paris = departmentOfCode('75').index;

/** One document in a month for each of these sampled persons, beside a volume. */
function documentsFor(persons: readonly number[], month: number): VolumeCells {
  const cells = cellsOf([month, 0, paris, 100]);
  for (const person of persons) cells.people.add(person - 50, person * 1024, month, paris);
  return cells;
}
const from = (first: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => first + index);

describe('people reached, of a database', () => {
  let database: TestDatabase;
  let figures: DatabaseFigures;

  beforeAll(async () => {
    database = await createTestDatabase();
    figures = new DatabaseFigures(database.pool, { staleness: { freshMs: 0, staleMsMax: 0 } });
  });
  afterAll(() => database.drop());

  const ask = (): Promise<Table> =>
    figures.answer('people', {
      view: 'owner',
      parameters: { window: ['calendar_month', 'rolling_12_months'] },
    });
  const shown = async (): Promise<Cell[][]> => {
    const { columns, rows } = await ask();
    const names = ['month', 'window', 'sampled_persons', 'documents_per_person_reached'];
    const at = names.map((name) => columns.findIndex((column) => column.name === name));
    return rows.map((row) => at.map((index) => row[index] ?? null));
  };

  it('follow what is counted: nothing, a month, more for the same persons, the next month', async () => {
    expect(await shown()).toEqual([]);
    await database.count(documentsFor(from(0, 100), december));
    expect(await shown()).toEqual([
      ['2023-12', 'calendar_month', 100, 1],
      ['2023-12', 'rolling_12_months', 100, 1],
    ]);
    const { dataVersion } = (await ask()).provenance;
    // Half of them again, and fifty others.
    await database.count(documentsFor(from(50, 100), december));
    expect((await ask()).provenance.dataVersion).not.toBe(dataVersion);
    await database.count(documentsFor(from(140, 20), december + 1));
    expect(await shown()).toEqual([
      ['2023-12', 'calendar_month', 150, 200 / 150],
      ['2023-12', 'rolling_12_months', 150, 200 / 150],
      ['2024-01', 'calendar_month', 20, 1],
      ['2024-01', 'rolling_12_months', 160, 220 / 160],
    ]);
  });

  it('are those of a rebuild after the swap', async () => {
    const rebuild = await VolumeRebuild.begin(database.pool);
    try {
      await rebuild.add({
        volumes: volumeDeltasOf(documentsFor(from(0, 7), december)),
        sources: [],
      });
      expect((await shown())[0]).toEqual(['2023-12', 'calendar_month', 150, 200 / 150]);
      await rebuild.swap([], 'spec');
    } finally {
      await rebuild.close();
    }
    expect(await shown()).toEqual([
      ['2023-12', 'calendar_month', 7, 1],
      ['2023-12', 'rolling_12_months', 7, 1],
    ]);
  });
});
