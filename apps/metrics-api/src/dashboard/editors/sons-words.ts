import type { Table, Text } from '#libs/exports';
import type { PageContext } from '../shell/page-context.js';

/** What keeps a client's use low: the obstacles that the field team reports (esante.gouv.fr, Sentinelle). */
const CAUSES: Readonly<Record<string, Text>> = {
  IDENTITY_NOT_QUALIFIED: {
    fr: 'Identité (INS) non qualifiée',
    en: 'Identity (INS) not qualified',
  },
  DEPLOYMENT_TIME: { fr: 'Déploiement trop récent ou trop long', en: 'Deployment took too long' },
  NO_MAILBOX: { fr: 'Pas de boîte MSSanté', en: 'No MSSanté mailbox' },
  DIRECTORY: { fr: 'Annuaire incomplet', en: 'Directory incomplete' },
  DELEGATION: { fr: 'Délégation impossible', en: 'No delegation' },
  'not reported': { fr: 'Aucune cause rapportée', en: 'No cause reported' },
};

/** Parameters of the usage condition, short enough for a chart: documents, who is judged, window. */
const PARAMETERS: Readonly<Record<string, Text>> = {
  threshold: { fr: 'Seuil', en: 'Threshold' },
  grain: { fr: 'Jugé', en: 'Judged' },
  windowStart: { fr: 'Début', en: 'Start' },
  windowEnd: { fr: 'Fin', en: 'End' },
};

const VALUES: Readonly<Record<string, Text>> = {
  default: { fr: 'médecin ou client', en: 'doctor or client' },
  practice: { fr: 'cabinet ou client', en: 'practice or client' },
  installation: { fr: 'installation', en: 'installation' },
  order: { fr: 'commande', en: 'order' },
  balance_deposited: { fr: 'dépôt du solde', en: 'balance deposited' },
  closing: { fr: 'clôture', en: 'closing' },
};

export const causeText = (page: PageContext, code: string): string => worded(page, CAUSES, code);
export const parameterText = (page: PageContext, code: string): string =>
  worded(page, PARAMETERS, code);
export const valueText = (page: PageContext, code: string): string => worded(page, VALUES, code);

/** A code that has no words here is shown as it is. */
function worded(page: PageContext, words: Readonly<Record<string, Text>>, code: string): string {
  const text = Object.hasOwn(words, code) ? words[code] : undefined;
  return text === undefined ? code : page.t(text);
}

/** The table with the codes of one column in words: for readers; files keep the codes. */
export function withWords(table: Table, column: string, wordsOf: (code: string) => string): Table {
  const place = table.columns.findIndex(({ name }) => name === column);
  if (place < 0) return table;
  const rows = table.rows.map((row) =>
    row.map((cell, at) => (at === place && typeof cell === 'string' ? wordsOf(cell) : cell)),
  );
  return { ...table, rows };
}
