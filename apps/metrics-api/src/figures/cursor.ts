import { createHash } from 'node:crypto';

/** Where the next page begins, and of which answer. */
export interface Cursor {
  /** Rows before the page. */
  readonly offset: number;
  /** Version of the data of the pages before it. */
  readonly dataVersion: string;
}

/** Characters of a digest: 96 bits, which nobody meets by chance or by a slip of the hand. */
const DIGEST_CHARACTERS = 16;
/** Digits of an offset at most. */
const OFFSET_PATTERN = /^\d{1,9}$/;

/**
 * Writes a cursor. It is no secret and grants nothing: whoever forges one reads a page of an answer
 * that is his for the asking. Its digest is there so that a mangled one, or one of another question,
 * is noticed and not answered with the wrong rows.
 *
 * @param question text that is equal for equal questions, whatever the size of the page
 */
export function writeCursor({ offset, dataVersion }: Cursor, question: string): string {
  const content = `${String(offset)}.${Buffer.from(dataVersion).toString('base64url')}`;
  return `${content}.${digestOf(content, question)}`;
}

/** Reads a cursor of this question; undefined for any other text. */
export function readCursor(text: string, question: string): Cursor | undefined {
  const [offset = '', version = '', digest, ...more] = text.split('.');
  if (more.length > 0 || !OFFSET_PATTERN.test(offset)) return undefined;
  if (digest !== digestOf(`${offset}.${version}`, question)) return undefined;
  return { offset: Number(offset), dataVersion: Buffer.from(version, 'base64url').toString() };
}

function digestOf(content: string, question: string): string {
  return createHash('sha256')
    .update(`${content}\n${question}`)
    .digest('base64url')
    .slice(0, DIGEST_CHARACTERS);
}
