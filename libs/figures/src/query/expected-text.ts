import type { Text } from '#libs/exports';
import { text } from '../texts.js';

/** What was expected and what came, as each language begins it. */
export function expectedText(fr: string, en: string): Text {
  return text(`attendu : ${fr}`, `expected ${en}`);
}
