/** A publication that figures are taken from. */
export interface Publication {
  readonly label: string;
  /** Where it was read; null for press excerpts whose address was not kept (medium confidence). */
  readonly url: string | null;
}

/** The publications behind the calibration points and the milestones, by the tag that each carries. */
export const PUBLICATIONS = {
  SEED0: {
    label: 'mind Health, 27 February 2024, on the first wave of the Ségur programme',
    url: 'https://www.mind.eu.com/health/financement-et-politiques-publiques/vague-1-du-segur-du-numerique-quel-bilan-pour-les-editeurs/',
  },
  SEED3: {
    label: 'Le Généraliste, 21 June 2022, interview on the referencing of practice software',
    url: null,
  },
  DSIH: {
    label: 'DSIH, on who feeds Mon espace santé',
    url: 'https://dsih.fr/articles/5252/mon-espace-sante-les-bons-et-mauvais-eleves-en-termes-dalimentation',
  },
  BIO365: {
    label: 'Biologiste 365, on the same figures',
    url: 'https://biologiste365.fr/actualites/donnees-de-sante/mon-espace-sante-les-biologistes-champions-de-lenvoi-de-documents',
  },
  USINE: {
    label: 'L’Usine digitale, on the documents of each month',
    url: 'https://www.usine-digitale.fr/article/chaque-mois-plus-de-12-millions-de-documents-alimentent-mon-espace-sante.N2169982',
  },
  'MONI-MES': {
    label: 'Le Moniteur des pharmacies, on Mon espace santé',
    url: 'https://lemoniteurdespharmacies.fr/business/numerique/digitalisation/mon-espace-sante-un-deploiement-spectaculaire',
  },
  'MONI-ERX': {
    label: 'Le Moniteur des pharmacies, on electronic prescriptions',
    url: 'https://lemoniteurdespharmacies.fr/business/numerique/e-sante/ordonnances-numeriques-un-trop-lent-demarrage-en-pharmacie',
  },
  'QDP-90K': {
    label: 'Le Quotidien du pharmacien, on executed electronic prescriptions',
    url: 'https://static3.lequotidiendupharmacien.fr/exercice-pro/plus-de-90-000-ordonnances-numeriques-executees-en-pharmacie',
  },
  'QDP-EXP': {
    label: 'Le Quotidien du pharmacien, from the regional trial to the country',
    url: 'https://www.lequotidiendupharmacien.fr/exercice-pro/de-lexperimentation-regionale-au-deploiement-national',
  },
  'QDM-CNAM': {
    label: 'Le Quotidien du médecin, on electronic prescriptions',
    url: 'https://static3.lequotidiendumedecin.fr/liberal-soins-de-ville/exercice/e-prescription-comment-la-cnam-tente-de-convaincre',
  },
  MEDOCC: {
    label: 'Médecin Occitanie, on two years of electronic prescriptions',
    url: 'https://medecin-occitanie.org/deploiement-de-le-prescription-356-millions-dordonnances-numeriques-en-2-ans',
  },
  INFIRM: {
    label: 'Infirmiers.com, on secure messaging',
    url: 'https://static1.infirmiers.com/profession-ide/coup-de-boost-sur-les-messageries-securisees-de-sante-en-route-vers-le-rpps',
  },
  MDKINES: {
    label: 'Maison des kinés, on secure messaging',
    url: 'https://maisondeskines.com/article/11419-messageries-securisees-de-sante-pres-de-160-000-liberaux-equipes',
  },
  DENT365: {
    label: 'Dentaire 365, on three years of Mon espace santé',
    url: 'https://dentaire365.fr/actualites/mon-espace-sante-atteint-17-millions-dutilisateurs-en-trois-ans',
  },
  'AMELI-2ANS': {
    label: 'Assurance Maladie, two years of Mon espace santé',
    url: 'https://www.assurance-maladie.ameli.fr/presse/2024-02-292ansdemonespacesante',
  },
  KLESIA: {
    label: 'Klesia, on 24 million activated profiles',
    url: 'https://www.klesiaprosocial.fr/you-go/i/94039552/24-millions-d-assures-ont-active-mon-espace-sante',
  },
  'EGORA-24M': {
    label: 'Egora, on 24 million activated profiles',
    url: 'https://www.egora.fr/actus-pro/sante-numerique/24-millions-de-profils-actives-en-4-ans-la-cnam-fait-le-bilan-de-mon',
  },
  PRESSACTU: { label: 'Pressactu, article 112869', url: 'https://pressactu.com/?p=112869' },
  GEER: { label: 'geer.fr, pages on the Ségur programme by couloir', url: 'https://geer.fr' },
  'GEER-PHA': {
    label: 'geer.fr, on the Ségur programme for pharmacies',
    url: 'https://geer.fr/fr/le-segur-du-numerique-en-sante-pour-les-pharmacies/',
  },
  OCCITANIE: { label: 'GRADeS Occitanie', url: 'https://esante-occitanie.fr' },
  PRESS: { label: 'press excerpt, address not kept', url: null },
  DERIVED: { label: 'arithmetic on sourced figures', url: null },
} as const satisfies Readonly<Record<string, Publication>>;

export type PublicationTag = keyof typeof PUBLICATIONS;
