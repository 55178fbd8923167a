/**
 * Names of synthetic people. Birth names are openly made up (`SIM-`, then two parts), so that nobody
 * takes an export for real; given names are common ones. Capitals without accents, as INSi writes.
 */
const FIRST_PARTS = [
  ...['BOIS', 'BRUYERE', 'CHAMP', 'CHENE', 'COMBE', 'FONTAINE', 'GRANGE', 'LANDE', 'MARE'],
  ...['MONT', 'MOULIN', 'PLAINE', 'PONT', 'PRE', 'RIVE', 'ROCHE', 'VAL'],
];
const SECOND_PARTS = [
  ...['AUBE', 'BEAU', 'BLANC', 'BLEU', 'CLAIR', 'CALME', 'DORE', 'DOUX', 'FIN', 'GRIS'],
  ...['HAUT', 'LONG', 'NEUF', 'PALE', 'PLAT', 'ROND', 'ROUX', 'SEC', 'VERT'],
];

/** Every birth name, each once: 17 × 19, more than there are people of one sex, month and department of birth. */
export const BIRTH_NAMES: readonly string[] = FIRST_PARTS.flatMap((first) =>
  SECOND_PARTS.map((second) => `SIM-${first}${second}`),
);

/** First given names by sex, as many for each. */
export const GIVEN_NAMES: Readonly<Record<'M' | 'F', readonly string[]>> = {
  M: [
    ...['ADRIEN', 'ALAIN', 'ANTOINE', 'BASILE', 'BRUNO', 'CAMILLE', 'DENIS', 'EMILE', 'ETIENNE'],
    ...['FELIX', 'GASTON', 'GILLES', 'HENRI', 'HUGO', 'JEAN-BAPTISTE', 'JULES', 'LEON', 'LOUIS'],
    ...['LUC', 'MARCEL', 'MARTIN', 'NOEL', 'OCTAVE', 'PAUL', 'PIERRE', 'RAOUL', 'REMI', 'SIMON'],
    ...['THEO', 'VICTOR', 'VINCENT', 'YVES'],
  ],
  F: [
    ...['ADELE', 'AGATHE', 'ALICE', 'ANNE', 'BLANCHE', 'CAMILLE', 'CECILE', 'CLAIRE', 'COLETTE'],
    ...['DENISE', 'ELISE', 'EMMA', 'EVA', 'FLORE', 'HELENE', 'INES', 'IRENE', 'JEANNE', 'JULIE'],
    ...['LEA', 'LOUISE', 'LUCIE', 'MARGOT', 'MARIE-LOUISE', 'MARTHE', 'NINA', 'ODETTE', 'PAULE'],
    ...['ROSE', 'SOPHIE', 'SUZANNE', 'YVONNE'],
  ],
};
