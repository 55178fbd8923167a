import { describe, expect, it } from '@jest/globals';
import { QueryFaultsError } from '../figures.js';
import type { QueryFault } from '../indicator.js';
import { RATES } from '../rates/indicator.js';
import { VOLUMES } from '../volumes/indicator.js';
import { QueryReader } from './query-reader.js';

const readerOf = (parameters: Record<string, readonly string[]>): QueryReader =>
  new QueryReader(VOLUMES, { parameters, view: 'owner' });

function faultsOf(reader: QueryReader): readonly QueryFault[] {
  try {
    reader.assertNoFaults();
    return [];
  } catch (error) {
    if (error instanceof QueryFaultsError) return error.faults;
    throw error;
  }
}

describe('QueryReader', () => {
  it('takes repeated and comma-separated values for one list, each once, in the order accepted', () => {
    const reader = readerOf({ couloir: ['city, hospital', 'city', ''] });
    expect(reader.codes('couloir')).toEqual(['hospital', 'city']);
    expect(faultsOf(reader)).toEqual([]);
  });

  it('uses the standard of a parameter that was omitted or is empty', () => {
    expect(readerOf({}).codes('by')).toEqual(['month']);
    expect(readerOf({ by: [''] }).codes('by')).toEqual(['month']);
    expect(readerOf({}).code('window')).toBe('month');
    expect(readerOf({}).codes('couloir')).toEqual([]);
  });

  it.each([
    [200, 0],
    [201, 1],
  ])('reads a list of %d values with %d faults', (count, faults) => {
    const reader = readerOf({ couloir: [Array.from({ length: count }, () => 'city').join(',')] });
    reader.codes('couloir');
    expect(faultsOf(reader)).toHaveLength(faults);
  });

  it.each(['2023-12', '2000-01', '2042-08'])('takes the month %s', (month) => {
    const reader = readerOf({ from: [month] });
    expect(reader.month('from')).toBeDefined();
    expect(faultsOf(reader)).toEqual([]);
  });

  it.each(['2023-13', '2023-00', '1999-12', '2042-09', '2023', '23-12', '2023-12-01', '٢٠٢٣-١٢'])(
    'refuses the month %s, and says what was expected',
    (month) => {
      const reader = readerOf({ from: [month] });
      expect(reader.month('from')).toBeUndefined();
      expect(faultsOf(reader)).toEqual([
        {
          parameter: 'from',
          reason: {
            fr: `attendu : un mois tel que 2023-12, de 2000-01 à 2042-08 ; reçu : ${JSON.stringify(month)}`,
            en: `expected a month such as 2023-12, from 2000-01 to 2042-08; came ${JSON.stringify(month)}`,
          },
        },
      ]);
    },
  );

  it('takes equal bounds, and refuses bounds that are turned around', () => {
    const equal = readerOf({ from: ['2023-12'], to: ['2023-12'] });
    expect(equal.months()).toEqual({ from: 287, to: 287 });
    const turned = readerOf({ from: ['2024-01'], to: ['2023-12'] });
    turned.months();
    expect(faultsOf(turned).map(({ parameter }) => parameter)).toEqual(['to']);
  });

  it.each([
    ['2024-01-17', Date.UTC(2024, 0, 17, 23)],
    ['2024-07-14', Date.UTC(2024, 6, 14, 22)],
    ['2024-02-29', Date.UTC(2024, 1, 29, 23)],
  ])('ends the day %s at midnight in Paris', (day, endMs) => {
    expect(readerOf({ known_on: [day] }).endOfDayMs('known_on')).toBe(endMs);
  });

  it.each(['2023-02-29', '2024-1-1', 'yesterday', '2024-01-17T10:00:00Z', '9999-99-99'])(
    'refuses the day %s',
    (day) => {
      const reader = readerOf({ known_on: [day] });
      expect(reader.endOfDayMs('known_on')).toBeUndefined();
      expect(faultsOf(reader)).toHaveLength(1);
    },
  );

  it('refuses two values where one is read, and a parameter that the indicator lacks', () => {
    const reader = new QueryReader(RATES, {
      parameters: { perimeter: ['national', 'region'], couloir: ['city'], constructor: ['x'] },
      view: 'owner',
    });
    reader.code('perimeter');
    const faults = faultsOf(reader);
    expect(faults.map(({ parameter }) => parameter)).toEqual([
      'couloir',
      'constructor',
      'perimeter',
    ]);
    expect(faults[0]?.accepted).toEqual(RATES.parameters.map(({ name }) => name));
  });

  it('repeats what came only up to a bound', () => {
    const reader = readerOf({ couloir: ['x'.repeat(41), 'y'.repeat(40)] });
    reader.codes('couloir');
    const [long, fits] = faultsOf(reader);
    expect(long?.reason.en).toContain(`${'x'.repeat(40)}…`);
    expect(fits?.reason.en).toContain(`"${'y'.repeat(40)}"`);
  });
});
