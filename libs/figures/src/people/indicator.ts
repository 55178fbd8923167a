import type { Column } from '#libs/exports';
import { PERSONS_BEYOND_QUANTILE_MIN, PERSONS_PER_SAMPLED } from '#libs/indicators';
import { DENOMINATORS, DEPARTMENTS } from '#libs/reference';
import { attributeColumn } from '../columns.js';
import type { Indicator } from '../indicator.js';
import { FROM, TO } from '../query/shared-parameters.js';
import { LEGAL_POPULATION } from '../rates/indicator.js';
import { MONTH_RULE, text } from '../texts.js';
import { MONTH_COLUMN } from '../volumes/indicator.js';

/** In the order in which the rows of one month stand. */
export const PEOPLE_WINDOWS = ['calendar_month', 'calendar_year', 'rolling_12_months'] as const;
export type PeopleWindow = (typeof PEOPLE_WINDOWS)[number];

const PEOPLE_PERIMETERS = ['national', 'department'] as const;
export type PeoplePerimeter = (typeof PEOPLE_PERIMETERS)[number];

const share = (
  name: string,
  title: Column['title'],
  description: Column['description'],
): Column => ({
  ...{ name, title, description },
  ...{ type: 'decimal', role: 'value', unit: 'persons/inhabitant', decimals: 4 },
});

const quantileColumn = (of: 'reached' | 'inhabitant', part: 'median' | 'p90' | 'p99'): Column => {
  const name = { median: 'médiane', p90: '9e décile', p99: '99e centile' }[part];
  const english = { median: 'median', p90: '90th percentile', p99: '99th percentile' }[part];
  const [whom, who] =
    of === 'reached'
      ? ['par personne touchée', 'per person reached']
      : ['par habitant, zéro compris', 'per inhabitant, zero included'];
  return {
    name: `documents_${part}_per_${of === 'reached' ? 'person_reached' : 'inhabitant'}`,
    title: text(`Documents ${whom}, ${name}`, `Documents ${who}, ${english}`),
    description: text(
      `Plus petit nombre que la part nommée des personnes ne dépasse pas. Vide si moins de ${PERSONS_BEYOND_QUANTILE_MIN} personnes de l’échantillon se trouvent au-delà.`,
      `Smallest number that the named part of the persons does not exceed. Empty when fewer than ${PERSONS_BEYOND_QUANTILE_MIN} sampled persons lie beyond.`,
    ),
    ...{ type: 'integer', role: 'value', unit: 'documents' },
  };
};

