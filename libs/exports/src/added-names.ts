import type { Table, Text } from './table.js';

/** What each form adds to a table: why values are missing. */
export const STATUS_TITLE: Text = { fr: 'Statut', en: 'Status' };

export const STATUS_DESCRIPTION: Text = {
  fr: 's : valeurs non publiées, secret statistique. Vide : les valeurs sont publiées.',
  en: 's: values suppressed for confidentiality. Empty: the values are shown.',
};

/** The column of a row's status: `status`, or `row_status` in a table that has a `status` of its own. */
export function statusName(table: Table): string {
  return freeName(table, 'status', 'row_status');
}

/** A name that no column has: the first of the two, or the second with as many `_` as it takes. */
export function freeName(table: Table, wanted: string, otherwise: string): string {
  const taken = new Set(table.columns.map(({ name }) => name));
  let name = taken.has(wanted) ? otherwise : wanted;
  while (taken.has(name)) name += '_';
  return name;
}
