import type { Text } from '#libs/exports';

/** A text in both languages. */
export function text(fr: string, en: string): Text {
  return { fr, en };
}

/** Said with every answer and in every file. */
export const SYNTHETIC_NOTICE = text(
  'Données simulées et synthétiques : aucun patient, aucun professionnel, aucun éditeur réel. Ce ne sont pas des statistiques publiques.',
  'Simulated, synthetic data: no real patient, professional or editor. These are no public statistics.',
);

export const SCALE_NOTE = text(
  'Une simulation réduite (facteur d’échelle inférieur à 1) donne la même fraction des volumes nationaux ; les populations, elles, ne sont pas réduites.',
  'A scaled-down run gives that fraction of the national volumes, while populations are not scaled.',
);

export const MONTH_RULE = text(
  'Le mois est celui de l’enregistrement (registeredAt), heure de Paris.',
  'The month is that of the registration (registeredAt), Europe/Paris.',
);

export const REVISION_POLICY = text(
  'Un mois clos est publié ; un événement tardif ouvre une nouvelle révision, l’ancienne reste lisible (known_on, indicateur « months »).',
  'A closed month is published; a late event opens a new revision, and the earlier one stays readable (known_on, indicator “months”).',
);

export const DISCLOSURE = text(
  'Vue publique : une cellule de moins de 11 documents n’est pas montrée (elle ne peut pas tenir 11 patients), ni celles qui permettraient de la retrouver par différence. Statut « s ».',
  'Public view: a cell of fewer than 11 documents is not shown (it cannot hold 11 patients), nor are those that would give it by subtraction. Status “s”.',
);

export const NOTHING_SUPPRESSED = text(
  'Rien n’est masqué : chiffres nationaux.',
  'Nothing is suppressed: national figures.',
);

export const DASH = text('–', '–');
