/** The words of an inconsistency in French; INCONSISTENCIES of libs/reference has them in English. */
export interface FrenchWords {
  readonly claim: string;
  readonly check: string;
  readonly handling: string;
}

/** By the id in INCONSISTENCIES; a spec holds the two lists together. */
export const FRENCH: Readonly<Record<string, FrenchWords>> = {
  'hospital-share-51': {
    claim: 'les 90 solutions du couloir Hôpital font 51 % de 167 (mind Health)',
    check: '90 / 167 = 53,9 % ; 51 % en demanderait environ 176',
    handling: 'la part est calculée, et les 51 % de l’article restent en note',
  },
  'hospital-share-38': {
    claim: 'le couloir Hôpital fait 38 % des solutions (mind Health)',
    check: '90 / 0,38 = 237 = 167 + 59 sociales et médico-sociales + environ 11 autres',
    handling: 'deux dénominateurs : les couloirs sanitaires clos, et tous les couloirs',
  },
  'annualised-226': {
    claim: '18,8 millions en décembre 2023, 226 millions par an, 3,5 par personne (mind Health)',
    check:
      '12 × 18,8 = 225,6 millions : douze fois décembre, pas une année ; / 3,5 = 64,46 millions de personnes, ou 64,57 à partir des 226 arrondis',
    handling:
      'chaque taux nomme sa fenêtre et son dénominateur : 3,32 sur la population légale, 3,50 sur le dénominateur implicite',
  },
  'calendar-231': {
    claim: '231 millions de documents « au cours de 2023 » (Le Moniteur des pharmacies)',
    check:
      '231 / 12 = 19,25 millions : encore décembre ; / 3,5 par assuré = 66 millions ; les mois publiés donnent 145 à 150 millions',
    handling: 'année civile et mois annualisé sont deux fenêtres, jamais dans la même colonne',
  },
  'start-6-or-10': {
    claim: '6 millions de documents en 2021, ailleurs « de 10 à 250 ou 500 millions »',
    check:
      'mars 2023, à 10 millions par mois, est 19 fois le lancement : environ 6,3 millions par an',
    handling: '6 millions est le départ mesuré, 10 millions celui qui a été communiqué',
  },
  'rhythm-or-stock': {
    claim: '105 à 142 millions : rythme annuel (DSIH) ou documents disponibles (Biologiste 365)',
    check:
      'les deux lisent la même diapositive ; 142 après 150 : un rythme peut baisser, pas un stock',
    handling: 'pris comme un rythme (nature A)',
  },
  'financed-lgc': {
    claim: '43 logiciels de cabinet (LGC) dans le dispositif, 15 financés en juin 2022',
    check:
      'une voie sans argent public existait ; d’autres sites comptent 14 financés et 46 référencés',
    handling: 'chaque solution dit si l’État la finance : 15 sur 43',
  },
  'references-2023': {
    claim:
      'peu de référencements sanitaires après l’été 2022, mais 74 éditeurs référencés en 2023, dont 13 plusieurs fois (mind Health)',
    check:
      'au moins 74 + 13 = 87 référencements ; 59 − 14 = 45 sont sociaux, donc 42 ou plus ne le sont pas',
    handling:
      'les 28 LGC sans financement et 14 solutions hospitalières tardives sont datés de 2023 (supposé)',
  },
  'deposited-or-paid': {
    claim:
      '98,7 % des mises à jour commandées ont un solde déposé ; 20 % des clients manquent l’objectif d’usage',
    check: 'aucune contradiction : déposé, validé et payé sont des états différents',
    handling: 'des états distincts, jamais un seul compteur',
  },
  'lgc-284-or-200': {
    claim: '284 € par médecin, mais un petit éditeur « reçoit 200 € »',
    check:
      '70 % de 284 font 198,80 €, ce qui pourrait être le seul solde ; 120 médecins donnent 34 080 ou 24 000 €, moins que les 40 000 € d’un système de management de la qualité',
    handling:
      '284 € est le plafond ; le partage est un paramètre nommé, et la sensibilité est montrée',
  },
  'maintenance-years': {
    claim: 'cinq ans de maintenance et l’année en cours',
    check: 'six ans, comme le dit l’ARS Occitanie',
    handling: 'cohérent : six ans',
  },
  'effort-shares': {
    claim:
      '40 % de développement et 60 % d’accompagnement (FEIMA) ; 20 % en proportion des clients (éditeurs d’officine)',
    check: 'affirmations opposées de deux lobbies',
    handling: 'non modélisé',
  },
  'social-envelope': {
    claim: '600 ou 630 millions d’euros pour le programme social et médico-social',
    check: 'les périmètres diffèrent',
    handling: 'la source est nommée avec le chiffre',
  },
  'pharmacy-703': {
    claim:
      '703 € par officine en moyenne, 70 000 € pour cent clients, 6 millions pour 40 % du marché',
    check: '703 × 100 = 70 300 ; 703 × 21 000 × 40 % = 5,9 millions d’euros',
    handling: 'cohérent : sert de recoupement',
  },
  'lgc-envelope': {
    claim: '25 millions d’euros pour les logiciels de cabinet (geer.fr)',
    check: '25 millions / 284 € = 88 028 médecins sur environ 112 000 libéraux',
    handling: 'plausible : sert de recoupement',
  },
  'deadline-november': {
    claim: '15 juillet et 30 novembre 2022 comme date limite des commandes',
    check: 'la première est la signature du médecin, la seconde le dépôt par l’éditeur',
    handling: 'deux instants, deux noms',
  },
};
