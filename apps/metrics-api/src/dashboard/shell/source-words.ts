import type { PageContext } from './page-context.js';

/**
 * What French pages say of sources that `libs/reference` names in English; names of newspapers and of
 * packages are what they are. One that is not here is shown as it is.
 */
const FRENCH: Readonly<Record<string, string>> = {
  '@etalab/decoupage-administratif 4.1.0, communes of type commune-actuelle':
    '@etalab/decoupage-administratif 4.1.0, communes actuelles',
  'press; 10,567,231 of them activated': 'presse ; dont 10 567 231 activés',
  'press; rounded to 0.1 million': 'presse ; arrondi à 0,1 million',
  'dsih.fr, article 5252; rounded to 0.1 million': 'dsih.fr, article 5252 ; arrondi à 0,1 million',
  'derived: 12 × 18,800,000 / 3.5 from mind Health, 27 Feb 2024':
    'calcul : 12 × 18 800 000 / 3,5, d’après mind Health, 27 février 2024',
  'mind Health, 27 February 2024, on the first wave of the Ségur programme':
    'mind Health, 27 février 2024, bilan de la vague 1 du Ségur',
  'Le Généraliste, 21 June 2022, interview on the referencing of practice software':
    'Le Généraliste, 21 juin 2022, entretien sur le référencement des logiciels',
  'DSIH, on who feeds Mon espace santé': 'DSIH, sur qui alimente Mon espace santé',
  'Biologiste 365, on the same figures': 'Biologiste 365, sur les mêmes chiffres',
  'L’Usine digitale, on the documents of each month':
    'L’Usine digitale, sur les documents de chaque mois',
  'Le Moniteur des pharmacies, on Mon espace santé':
    'Le Moniteur des pharmacies, sur Mon espace santé',
  'Le Moniteur des pharmacies, on electronic prescriptions':
    'Le Moniteur des pharmacies, sur les ordonnances numériques',
  'Le Quotidien du pharmacien, on executed electronic prescriptions':
    'Le Quotidien du pharmacien, sur les ordonnances numériques exécutées',
  'Le Quotidien du pharmacien, from the regional trial to the country':
    'Le Quotidien du pharmacien, de l’expérimentation régionale au pays entier',
  'Le Quotidien du médecin, on electronic prescriptions':
    'Le Quotidien du médecin, sur les ordonnances numériques',
  'Médecin Occitanie, on two years of electronic prescriptions':
    'Médecin Occitanie, sur deux ans d’ordonnances numériques',
  'Infirmiers.com, on secure messaging': 'Infirmiers.com, sur les messageries sécurisées',
  'Maison des kinés, on secure messaging': 'Maison des kinés, sur les messageries sécurisées',
  'Dentaire 365, on three years of Mon espace santé': 'Dentaire 365, trois ans de Mon espace santé',
  'Assurance Maladie, two years of Mon espace santé':
    'Assurance Maladie, deux ans de Mon espace santé',
  'Klesia, on 24 million activated profiles': 'Klesia, sur 24 millions de profils activés',
  'Egora, on 24 million activated profiles': 'Egora, sur 24 millions de profils activés',
  'geer.fr, pages on the Ségur programme by couloir': 'geer.fr, pages sur le Ségur par couloir',
  'geer.fr, on the Ségur programme for pharmacies': 'geer.fr, sur le Ségur des pharmacies',
  'press excerpt, address not kept': 'extrait de presse, adresse non conservée',
  'arithmetic on sourced figures': 'calcul sur des chiffres sourcés',
};

/** Sources that a line names; more of them are in the table. */
const SOURCES_SHOWN_MAX = 4;

/** A source in the language of the page. */
export function sourceText(page: PageContext, source: string): string {
  const french = Object.hasOwn(FRENCH, source) ? FRENCH[source] : undefined;
  return page.t({ fr: french ?? source, en: source });
}

/** The sources of a table in one line. */
export function sourcesText(page: PageContext, sources: readonly string[]): string {
  const shown = sources.slice(0, SOURCES_SHOWN_MAX).map((source) => sourceText(page, source));
  const others = sources.length - shown.length;
  if (shown.length === 0) return 'mes-flow';
  if (others === 0) return shown.join(page.t({ fr: ' ; ', en: '; ' }));
  const more = page.t({
    fr: `et ${others} autres, nommées dans le tableau`,
    en: `and ${others} more, named in the table`,
  });
  return `${shown.join(page.t({ fr: ' ; ', en: '; ' }))} ${more}`;
}
