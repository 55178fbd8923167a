import { STATUS_DESCRIPTION } from './added-names.js';
import type { WriteOptions } from './format.js';
import { cut, displayWidth, padded, plainText } from './terminal-text.js';
import type { Cell, Column, Language, Provenance, Table } from './table.js';
import { unitIn } from './unit-in.js';
import { numberText, writtenRows } from './written-cell.js';

export interface TerminalOptions extends WriteOptions {
  /** Lines below the title, such as the formula and the denominator. Omitted: none. */
  readonly about?: readonly { readonly term: string; readonly text: string }[];
  /** Columns of the terminal: attributes that do not fit are named below instead. Omitted: every column is shown. */
  readonly width?: number | undefined;
}

/** A text in a column is cut behind this many places. */
const CELL_WIDTH_MAX = 44;
const GAP = '  ';

const WORDS = {
  fr: {
    empty: 'Aucune ligne.',
    notShown: 'Colonnes sans place ici, présentes dans les fichiers',
    simulation: 'Simulation',
    seed: 'graine',
    view: 'Vue',
    views: { public: 'publique, sous secret statistique', owner: 'du propriétaire, sans secret' },
    knownOn: 'Connu au',
    now: 'maintenant',
    fresh: 'Fraîcheur : tout ce qui est enregistré avant',
    nothingRead: 'Fraîcheur : rien n’est encore lu',
    counted: 'Compté à',
    versions: ['Règles', 'calendrier', 'données'],
    sources: 'Sources',
    colon: ' : ',
    point: ',',
    yes: 'oui',
    no: 'non',
  },
  en: {
    empty: 'No rows.',
    notShown: 'Columns without room here, which the files have',
    simulation: 'Simulation',
    seed: 'seed',
    view: 'View',
    views: { public: 'public, under disclosure control', owner: 'the owner’s, nothing suppressed' },
    knownOn: 'As known on',
    now: 'now',
    fresh: 'Freshness: everything registered before',
    nothingRead: 'Freshness: nothing was read yet',
    counted: 'Counted at',
    versions: ['Rules', 'calendar', 'data'],
    sources: 'Sources',
    colon: ': ',
    point: '.',
    yes: 'yes',
    no: 'no',
  },
} as const;

/**
 * A table for a person at a terminal: aligned, thousands apart, `s` where a value is suppressed.
 * An attribute that is the same in every row is said once below. Control characters of texts do
 * not reach the terminal.
 */
export function terminalTable(table: Table, options: TerminalOptions = {}): string {
  const { language = 'fr', about = [], width } = options;
  const words = WORDS[language];
  const rows = writtenRows(table);
  const columns = table.columns.map((column, at) => ({ column, at }));
  const isSame = ({ column, at }: Placed): boolean =>
    column.role === 'attribute' && rows.every((row) => row[at] === rows[0]?.[at]);
  const shown = columns
    .filter((one) => !isSame(one))
    .map((one) => printed(one, table, rows, language));
  const { fitting, left } = whatFits(shown, width);
  const said = rows.length === 0 ? [] : columns.filter(isSame);
  return [
    plainText(table.title[language]),
    plainText(table.description[language]),
    ...about.map(({ term, text }) => `${term}${words.colon}${plainText(text)}`),
    '',
    ...(rows.length === 0 ? [words.empty] : lines(fitting, rows.length)),
    '',
    ...said.flatMap(({ column, at }) => {
      const text = cellText(column, rows[0]?.[at] ?? null, '', language);
      return text === '' ? [] : [`${plainText(column.title[language])}${words.colon}${text}`];
    }),
    ...(left.length === 0 ? [] : [`${words.notShown}${words.colon}${left.join(', ')}`]),
    ...(table.statuses.includes('s') ? [STATUS_DESCRIPTION[language]] : []),
    '',
  ].join('\n');
}

