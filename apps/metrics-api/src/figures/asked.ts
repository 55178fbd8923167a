import type { FieldFault } from '#libs/edge';
import { formatOf, type Format, type Language, type View } from '#libs/exports';
import { unknownParameterText, type Indicator } from '#libs/figures';
import { readCursor, type Cursor } from './cursor.js';
import { FIGURES_LIMITS } from './figures-limits.js';
import { formProblem, invalidQueryProblem, queryTooLongProblem } from './figures-problems.js';
import { queryTextOf, rawQueryOf, shortName } from './query-text.js';

/** Parameters of every indicator, beside its own. */
const SHARED_PARAMETERS = ['view', 'lang', 'limit', 'cursor'] as const;

type SharedParameter = (typeof SHARED_PARAMETERS)[number];

export const VIEWS: readonly View[] = ['public', 'owner'];
export const LANGUAGES: readonly Language[] = ['fr', 'en'];

/** A question about an indicator, in order. */
export interface Asked {
  readonly indicator: Indicator;
  readonly format: Format;
  readonly language: Language;
  readonly view: View;
  /** The indicator's own parameters, by name; lists are sorted and hold each value once. */
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  /** Equal for equal questions, whatever the form, the language and the page. */
  readonly question: string;
  /** Rows on a page; null for a form that is whole. */
  readonly limit: number | null;
  /** Null for the first page. */
  readonly cursor: Cursor | null;
}

/** What is asked, with the faults found so far: those of the indicator's own parameters it tells itself. */
export interface AskedWithFaults {
  readonly asked: Asked;
  readonly faults: readonly FieldFault[];
}

/** The parts of a request that say what is asked. */
export interface AskedParts {
  /** Path and query as they came. */
  readonly url: string;
  readonly accept: string | undefined;
  /** Behind the name in the address, without the first dot; undefined: `accept` decides. */
  readonly extension: string | undefined;
}

/**
 * Reads what is asked of an indicator. Pure.
 *
 * @throws ProblemError 404 or 406 for an unknown form, 414 and 400 for a query beyond its limits
 */
export function askedOf(indicator: Indicator, parts: AskedParts): AskedWithFaults {
  const negotiated = formatOf(parts);
  if (negotiated.kind === 'unknown') {
    throw formProblem(negotiated.fault, negotiated.accepted);
  }
  const { format } = negotiated;
  if (rawQueryOf(parts.url).length > FIGURES_LIMITS.queryCharactersMax) throw queryTooLongProblem();
  const { values, faults: textFaults } = queryTextOf(parts.url);
  assertFewValues(values);
  const reader = new SharedReader(values, format);
  const { parameters, faults: unknown } = ownParameters(indicator, values);
  const view = reader.oneOf('view', VIEWS) ?? 'public';
  const language = reader.oneOf('lang', LANGUAGES) ?? 'fr';
  const question = JSON.stringify([indicator.definition.name, view, Object.entries(parameters)]);
  const limit = reader.limit();
  const cursor = reader.cursor(question);
  return {
    asked: { indicator, format, language, view, parameters, question, limit, cursor },
    faults: withoutRepetition([...textFaults, ...unknown, ...reader.faults]),
  };
}

/** Whether a form comes page by page; all others are files, and whole. */
export function isPaged({ name }: Format): boolean {
  return name === 'json';
}

function assertFewValues(values: ReadonlyMap<string, readonly string[]>): void {
  const { queryValuesMax } = FIGURES_LIMITS;
  const count = [...values.values()].flat().reduce((sum, one) => sum + one.split(',').length, 0);
  if (count <= queryValuesMax) return;
  throw invalidQueryProblem([
    { field: 'query', reason: `expected at most ${queryValuesMax} values; came ${count}` },
  ]);
}

