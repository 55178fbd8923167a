import type { Column } from '#libs/exports';
import { MEASURES } from '#libs/indicators';
import type { Indicator, Parameter } from '../indicator.js';
import { FROM, KNOWN_ON, TO } from '../query/shared-parameters.js';
import { DASH, DISCLOSURE, MONTH_RULE, REVISION_POLICY, text } from '../texts.js';
import { DIMENSIONS, VOLUME_DIMENSIONS } from './dimensions.js';

const VOLUME_WINDOWS = ['month', 'year'] as const;
export type VolumeWindow = (typeof VOLUME_WINDOWS)[number];

const CHANNELS = [...new Set(MEASURES.map(({ channel }) => channel))];

const filters: Parameter[] = VOLUME_DIMENSIONS.map((name) => {
  const { title } = DIMENSIONS[name].column;
  return {
    name,
    kind: 'codes',
    description: text(
      `Filtre, une ou plusieurs valeurs : ${title.fr.toLowerCase()}.`,
      `Filter, one or more values: ${title.en.toLowerCase()}.`,
    ),
    accepted: DIMENSIONS[name].codes,
  };
});

export const MONTH_COLUMN: Column = {
  name: 'month',
  title: text('Mois', 'Month'),
  description: text(
    'Mois d’enregistrement, heure de Paris.',
    'Month of registration, Europe/Paris.',
  ),
  type: 'month',
  role: 'dimension',
};

export const YEAR_COLUMN: Column = {
  name: 'year',
  title: text('Année', 'Year'),
  description: text(
    'Année civile : somme de tous ses mois qui contiennent des événements ; demandée dès qu’un de ses mois l’est.',
    'Calendar year: sum of all its months that hold events; asked for as soon as one of its months is.',
  ),
  type: 'text',
  role: 'dimension',
};

export const MEASURE_COLUMN: Column = {
  name: 'measure',
  title: text('Mesure', 'Measure'),
  description: text(
    'Ce qu’un événement compte ; « documents » veut dire documents_deposited.',
    'What an event counts; “documents” means documents_deposited.',
  ),
  type: 'text',
  role: 'dimension',
};

export const EVENT_COLUMNS: readonly Column[] = [
  {
    name: 'events',
    title: text('Événements', 'Events'),
    description: text(
      'Événements distincts de la mesure, toutes révisions ; un événement relivré compte une fois.',
      'Distinct events of the measure over all revisions; a redelivered event counts once.',
    ),
    type: 'integer',
    role: 'value',
    unit: 'events',
  },
  {
    name: 'events_per_working_day',
    title: text('Par jour ouvré', 'Per working day'),
    description: text(
      'Événements divisés par les jours ouvrés : compare des mois qui n’en ont pas autant.',
      'Events over working days: compares months that do not have as many.',
    ),
    type: 'decimal',
    role: 'value',
    unit: 'events/working day',
    decimals: 1,
  },
];

export const ATTRIBUTE_COLUMNS: readonly Column[] = [
  {
    name: 'channel',
    title: text('Canal', 'Channel'),
    description: text(
      'dmp, mssante ou eprescription ; les canaux ne s’additionnent jamais.',
      'dmp, mssante or eprescription; channels are never added up.',
    ),
    type: 'text',
    role: 'attribute',
  },
  {
    name: 'working_days',
    title: text('Jours ouvrés', 'Working days'),
    description: text(
      'Jours de la période hors samedis, dimanches et jours fériés légaux.',
      'Days of the period without Saturdays, Sundays and legal holidays.',
    ),
    type: 'integer',
    role: 'attribute',
    unit: 'days',
  },
];

export const MONTHS_IN_WINDOW_COLUMN: Column = {
  name: 'months_in_window',
  title: text('Mois comptés', 'Months counted'),
  description: text(
    'Mois de l’année qui contiennent des événements : moins de 12, l’année est incomplète.',
    'Months of the year that hold events: with fewer than 12 the year is incomplete.',
  ),
  type: 'integer',
  role: 'attribute',
  unit: 'months',
};

