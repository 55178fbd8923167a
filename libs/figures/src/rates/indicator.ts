import type { Column } from '#libs/exports';
import { DENOMINATORS, DEPARTMENTS } from '#libs/reference';
import { attributeColumn } from '../columns.js';
import type { Indicator } from '../indicator.js';
import { FROM, KNOWN_ON, TO } from '../query/shared-parameters.js';
import { DISCLOSURE, MONTH_RULE, REVISION_POLICY, text } from '../texts.js';
import { regionsOf } from '../volumes/dimensions.js';
import { MONTH_COLUMN, REVISION_COLUMNS } from '../volumes/indicator.js';

const RATE_WINDOWS = [
  'calendar_month',
  'annualised_month',
  'calendar_year',
  'working_day',
] as const;
export type RateWindow = (typeof RATE_WINDOWS)[number];

const PERIMETERS = ['national', 'region', 'department'] as const;
export type Perimeter = (typeof PERIMETERS)[number];

/** The only one that is known by department. */
export const LEGAL_POPULATION = 'legal-population';

export const REGIONS = regionsOf(DEPARTMENTS);

export const RATE_COLUMNS: readonly Column[] = [
  {
    ...MONTH_COLUMN,
    description: text(
      'Mois du numérateur, heure de Paris ; pour une année civile, son dernier mois qui contient des documents.',
      'Month of the numerator, Europe/Paris; for a calendar year its last month that holds documents.',
    ),
  },
  {
    name: 'window',
    title: text('Fenêtre du numérateur', 'Numerator window'),
    description: text(
      'calendar_month : le mois. annualised_month : le mois fois douze, un rythme et non une année. calendar_year : les mois de l’année qui contiennent des documents. working_day : le mois divisé par ses jours ouvrés.',
      'calendar_month: the month. annualised_month: the month times twelve, a rhythm and not a year. calendar_year: the months of the year that hold documents. working_day: the month over its working days.',
    ),
    type: 'text',
    role: 'dimension',
  },
  {
    name: 'perimeter',
    title: text('Périmètre', 'Perimeter'),
    description: text(
      'national, ou le code officiel de la région ou du département des patients.',
      'national, or the official code of the patients’ region or department.',
    ),
    type: 'text',
    role: 'dimension',
  },
  {
    name: 'denominator',
    title: text('Dénominateur', 'Denominator'),
    description: text('Décompte de personnes qui divise.', 'Count of persons that divides.'),
    type: 'text',
    role: 'dimension',
  },
  {
    name: 'rate',
    title: text('Documents par habitant', 'Documents per inhabitant'),
    description: text(
      'Numérateur sur personnes, arrondi à deux décimales une seule fois, au plus proche.',
      'Numerator over persons, rounded once to two decimals, half away from zero.',
    ),
    type: 'decimal',
    role: 'value',
    unit: 'documents/inhabitant',
    decimals: 2,
  },
  {
    name: 'rate_unrounded',
    title: text('Taux non arrondi', 'Rate, not rounded'),
    description: text('Numérateur sur personnes.', 'Numerator over persons.'),
    type: 'decimal',
    role: 'value',
    unit: 'documents/inhabitant',
    decimals: 9,
  },
  {
    name: 'numerator',
    title: text('Numérateur', 'Numerator'),
    description: text(
      'Documents de la fenêtre ; douze fois ceux du mois pour un rythme annualisé, ceux d’un jour ouvré moyen pour working_day.',
      'Documents of the window; twelve times those of the month when annualised, those of an average working day for working_day.',
    ),
    type: 'decimal',
    role: 'value',
    unit: 'documents',
    decimals: 1,
  },
  {
    ...attributeColumn(
      'persons',
      'integer',
      text('Personnes', 'Persons'),
      text('Valeur du dénominateur.', 'Value of the denominator.'),
    ),
    unit: 'persons',
  },
  attributeColumn(
    'perimeter_kind',
    'text',
    text('Découpage', 'Kind of perimeter'),
    text('national, region ou department.', 'national, region or department.'),
  ),
  attributeColumn('perimeter_name', 'text', text('Nom du périmètre', 'Perimeter, name')),
  attributeColumn('window_from', 'month', text('Fenêtre, premier mois', 'Window, first month')),
  attributeColumn('window_to', 'month', text('Fenêtre, dernier mois', 'Window, last month')),
  attributeColumn(
    'months_in_window',
    'integer',
    text('Mois comptés', 'Months counted'),
    text(
      'Mois de la fenêtre qui contiennent des documents ; une année de moins de 12 est incomplète.',
      'Months of the window that hold documents; a year of fewer than 12 is incomplete.',
    ),
  ),
  attributeColumn(
    'working_days',
    'integer',
    text('Jours ouvrés', 'Working days'),
    text('Jours ouvrés des mois comptés.', 'Working days of the months counted.'),
  ),
  attributeColumn('denominator_label', 'text', text('Nom du dénominateur', 'Denominator, name')),
  attributeColumn('denominator_vintage', 'text', text('Millésime', 'Vintage')),
  attributeColumn(
    'denominator_perimeter',
    'text',
    text('Qui est compté', 'Whom the denominator counts'),
  ),
  attributeColumn(
    'denominator_assumed',
    'boolean',
    text('Dénominateur supposé', 'Denominator assumed'),
    text('Vrai si aucune publication ne le donne.', 'True when no publication gives it.'),
  ),
  attributeColumn(
    'denominator_source',
    'text',
    text('Source du dénominateur', 'Denominator, source'),
  ),
  ...REVISION_COLUMNS,
];

