import type { View } from '#libs/exports';
import { DENOMINATORS, type Denominator } from '#libs/reference';
import type { IndicatorQuery } from '../indicator.js';
import { expectedText } from '../query/expected-text.js';
import { nationalAloneText } from '../query/national-alone.js';
import { QueryReader, type MonthRange } from '../query/query-reader.js';
import { LEGAL_POPULATION, RATES, type Perimeter, type RateWindow } from './indicator.js';

/** A checked question about rates. */
export interface RateQuestion {
  readonly view: View;
  readonly months: MonthRange;
  readonly windows: readonly RateWindow[];
  readonly denominators: readonly Denominator[];
  readonly perimeter: Perimeter;
  /** Codes of regions or departments; undefined: all of them. */
  readonly places: readonly string[] | undefined;
  /** End of the day whose knowledge is asked for, milliseconds since 1970; undefined: now. */
  readonly knownBeforeMs: number | undefined;
}

/** @throws QueryFaultsError */
export function checkRates(query: IndicatorQuery): RateQuestion {
  const reader = new QueryReader(RATES, query);
  const months = reader.months();
  const windows = reader.codes('window') as RateWindow[];
  const codes = reader.codes('denominator');
  const perimeter = (reader.code('perimeter') ?? 'national') as Perimeter;
  const places = placesOf(reader, perimeter);
  const knownBeforeMs = reader.endOfDayMs('known_on');
  const isNational = perimeter === 'national';
  if (!isNational && codes.some((code) => code !== LEGAL_POPULATION)) {
    reader.fault(
      'denominator',
      expectedText(
        `${LEGAL_POPULATION}, le seul connu par ${perimeter} ; reçu : ${codes.join(', ')}`,
        `${LEGAL_POPULATION}, the only one known by ${perimeter}; came ${codes.join(', ')}`,
      ),
      [LEGAL_POPULATION],
    );
  }
  if (!isNational && knownBeforeMs !== undefined && query.view === 'public') {
    reader.fault('known_on', nationalAloneText([perimeter]));
  }
  reader.assertNoFaults();
  return {
    view: query.view,
    months,
    windows,
    denominators: DENOMINATORS.filter(({ id }) => codes.includes(id)),
    perimeter,
    places,
    knownBeforeMs,
  };
}

function placesOf(reader: QueryReader, perimeter: Perimeter): string[] | undefined {
  let places: string[] | undefined;
  for (const name of ['region', 'department'] as const) {
    if (!reader.has(name)) continue;
    const codes = reader.codes(name);
    if (name === perimeter) places = codes;
    else {
      const reason = expectedText(
        `le périmètre ${name} à côté ; reçu : ${perimeter}`,
        `the perimeter ${name} beside it; came ${perimeter}`,
      );
      reader.fault(name, reason);
    }
  }
  return places;
}
