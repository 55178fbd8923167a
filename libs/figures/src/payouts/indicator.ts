import type { Column } from '#libs/exports';
import type { LineKind } from '#libs/sons-rules';
import {
  attributeColumn,
  centColumn,
  countColumn,
  dimensionColumn,
  eachOnce,
  euroColumn,
} from '../columns.js';
import type { Indicator } from '../indicator.js';
import { SONS_DIMENSIONS, SONS_DIMENSION_COLUMNS, SONS_FILTERS } from '../sons/sons-dimensions.js';
import { DASH, text } from '../texts.js';

export const LINE_KINDS: readonly LineKind[] = ['advance', 'balance', 'offset', 'recovery'];

export const PAYOUT_COLUMNS: readonly Column[] = [
  countColumn(
    'clients',
    text('Clients', 'Clients'),
    text('Clients avec une commande.', 'Clients with an order.'),
  ),
  countColumn(
    'requests',
    text('Commandes', 'Orders'),
    text(
      'Mises à jour commandées : un client, une solution.',
      'Ordered updates: a client, a solution.',
    ),
  ),
  countColumn(
    'balances_deposited',
    text('Soldes déposés', 'Balances deposited'),
    text(
      'Commandes dont le solde a été déposé au moins une fois.',
      'Orders whose balance was ever deposited.',
    ),
  ),
  countColumn(
    'balances_validated',
    text('Soldes validés', 'Balances validated'),
    text('Commandes dont le solde a été validé.', 'Orders whose balance was ever validated.'),
  ),
  countColumn(
    'balances_paid',
    text('Soldes payés', 'Balances paid'),
    text(
      'Commandes dont le solde a été décidé et payé.',
      'Orders whose balance was decided and paid.',
    ),
  ),
  euroColumn(
    'advance_euros',
    text('Avances', 'Advances'),
    text('Avances payées, TTC.', 'Advances paid, with tax.'),
  ),
  euroColumn(
    'balance_euros',
    text('Soldes', 'Balances'),
    text('Soldes payés, TTC.', 'Balances paid, with tax.'),
  ),
  euroColumn(
    'offset_euros',
    text('Avances reprises', 'Advances taken back'),
    text(
      'Reprises pour des unités sorties du périmètre ; négatif.',
      'For units that left the perimeter; negative.',
    ),
  ),
  euroColumn(
    'recovered_euros',
    text('Récupéré', 'Recovered'),
    text('Repris après un contrôle ; négatif.', 'Taken back after a control; negative.'),
  ),
  euroColumn(
    'total_euros',
    text('Total', 'Total'),
    text('Somme des quatre, TTC.', 'Sum of the four, with tax.'),
  ),
  centColumn('total_cents', text('Total, centimes', 'Total, cents')),
];

export const LINE_COLUMNS: readonly Column[] = [
  dimensionColumn('line', text('Ligne', 'Line')),
  centColumn('incl_tax_cents', text('TTC, centimes', 'With tax, cents')),
  euroColumn('incl_tax_euros', text('TTC', 'With tax')),
  centColumn('excl_tax_cents', text('HT, centimes', 'Without tax, cents')),
  centColumn('vat_cents', text('TVA, centimes', 'VAT, cents')),
  ...SONS_DIMENSIONS.map((name): Column => ({
    ...SONS_DIMENSION_COLUMNS[name],
    role: 'attribute',
  })),
  attributeColumn('client', 'text', text('Client (StructIdNat)', 'Client (StructIdNat)')),
  attributeColumn('unit', 'text', text('Unité facturée', 'Billing unit')),
  attributeColumn(
    'kind',
    'text',
    text('Nature', 'Kind'),
    text('advance, balance, offset ou recovery.', 'advance, balance, offset or recovery.'),
  ),
  attributeColumn('paid_at', 'instant', text('Payé le', 'Paid at')),
  attributeColumn('vat_permille', 'integer', text('TVA, pour mille', 'VAT, thousandths')),
  attributeColumn('rule_version', 'text', text('Version des règles', 'Version of the rules')),
  attributeColumn('reverses', 'text', text('Ligne reprise', 'Line taken back')),
];

export const PAYOUTS: Indicator = {
  isPublic: true,
  definition: {
    name: 'payouts',
    title: text('Paiements SONS aux éditeurs', 'SONS payouts to editors'),
    formula: text(
      'Somme des lignes du grand livre (avances, soldes, reprises), au centime ; à côté, les commandes par état de leur solde. Déposé, validé et payé sont trois choses différentes.',
      'Sum of the lines of the ledger (advances, balances, taken back), to the cent; beside it, orders by the state of their balance. Deposited, validated and paid are three different things.',
    ),
    numerator: text('Euros TTC payés ; commandes.', 'Euros with tax, paid; orders.'),
    denominator: DASH,
    monthRule: text(
      'Aucun mois : tout ce qui a été payé jusqu’à la fraîcheur indiquée.',
      'No month: everything paid up to the freshness that is shown.',
    ),
    revisionPolicy: text(
      'Le grand livre ne fait que croître : une reprise est une ligne négative.',
      'The ledger only grows: taking back is a negative line.',
    ),
    disclosure: text(
      'Vue publique : lignes de moins de 3 clients, ou dont un client fait plus de 85 %, et ce qui permettrait de les retrouver. Le grand livre n’est montré qu’au propriétaire.',
      'Public view: rows of fewer than 3 clients, or of which one holds above 85 %, and what would give them. The ledger is shown to the owner only.',
    ),
    source: text(
      'Vues payout_by_editor et payout_lines.',
      'Views payout_by_editor and payout_lines.',
    ),
  },
  parameters: [
    {
      name: 'by',
      kind: 'codes',
      description: text(
        'Dimensions de ventilation, ou « none » pour le total.',
        'Dimensions of the breakdown, or “none” for the total.',
      ),
      accepted: ['none', ...SONS_DIMENSIONS],
      standard: 'couloir,editor',
    },
    ...SONS_FILTERS,
    {
      name: 'detail',
      kind: 'code',
      description: text(
        'sums : sommes. lines : le grand livre ligne à ligne, pour le propriétaire.',
        'sums: sums. lines: the ledger line by line, for the owner.',
      ),
      accepted: ['sums', 'lines'],
      standard: 'sums',
    },
  ],
  columns: eachOnce([
    ...SONS_DIMENSIONS.map((name) => SONS_DIMENSION_COLUMNS[name]),
    ...PAYOUT_COLUMNS,
    ...LINE_COLUMNS,
  ]),
};