export const RATES: Indicator = {
  isPublic: true,
  definition: {
    name: 'rates',
    title: text('Documents par habitant', 'Documents per inhabitant'),
    formula: text(
      'Documents de la fenêtre nommée, divisés par le décompte de personnes nommé. Aucun taux sans ces deux noms : 3,32 sur la population légale et 3,50 sur le dénominateur de l’article viennent du même mois.',
      'Documents of the named window over the named count of persons. No rate without these two names: 3.32 on the legal population and 3.50 on the article’s denominator are of one month.',
    ),
    numerator: text(
      'Documents nouvellement acceptés par le DMP (documents_deposited) dans la fenêtre.',
      'Documents newly accepted by the DMP (documents_deposited) in the window.',
    ),
    denominator: text(
      'Au choix et nommé ; par défaut la population légale. Une région ou un département n’a que sa population légale, celle d’une région étant la somme de ses départements.',
      'Chosen and named; the legal population by default. A region or a department has its legal population only, a region’s being the sum of its departments.',
    ),
    monthRule: MONTH_RULE,
    revisionPolicy: REVISION_POLICY,
    disclosure: DISCLOSURE,
    source: text(
      'Vue per_capita_rates ; libs/reference pour les dénominateurs, chacun avec sa source.',
      'View per_capita_rates; libs/reference for the denominators, each with its source.',
    ),
  },
  parameters: [
    FROM,
    TO,
    {
      name: 'window',
      kind: 'codes',
      description: text(
        'Fenêtres du numérateur : des lignes distinctes, jamais comparées sans leur nom.',
        'Windows of the numerator: rows of their own, never compared without their name.',
      ),
      accepted: RATE_WINDOWS,
      standard: 'calendar_month',
    },
    {
      name: 'denominator',
      kind: 'codes',
      description: text('Décomptes de personnes.', 'Counts of persons.'),
      accepted: DENOMINATORS.map(({ id }) => id),
      standard: LEGAL_POPULATION,
    },
    {
      name: 'perimeter',
      kind: 'code',
      description: text('Découpage géographique.', 'Geography.'),
      accepted: PERIMETERS,
      standard: 'national',
    },
    {
      name: 'region',
      kind: 'codes',
      description: text(
        'Filtre du périmètre region : codes des régions.',
        'Filter of the perimeter region: codes of regions.',
      ),
      accepted: REGIONS.map(({ code }) => code),
    },
    {
      name: 'department',
      kind: 'codes',
      description: text(
        'Filtre du périmètre department : codes des départements.',
        'Filter of the perimeter department: codes of departments.',
      ),
      accepted: DEPARTMENTS.map(({ code }) => code),
    },
    KNOWN_ON,
  ],
  columns: RATE_COLUMNS,
};
