import { DENOMINATORS } from '#libs/reference';
import type { VNode } from 'preact';
import { LEGAL_POPULATION } from '../per-inhabitant/rate-filters.js';
import { Filters, Select } from '../shell/filters.js';
import { labelOf } from '../shell/labels.js';
import type { PageContext } from '../shell/page-context.js';

export const PEOPLE_PARAMETERS = ['month', 'window', 'denominator'] as const;

const WINDOWS = ['calendar_month', 'calendar_year', 'rolling_12_months'] as const;

/** What the form of the page says; codes are checked by the indicator. */
export interface PeopleChoice {
  /** `2023-12`, the last month of the window. */
  readonly month: string;
  readonly window: string;
  /** Of the whole country; departments have the legal population alone. */
  readonly denominator: string;
}

/** The choice of an address; the twelve months up to the last one when it says nothing. */
export function readPeopleChoice(page: PageContext, months: readonly string[]): PeopleChoice {
  const standard = months.length < 2 ? 'calendar_month' : 'rolling_12_months';
  return {
    month: page.parameter('month') ?? months.at(-1) ?? '',
    window: page.parameter('window') ?? standard,
    denominator: page.parameter('denominator') ?? LEGAL_POPULATION,
  };
}

export function PeopleFilters({
  page,
  choice,
  months,
}: {
  readonly page: PageContext;
  readonly choice: PeopleChoice;
  readonly months: readonly string[];
}): VNode {
  return (
    <Filters page={page} label={page.t({ fr: 'Choisir la fenêtre', en: 'Choose the window' })}>
      <Select
        name="window"
        label={page.t({ fr: 'Fenêtre', en: 'Window' })}
        choices={WINDOWS.map((value) => ({ value, label: labelOf(page, 'window', value) }))}
        chosen={choice.window}
      />
      <Select
        name="month"
        label={page.t({ fr: 'Dernier mois de la fenêtre', en: 'Last month of the window' })}
        choices={months.map((value) => ({ value, label: page.format.month(value) }))}
        chosen={choice.month}
      />
      <Select
        name="denominator"
        label={page.t({ fr: 'Dénominateur (France)', en: 'Denominator (France)' })}
        choices={DENOMINATORS.map(({ id }) => ({
          value: id,
          label: labelOf(page, 'denominator', id),
        }))}
        chosen={choice.denominator}
      />
    </Filters>
  );
}
