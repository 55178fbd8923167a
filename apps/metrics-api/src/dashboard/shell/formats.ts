import type { Language } from '#libs/exports';
import { TIME_ZONE } from '#libs/reference';

const LOCALES = { fr: 'fr-FR', en: 'en-GB' } as const;

/** Writes numbers, months and instants as a reader of the language expects them; instants in Europe/Paris. */
export class Formats {
  readonly #locale: string;
  readonly #month: Intl.DateTimeFormat;
  readonly #monthShort: Intl.DateTimeFormat;
  readonly #instant: Intl.DateTimeFormat;
  readonly #day: Intl.DateTimeFormat;
  readonly #numbers = new Map<string, Intl.NumberFormat>();

  constructor(readonly language: Language) {
    this.#locale = LOCALES[language];
    const utc = { timeZone: 'UTC' } as const;
    this.#month = new Intl.DateTimeFormat(this.#locale, { ...utc, month: 'long', year: 'numeric' });
    this.#monthShort = new Intl.DateTimeFormat(this.#locale, { ...utc, month: 'short' });
    this.#instant = new Intl.DateTimeFormat(this.#locale, {
      timeZone: TIME_ZONE,
      dateStyle: 'long',
      timeStyle: 'short',
    });
    this.#day = new Intl.DateTimeFormat(this.#locale, { timeZone: TIME_ZONE, dateStyle: 'long' });
  }

  /** `1 234 567` in French, `1,234,567` in English. */
  integer(value: number): string {
    return this.decimal(value, 0);
  }

  /** With exactly so many digits behind the comma. */
  decimal(value: number, decimals: number): string {
    return this.#number(
      { minimumFractionDigits: decimals, maximumFractionDigits: decimals },
      value,
    );
  }

  /** `18,8 M`: for axes and headlines, three significant digits; as it is below ten thousand. */
  compact(value: number): string {
    if (Math.abs(value) < 10_000) return this.#number({ maximumFractionDigits: 1 }, value);
    return this.#number({ notation: 'compact', maximumSignificantDigits: 3 }, value);
  }

  /** In a sentence: `18,8 M`, but whole below a million. */
  amount(value: number): string {
    return Math.abs(value) < 1_000_000 ? this.integer(value) : this.compact(value);
  }

  /** A rate: two decimals, or three significant digits where two would show nothing of it. */
  rate(value: number): string {
    if (value === 0 || Math.abs(value) >= 0.1) return this.decimal(value, 2);
    return this.#number({ maximumSignificantDigits: 3 }, value);
  }

  /** `+5,2 %` or `−5,2 %`: a change, with its sign. */
  change(share: number, decimals = 1): string {
    const options = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
    // French and British locales write a hyphen where a minus belongs.
    return this.#number({ style: 'percent', signDisplay: 'exceptZero', ...options }, share).replace(
      '-',
      '−',
    );
  }

  /** A share of 1 as `53,9 %`. */
  percent(share: number, decimals = 1): string {
    const options = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
    return this.#number({ style: 'percent', ...options }, share);
  }

  /** Whole euros. */
  euros(value: number, decimals = 0): string {
    const options = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
    return this.#number({ style: 'currency', currency: 'EUR', ...options }, value);
  }

  /** `2023-12` as `décembre 2023`; another text as it is. */
  month(month: string): string {
    const date = dateOfMonth(month);
    return date === null ? month : this.#month.format(date);
  }

  /** `2023-12` as `déc.`. */
  monthShort(month: string): string {
    const date = dateOfMonth(month);
    return date === null ? month : this.#monthShort.format(date);
  }

  /** An ISO instant as `14 décembre 2023 à 14:00`, Europe/Paris. */
  instant(instant: string): string {
    const date = new Date(instant);
    return Number.isNaN(date.getTime()) ? instant : this.#withOrdinal(this.#instant.format(date));
  }

  /** An ISO instant or day as `14 décembre 2023`. */
  day(instant: string): string {
    const date = new Date(instant);
    return Number.isNaN(date.getTime()) ? instant : this.#withOrdinal(this.#day.format(date));
  }

  /** French counts the first day of a month and no other: `1er décembre`. */
  #withOrdinal(date: string): string {
    return this.language === 'fr' ? date.replace(/^1 /, '1er ') : date;
  }

  #number(options: Intl.NumberFormatOptions, value: number): string {
    const key = JSON.stringify(options);
    let format = this.#numbers.get(key);
    if (format === undefined) {
      format = new Intl.NumberFormat(this.#locale, options);
      this.#numbers.set(key, format);
    }
    return format.format(value);
  }
}

/** First day of a month in UTC; null for a text that is no month. */
function dateOfMonth(month: string): Date | null {
  return /^\d{4}-(0[1-9]|1[0-2])$/.test(month) ? new Date(`${month}-01T00:00:00Z`) : null;
}
