import type { Parameter } from '../indicator.js';
import { text } from '../texts.js';

export const FROM: Parameter = {
  name: 'from',
  kind: 'month',
  description: text(
    'Premier mois, inclus ; sans lui, depuis le premier mois connu.',
    'First month, inclusive; omitted: from the first month known.',
  ),
};

export const TO: Parameter = {
  name: 'to',
  kind: 'month',
  description: text(
    'Dernier mois, inclus ; sans lui, jusqu’au dernier mois connu.',
    'Last month, inclusive; omitted: to the last month known.',
  ),
};

export const KNOWN_ON: Parameter = {
  name: 'known_on',
  kind: 'date',
  description: text(
    'Jour (heure de Paris) : seuls les chiffres publiés au plus tard ce jour-là ; un mois inconnu alors est absent. En vue publique, le chiffre national seul.',
    'Day (Europe/Paris): only the figures published by the end of that day; a month unknown then is absent. In the public view the national figure alone.',
  ),
};
