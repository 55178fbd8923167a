import { CALENDAR_MONTHS, TIME_ZONE, formatMonth, parseMonth } from '#libs/reference';
import type { Text } from '#libs/exports';
import { QueryFaultsError } from '../figures.js';
import type { Indicator, IndicatorQuery, Parameter, QueryFault } from '../indicator.js';
import { expectedText } from './expected-text.js';
import { unknownParameterText } from './unknown-parameter.js';

/** Values that one parameter may be given. */
const LIST_MAX = 200;
/** Characters of a value that a fault repeats. */
const SHOWN_CHARACTERS_MAX = 40;

/**
 * Reads the raw texts of a query by what the indicator's parameters accept. Faults are kept, so that
 * all of them are told at once: read everything, then `assertNoFaults`.
 */
export class QueryReader {
  readonly #faults: QueryFault[] = [];
  readonly #parameters: ReadonlyMap<string, Parameter>;

  constructor(
    private readonly indicator: Indicator,
    private readonly query: IndicatorQuery,
  ) {
    this.#parameters = new Map(
      indicator.parameters.map((parameter) => [parameter.name, parameter]),
    );
    const names = [...this.#parameters.keys()];
    for (const name of Object.keys(query.parameters)) {
      if (this.#parameters.has(name)) continue;
      this.fault(
        name.slice(0, SHOWN_CHARACTERS_MAX),
        unknownParameterText(indicator, name, shown(name)),
        names,
      );
    }
  }

  /** Whether anything was given for the parameter. */
  has(name: string): boolean {
    return this.#textsOf(name).length > 0;
  }

  /** Codes of a list, each once, in the order of the accepted ones; the standard ones when omitted. */
  codes(name: string): string[] {
    const { accepted = [], standard } = this.#parameterOf(name);
    const texts = this.#textsOf(name);
    if (texts.length > LIST_MAX) {
      this.fault(
        name,
        expectedText(
          `${LIST_MAX} valeurs au plus ; reçu : ${texts.length}`,
          `at most ${LIST_MAX} values; came ${texts.length}`,
        ),
      );
      return [];
    }
    const given = texts.length > 0 ? texts : (standard?.split(',') ?? []);
    for (const text of given) {
      if (accepted.includes(text)) continue;
      this.fault(
        name,
        expectedText(
          `une ou plusieurs des valeurs acceptées ; reçu : ${shown(text)}`,
          `one or more of the accepted values; came ${shown(text)}`,
        ),
        accepted,
      );
    }
    return accepted.filter((code) => given.includes(code));
  }

  /** One code; undefined when omitted and without a standard, or when faulty. */
  code(name: string): string | undefined {
    const { accepted = [], standard } = this.#parameterOf(name);
    const text = this.#oneTextOf(name) ?? standard;
    if (text === undefined || accepted.includes(text)) return text;
    const reason = expectedText(
      `une des valeurs acceptées ; reçu : ${shown(text)}`,
      `one of the accepted values; came ${shown(text)}`,
    );
    this.fault(name, reason, accepted);
    return undefined;
  }

  /** Months since 2000-01; undefined when omitted or faulty. */
  month(name: string): number | undefined {
    const text = this.#oneTextOf(name);
    if (text === undefined) return undefined;
    try {
      return parseMonth(text);
    } catch {
      const [first, last] = [formatMonth(0), formatMonth(CALENDAR_MONTHS - 1)];
      this.fault(
        name,
        expectedText(
          `un mois tel que 2023-12, de ${first} à ${last} ; reçu : ${shown(text)}`,
          `a month such as 2023-12, from ${first} to ${last}; came ${shown(text)}`,
        ),
      );
      return undefined;
    }
  }

  /** First and last month, both inclusive; a bound that was omitted is that of the calendar. */
  months(): MonthRange {
    const from = this.month('from');
    const to = this.month('to');
    if (from !== undefined && to !== undefined && from > to) {
      const [first, last] = [formatMonth(from), formatMonth(to)];
      this.fault(
        'to',
        expectedText(
          `un mois à partir de ${first}, comme le dit \`from\` ; reçu : ${last}`,
          `a month from ${first} on, as \`from\` says; came ${last}`,
        ),
      );
    }
    return { from: from ?? 0, to: to ?? CALENDAR_MONTHS - 1 };
  }

  /** A day, as the instant at which it ends in Europe/Paris; undefined when omitted or faulty. */
  endOfDayMs(name: string): number | undefined {
    const text = this.#oneTextOf(name);
    if (text === undefined) return undefined;
    const ends = /^\d{4}-\d{2}-\d{2}$/.test(text) ? endOfDay(text) : undefined;
    if (ends === undefined) {
      this.fault(
        name,
        expectedText(
          `un jour tel que 2024-01-17 ; reçu : ${shown(text)}`,
          `a day such as 2024-01-17; came ${shown(text)}`,
        ),
      );
    }
    return ends;
  }

  /** Keeps a fault; `reason` says what was expected and what came. */
  fault(parameter: string, reason: Text, accepted?: readonly string[]): void {
    this.#faults.push({ parameter, reason, ...(accepted && { accepted }) });
  }

  /** @throws QueryFaultsError with every fault that was kept */
  assertNoFaults(): void {
    if (this.#faults.length === 0) return;
    throw new QueryFaultsError(this.indicator.definition.name, this.#faults);
  }

  #parameterOf(name: string): Parameter {
    const parameter = this.#parameters.get(name);
    if (parameter === undefined) {
      throw new Error(`${this.indicator.definition.name} has no parameter ${name}`);
    }
    return parameter;
  }

  /** A repeated parameter and one with commas are the same list; an empty text is nothing. */
  #textsOf(name: string): string[] {
    const raw = Object.hasOwn(this.query.parameters, name)
      ? this.query.parameters[name]
      : undefined;
    return (raw ?? [])
      .flatMap((text) => text.split(',', LIST_MAX + 1))
      .map((text) => text.trim())
      .filter((text) => text !== '');
  }

  #oneTextOf(name: string): string | undefined {
    const [text, ...others] = this.#textsOf(name);
    if (others.length > 0) {
      const count = others.length + 1;
      this.fault(
        name,
        expectedText(`une seule valeur ; reçu : ${count}`, `one value; came ${count}`),
      );
    }
    return text;
  }
}

/** Months since 2000-01, both inclusive. */
export interface MonthRange {
  readonly from: number;
  readonly to: number;
}

/** A value as a fault repeats it: bounded, and quoted so that its ends can be seen. */
function shown(text: string): string {
  const isLong = text.length > SHOWN_CHARACTERS_MAX;
  return JSON.stringify(isLong ? `${text.slice(0, SHOWN_CHARACTERS_MAX)}…` : text);
}

function endOfDay(text: string): number | undefined {
  try {
    const nextDay = Temporal.PlainDate.from(text).add({ days: 1 });
    return nextDay.toZonedDateTime(TIME_ZONE).epochMilliseconds;
  } catch {
    return undefined;
  }
}
