import type { Sourced } from '../sourced.js';
import { yearMonthOf } from './months.js';

/** What a reader of monthly figures must know of a month before comparing it. */
export interface NotableMonth extends Sourced {
  /** Stable, such as `strike-2024-11`. */
  readonly id: string;
  /** Two or three words, for a chart. */
  readonly label: { readonly fr: string; readonly en: string };
  /** A sentence. */
  readonly description: { readonly fr: string; readonly en: string };
}

/** Months of one year that something happened in. */
const STRIKE_2024_11: NotableMonth = {
  id: 'strike-2024-11',
  label: { fr: 'grève des biologistes', en: 'biology strike' },
  description: {
    fr: 'Novembre 2024 : grève des laboratoires de biologie médicale, les dépôts baissent.',
    en: 'November 2024: a strike of the medical biology laboratories, deposits fall.',
  },
  source: 'esante.gouv.fr, press release of 10 December 2024, and press',
  assumed: false,
};

/** Every August: only that of 2023 is published, five per cent below its July. */
const AUGUST: NotableMonth = {
  id: 'august',
  label: { fr: 'août', en: 'August' },
  description: {
    fr: 'Août : le creux des congés. En 2023, −5 % sur juillet au total, mais −14 % par jour ouvré.',
    en: 'August: the trough of the holidays. In 2023, −5 % on July in all, but −14 % per working day.',
  },
  source:
    'DSIH, on who feeds Mon espace santé: 142 after 150 million a year; per working day derived',
  assumed: false,
};

/** What is known of a month (months since 2000-01); undefined for most. */
export function notableMonth(month: number): NotableMonth | undefined {
  const { year, month: ofYear } = yearMonthOf(month);
  if (year === 2024 && ofYear === 11) return STRIKE_2024_11;
  return ofYear === 8 ? AUGUST : undefined;
}
