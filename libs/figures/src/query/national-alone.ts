import type { Text } from '#libs/exports';
import { expectedText } from './expected-text.js';

/**
 * Why the public view has no breakdown of an earlier day. Two states of one table differ by its late
 * events, which are few: the difference of two published cells would tell a cell of three patients that
 * no single table shows.
 *
 * @param used dimensions that were asked for
 */
export function nationalAloneText(used: readonly string[]): Text {
  return expectedText(
    `le chiffre national seul en vue publique ; reçu : ${used.join(', ')}. Deux états d’une même ventilation donneraient par différence des cellules de quelques patients ; la vue du propriétaire (view=owner) les montre`,
    `the national figure alone in the public view; came ${used.join(', ')}. Two states of one breakdown would give cells of a few patients by subtraction; the owner’s view (view=owner) shows them`,
  );
}
