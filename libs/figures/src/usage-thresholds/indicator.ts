import { OBSTACLE_SYMBOLS } from '#libs/events';
import type { Column } from '#libs/exports';
import {
  attributeColumn,
  countColumn,
  dimensionColumn,
  eachOnce,
  shareColumn,
} from '../columns.js';
import type { Indicator } from '../indicator.js';
import { SONS_DIMENSIONS, SONS_DIMENSION_COLUMNS, SONS_FILTERS } from '../sons/sons-dimensions.js';
import { text } from '../texts.js';

/** Why units are below, and that nobody reported it. */
export const CAUSES = [...OBSTACLE_SYMBOLS, 'not reported'] as const;

export const CAUSE_COLUMN = dimensionColumn(
  'cause',
  text('Cause', 'Cause'),
  text(
    'Obstacle rapporté par l’équipe de terrain pour une unité sous le seuil ; « not reported » : aucun.',
    'Obstacle that the field team reported for a unit below the threshold; “not reported”: none.',
  ),
);

export const BELOW_COLUMN = countColumn(
  'below',
  text('Sous le seuil', 'Below'),
  text('Unités jugées sous le seuil.', 'Units judged below the threshold.'),
);

export const SHARE_OF_BELOW_COLUMN = shareColumn(
  'share_of_below',
  text('Part des unités sous le seuil', 'Share of the units below'),
  text('Unités de la cause / unités sous le seuil.', 'Units of the cause / units below.'),
);

export const COUNT_COLUMNS: readonly Column[] = [
  countColumn(
    'units',
    text('Unités', 'Units'),
    text(
      'Unités facturées des commandes : le médecin pour LGC, le client ailleurs.',
      'Billing units of the orders: the doctor for LGC, the client elsewhere.',
    ),
  ),
  countColumn(
    'judged',
    text('Unités jugées', 'Units judged'),
    text(
      'Avec un verdict, atteint ou non : le dénominateur de la part.',
      'With a verdict, met or below: the share’s denominator.',
    ),
  ),
  countColumn('met', text('Seuil atteint', 'Met')),
  BELOW_COLUMN,
  shareColumn(
    'share_below',
    text('Part sous le seuil', 'Share below'),
    text('Sous le seuil / jugées, de 0 à 1.', 'Below / judged, 0 to 1.'),
  ),
  quantileColumn('distance_q1', text('Distance au seuil, 1er quartile', 'Distance, 1st quartile')),
  quantileColumn('distance_median', text('Distance au seuil, médiane', 'Distance, median')),
  quantileColumn('distance_q3', text('Distance au seuil, 3e quartile', 'Distance, 3rd quartile')),
];

/** Only the owner's: in public most rows would have to be hidden for them. */
export const OWNER_COUNT_COLUMNS: readonly Column[] = [
  countColumn('not_applicable', text('Sans condition', 'Not applicable')),
  countColumn('not_installed', text('Non installées', 'Not installed')),
  countColumn('balance_not_deposited', text('Solde non déposé', 'Balance not deposited')),
  ...CAUSES.map((cause) =>
    countColumn(
      `below_${cause.toLowerCase().replaceAll(' ', '_')}`,
      text(`Sous le seuil : ${cause}`, `Below: ${cause}`),
    ),
  ),
];

export const THRESHOLD_COLUMN: Column = {
  ...attributeColumn('threshold', 'integer', text('Seuil', 'Threshold')),
  unit: 'documents',
};

