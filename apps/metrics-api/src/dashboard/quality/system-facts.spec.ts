import type { Table } from '#libs/exports';
import { describe, expect, it } from '@jest/globals';
import { columnOf, tableOf } from '../../test-figures.js';
import { systemStateOf } from './system-facts.js';

const COLUMNS = [
  columnOf('area', 'text', 'dimension'),
  columnOf('item', 'text', 'dimension'),
  columnOf('metric', 'text', 'dimension'),
  columnOf('value', 'decimal', 'value'),
];
const MONTHS = tableOf('months', [columnOf('month', 'month', 'dimension')], [['2023-12']]);
const NO_MONTHS = tableOf('months', [], []);

const quality = (...rows: Table['rows'][number][]): Table => tableOf('quality', COLUMNS, rows);
const proof = (cells: number | null, wrong: number | null): Table =>
  quality(
    ['verification', 'smoke 7 abc', 'cells', cells],
    ['verification', 'smoke 7 abc', 'wrong', wrong],
  );

describe('the state of the system', () => {
  it.each<[string, Table | undefined, Table, string]>([
    ['healthy when every cell of the last run was right', proof(812, 0), MONTHS, 'healthy'],
    ['wrong when a single cell was', proof(812, 1), MONTHS, 'wrong'],
    ['unknown when the last run compared nothing', proof(0, 0), MONTHS, 'unknown'],
    ['unknown when the last run was cut short', proof(null, null), MONTHS, 'unknown'],
    ['unknown when nobody tells', undefined, MONTHS, 'unknown'],
    ['empty when nothing is counted', quality(), NO_MONTHS, 'empty'],
  ])('is %s', (_, table, months, verdict) => {
    expect(systemStateOf(table, months).verdict).toBe(verdict);
  });

  it('adds up what each consumer says, and keeps null for what none says', () => {
    const state = systemStateOf(
      quality(
        ['counting', 'volumes', 'dead_lettered', 2],
        ['counting', 'sons', 'dead_lettered', 3],
        ['counting', 'sons', 'duplicates', 0],
      ),
      MONTHS,
    );
    expect(state).toMatchObject({ deadLetters: 5, duplicates: 0, lag: null, cells: null });
  });
});
