/** Wide on a terminal: emoji, and the scripts of East Asia. */
const WIDE =
  /\p{Emoji_Presentation}|\p{Extended_Pictographic}\uFE0F|[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]/u;

const graphemes = new Intl.Segmenter('fr', { granularity: 'grapheme' });

/** A text on one line that moves no cursor, changes no colour and turns no direction of reading. */
export function plainText(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').replace(/[\p{Cf}\p{Cs}]/gu, '');
}

/** Places that a text takes on a terminal. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += WIDE.test(segment) ? 2 : 1;
  return width;
}

/** The text, or its start and an ellipsis in at most `widthMax` places. */
export function cut(text: string, widthMax: number): string {
  if (displayWidth(text) <= widthMax) return text;
  let kept = '';
  let width = 1;
  for (const { segment } of graphemes.segment(text)) {
    width += displayWidth(segment);
    if (width > widthMax) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** Filled with blanks to a width: in front of a number, behind a text. */
export function padded(text: string, width: number, isNumber: boolean): string {
  const blanks = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return isNumber ? blanks + text : text + blanks;
}
