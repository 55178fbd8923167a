import type { Column } from '#libs/exports';
import type { Indicator } from '../indicator.js';
import { FROM, KNOWN_ON, TO } from '../query/shared-parameters.js';
import { DASH, MONTH_RULE, NOTHING_SUPPRESSED, REVISION_POLICY, text } from '../texts.js';
import { MONTH_COLUMN } from '../volumes/indicator.js';

export const MONTH_COLUMNS: readonly Column[] = [
  MONTH_COLUMN,
  {
    name: 'revision',
    title: text('Révision', 'Revision'),
    description: text(
      'Révision du mois, à partir de 1 : une ligne par révision publiée, et une pour ce qui est compté sans être publié.',
      'Revision of the month, from 1: a row for each published one, and one for what is counted and not published yet.',
    ),
    type: 'integer',
    role: 'dimension',
  },
  {
    name: 'documents',
    title: text('Documents', 'Documents'),
    description: text(
      'Documents nouvellement acceptés par le DMP, toutes révisions jusqu’à celle-ci.',
      'Documents newly accepted by the DMP, over all revisions up to this one.',
    ),
    type: 'integer',
    role: 'value',
    unit: 'documents',
  },
  {
    name: 'change',
    title: text('Écart à la révision précédente', 'Change from the revision before'),
    description: text(
      'Documents de cette révision moins ceux de la précédente ; vide pour la première.',
      'Documents of this revision minus those of the one before; empty for the first.',
    ),
    type: 'integer',
    role: 'value',
    unit: 'documents',
  },
  {
    name: 'state',
    title: text('Ce que montre la ligne', 'What the row shows'),
    description: text(
      'published : la révision publiée en vigueur. superseded : publiée, remplacée depuis. counting : comptée, pas encore publiée.',
      'published: the published revision in force. superseded: published, replaced since. counting: counted, not published yet.',
    ),
    type: 'text',
    role: 'attribute',
  },
  {
    name: 'month_status',
    title: text('État du mois', 'Status of the month'),
    description: text(
      'open : jamais publié. closed : publié, rien depuis. revising : publié, et des événements sont arrivés depuis.',
      'open: never published. closed: published, nothing since. revising: published, and events came since.',
    ),
    type: 'text',
    role: 'attribute',
  },
  {
    name: 'published_at',
    title: text('Publié le', 'Published at'),
    description: text('Vide tant que la révision n’est pas publiée.', 'Empty while not published.'),
    type: 'instant',
    role: 'attribute',
  },
  {
    name: 'events_since_publication',
    title: text('Événements depuis la publication', 'Events since the publication'),
    description: text(
      'Événements de tous canaux et mesures comptés après la dernière publication : un signe que les chiffres ont bougé, pas un volume.',
      'Events of every channel and measure counted after the last publication: a sign that figures moved, not a volume.',
    ),
    type: 'integer',
    role: 'attribute',
    unit: 'events',
  },
  {
    name: 'month_end_at',
    title: text('Fin du mois', 'End of the month'),
    description: text('Minuit, heure de Paris.', 'Midnight, Europe/Paris.'),
    type: 'instant',
    role: 'attribute',
  },
  {
    name: 'closable_from',
    title: text('Publiable à partir de', 'Closable from'),
    description: text(
      'Fin du mois plus le délai laissé aux événements tardifs.',
      'End of the month plus the grace period for late events.',
    ),
    type: 'instant',
    role: 'attribute',
  },
  {
    name: 'is_closable',
    title: text('Publiable maintenant', 'Closable now'),
    description: text(
      'Vrai si toutes les partitions ont été lues au-delà de cet instant et que le mois n’est pas clos.',
      'True when every partition was read past that instant and the month is not closed.',
    ),
    type: 'boolean',
    role: 'attribute',
  },
];

export const MONTHS: Indicator = {
  isPublic: true,
  definition: {
    name: 'months',
    title: text('État des mois et révisions', 'Months, their status and revisions'),
    formula: text(
      'Une ligne par mois et par révision publiée, et une pour le compte en cours s’il n’est pas publié.',
      'A row for each month and published revision, and one for the count under way when it is not published.',
    ),
    numerator: text(
      'Documents nouvellement acceptés par le DMP.',
      'Documents newly accepted by the DMP.',
    ),
    denominator: DASH,
    monthRule: MONTH_RULE,
    revisionPolicy: REVISION_POLICY,
    disclosure: NOTHING_SUPPRESSED,
    source: text(
      'Vue month_status, table month_publication.',
      'View month_status, table month_publication.',
    ),
  },
  parameters: [FROM, TO, KNOWN_ON],
  columns: MONTH_COLUMNS,
};
