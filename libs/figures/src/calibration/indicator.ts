import type { Column } from '#libs/exports';
import { attributeColumn } from '../columns.js';
import type { Indicator } from '../indicator.js';
import { DISCLOSURE, MONTH_RULE, REVISION_POLICY, text } from '../texts.js';

export const CALIBRATION_COLUMNS: readonly Column[] = [
  {
    name: 'calibration',
    title: text('Point', 'Point'),
    description: text('Nom stable de la valeur publiée.', 'Stable name of the published value.'),
    type: 'text',
    role: 'dimension',
  },
  {
    name: 'published',
    title: text('Valeur publiée', 'Published value'),
    description: text(
      'Telle que publiée, dans l’unité de la ligne.',
      'As published, in the row’s unit.',
    ),
    type: 'decimal',
    role: 'value',
    decimals: 2,
  },
  {
    name: 'simulated',
    title: text('Valeur simulée', 'Simulated value'),
    description: text(
      'La même grandeur dans la simulation ; vide si rien de simulé ne veut dire la même chose, ou si la fenêtre est incomplète.',
      'The same from the simulation; empty when nothing simulated means the same, or when the window is incomplete.',
    ),
    type: 'decimal',
    role: 'value',
    decimals: 2,
  },
  {
    name: 'gap_percent',
    title: text('Écart', 'Gap'),
    description: text('Simulé sur publié, moins 1.', 'Simulated over published, minus 1.'),
    type: 'decimal',
    role: 'value',
    unit: '%',
    decimals: 2,
  },
  attributeColumn('label', 'text', text('Ce qui est publié, en anglais', 'What was published')),
  attributeColumn(
    'observed',
    'text',
    text('Observé', 'Observed'),
    text('Année, mois ou jour de la valeur.', 'Year, month or day that the value is about.'),
  ),
  attributeColumn(
    'kind',
    'text',
    text('Nature', 'Kind'),
    text(
      'M : un mois. A : un mois fois douze. Y : une année civile. S : un stock à cette date.',
      'M: one month. A: a month times twelve. Y: a calendar year. S: a stock on that date.',
    ),
  ),
  attributeColumn('unit', 'text', text('Unité', 'Unit')),
  attributeColumn(
    'couloir',
    'text',
    text('Couloir', 'Couloir'),
    text('Vide : le pays.', 'Empty: the country.'),
  ),
  attributeColumn(
    'published_precision',
    'text',
    text('Précision de la publication', 'Precision of the publication'),
    text('exact, about, more than ou less than.', 'exact, about, more than or less than.'),
  ),
  attributeColumn(
    'months_of_window',
    'integer',
    text('Mois de la fenêtre', 'Months of the window'),
  ),
  attributeColumn(
    'months_in_window',
    'integer',
    text('Mois simulés', 'Months simulated'),
    text(
      'Mois de la fenêtre qui contiennent des événements.',
      'Months of the window that hold events.',
    ),
  ),
  attributeColumn('measure', 'text', text('Mesure comparée', 'Measure compared')),
  attributeColumn('denominator', 'text', text('Dénominateur', 'Denominator')),
  attributeColumn('source', 'text', text('Source', 'Source')),
  attributeColumn('url', 'text', text('Adresse', 'Address')),
  attributeColumn('assumed', 'boolean', text('Supposé', 'Assumed')),
  attributeColumn('note', 'text', text('Remarque, en anglais', 'Note')),
  attributeColumn('label_fr', 'text', text('Ce qui est publié', 'What was published, in French')),
  attributeColumn('note_fr', 'text', text('Remarque', 'Note, in French')),
];

export const CALIBRATION: Indicator = {
  isPublic: true,
  definition: {
    name: 'calibration',
    title: text('Calage : publié et simulé', 'Calibration: published and simulated'),
    formula: text(
      'Valeur publiée, valeur simulée de la même grandeur sur la même fenêtre, et l’écart : simulé / publié − 1.',
      'Published value, simulated value of the same over the same window, and the gap: simulated / published − 1.',
    ),
    numerator: text(
      'Événements de la mesure comparée, fois douze pour un rythme annualisé (A).',
      'Events of the measure compared, times twelve for an annualised rhythm (A).',
    ),
    denominator: text(
      'Pour un taux publié, le dénominateur avec lequel il a été calculé.',
      'For a published rate, the denominator that it was computed on.',
    ),
    monthRule: MONTH_RULE,
    revisionPolicy: REVISION_POLICY,
    disclosure: DISCLOSURE,
    source: text(
      'Vue calibration ; chaque valeur publiée porte sa publication. Elles calent les scénarios : l’écart dit si la simulation les retrouve, pas si elles sont vraies.',
      'View calibration; each published value carries its publication. They calibrate the scenarios: the gap says whether the simulation finds them again, not whether they are true.',
    ),
  },
  parameters: [],
  columns: CALIBRATION_COLUMNS,
};
