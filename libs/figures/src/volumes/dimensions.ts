import type { Cell, Column } from '#libs/exports';
import { NO_DOCUMENT_TYPE } from '#libs/indicators';
import {
  COULOIRS,
  DEPARTMENTS,
  DOCUMENT_TYPES,
  DSRS,
  EDITORS,
  SOLUTIONS,
  type Department,
} from '#libs/reference';
import { text } from '../texts.js';

/** What volumes can be broken down by, beside the month, in the order of an answer's columns. */
export const VOLUME_DIMENSIONS = [
  'couloir',
  'dsr',
  'editor',
  'solution',
  'region',
  'department',
  'type',
] as const;

export type VolumeDimension = (typeof VOLUME_DIMENSIONS)[number];

/** The three coordinates of the stored cells that dimensions are groups of. */
export type Coordinate = 'solution' | 'department' | 'type';

export interface Dimension {
  readonly coordinate: Coordinate;
  /** Its values in the order of an answer's rows. */
  readonly codes: readonly string[];
  /** Position in `codes` by the coordinate's index; -1: none. */
  readonly positions: Int16Array;
  readonly column: Column;
  readonly attributes: readonly Column[];
  /** Cells of the attributes by position. */
  readonly attributesOf: (position: number) => readonly Cell[];
}

const editorNames = [...new Set(SOLUTIONS.map(({ editor }) => EDITORS[editor]?.name ?? ''))].sort();
const regions = regionsOf(DEPARTMENTS);
const types = [
  ...DOCUMENT_TYPES.map(({ index, symbol, typeCode, label }) => ({
    index,
    symbol,
    typeCode,
    label,
  })),
  { index: NO_DOCUMENT_TYPE, symbol: 'NONE', typeCode: null, label: 'Événement sans type' },
];

export const DIMENSIONS: Readonly<Record<VolumeDimension, Dimension>> = {
  couloir: bySolution(
    'couloir',
    COULOIRS.map(({ code }) => code),
    ({ couloir }) => couloir,
    {
      title: text('Couloir', 'Couloir'),
      description: text(
        'Couloir de la solution qui dépose : hospital, city, pharmacy, radiology ou biology.',
        'Couloir of the depositing solution: hospital, city, pharmacy, radiology or biology.',
      ),
      labels: (position) => [COULOIRS[position]?.label ?? null],
      attributes: [attribute('couloir_label', text('Nom du couloir', 'Couloir, French name'))],
    },
  ),
  dsr: bySolution(
    'dsr',
    DSRS.map(({ code }) => code),
    ({ dsr }) => dsr,
    {
      title: text('DSR', 'DSR'),
      description: text(
        'Dossier de spécification de référencement de la solution : DPI, RI, PFI, LGC, LGO, RIS, SGL ou LOINC.',
        'DSR that the solution is referenced for: DPI, RI, PFI, LGC, LGO, RIS, SGL or LOINC.',
      ),
    },
  ),
  editor: bySolution('editor', editorNames, ({ editor }) => EDITORS[editor]?.name ?? '', {
    title: text('Éditeur', 'Editor'),
    description: text('Éditeur de la solution, fictif.', 'Editor of the solution, fictitious.'),
  }),
  solution: bySolution(
    'solution',
    SOLUTIONS.map(({ code }) => code),
    ({ code }) => code,
    {
      title: text('Solution', 'Solution'),
      description: text(
        'Code de la solution qui dépose, fictive, telle que LGC-01.',
        'Code of the depositing solution, fictitious, such as LGC-01.',
      ),
    },
  ),
  region: byDepartment(
    'region',
    regions.map(({ code }) => code),
    ({ regionCode }) => regionCode,
    {
      title: text('Région', 'Region'),
      description: text(
        'Région du département du patient, code officiel géographique.',
        "Region of the patient's department, official code.",
      ),
      labels: (position) => [regions[position]?.name ?? null],
      attributes: [attribute('region_name', text('Nom de la région', 'Region, name'))],
    },
  ),
  department: byDepartment(
    'department',
    DEPARTMENTS.map(({ code }) => code),
    ({ code }) => code,
    {
      title: text('Département', 'Department'),
      description: text(
        'Département du patient, code officiel géographique tel que 2A ou 974.',
        "Patient's department, official code such as 2A or 974.",
      ),
      labels: (position) => [DEPARTMENTS[position]?.name ?? null],
      attributes: [attribute('department_name', text('Nom du département', 'Department, name'))],
    },
  ),
  type: {
    coordinate: 'type',
    codes: types.map(({ symbol }) => symbol),
    positions: positionsOf(types.map(({ index }) => index)),
    column: dimension(
      'type',
      text('Type de document', 'Document type'),
      text(
        'Type du document, symbole des événements ; NONE pour un événement sans type.',
        'Document type, symbol in the events; NONE for events without a type.',
      ),
    ),
    attributes: [
      attribute('type_code', text('typeCode XDS', 'XDS typeCode')),
      attribute('type_label', text('Libellé du type', 'Type, French label')),
    ],
    attributesOf: (position) => [types[position]?.typeCode ?? null, types[position]?.label ?? null],
  },
};

/** The regions of the 101 departments, by code. */
export function regionsOf(
  departments: readonly Department[],
): { readonly code: string; readonly name: string; readonly population: number }[] {
  const found = new Map<string, { code: string; name: string; population: number }>();
  for (const { regionCode, regionName, population } of departments) {
    const region = found.get(regionCode) ?? { code: regionCode, name: regionName, population: 0 };
    region.population += population;
    found.set(regionCode, region);
  }
  return [...found.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
}

interface Words {
  readonly title: Column['title'];
  readonly description: Column['description'];
  readonly attributes?: readonly Column[];
  readonly labels?: (position: number) => readonly Cell[];
}

function bySolution(
  name: VolumeDimension,
  codes: readonly string[],
  codeOf: (solution: (typeof SOLUTIONS)[number]) => string,
  words: Words,
): Dimension {
  return grouped('solution', name, codes, SOLUTIONS.map(codeOf), words);
}

function byDepartment(
  name: VolumeDimension,
  codes: readonly string[],
  codeOf: (department: Department) => string,
  words: Words,
): Dimension {
  return grouped('department', name, codes, DEPARTMENTS.map(codeOf), words);
}

function grouped(
  coordinate: Coordinate,
  name: VolumeDimension,
  codes: readonly string[],
  codeByIndex: readonly string[],
  { title, description, attributes = [], labels = () => [] }: Words,
): Dimension {
  return {
    coordinate,
    codes,
    positions: Int16Array.from(codeByIndex, (code) => codes.indexOf(code)),
    column: dimension(name, title, description),
    attributes,
    attributesOf: labels,
  };
}

/** Position of each index in the list; -1 for those that it lacks. */
function positionsOf(indexes: readonly number[]): Int16Array {
  const positions = new Int16Array(Math.max(...indexes) + 1).fill(-1);
  indexes.forEach((index, position) => {
    positions[index] = position;
  });
  return positions;
}

function dimension(
  name: string,
  title: Column['title'],
  description: Column['description'],
): Column {
  return { name, title, description, type: 'text', role: 'dimension' };
}

function attribute(name: string, title: Column['title']): Column {
  return { name, title, description: title, type: 'text', role: 'attribute' };
}
