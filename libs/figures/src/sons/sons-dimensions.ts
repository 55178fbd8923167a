import type { Column } from '#libs/exports';
import { EDITORS, SONS_COULOIRS, SONS_DSRS, SONS_SOLUTIONS } from '#libs/reference';
import type { Parameter } from '../indicator.js';
import { expectedText } from '../query/expected-text.js';
import type { QueryReader } from '../query/query-reader.js';
import { text } from '../texts.js';

/** What figures of the SONS can be broken down by, in the order of an answer's columns. */
export const SONS_DIMENSIONS = ['couloir', 'dsr', 'editor', 'solution'] as const;
export type SonsDimension = (typeof SONS_DIMENSIONS)[number];

/** Filters by dimension; a dimension that is not named may have any value. */
export type SonsFilters = Readonly<Partial<Record<SonsDimension, readonly string[]>>>;

const editorNames = SONS_SOLUTIONS.map(({ editor }) => EDITORS[editor]?.name ?? '');

const CODES: Readonly<Record<SonsDimension, readonly string[]>> = {
  couloir: SONS_COULOIRS.map(({ code }) => code),
  dsr: SONS_DSRS.map(({ code }) => code),
  editor: [...new Set(editorNames)].sort(),
  solution: SONS_SOLUTIONS.map(({ code }) => code),
};

const TITLES: Readonly<Record<SonsDimension, Column['title']>> = {
  couloir: text('Couloir', 'Couloir'),
  dsr: text('DSR', 'DSR'),
  editor: text('Éditeur', 'Editor'),
  solution: text('Solution commandée', 'Ordered solution'),
};

const DESCRIPTIONS: Readonly<Record<SonsDimension, Column['description']>> = {
  couloir: text(
    'hospital, city, pharmacy, radiology, biology ou social.',
    'hospital, city, pharmacy, radiology, biology or social.',
  ),
  dsr: text(
    'DSR pour lequel la solution est référencée.',
    'DSR that the solution is referenced for.',
  ),
  editor: text('Éditeur de la solution, fictif.', 'Editor of the solution, fictitious.'),
  solution: text(
    'Code de la solution commandée, fictive.',
    'Code of the ordered solution, fictitious.',
  ),
};

export const SONS_DIMENSION_COLUMNS: Readonly<Record<SonsDimension, Column>> = {
  couloir: columnOf('couloir'),
  dsr: columnOf('dsr'),
  editor: columnOf('editor'),
  solution: columnOf('solution'),
};

export const SONS_FILTERS: readonly Parameter[] = SONS_DIMENSIONS.map((name) => ({
  name,
  kind: 'codes',
  description: text(
    `Filtre, une ou plusieurs valeurs : ${TITLES[name].fr.toLowerCase()}.`,
    `Filter, one or more values: ${TITLES[name].en.toLowerCase()}.`,
  ),
  accepted: CODES[name],
}));

/** Breakdowns that the public view answers: nodes of one lattice. */
const PUBLIC_NODES: readonly (readonly SonsDimension[])[] = [
  [],
  ['couloir'],
  ['editor'],
  ['couloir', 'editor'],
];

/** Value of a dimension for a solution of SONS_SOLUTIONS, by its index. */
export function sonsCodeOf(dimension: SonsDimension, solution: number): string {
  const found = SONS_SOLUTIONS[solution];
  if (found === undefined) return '';
  return dimension === 'editor'
    ? (editorNames[solution] ?? '')
    : dimension === 'solution'
      ? found.code
      : found[dimension];
}

export function sonsFiltersOf(reader: QueryReader): SonsFilters {
  return Object.fromEntries(
    SONS_DIMENSIONS.filter((name) => reader.has(name)).map((name) => [name, reader.codes(name)]),
  );
}

/** Whether a solution is one of those that the filters choose. */
export function isChosen(solution: number, filters: SonsFilters): boolean {
  return SONS_DIMENSIONS.every((name) => {
    const codes = filters[name];
    return codes === undefined || codes.includes(sonsCodeOf(name, solution));
  });
}

/** The breakdown of a query. In public a filter only chooses rows of a published breakdown. */
export function sonsBreakdownOf(
  reader: QueryReader,
  asked: readonly string[],
  filters: SonsFilters,
  isPublic: boolean,
): SonsDimension[] {
  const by = SONS_DIMENSIONS.filter(
    (name) => asked.includes(name) || (isPublic && filters[name] !== undefined),
  );
  const isNode = PUBLIC_NODES.some(
    (node) => node.length === by.length && node.every((name) => by.includes(name)),
  );
  if (isPublic && !isNode) {
    reader.fault(
      'by',
      expectedText(
        `une ventilation publiée ; reçu : ${by.join(' et ')}, filtres compris`,
        `a breakdown that is published; came ${by.join(' and ')}, filters included`,
      ),
      PUBLIC_NODES.map((node) => (node.length === 0 ? 'none' : node.join(','))),
    );
  }
  return by;
}

/** A group of a breakdown with what belongs to it. */
export interface SonsGroup<T> {
  /** Codes in the order of the breakdown. */
  readonly key: readonly string[];
  readonly members: T[];
}

/** Groups in the order of their codes' catalogues. */
export function sonsGroupsOf<T extends { readonly solution: number }>(
  members: readonly T[],
  by: readonly SonsDimension[],
): SonsGroup<T>[] {
  const groups = new Map<string, SonsGroup<T>>();
  for (const member of members) {
    const key = by.map((name) => sonsCodeOf(name, member.solution));
    const name = key.join('/');
    const group = groups.get(name) ?? { key, members: [] };
    groups.set(name, group);
    group.members.push(member);
  }
  const rank = ({ key }: SonsGroup<T>): number[] =>
    by.map((name, at) => CODES[name].indexOf(key[at] ?? ''));
  return [...groups.values()].sort((a, b) => compare(rank(a), rank(b)));
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < a.length; at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function columnOf(name: SonsDimension): Column {
  return {
    name,
    title: TITLES[name],
    description: DESCRIPTIONS[name],
    type: 'text',
    role: 'dimension',
  };
}
