import type { Text } from '#libs/exports';
import type { Indicator } from '../indicator.js';
import { expectedText } from './expected-text.js';

/**
 * Why an indicator does not take a parameter. Whoever asks for a day is told why there is none: what an
 * indicator counts without revisions was never kept as it was.
 *
 * @param shown the name as a fault may repeat it
 */
export function unknownParameterText(indicator: Indicator, name: string, shown: string): Text {
  const { name: of } = indicator.definition;
  if (name === 'known_on') {
    return expectedText(
      `aucun jour : ${of} n’est gardé qu’à ce jour, sans ses états antérieurs ; volumes, rates et months prennent un jour`,
      `no day: ${of} is kept as of now alone, without its earlier states; volumes, rates and months take one`,
    );
  }
  return expectedText(
    `un paramètre de ${of} ; reçu : ${shown}`,
    `a parameter of ${of}; came ${shown}`,
  );
}
