import type { Format } from './format.js';
import { FORMATS, SCHEMAS_BESIDE } from './formats.js';

/** What a request says of the form that it wants. */
export interface WantedFormat {
  /** Behind the name in the address, without the first dot: `fr.csv`. It wins over `accept`. */
  readonly extension?: string | undefined;
  /** The header `Accept`. Omitted or empty: anything. */
  readonly accept?: string | undefined;
}

/** The form to answer in, or all that would have been accepted where the fault lies. */
export type Negotiated =
  | { readonly kind: 'format'; readonly format: Format }
  | {
      readonly kind: 'unknown';
      readonly fault: 'extension' | 'accept';
      readonly accepted: readonly string[];
    };

/** Chooses by extension, or else by RFC 9110's rules for `Accept`; JSON where anything will do. */
export function formatOf({ extension, accept }: WantedFormat): Negotiated {
  if (extension !== undefined) {
    const every = [...FORMATS, ...SCHEMAS_BESIDE];
    const format = every.find((one) => one.extension === extension);
    const accepted = every.map((one) => one.extension);
    return format ? { kind: 'format', format } : { kind: 'unknown', fault: 'extension', accepted };
  }
  const ranges = mediaRanges(accept ?? '');
  const best = FORMATS.map((format) => ({ format, match: bestMatch(ranges, format) }))
    .filter(({ match }) => match.quality > 0)
    // Sorting is stable: of equal ones the first of FORMATS stays first.
    .sort((a, b) => compareMatches(a.match, b.match))
    .at(0);
  if (best) return { kind: 'format', format: best.format };
  const accepted = FORMATS.map(({ mediaType }) => mediaType);
  return { kind: 'unknown', fault: 'accept', accepted };
}

interface MediaRange {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly quality: number;
}

interface Match {
  readonly quality: number;
  /** 0 any type, 1 any subtype, 2 the type, above it the number of parameters. */
  readonly precision: number;
  /** Place in the header. */
  readonly place: number;
}

const ANYTHING: MediaRange = { type: '*/*', parameters: new Map(), quality: 1 };
const NO_MATCH: Match = { quality: 0, precision: -1, place: 0 };

/** Ranges of the header. One that is none is left out, as the RFC has an unknown one. */
function mediaRanges(accept: string): MediaRange[] {
  if (accept.trim() === '') return [ANYTHING];
  return accept.split(',').flatMap((text) => {
    const { type, parameters } = mediaTypeOf(text);
    const quality = Number(parameters.get('q') ?? '1');
    const isRange = type.includes('/') && quality >= 0 && quality <= 1;
    parameters.delete('q');
    return isRange ? [{ type, parameters, quality }] : [];
  });
}

function mediaTypeOf(text: string): { type: string; parameters: Map<string, string> } {
  const [type = '', ...rest] = text.split(';').map((part) => part.trim().toLowerCase());
  const parameters = rest.map((part): [string, string] => {
    const [name = '', value = ''] = part.split('=', 2);
    return [name.trim(), value.trim().replaceAll('"', '')];
  });
  return { type, parameters: new Map(parameters) };
}

/** The most precise range that a form fits decides how welcome it is. */
function bestMatch(ranges: readonly MediaRange[], { mediaType }: Format): Match {
  const { type, parameters } = mediaTypeOf(mediaType);
  const main = type.slice(0, type.indexOf('/'));
  let best = NO_MATCH;
  for (const [place, range] of ranges.entries()) {
    const asked = [...range.parameters];
    if (!asked.every(([name, value]) => parameters.get(name) === value)) continue;
    const kinds = ['*/*', `${main}/*`, type];
    const kind = kinds.indexOf(range.type);
    if (kind < 0) continue;
    const precision = kind + asked.length;
    if (precision > best.precision) best = { quality: range.quality, precision, place };
  }
  return best;
}

/** Most welcome first, then most precisely asked, then asked first. */
function compareMatches(a: Match, b: Match): number {
  return b.quality - a.quality || b.precision - a.precision || a.place - b.place;
}