/** A text that is no text at all is named once: what else is wrong with it follows from that. */
function withoutRepetition(faults: readonly FieldFault[]): FieldFault[] {
  const seen = new Set<string>();
  return faults.filter(({ field }) => {
    if (field !== 'query' && seen.has(field)) return false;
    seen.add(field);
    return true;
  });
}

function ownParameters(
  indicator: Indicator,
  values: ReadonlyMap<string, readonly string[]>,
): Pick<Asked, 'parameters'> & { readonly faults: readonly FieldFault[] } {
  const { parameters: known } = indicator;
  const accepted = [...known.map(({ name }) => name), ...SHARED_PARAMETERS];
  const faults: FieldFault[] = [];
  const parameters: Record<string, readonly string[]> = {};
  const names = [...values.keys()].sort();
  for (const name of names) {
    if (SHARED_PARAMETERS.some((shared) => shared === name)) continue;
    const parameter = known.find((one) => one.name === name);
    if (parameter === undefined) {
      const reason = unknownParameterText(indicator, name, 'another name').en;
      faults.push({ field: shortName(name), reason, accepted });
      continue;
    }
    const texts = (values.get(name) ?? []).flatMap((text) => text.split(','));
    const given = texts.map((text) => text.trim()).filter((text) => text !== '');
    if (given.length === 0) {
      const reason = 'expected a value, or the parameter left out; came nothing';
      faults.push({
        field: name,
        reason,
        ...(parameter.accepted && { accepted: parameter.accepted }),
      });
      continue;
    }
    // Order and repetition say nothing in a list. Of one value they do: the indicator refuses a second.
    parameters[name] = parameter.kind === 'codes' ? [...new Set(given)].sort() : given;
  }
  return { parameters, faults };
}

/** Reads the parameters that every indicator has; each has one value. */
class SharedReader {
  readonly faults: FieldFault[] = [];

  constructor(
    private readonly values: ReadonlyMap<string, readonly string[]>,
    private readonly format: Format,
  ) {}

  oneOf<T extends string>(name: SharedParameter, accepted: readonly T[]): T | undefined {
    const text = this.#one(name);
    if (text === undefined) return undefined;
    const found = accepted.find((one) => one === text);
    if (found === undefined) {
      this.faults.push({ field: name, reason: `expected one of ${accepted.join(', ')}`, accepted });
    }
    return found;
  }

  limit(): number | null {
    const { pageRowsMax, pageRowsDefault } = FIGURES_LIMITS;
    const text = this.#ofPages('limit');
    if (!isPaged(this.format)) return null;
    if (text === undefined) return pageRowsDefault;
    const limit = /^\d{1,6}$/.test(text) ? Number(text) : 0;
    if (limit >= 1 && limit <= pageRowsMax) return limit;
    const reason = `expected a whole number of rows from 1 to ${pageRowsMax}; came another text`;
    this.faults.push({ field: 'limit', reason });
    return pageRowsDefault;
  }

  cursor(question: string): Cursor | null {
    const text = this.#ofPages('cursor');
    if (text === undefined || !isPaged(this.format)) return null;
    const cursor = readCursor(text, question);
    if (cursor !== undefined) return cursor;
    const reason =
      'expected the cursor of a Link with rel="next" with the same parameters; came another text';
    this.faults.push({ field: 'cursor', reason });
    return null;
  }

  /** A file is whole: to page through it is a misunderstanding, which is better told than ignored. */
  #ofPages(name: 'limit' | 'cursor'): string | undefined {
    const text = this.#one(name);
    if (text !== undefined && !isPaged(this.format)) {
      const reason = `expected no ${name} for ${this.format.extension}, which is whole; came one`;
      this.faults.push({ field: name, reason });
    }
    return text;
  }

  #one(name: SharedParameter): string | undefined {
    const [text, ...others] = this.values.get(name) ?? [];
    if (others.length > 0) {
      this.faults.push({
        field: name,
        reason: `expected one value; came ${String(others.length + 1)}`,
      });
    }
    return text;
  }
}
