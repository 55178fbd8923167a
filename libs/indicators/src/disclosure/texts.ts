import type { Text } from '#libs/exports';
import { DEFAULT_DISCLOSURE, type CellStatus, type DisclosureRules } from './rules.js';

/** What `s` means, for one line of a page or of a file. */
export const SUPPRESSED: Text = {
  fr: 's : valeur non affichée, pour protéger des patients ou des entreprises',
  en: 's: value not shown, to protect patients or enterprises',
};

/**
 * Why a cell is not shown, as a page or a file tells its readers. It does not say which rule hit, or
 * whether one did: that would tell a reader something about the value.
 */
export function suppressionTexts(rules: DisclosureRules = DEFAULT_DISCLOSURE): readonly Text[] {
  const { patientsMin, enterprisesMin, dominancePercentMax } = rules;
  return [
    {
      fr: `Une valeur n’est pas affichée (statut s) si elle porte sur moins de ${patientsMin} patients ou moins de ${enterprisesMin} entreprises, ou si une seule entreprise en représente plus de ${dominancePercentMax} %.`,
      en: `A value is not shown (status s) when it is of fewer than ${patientsMin} patients or fewer than ${enterprisesMin} enterprises, or when one enterprise makes up more than ${dominancePercentMax} % of it.`,
    },
    {
      fr: 'D’autres valeurs sont masquées pour que les premières ne se retrouvent pas par soustraction. Rien ne distingue les unes des autres.',
      en: 'Other values are hidden so that these cannot be found by subtraction. Nothing tells the ones from the others.',
    },
    {
      fr: `Un zéro est affiché. Les cellules comptent des documents et non des patients : moins de ${patientsMin} documents ne peuvent pas concerner ${patientsMin} patients, mais davantage de documents peuvent en concerner moins.`,
      en: `A zero is shown. Cells count documents and not patients: fewer than ${patientsMin} documents cannot be of ${patientsMin} patients, but more documents may be of fewer.`,
    },
    {
      fr: 'Ces règles sont des hypothèses : aucune publication ne les fixe pour ces chiffres.',
      en: 'These rules are assumed: no publication sets them for these figures.',
    },
  ];
}

/** Why one cell is not published, for its owner: readers of the public view must not be told. */
export const STATUS_TEXTS: Readonly<Record<CellStatus, Text>> = {
  shown: { fr: 'affichée', en: 'shown' },
  patients: {
    fr: 'masquée en public : trop peu de patients',
    en: 'hidden in public: too few patients',
  },
  enterprises: {
    fr: 'masquée en public : trop peu d’entreprises',
    en: 'hidden in public: too few enterprises',
  },
  dominance: {
    fr: 'masquée en public : une entreprise en détient presque tout',
    en: 'hidden in public: one enterprise holds nearly all of it',
  },
  secondary: {
    fr: 'masquée en public : elle donnerait une autre valeur par soustraction',
    en: 'hidden in public: it would give another value by subtraction',
  },
};