export const REVISION_COLUMNS: readonly Column[] = [
  {
    name: 'revision',
    title: text('Révision', 'Revision'),
    description: text(
      'Révision du mois ; au-dessus de 1, des événements sont arrivés après une clôture. Pour une année, la plus haute.',
      'Revision of the month; above 1, events came after a closing. For a year, the highest.',
    ),
    type: 'integer',
    role: 'attribute',
  },
  {
    name: 'month_status',
    title: text('État du mois', 'Status of the month'),
    description: text(
      'open : les chiffres bougent encore. closed : publié. revising : publié, et des événements sont arrivés depuis. Pour une année, l’état le moins avancé.',
      'open: figures still move. closed: published. revising: published, and events came since. For a year, the least final one.',
    ),
    type: 'text',
    role: 'attribute',
  },
];

export const PUBLISHED_COLUMN: Column = {
  name: 'published_at',
  title: text('Publié le', 'Published at'),
  description: text(
    'Instant de publication de la révision montrée.',
    'When the revision that is shown was published.',
  ),
  type: 'instant',
  role: 'attribute',
};

export const VOLUMES: Indicator = {
  isPublic: true,
  definition: {
    name: 'volumes',
    title: text('Volumes mensuels', 'Monthly volumes'),
    formula: text(
      'Nombre d’événements distincts d’une mesure, par mois ou par année, et par les dimensions demandées. Par jour ouvré : divisé par les jours ouvrés de la période.',
      'Number of distinct events of a measure, by month or year and by the dimensions asked for. Per working day: divided by the working days of the period.',
    ),
    numerator: text(
      'Événements distincts ; « documents » : documents nouvellement acceptés par le DMP. Remplacements, masquages, suppressions et relivraisons n’y ajoutent rien.',
      'Distinct events; “documents”: documents newly accepted by the DMP. Replacements, visibility changes, deletions and redeliveries add nothing.',
    ),
    denominator: DASH,
    monthRule: MONTH_RULE,
    revisionPolicy: REVISION_POLICY,
    disclosure: DISCLOSURE,
    source: text(
      'Cellules comptées par volume-aggregator (vues monthly_volumes et monthly_volumes_by_type) ; chaque chiffre a au plus une seconde de retard sur la base, davantage (35 s au plus) pendant qu’une lecture est en cours.',
      'Cells counted by volume-aggregator (views monthly_volumes and monthly_volumes_by_type); figures are at most a second behind the database, more (35 s at most) while a slow reading is under way.',
    ),
  },
  parameters: [
    FROM,
    TO,
    {
      name: 'by',
      kind: 'codes',
      description: text(
        'Dimensions de ventilation ; le mois y est toujours. Le type ne se croise pas avec la géographie.',
        'Dimensions of the breakdown; the month always is one. The type does not cross with geography.',
      ),
      accepted: ['month', ...VOLUME_DIMENSIONS],
      standard: 'month',
    },
    {
      name: 'window',
      kind: 'code',
      description: text('Période d’une ligne.', 'Period of a row.'),
      accepted: VOLUME_WINDOWS,
      standard: 'month',
    },
    {
      name: 'measure',
      kind: 'codes',
      description: text(
        'Ce qui est compté ; plusieurs mesures sont des lignes distinctes, jamais additionnées. Sans elle : documents_deposited, ou toutes celles du canal demandé.',
        'What is counted; several measures are rows of their own, never added up. Omitted: documents_deposited, or all those of the channel asked for.',
      ),
      accepted: MEASURES.map(({ code }) => code),
    },
    {
      name: 'channel',
      kind: 'code',
      description: text(
        'Canal des mesures ; les canaux ne s’additionnent jamais.',
        'Channel of the measures; channels are never added up.',
      ),
      accepted: CHANNELS,
    },
    ...filters,
    KNOWN_ON,
  ],
  columns: [
    MONTH_COLUMN,
    YEAR_COLUMN,
    MEASURE_COLUMN,
    ...VOLUME_DIMENSIONS.map((name) => DIMENSIONS[name].column),
    ...EVENT_COLUMNS,
    ...ATTRIBUTE_COLUMNS,
    MONTHS_IN_WINDOW_COLUMN,
    ...VOLUME_DIMENSIONS.flatMap((name) => DIMENSIONS[name].attributes),
    ...REVISION_COLUMNS,
    PUBLISHED_COLUMN,
  ],
};
