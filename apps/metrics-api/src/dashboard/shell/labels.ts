import type { Cell, Column, Text } from '#libs/exports';
import { COULOIRS, DEPARTMENTS } from '#libs/reference';
import type { PageContext } from './page-context.js';

const COULOIRS_IN_ENGLISH: Readonly<Record<string, string>> = {
  hospital: 'Hospital',
  city: 'Town doctors',
  pharmacy: 'Pharmacy',
  radiology: 'Radiology',
  biology: 'Medical biology',
};

/** What the codes of a column mean; a column that is not here shows its codes. */
const LABELS: Readonly<Record<string, Readonly<Record<string, Text>>>> = {
  channel: {
    dmp: { fr: 'DMP', en: 'DMP' },
    mssante: { fr: 'MSSanté', en: 'MSSanté' },
    eprescription: { fr: 'Ordonnance numérique', en: 'E-prescription' },
  },
  couloir: {
    ...Object.fromEntries(
      COULOIRS.map(({ code, label }) => [
        code,
        { fr: label, en: COULOIRS_IN_ENGLISH[code] ?? label },
      ]),
    ),
    social: { fr: 'Social et médico-social', en: 'Social and medico-social' },
  },
  department: Object.fromEntries(
    DEPARTMENTS.map(({ code, name }) => [
      code,
      { fr: `${name} (${code})`, en: `${name} (${code})` },
    ]),
  ),
  status: {
    open: { fr: 'ouvert', en: 'open' },
    closed: { fr: 'clos', en: 'closed' },
    revising: { fr: 'en révision', en: 'revising' },
  },
};

/** A code of a column as a reader says it. */
export function labelOf(page: PageContext, column: string, code: string): string {
  const label = LABELS[column]?.[code];
  return label === undefined ? code : page.t(label);
}

/** A cell as a reader of the page's language expects it. */
export function cellText(page: PageContext, column: Column, cell: Cell): string {
  if (cell === null) return '–';
  if (typeof cell === 'boolean') {
    return page.t(cell ? { fr: 'oui', en: 'yes' } : { fr: 'non', en: 'no' });
  }
  switch (column.type) {
    case 'integer':
      return typeof cell === 'number' ? page.format.integer(cell) : cell;
    case 'decimal':
      return typeof cell === 'number' ? page.format.decimal(cell, column.decimals ?? 2) : cell;
    case 'month':
      return page.format.month(String(cell));
    case 'instant':
      return page.format.instant(String(cell));
    case 'text':
    case 'boolean':
      return labelOf(page, column.name, String(cell));
  }
}
