import { redact } from '../redact.js';

/** Characters of one text of a log line; what is longer is cut. */
export const LOG_TEXT_MAX = 16_384;
/** Objects inside one another that a log line shows. */
const DEPTH_MAX = 6;
/** Items of one list, and names of one object. */
const ITEMS_MAX = 100;

/** Names whose values are nobody's to read. */
const SECRET_NAME = /pass(word|wd)?$|secret|authorization|^cookie$|token$|api-?key/i;
/** Credentials as they are written in headers, and tokens of three base64 parts wherever they stand. */
const CREDENTIALS = /\b(Bearer|Basic) +[\w.~+/=-]{6,}/gi;
const TOKENS = /\beyJ[\w-]{6,}\.[\w-]+\.[\w-]*/g;
// What would move a terminal's cursor or begin a line, NEXT LINE and the separators of Unicode included.
// eslint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;

/** A text without secrets, of a bounded length. */
function withoutSecrets(text: string): string {
  const plain = redact(text).replace(CREDENTIALS, '$1 ***').replace(TOKENS, '***');
  return plain.length <= LOG_TEXT_MAX
    ? plain
    : `${plain.slice(0, LOG_TEXT_MAX)}… (${String(plain.length)} characters)`;
}

/** A value for a line of JSON: every text in it without secrets, depth and length bounded. */
export function shownValue(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return withoutSecrets(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === DEPTH_MAX) return '…';
  if (value instanceof Error) return withoutSecrets(value.stack ?? value.message);
  if (Array.isArray(value)) {
    return value.slice(0, ITEMS_MAX).map((item) => shownValue(item, depth + 1));
  }
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, ITEMS_MAX)
      .map(([name, inner]) => [
        name,
        SECRET_NAME.test(name) && inner !== null ? '***' : shownValue(inner, depth + 1),
      ]),
  );
}

/**
 * A text for a terminal: whoever has put a line end into a value cannot begin a line of ours with it,
 * because continued lines are indented and our own begin with a bracket.
 */
export function shownText(text: string): string {
  return withoutSecrets(text)
    .replace(/\r\n/g, '\n')
    .replace(CONTROLS, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replaceAll('\n', '\n    ');
}