export const UNIT_COLUMNS: readonly Column[] = [
  dimensionColumn('client', text('Client (StructIdNat)', 'Client (StructIdNat)')),
  SONS_DIMENSION_COLUMNS.solution,
  dimensionColumn('unit', text('Unité facturée', 'Billing unit')),
  {
    ...countColumn('documents', text('Documents dans la fenêtre', 'Documents in the window')),
    unit: 'documents',
  },
  {
    ...countColumn('distance', text('Documents − seuil', 'Documents − threshold')),
    unit: 'documents',
  },
  { ...SONS_DIMENSION_COLUMNS.couloir, role: 'attribute' },
  { ...SONS_DIMENSION_COLUMNS.dsr, role: 'attribute' },
  { ...SONS_DIMENSION_COLUMNS.editor, role: 'attribute' },
  attributeColumn('is_capped', 'boolean', text('Peut-être davantage', 'There may be more')),
  THRESHOLD_COLUMN,
  attributeColumn('verdict', 'text', text('Verdict', 'Verdict')),
  { ...CAUSE_COLUMN, role: 'attribute' },
  attributeColumn(
    'window_from',
    'instant',
    text('Début de la fenêtre, inclus', 'Window from, inclusive'),
  ),
  attributeColumn(
    'window_to',
    'instant',
    text('Fin de la fenêtre, incluse', 'Window to, inclusive'),
  ),
  attributeColumn('rule_version', 'text', text('Version des règles', 'Version of the rules')),
];

export const USAGE_THRESHOLDS: Indicator = {
  isPublic: true,
  definition: {
    name: 'usage-thresholds',
    title: text('Condition d’usage du SONS', 'SONS usage condition'),
    formula: text(
      'Part des unités facturées dont les documents acceptés, distincts, déposés avec la solution commandée entre l’installation et le dernier dépôt du solde, n’atteignent pas le seuil (10). Le grain, la fenêtre et les types éligibles sont des hypothèses nommées.',
      'Share of the billing units whose accepted, distinct documents, deposited with the ordered solution between the installation and the last deposit of the balance, do not reach the threshold (10). Grain, window and eligible types are named assumptions.',
    ),
    numerator: text('Unités sous le seuil.', 'Units below the threshold.'),
    denominator: text('Unités jugées : atteint ou non.', 'Units judged: met or below.'),
    monthRule: text(
      'Aucun mois : l’instant d’enregistrement du document (registeredAt) est dans la fenêtre ou non.',
      'No month: the instant of registration (registeredAt) lies in the window or not.',
    ),
    revisionPolicy: text(
      'Jugé sur les règles connues aujourd’hui ; chaque unité porte leur version.',
      'Judged by the rules known today; each unit carries their version.',
    ),
    disclosure: text(
      'Vue publique : lignes de moins de 3 clients, ou dont un client fait plus de 85 %, et ce qui permettrait de les retrouver. Les unités ne sont montrées qu’au propriétaire.',
      'Public view: rows of fewer than 3 clients, or of which one holds above 85 %, and what would give them. Units are shown to the owner only.',
    ),
    source: text(
      'Vue usage_thresholds ; hypothèses dans reference_sons_parameter.',
      'View usage_thresholds; assumptions in reference_sons_parameter.',
    ),
  },
  parameters: [
    {
      name: 'by',
      kind: 'codes',
      description: text(
        'Dimensions de ventilation, « cause » seule, ou « none » pour le total.',
        'Dimensions of the breakdown, “cause” alone, or “none” for the total.',
      ),
      accepted: ['none', ...SONS_DIMENSIONS, 'cause'],
      standard: 'couloir,editor',
    },
    ...SONS_FILTERS,
    {
      name: 'detail',
      kind: 'code',
      description: text(
        'counts : comptes. units : une ligne par unité, pour le propriétaire.',
        'counts: counts. units: a row for each unit, for the owner.',
      ),
      accepted: ['counts', 'units'],
      standard: 'counts',
    },
  ],
  columns: eachOnce([
    ...SONS_DIMENSIONS.map((name) => SONS_DIMENSION_COLUMNS[name]),
    CAUSE_COLUMN,
    ...COUNT_COLUMNS,
    SHARE_OF_BELOW_COLUMN,
    THRESHOLD_COLUMN,
    ...OWNER_COUNT_COLUMNS,
    ...UNIT_COLUMNS,
  ]),
};

function quantileColumn(name: string, title: Column['title']): Column {
  return {
    name,
    title,
    description: text(
      'Quantile de documents − seuil sur les unités jugées ; au-delà de 16 documents le compte s’arrête.',
      'Quantile of documents − threshold over the units judged; beyond 16 documents counting stops.',
    ),
    type: 'decimal',
    role: 'value',
    unit: 'documents',
    decimals: 1,
  };
}