export const PEOPLE_COLUMNS: readonly Column[] = [
  {
    ...MONTH_COLUMN,
    description: text(
      'Dernier mois de la fenêtre, heure de Paris ; pour une année civile, son dernier mois qui contient des événements.',
      'Last month of the window, Europe/Paris; for a calendar year its last month that holds events.',
    ),
  },
  {
    name: 'window',
    title: text('Fenêtre', 'Window'),
    description: text(
      'calendar_month : le mois. calendar_year : l’année civile. rolling_12_months : les douze mois qui finissent par ce mois. Les parts de plusieurs mois ne s’additionnent pas : ce sont en partie les mêmes personnes.',
      'calendar_month: the month. calendar_year: the calendar year. rolling_12_months: the twelve months that end with this month. Shares of months do not add up: they are partly the same persons.',
    ),
    type: 'text',
    role: 'dimension',
  },
  {
    name: 'perimeter',
    title: text('Périmètre', 'Perimeter'),
    description: text(
      'national, ou le code du département des patients.',
      'national, or the code of the patients’ department.',
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
  share(
    'share',
    text('Part des habitants', 'Share of the inhabitants'),
    text(
      'Personnes ayant reçu au moins un document dans la fenêtre, sur les habitants : estimation.',
      'Persons who got at least one document in the window, over the inhabitants: an estimate.',
    ),
  ),
  share(
    'share_low',
    text('Part, borne basse', 'Share, lower bound'),
    text('Intervalle à 95 %.', '95 % interval.'),
  ),
  share(
    'share_high',
    text('Part, borne haute', 'Share, upper bound'),
    text('Intervalle à 95 %.', '95 % interval.'),
  ),
  share(
    'share_standard_error',
    text('Part, erreur type', 'Share, standard error'),
    text('Du tirage de l’échantillon.', 'Of the draw of the sample.'),
  ),
  {
    name: 'persons_reached',
    title: text('Personnes touchées', 'Persons reached'),
    description: text(
      `Estimation : personnes de l’échantillon avec au moins un document, fois ${PERSONS_PER_SAMPLED}.`,
      `Estimate: sampled persons with at least one document, times ${PERSONS_PER_SAMPLED}.`,
    ),
    type: 'integer',
    role: 'value',
    unit: 'persons',
  },
  {
    name: 'documents_per_person_reached',
    title: text('Documents par personne touchée, moyenne', 'Documents per person reached, mean'),
    description: text(
      'Moyenne sur les personnes de l’échantillon qui en ont reçu ; vide si aucune.',
      'Mean over the sampled persons who got any; empty when nobody did.',
    ),
    type: 'decimal',
    role: 'value',
    unit: 'documents/person',
    decimals: 2,
  },
  quantileColumn('reached', 'median'),
  quantileColumn('reached', 'p90'),
  quantileColumn('reached', 'p99'),
  quantileColumn('inhabitant', 'median'),
  quantileColumn('inhabitant', 'p90'),
  quantileColumn('inhabitant', 'p99'),
  {
    ...attributeColumn(
      'sampled_persons',
      'integer',
      text('Personnes de l’échantillon touchées', 'Sampled persons reached'),
      text('Base de l’estimation.', 'What the estimate rests on.'),
    ),
    unit: 'persons',
  },
  {
    ...attributeColumn(
      'persons',
      'integer',
      text('Habitants', 'Inhabitants'),
      text('Valeur du dénominateur.', 'Value of the denominator.'),
    ),
    unit: 'persons',
  },
  attributeColumn(
    'perimeter_kind',
    'text',
    text('Découpage', 'Kind of perimeter'),
    text('national ou department.', 'national or department.'),
  ),
  attributeColumn('perimeter_name', 'text', text('Nom du périmètre', 'Perimeter, name')),
  attributeColumn('window_from', 'month', text('Fenêtre, premier mois', 'Window, first month')),
  attributeColumn('window_to', 'month', text('Fenêtre, dernier mois', 'Window, last month')),
  attributeColumn(
    'months_in_window',
    'integer',
    text('Mois comptés', 'Months counted'),
    text(
      'Mois de la fenêtre qui contiennent des événements ; moins de 12 pour douze mois ou une année : incomplet.',
      'Months of the window that hold events; fewer than 12 of twelve months or a year: incomplete.',
    ),
  ),
  attributeColumn('denominator_label', 'text', text('Dénominateur, libellé', 'Denominator, label')),
  attributeColumn('denominator_vintage', 'text', text('Millésime', 'Vintage')),
  attributeColumn(
    'denominator_covers',
    'text',
    text('Qui est compté au dénominateur', 'Who the denominator counts'),
  ),
  attributeColumn(
    'persons_per_sampled',
    'integer',
    text('Personnes pour une de l’échantillon', 'Persons for one of the sample'),
    text('Taux de sondage : un sur ce nombre.', 'Sampling rate: one in this number.'),
  ),
];

export const PEOPLE: Indicator = {
  isPublic: true,
  definition: {
    name: 'people',
    title: text('Personnes touchées', 'People reached'),
    formula: text(
      'Part des habitants ayant reçu au moins un document dans la fenêtre, et quantiles des documents par personne, estimés sur un échantillon fixe de personnes.',
      'Share of the inhabitants who got at least one document in the window, and quantiles of documents per person, estimated from a fixed sample of persons.',
    ),
    numerator: text(
      `Personnes distinctes de l’échantillon (une sur ${PERSONS_PER_SAMPLED}, choisie par le pseudonyme) avec au moins un document déposé (documents_deposited), fois ${PERSONS_PER_SAMPLED}. Remplacement, masquage et suppression n’y changent rien ; l’activation de Mon espace santé non plus.`,
      `Distinct persons of the sample (one in ${PERSONS_PER_SAMPLED}, chosen by the pseudonym) with at least one document deposited (documents_deposited), times ${PERSONS_PER_SAMPLED}. Replacements, masking and deletions change nothing, nor does the activation of Mon espace santé.`,
    ),
    denominator: text(
      'Au choix et nommé ; par défaut la population légale. Un département n’a que sa population légale.',
      'Chosen and named; the legal population by default. A department has its legal population only.',
    ),
    monthRule: MONTH_RULE,
    revisionPolicy: text(
      'Un document tardif s’ajoute à son mois ; l’échantillon n’a pas de révisions et montre toujours ce qui est compté à présent.',
      'A late document adds to its month; the sample has no revisions and always shows what is counted now.',
    ),
    disclosure: text(
      `Vue publique : une ligne de 1 à ${PERSONS_BEYOND_QUANTILE_MIN - 1} personnes de l’échantillon n’est pas montrée (statut « s »), parce que quelques personnes y décideraient de tout. Une différence entre lignes ne donne que des multiples de ${PERSONS_PER_SAMPLED} personnes estimées : rien sur moins de 11 patients.`,
      `Public view: a row of 1 to ${PERSONS_BEYOND_QUANTILE_MIN - 1} sampled persons is not shown (status “s”), because a few persons would decide everything in it. A difference of rows gives multiples of ${PERSONS_PER_SAMPLED} estimated persons only: nothing about fewer than 11 patients.`,
    ),
    source: text(
      'Table person_sample ; méthode : docs/decisions/0022-people-reached.md.',
      'Table person_sample; method: docs/decisions/0022-people-reached.md.',
    ),
  },
  parameters: [
    FROM,
    TO,
    {
      name: 'window',
      kind: 'codes',
      description: text(
        'Fenêtres : des lignes distinctes, jamais comparées sans leur nom.',
        'Windows: rows of their own, never compared without their name.',
      ),
      accepted: PEOPLE_WINDOWS,
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
      accepted: PEOPLE_PERIMETERS,
      standard: 'national',
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
  ],
  columns: PEOPLE_COLUMNS,
};
