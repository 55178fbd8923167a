import type { View } from '#libs/exports';
import { DENOMINATORS, type Denominator } from '#libs/reference';
import type { IndicatorQuery } from '../indicator.js';
import { expectedText } from '../query/expected-text.js';
import { QueryReader, type MonthRange } from '../query/query-reader.js';
import { LEGAL_POPULATION } from '../rates/indicator.js';
import { PEOPLE, type PeoplePerimeter, type PeopleWindow } from './indicator.js';

/** A checked question about people reached. */
export interface PeopleQuestion {
  readonly view: View;
  readonly months: MonthRange;
  readonly windows: readonly PeopleWindow[];
  readonly denominators: readonly Denominator[];
  readonly perimeter: PeoplePerimeter;
  /** Codes; undefined: all of them. */
  readonly departments: readonly string[] | undefined;
}

/** @throws QueryFaultsError */
export function checkPeople(query: IndicatorQuery): PeopleQuestion {
  const reader = new QueryReader(PEOPLE, query);
  const months = reader.months();
  const windows = reader.codes('window') as PeopleWindow[];
  const codes = reader.codes('denominator');
  const perimeter = (reader.code('perimeter') ?? 'national') as PeoplePerimeter;
  const departments = reader.has('department') ? reader.codes('department') : undefined;
  if (perimeter === 'national') {
    if (departments !== undefined) {
      reader.fault(
        'department',
        expectedText(
          'le périmètre department à côté ; reçu : national',
          'the perimeter department beside it; came national',
        ),
        ['department'],
      );
    }
  } else if (codes.some((code) => code !== LEGAL_POPULATION)) {
    reader.fault(
      'denominator',
      expectedText(
        `${LEGAL_POPULATION}, le seul connu par département ; reçu : ${codes.join(', ')}`,
        `${LEGAL_POPULATION}, the only one known by department; came ${codes.join(', ')}`,
      ),
      [LEGAL_POPULATION],
    );
  }
  reader.assertNoFaults();
  return {
    view: query.view,
    months,
    windows,
    denominators: DENOMINATORS.filter(({ id }) => codes.includes(id)),
    perimeter,
    departments,
  };
}
