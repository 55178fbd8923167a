import type { FieldFault } from '#libs/edge';
import { FIGURES_LIMITS } from './figures-limits.js';

/** What a query says, decoded, with everything that is wrong with its text. */
export interface QueryText {
  /** Values by parameter in the order in which they came; commas are not split yet. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly faults: readonly FieldFault[];
}

/** Whatever ends lines, hides or breaks a text: no code, month or number has one. */
const CONTROL = /\p{Cc}/u;

/**
 * Reads the query of an address strictly: what a lenient reader would guess at (a broken percent
 * sign, bytes that are no UTF-8) is a fault here, because a figure must not answer another question.
 *
 * @param url path and query as they came
 */
export function queryTextOf(url: string): QueryText {
  const query = rawQueryOf(url);
  const values = new Map<string, string[]>();
  const faults: FieldFault[] = [];
  for (const pair of query.split('&')) {
    if (pair === '') continue;
    const split = pair.indexOf('=');
    const name = decoded(split === -1 ? pair : pair.slice(0, split));
    const value = decoded(split === -1 ? '' : pair.slice(split + 1));
    if (name === undefined || name === '' || CONTROL.test(name)) {
      faults.push({
        field: 'query',
        reason: 'expected NAME=VALUE in percent-encoded UTF-8; came a name that cannot be read',
      });
      continue;
    }
    const fault = value === undefined ? UNDECODABLE : faultOfText(value);
    if (fault !== undefined) faults.push({ field: shortName(name), reason: fault });
    values.set(name, [...(values.get(name) ?? []), value ?? '']);
  }
  return { values, faults };
}

/** The query of an address as it came; empty where there is none. */
export function rawQueryOf(url: string): string {
  const start = url.indexOf('?');
  return start === -1 ? '' : url.slice(start + 1);
}

/** Long enough for every name there is; a longer one is shortened where it is repeated. */
const NAME_SHOWN_MAX = 40;

/** A name as a fault repeats it. */
export function shortName(name: string): string {
  return name.length > NAME_SHOWN_MAX ? `${name.slice(0, NAME_SHOWN_MAX)}…` : name;
}

const UNDECODABLE = 'expected percent-encoded UTF-8; came a text that cannot be decoded';

function faultOfText(value: string): string | undefined {
  if (CONTROL.test(value)) return 'expected a text without control characters; came one with them';
  const { valueCharactersMax } = FIGURES_LIMITS;
  const tooLong = value.split(',').find((one) => one.length > valueCharactersMax);
  if (tooLong === undefined) return undefined;
  return `expected at most ${valueCharactersMax} characters in a value; came ${tooLong.length}`;
}

/** Undefined for a broken percent sign and for bytes that are no UTF-8. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    // The only error there is: the text is malformed, which the caller reports.
    return undefined;
  }
}
