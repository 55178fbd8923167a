import type { Language } from './table.js';

/** Words of the units, which are English names. A word that is not here is the same in both languages. */
const FRENCH: Readonly<Record<string, string>> = {
  'working day': 'jour ouvré',
  'working days': 'jours ouvrés',
  day: 'jour',
  days: 'jours',
  events: 'événements',
  inhabitant: 'habitant',
  inhabitants: 'habitants',
  messages: 'messages',
  months: 'mois',
  persons: 'personnes',
  person: 'personne',
  prescriptions: 'prescriptions',
  'EUR cents': 'centimes d’euro',
  hours: 'heures',
  seconds: 'secondes',
};

/** A unit for a reader: `documents/inhabitant` as `documents/habitant` in French. Machines get the unit itself. */
export function unitIn(language: Language, unit: string): string {
  if (language === 'en') return unit;
  return unit
    .split('/')
    .map((word) => FRENCH[word] ?? word)
    .join('/');
}
