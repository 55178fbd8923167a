import {
  attributeColumn,
  centColumn,
  countColumn,
  dimensionColumn,
  euroColumn,
  shareColumn,
} from '../columns.js';
import type { Indicator } from '../indicator.js';
import { text } from '../texts.js';

export const SONS_SENSITIVITY: Indicator = {
  isPublic: true,
  definition: {
    name: 'sons-sensitivity',
    title: text('Sensibilité de la condition d’usage', 'Sensitivity of the usage condition'),
    formula: text(
      'La condition d’usage jugée de nouveau avec un seul paramètre changé : unités sous le seuil, et ce que les règles paieraient de plus ou de moins.',
      'The usage condition judged again with one parameter changed: units below, and what the rules would pay more or less.',
    ),
    numerator: text('Unités sous le seuil ; euros TTC dus.', 'Units below; euros with tax due.'),
    denominator: text('Unités jugées avec ces paramètres.', 'Units judged with these parameters.'),
    monthRule: text('Aucun mois.', 'No month.'),
    revisionPolicy: text('Règles connues aujourd’hui.', 'Rules known today.'),
    disclosure: text(
      'Vue publique : lignes qui tiennent à moins de 3 clients.',
      'Public view: rows that rest on fewer than 3 clients.',
    ),
    source: text(
      'Tables sons_request et sons_usage, règles de libs/sons-rules.',
      'Tables sons_request and sons_usage, rules of libs/sons-rules.',
    ),
  },
  parameters: [],
  columns: [
    dimensionColumn(
      'parameter',
      text('Paramètre changé', 'Parameter changed'),
      text(
        'threshold, grain, windowStart ou windowEnd ; voir reference_sons_parameter.',
        'threshold, grain, windowStart or windowEnd; see reference_sons_parameter.',
      ),
    ),
    dimensionColumn('value', text('Valeur', 'Value')),
    countColumn('judged', text('Unités jugées', 'Units judged')),
    countColumn('below', text('Sous le seuil', 'Below')),
    shareColumn(
      'share_below',
      text('Part sous le seuil', 'Share below'),
      text('Sous le seuil / jugées, de 0 à 1.', 'Below / judged, 0 to 1.'),
    ),
    euroColumn(
      'due_euros',
      text('Dû selon les règles', 'Due by the rules'),
      text(
        'Avances et soldes que les règles paieraient, TTC.',
        'Advances and balances that the rules would pay, with tax.',
      ),
    ),
    euroColumn(
      'difference_euros',
      text('Écart de paiement', 'Payout difference'),
      text(
        'Dû avec cette valeur moins dû avec les valeurs par défaut.',
        'Due with this value minus due with the defaults.',
      ),
    ),
    centColumn('difference_cents', text('Écart, centimes', 'Difference, cents')),
    attributeColumn('is_default', 'boolean', text('Valeur par défaut', 'Default value')),
  ],
};
