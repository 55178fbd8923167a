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

const MONTH_STATUS: Readonly<Record<string, Text>> = {
  open: { fr: 'ouvert', en: 'open' },
  closed: { fr: 'clos', en: 'closed' },
  revising: { fr: 'en révision', en: 'revising' },
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
  measure: {
    documents_deposited: { fr: 'Documents déposés', en: 'Documents deposited' },
    documents_replaced: { fr: 'Documents remplacés', en: 'Documents replaced' },
    documents_visibility_changed: { fr: 'Changements de visibilité', en: 'Visibility changes' },
    documents_deleted: { fr: 'Documents supprimés', en: 'Documents deleted' },
    deposits_refused: { fr: 'Dépôts refusés', en: 'Deposits refused' },
    messages_professional: { fr: 'Messages entre professionnels', en: 'Messages to professionals' },
    messages_citizen: { fr: 'Messages aux patients', en: 'Messages to citizens' },
    message_receipts: { fr: 'Accusés d’intégration', en: 'Message receipts' },
    prescriptions_issued: { fr: 'Ordonnances émises', en: 'Prescriptions issued' },
    prescriptions_dispensed: { fr: 'Délivrances', en: 'Prescriptions dispensed' },
    prescriptions_closed: { fr: 'Ordonnances closes', en: 'Prescriptions closed' },
  },
  window: {
    calendar_month: { fr: 'Mois civil', en: 'Calendar month' },
    annualised_month: { fr: 'Mois annualisé (× 12)', en: 'Annualised month (× 12)' },
    rolling_12_months: { fr: 'Douze mois glissants', en: 'Rolling twelve months' },
    calendar_year: { fr: 'Année civile', en: 'Calendar year' },
    working_day: { fr: 'Par jour ouvré', en: 'Per working day' },
  },
  denominator: {
    'legal-population': { fr: 'Population légale', en: 'Legal population' },
    'profiles-2023-02': { fr: 'Profils, février 2023', en: 'Profiles, February 2023' },
    'profiles-2023-09': { fr: 'Profils, septembre 2023', en: 'Profiles, September 2023' },
    'profiles-2024-01': { fr: 'Profils, 10 janvier 2024', en: 'Profiles, 10 January 2024' },
    'article-implied': {
      fr: 'Impliqué par l’article de février 2024',
      en: 'Implied by the article of February 2024',
    },
  },
  perimeter: { national: { fr: 'France', en: 'France' } },
  area: {
    counting: { fr: 'Comptage', en: 'Counting' },
    freshness: { fr: 'Fraîcheur', en: 'Freshness' },
    lag: { fr: 'Retard de lecture', en: 'Lag' },
    verification: { fr: 'Vérification', en: 'Verification' },
  },
  metric: {
    records: { fr: 'lus', en: 'read' },
    counted: { fr: 'comptés', en: 'counted' },
    duplicates: { fr: 'doublons ignorés', en: 'duplicates ignored' },
    dead_lettered: { fr: 'lettres mortes', en: 'dead letters' },
    partitions: { fr: 'partitions', en: 'partitions' },
    partitions_without_events: { fr: 'partitions sans événement', en: 'partitions without events' },
    watermark: { fr: 'complet jusqu’à', en: 'complete up to' },
    events: { fr: 'événements mesurés', en: 'events measured' },
    p50: { fr: 'médiane', en: 'median' },
    p95: { fr: '95ᵉ centile', en: '95th percentile' },
    p99: { fr: '99ᵉ centile', en: '99th percentile' },
    max: { fr: 'maximum', en: 'maximum' },
    cells: { fr: 'cellules comparées', en: 'cells compared' },
    wrong: { fr: 'cellules fausses', en: 'wrong cells' },
  },
  unit: {
    records: { fr: 'enregistrements', en: 'records' },
    events: { fr: 'événements', en: 'events' },
    cells: { fr: 'cellules', en: 'cells' },
  },
  state: {
    ok: { fr: 'bon', en: 'ok' },
    attention: { fr: 'à regarder', en: 'attention' },
    unknown: { fr: 'inconnu', en: 'unknown' },
    published: { fr: 'publié', en: 'published' },
    superseded: { fr: 'remplacé', en: 'superseded' },
    counting: { fr: 'en cours de compte', en: 'counting' },
  },
  month_status: MONTH_STATUS,
  status: MONTH_STATUS,
};

/** A code of a column as a reader says it. */
export function labelOf(page: PageContext, column: string, code: string): string {
  const labels = Object.hasOwn(LABELS, column) ? LABELS[column] : undefined;
  const label = labels !== undefined && Object.hasOwn(labels, code) ? labels[code] : undefined;
  return label === undefined ? code : page.t(label);
}

/** More decimals than a person reads: a value that files hold unrounded. */
const UNROUNDED_DECIMALS = 6;

/** A part of the inhabitants: written as a percentage. */
const SHARE_UNIT = 'persons/inhabitant';

/** Decimals as the column says; unrounded values are shortened, whole numerators have none. */
function decimalText(
  page: PageContext,
  { name, unit, decimals = 2 }: Column,
  value: number,
): string {
  if (unit === SHARE_UNIT) return page.format.percent(value, 2);
  if (decimals >= UNROUNDED_DECIMALS) return page.format.rate(value);
  return page.format.decimal(value, name === 'numerator' && Number.isInteger(value) ? 0 : decimals);
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
      return typeof cell === 'number' ? decimalText(page, column, cell) : cell;
    case 'month':
      return page.format.month(String(cell));
    case 'instant':
      return page.format.instant(String(cell));
    case 'text':
    case 'boolean':
      return labelOf(page, column.name, String(cell));
  }
}
