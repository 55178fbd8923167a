import type { Text } from '#libs/exports';
import { DENOMINATORS, INCONSISTENCIES, SOLUTIONS } from '#libs/reference';
import type { Formats } from '../shell/formats.js';

/** A contradiction of the press, recomputed: what is written, what comes out, why. */
export interface Contradiction {
  /** Of INCONSISTENCIES in libs/reference. */
  readonly id: string;
  /** The two figures against each other, as a sentence. */
  readonly title: Text;
  readonly written: Text;
  /** The arithmetic, with its result. */
  readonly computed: Text;
  readonly why: Text;
}

/** Documents of December 2023 as published: mind Health, 27 Feb 2024. */
const DECEMBER_DOCUMENTS = 18_800_000;
/** What the articles print. */
const PRINTED = { hospitalOfClosed: 0.51, hospitalOfAll: 0.38, yearMillions: 226, rate: 3.5 };
/** Couloirs that were not closed: 59 social and medico-social solutions, about 11 others. */
const SOCIAL_SOLUTIONS = 59;

/** The four that every reader of the articles meets, computed from the tables of this product. */
export function mainContradictions(
  formats: Readonly<Record<'fr' | 'en', Formats>>,
): Contradiction[] {
  const hospital = SOLUTIONS.filter(({ couloir }) => couloir === 'hospital').length;
  const closed = SOLUTIONS.length;
  const all = hospital / PRINTED.hospitalOfAll;
  const others = Math.round(all) - closed - SOCIAL_SOLUTIONS;
  const year = 12 * DECEMBER_DOCUMENTS;
  const legal = personsOf('legal-population');
  const implied = personsOf('article-implied');
  const both = (text: (format: Formats) => string): Text => ({
    fr: text(formats.fr),
    en: text(formats.en),
  });
  return [
    {
      id: 'hospital-share-51',
      title: {
        fr: `${formats.fr.percent(hospital / closed)} et non ${formats.fr.percent(PRINTED.hospitalOfClosed, 0)}`,
        en: `${formats.en.percent(hospital / closed)}, not ${formats.en.percent(PRINTED.hospitalOfClosed, 0)}`,
      },
      written: {
        fr: `« 51 % des solutions (90) » relèvent du couloir Hôpital, sur ${closed} (mind Health).`,
        en: `“51 % of the solutions (90)” are of the hospital couloir, of ${closed} (mind Health).`,
      },
      computed: both(
        (format) =>
          `${hospital} / ${closed} = ${format.percent(hospital / closed)} ; ${format.percent(PRINTED.hospitalOfClosed, 0)} → ${format.decimal(hospital / PRINTED.hospitalOfClosed, 1)}`,
      ),
      why: {
        fr: 'Les deux nombres de l’article ne donnent pas sa part : pour 51 %, il aurait fallu environ 176 solutions. La part est recalculée partout, et l’article cité tel quel.',
        en: 'The two numbers of the article do not give its share: 51 % would need about 176 solutions. The share is computed everywhere, and the article is quoted as it is.',
      },
    },
    {
      id: 'hospital-share-38',
      title: {
        fr: `${formats.fr.percent(PRINTED.hospitalOfAll, 0)} d’environ ${Math.round(all)}, pas de ${closed}`,
        en: `${formats.en.percent(PRINTED.hospitalOfAll, 0)} of about ${Math.round(all)}, not of ${closed}`,
      },
      written: {
        fr: '« Le couloir Hôpital représente 38 % » des solutions (même article).',
        en: '“The hospital couloir is 38 %” of the solutions (same article).',
      },
      computed: both(
        (format) =>
          `${hospital} / ${format.decimal(PRINTED.hospitalOfAll, 2)} = ${format.decimal(all, 1)} ≈ ${closed} + ${SOCIAL_SOLUTIONS} + ${others}`,
      ),
      why: {
        fr: `Un autre dénominateur : tous les couloirs, y compris ceux qui n’étaient pas clos (${SOCIAL_SOLUTIONS} solutions du social et médico-social, environ ${others} autres). Les deux parts sont vraies, chacune avec le sien.`,
        en: `Another denominator: all couloirs, those that were not closed included (${SOCIAL_SOLUTIONS} social and medico-social solutions, about ${others} others). Both shares are true, each on its own.`,
      },
    },
    {
      id: 'annualised-226',
      title: {
        fr: '226 millions : un rythme annualisé, pas une année',
        en: '226 million: an annualised rhythm, not a year',
      },
      written: {
        fr: '18,8 millions de documents en décembre 2023, « 226 millions par an » (mind Health).',
        en: '18.8 million documents in December 2023, “226 million a year” (mind Health).',
      },
      computed: both(
        (format) =>
          `12 × ${format.decimal(DECEMBER_DOCUMENTS / 1e6, 1)} M = ${format.decimal(year / 1e6, 1)} M ≈ ${PRINTED.yearMillions} M`,
      ),
      why: {
        fr: 'C’est décembre multiplié par douze. Les mois publiés de 2023, interpolés, donnent 145 à 150 millions pour l’année civile. Année civile et mois annualisé ne sont jamais mis dans la même colonne.',
        en: 'It is December times twelve. The published months of 2023, interpolated, give 145 to 150 million for the calendar year. A calendar year and an annualised month never share a column.',
      },
    },
    {
      id: 'rate-article',
      title: {
        fr: `${formats.fr.decimal(PRINTED.rate, 1)} par personne contre ${formats.fr.decimal(year / legal, 2)}`,
        en: `${formats.en.decimal(PRINTED.rate, 1)} per person against ${formats.en.decimal(year / legal, 2)}`,
      },
      written: {
        fr: '« 3,5 documents par personne » et par an (même article).',
        en: '“3.5 documents per person” and year (same article).',
      },
      computed: both(
        (format) =>
          `${format.decimal(year / 1e6, 1)} M / ${format.decimal(PRINTED.rate, 1)} = ${format.decimal(implied / 1e6, 1)} M ; ${format.decimal(year / 1e6, 1)} M / ${format.integer(legal)} = ${format.decimal(year / legal, 2)}`,
      ),
      why: {
        fr: `L’article suppose ${formats.fr.decimal(implied / 1e6, 1)} millions de personnes, moins que la population légale (${formats.fr.integer(legal)}) et que les profils de l’époque. Chaque taux porte ici sa fenêtre et son dénominateur.`,
        en: `The article implies ${formats.en.decimal(implied / 1e6, 1)} million persons, fewer than the legal population (${formats.en.integer(legal)}) and than the profiles of the time. Each rate here carries its window and its denominator.`,
      },
    },
  ];
}