/** What a reader has to know of where figures come from, line by line. */
export function provenanceLines(
  provenance: Provenance,
  { language = 'fr' }: WriteOptions = {},
): string[] {
  const words = WORDS[language];
  const { freshness, simulations, knownOn, view, sources, notes } = provenance;
  const [rules, calendar, data] = words.versions;
  return [
    provenance.notice[language],
    ...simulations.map(
      ({ scenario, seed }) => `${words.simulation}${words.colon}${scenario}, ${words.seed} ${seed}`,
    ),
    freshness.watermarkAt === null ? words.nothingRead : `${words.fresh} ${freshness.watermarkAt}`,
    ...(freshness.countedAt === null ? [] : [`${words.counted} ${freshness.countedAt}`]),
    `${words.knownOn}${words.colon}${knownOn ?? words.now}`,
    `${words.view}${words.colon}${words.views[view]}`,
    `${rules} ${provenance.ruleVersion}, ${calendar} ${provenance.calendarVersion}, ${data} ${provenance.dataVersion}`,
    ...(sources.length === 0 ? [] : [`${words.sources}${words.colon}${sources.join('; ')}`]),
    ...notes.map((note) => note[language]),
  ].map(plainText);
}

interface Placed {
  readonly column: Column;
  readonly at: number;
}

/** A column as text: its heading on two lines, its cells. */
interface Printed {
  readonly column: Column;
  readonly title: string;
  readonly heading: readonly [string, string];
  readonly cells: readonly string[];
  readonly width: number;
}

function printed(
  { column, at }: Placed,
  table: Table,
  rows: readonly (readonly Cell[])[],
  language: Language,
): Printed {
  const title = plainText(column.title[language]);
  const heading = [
    title,
    column.unit === undefined ? '' : `(${plainText(unitIn(language, column.unit))})`,
  ] as const;
  const cells = rows.map((row, index) =>
    cut(
      cellText(column, row[at] ?? null, suppressedMark(table, column, index), language),
      CELL_WIDTH_MAX,
    ),
  );
  const width = Math.max(...[...heading, ...cells].map(displayWidth));
  return { column, title, heading, cells, width };
}

function suppressedMark({ statuses }: Table, { role }: Column, index: number): string {
  return role === 'value' && statuses[index] === 's' ? 's' : '';
}

function cellText(column: Column, cell: Cell, missing: string, language: Language): string {
  const words = WORDS[language];
  if (cell === null) return missing;
  if (typeof cell === 'boolean') return cell ? words.yes : words.no;
  if (typeof cell === 'string') return plainText(cell);
  // A year is a number whose thousands nobody sets apart.
  return column.role === 'dimension' ? String(cell) : spaced(numberText(column, cell), words.point);
}

/** `18800000.5` as `18 800 000.5`. */
function spaced(number: string, point: string): string {
  const [whole = '', fraction] = number.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ' ');
  return fraction === undefined ? grouped : grouped + point + fraction;
}

/** Attributes give way from the last one on; what names and measures a row stays. */
function whatFits(
  shown: readonly Printed[],
  width = Infinity,
): { fitting: readonly Printed[]; left: readonly string[] } {
  const used = (columns: readonly Printed[]): number =>
    columns.reduce((sum, column) => sum + column.width + GAP.length, -GAP.length);
  let fitting = shown;
  const left: string[] = [];
  while (used(fitting) > width) {
    const last = fitting.findLast(({ column }) => column.role === 'attribute');
    if (last === undefined) break;
    left.unshift(last.title);
    fitting = fitting.filter((one) => one !== last);
  }
  return { fitting, left };
}

function lines(columns: readonly Printed[], rows: number): string[] {
  const line = (of: (column: Printed) => string): string =>
    columns
      .map((one) => padded(of(one), one.width, isNumeric(one.column)))
      .join(GAP)
      .trimEnd();
  const units = line(({ heading }) => heading[1]);
  return [
    line(({ heading }) => heading[0]),
    ...(units === '' ? [] : [units]),
    line(({ width }) => '─'.repeat(width)),
    ...Array.from({ length: rows }, (_, index) => line(({ cells }) => cells[index] ?? '')),
  ];
}

function isNumeric({ type }: Column): boolean {
  return type === 'integer' || type === 'decimal';
}
