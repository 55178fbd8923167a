import type { Language, Table, Text } from '#libs/exports';
import { DENOMINATORS, SOLUTIONS } from '#libs/reference';
import type { Formats } from '../shell/formats.js';
import { rowsOf } from '../shell/table-rows.js';

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
        fr: `Un autre dénominateur : tous les couloirs, y compris ceux qui n’étaient pas clos (${SOCIAL_SOLUTIONS} solutions du social et médico-social, environ ${others} autres). 53,9 % et 38 % sont vrais, chacun avec son dénominateur.`,
        en: `Another denominator: all couloirs, those that were not closed included (${SOCIAL_SOLUTIONS} social and medico-social solutions, about ${others} others). 53.9 % and 38 % are both true, each on its own denominator.`,
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
        fr: `L’article suppose ${formats.fr.decimal(implied / 1e6, 1)} millions de personnes (${formats.fr.decimal(PRINTED.yearMillions / PRINTED.rate, 1)} à partir des ${PRINTED.yearMillions} arrondis), moins que la population légale (${formats.fr.integer(legal)}) et que les profils de l’époque. Chaque taux porte ici sa fenêtre et son dénominateur.`,
        en: `The article implies ${formats.en.decimal(implied / 1e6, 1)} million persons (${formats.en.decimal(PRINTED.yearMillions / PRINTED.rate, 1)} from the rounded ${PRINTED.yearMillions}), fewer than the legal population (${formats.en.integer(legal)}) and than the profiles of the time. Each rate here carries its window and its denominator.`,
      },
    },
  ];
}

function personsOf(id: string): number {
  const persons = DENOMINATORS.find((denominator) => denominator.id === id)?.persons;
  if (persons === undefined) throw new Error(`expected a denominator ${id} in libs/reference`);
  return persons;
}

/** A claim of the press that was checked, in words. */
export interface CheckedClaim {
  readonly id: string;
  readonly claim: string;
  readonly check: string;
  readonly handling: string;
}

/** Those that the page tells at length; the 226 million and the 3.5 are one of INCONSISTENCIES. */
const TOLD_AT_LENGTH = ['hospital-share-51', 'hospital-share-38', 'annualised-226'];

/** The other claims of the answer of `inconsistencies`, each once, in the language of the page. */
export function otherClaims(table: Table, language: Language): CheckedClaim[] {
  const claims = new Map<string, CheckedClaim>();
  for (const row of rowsOf(table)) {
    const id = row.text('inconsistency');
    if (TOLD_AT_LENGTH.includes(id)) continue;
    const words = (part: string): string =>
      row.text(`${part}_${language}`) || row.text(`${part}_en`);
    claims.set(id, {
      id,
      claim: words('claim'),
      check: words('check'),
      handling: words('handling'),
    });
  }
  return [...claims.values()];
}
