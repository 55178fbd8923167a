import type { Language, Text } from '#libs/exports';

export const LANGUAGES: readonly Language[] = ['fr', 'en'];

/** A text in a language, with the spaces that French puts before its double punctuation. */
export function textIn(text: Text, language: Language): string {
  return language === 'fr' ? withFrenchSpaces(text.fr) : text.en;
}

const NARROW_SPACE = '\u202f';
const HARD_SPACE = '\u00a0';

/**
 * Replaces the plain spaces that authors type by the ones that never break a line: narrow before
 * ; ! ?, full before : and %, and inside « ». Source: Lexique des règles typographiques en usage à
 * l'Imprimerie nationale. Spaces that are not there are not added: `12:30` stays.
 */
export function withFrenchSpaces(text: string): string {
  return text
    .replace(/ (?=[;!?])/g, NARROW_SPACE)
    .replace(/ (?=[:%»€])/g, HARD_SPACE)
    .replace(/(?<=«) /g, HARD_SPACE)
    .replace(/(?<=\d) (?=(?:\d{3}|documents?|M|Md)\b)/g, HARD_SPACE);
}