function personsOf(id: string): number {
  const persons = DENOMINATORS.find((denominator) => denominator.id === id)?.persons;
  if (persons === undefined) throw new Error(`expected a denominator ${id} in libs/reference`);
  return persons;
}

/** In French what INCONSISTENCIES says in English, by id: claim, check, handling. */
const IN_FRENCH: Readonly<
  Record<string, readonly [claim: string, check: string, handling: string]>
> = {
  'calendar-231': [
    '231 millions de documents « au cours de 2023 » (Le Moniteur des pharmacies)',
    '231 / 12 = 19,25 millions, encore un décembre ; les mois publiés donnent 145 à 150 millions',
    'année civile et mois annualisé sont des fenêtres différentes',
  ],
  'start-6-or-10': [
    '6 millions de documents en 2021, ailleurs « de 10 à 250 ou 500 millions »',
    'mars 2023, à 10 millions par mois, vaut 19 fois le lancement : environ 6,3 millions par an',
    '6 millions est le départ mesuré, 10 millions celui qui a été communiqué',
  ],
  'rhythm-or-stock': [
    '105 à 142 millions : un rythme annuel (DSIH) ou des documents disponibles (Biologiste 365)',
    'les deux lisent la même diapositive ; 142 après 150 peut baisser comme rythme, pas comme stock',
    'pris comme un rythme (nature A)',
  ],
  'financed-lgc': [
    '43 logiciels de cabinet (LGC) dans le dispositif, 15 financés par l’État en juin 2022',
    'une voie sans financement existait ; d’autres comptent 14 financés et 46 référencés',
    'chaque solution dit si elle est financée : 15 sur 43',
  ],
  'references-2023': [
    'peu de référencements sanitaires après l’été 2022, mais 74 éditeurs référencés en 2023, dont 13 plusieurs fois (mind Health)',
    'au moins 74 + 13 = 87 référencements ; 59 − 14 = 45 sont sociaux, 42 ou plus ne le sont pas',
    'les 28 LGC sans financement et 14 solutions hospitalières tardives sont datés de 2023 (supposé)',
  ],
  'deposited-or-paid': [
    '98,7 % des mises à jour commandées avaient un solde déposé ; 20 % des clients manquent l’objectif d’usage',
    'pas de contradiction : déposé, validé et payé sont des états différents',
    'des états distincts, jamais un seul compteur (voir Éditeurs et SONS)',
  ],
  'lgc-284-or-200': [
    '284 € par médecin, mais un petit éditeur « reçoit 200 € »',
    '70 % de 284 font 198,80 €, peut-être le seul solde',
    '284 € est le plafond ; le partage est un paramètre nommé',
  ],
  'maintenance-years': [
    'cinq ans de maintenance et l’année en cours',
    'six ans, comme le dit l’ARS Occitanie',
    'cohérent : six ans',
  ],
  'effort-shares': [
    '40 % de développement et 60 % d’accompagnement (FEIMA) ; 20 % proportionnels aux clients (éditeurs d’officine)',
    'affirmations opposées de deux groupes d’intérêt',
    'non modélisé',
  ],
  'social-envelope': [
    '600 ou 630 millions d’euros pour le programme social et médico-social',
    'les périmètres diffèrent',
    'la source est nommée avec le chiffre',
  ],
  'pharmacy-703': [
    '703 € par officine en moyenne, 70 000 € pour cent clients, 6 millions pour 40 % du marché',
    '703 × 100 = 70 300 ; 703 × 21 000 × 40 % = 5,9 millions d’euros',
    'cohérent : sert de recoupement',
  ],
  'lgc-envelope': [
    '25 millions d’euros pour les logiciels de cabinet (geer.fr)',
    '25 millions / 284 € = 88 028 médecins, sur environ 112 000 libéraux',
    'plausible : sert de recoupement',
  ],
  'deadline-november': [
    '15 juillet et 30 novembre 2022 comme échéance des commandes',
    'la première est la signature du médecin, la seconde le dépôt par l’éditeur',
    'deux instants, deux noms',
  ],
};

/** The others of INCONSISTENCIES, in both languages. */
export function otherContradictions(): {
  readonly id: string;
  readonly claim: Text;
  readonly check: Text;
  readonly handling: Text;
}[] {
  const main = ['hospital-share-51', 'hospital-share-38', 'annualised-226'];
  return INCONSISTENCIES.filter(({ id }) => !main.includes(id)).map(
    ({ id, claim, check, handling }) => {
      const [frClaim = claim, frCheck = check, frHandling = handling] = IN_FRENCH[id] ?? [];
      return {
        id,
        claim: { fr: frClaim, en: claim },
        check: { fr: frCheck, en: check },
        handling: { fr: frHandling, en: handling },
      };
    },
  );
}
