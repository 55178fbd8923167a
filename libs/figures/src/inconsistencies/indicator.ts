import { attributeColumn, dimensionColumn } from '../columns.js';
import type { Indicator } from '../indicator.js';
import { DASH, text } from '../texts.js';

export const INCONSISTENCIES_INDICATOR: Indicator = {
  isPublic: true,
  definition: {
    name: 'inconsistencies',
    title: text('Contradictions des chiffres publiés', 'Contradictions of the published figures'),
    formula: text(
      'Chaque nombre d’une affirmation publiée, à côté du même nombre recalculé ici ; une affirmation sans nombre n’a que ses mots.',
      'Each number of a published claim beside the same number recomputed here; a claim without numbers has its words only.',
    ),
    numerator: DASH,
    denominator: DASH,
    monthRule: text('Aucun mois.', 'No month.'),
    revisionPolicy: text(
      'Une source n’est jamais corrigée en silence.',
      'A source is never silently corrected.',
    ),
    disclosure: text(
      'Rien n’est masqué : chiffres publiés.',
      'Nothing is suppressed: published figures.',
    ),
    source: text(
      'INCONSISTENCIES et calage de libs/reference, plafonds de libs/sons-rules.',
      'INCONSISTENCIES and calibration of libs/reference, caps of libs/sons-rules.',
    ),
  },
  parameters: [],
  columns: [
    dimensionColumn('inconsistency', text('Contradiction', 'Inconsistency')),
    dimensionColumn('quantity', text('Grandeur', 'Quantity')),
    {
      name: 'claimed',
      title: text('Publié', 'Published'),
      description: text(
        'Vide si l’affirmation ne donne pas ce nombre.',
        'Empty when the claim has no such number.',
      ),
      type: 'decimal',
      role: 'value',
      decimals: 2,
    },
    {
      name: 'computed',
      title: text('Recalculé', 'Recomputed'),
      description: text('Dans l’unité de la ligne.', 'In the row’s unit.'),
      type: 'decimal',
      role: 'value',
      decimals: 2,
    },
    attributeColumn('unit', 'text', text('Unité', 'Unit')),
    attributeColumn('formula', 'text', text('Calcul', 'Computation')),
    attributeColumn('claim_fr', 'text', text('Affirmation', 'Claim, in French')),
    attributeColumn('check_fr', 'text', text('Vérification', 'Check, in French')),
    attributeColumn('handling_fr', 'text', text('Ce que nous en faisons', 'Handling, in French')),
    attributeColumn('claim_en', 'text', text('Affirmation, en anglais', 'Claim')),
    attributeColumn('check_en', 'text', text('Vérification, en anglais', 'Check')),
    attributeColumn('handling_en', 'text', text('Ce que nous en faisons, en anglais', 'Handling')),
  ],
};
