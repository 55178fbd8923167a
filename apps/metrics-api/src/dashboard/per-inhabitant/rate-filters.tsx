import { DENOMINATORS } from '#libs/reference';
import type { VNode } from 'preact';
import { Filters, Select } from '../shell/filters.js';
import { labelOf } from '../shell/labels.js';
import type { PageContext } from '../shell/page-context.js';

export const PER_INHABITANT_PARAMETERS = ['month', 'window', 'denominator'] as const;

export const WINDOWS = [
  'calendar_month',
  'annualised_month',
  'calendar_year',
  'working_day',
] as const;

/** The only denominator that is known by department. */
export const LEGAL_POPULATION = 'legal-population';

/** What the form of the page says; codes are checked by the indicator. */
export interface RateChoice {
  /** `2023-12` */
  readonly month: string;
  readonly window: string;
  readonly denominator: string;
}

/** The choice of an address; the last month, annualised, on the legal population when it says nothing. */
export function readRateChoice(page: PageContext, lastMonth: string): RateChoice {
  return {
    month: page.parameter('month') ?? lastMonth,
    window: page.parameter('window') ?? 'annualised_month',
    denominator: page.parameter('denominator') ?? LEGAL_POPULATION,
  };
}

interface RateFiltersProps {
  readonly page: PageContext;
  readonly choice: RateChoice;
  readonly months: readonly string[];
}

export function RateFilters({ page, choice, months }: RateFiltersProps): VNode {
  return (
    <Filters page={page} label={page.t({ fr: 'Choisir le taux', en: 'Choose the rate' })}>
      <Select
        name="month"
        label={page.t({ fr: 'Mois', en: 'Month' })}
        choices={months.map((value) => ({ value, label: page.format.month(value) }))}
        chosen={choice.month}
      />
      <Select
        name="window"
        label={page.t({ fr: 'Fenêtre du numérateur', en: 'Numerator window' })}
        choices={WINDOWS.map((value) => ({ value, label: labelOf(page, 'window', value) }))}
        chosen={choice.window}
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
