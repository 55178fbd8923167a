import type { Column } from '#libs/exports';
import { attributeColumn, dimensionColumn } from '../columns.js';
import type { Indicator } from '../indicator.js';
import { DASH, text } from '../texts.js';

export const QUALITY_COLUMNS: readonly Column[] = [
  dimensionColumn(
    'area',
    text('Domaine', 'Area'),
    text(
      'counting : ce qui est lu et compté. freshness : de l’envoi au comptage. lag : ce qui reste à lire. verification : preuve de la dernière simulation.',
      'counting: what is read and counted. freshness: from sending to counting. lag: what remains to be read. verification: proof of the last run.',
    ),
  ),
  dimensionColumn(
    'item',
    text('Objet', 'Item'),
    text('Consommateur, topic ou simulation.', 'Consumer, topic or run.'),
  ),
  dimensionColumn(
    'metric',
    text('Mesure', 'Metric'),
    text(
      'records : lus. counted : comptés. duplicates : relivrés et ignorés. dead_lettered : écartés avec leur raison. p50, p95, p99, max : millisecondes. cells, wrong : cellules comparées à la vérité, et fausses.',
      'records: read. counted: counted. duplicates: redelivered and ignored. dead_lettered: put aside with their reason. p50, p95, p99, max: milliseconds. cells, wrong: cells compared with the truth, and wrong ones.',
    ),
  ),
  {
    name: 'value',
    title: text('Valeur', 'Value'),
    description: text('Dans l’unité de la ligne.', 'In the row’s unit.'),
    type: 'decimal',
    role: 'value',
    decimals: 0,
  },
  attributeColumn('unit', 'text', text('Unité', 'Unit')),
  attributeColumn(
    'at',
    'instant',
    text('Instant', 'Instant'),
    text(
      'Pour watermark : dernier instant d’enregistrement que toutes les partitions ont passé. Pour une simulation : sa fin. Sinon la dernière écriture.',
      'Of watermark: latest registration that every partition has passed. Of a run: its end. Else the last write.',
    ),
  ),
  attributeColumn(
    'state',
    'text',
    text('État', 'State'),
    text('ok, attention ou unknown.', 'ok, attention or unknown.'),
  ),
];

export const QUALITY: Indicator = {
  isPublic: true,
  definition: {
    name: 'quality',
    title: text('Qualité des données', 'Data quality'),
    formula: text(
      'Compteurs des consommateurs, quantiles de fraîcheur (de l’envoi au comptage, arrondis à 5 %), retard de lecture, et cellules de la dernière simulation comparées à la vérité du générateur.',
      'Counters of the consumers, quantiles of freshness (from sending to counting, rounded up by 5 %), lag, and cells of the last run compared with the generator’s truth.',
    ),
    numerator: text('Enregistrements, millisecondes, cellules.', 'Records, milliseconds, cells.'),
    denominator: DASH,
    monthRule: text('Aucun mois.', 'No month.'),
    revisionPolicy: text(
      'L’état présent, sans historique.',
      'The present state, without a history.',
    ),
    disclosure: text(
      'Rien n’est masqué : aucun chiffre ne décrit de patient ni d’entreprise.',
      'Nothing is suppressed: no figure is about a patient or an enterprise.',
    ),
    source: text(
      'Tables checkpoint, freshness_bucket et run.',
      'Tables checkpoint, freshness_bucket and run.',
    ),
  },
  parameters: [],
  columns: QUALITY_COLUMNS,
};
