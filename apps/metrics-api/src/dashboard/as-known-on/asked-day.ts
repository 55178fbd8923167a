import { TIME_ZONE } from '#libs/reference';
import { invalidQuery } from '../shell/pages.js';
import type { PageContext, PageQuery } from '../shell/page-context.js';

/** Days that may be asked for: before the first there was nothing to know. */
export const DAYS = { first: '2021-01-01', last: '2099-12-31' } as const;

/** A day in Europe/Paris, and the last millisecond of it: what is known by then is known that day. */
export interface AskedDay {
  /** `2022-12-01` */
  readonly day: string;
  readonly lastMs: number;
}

/** The day of the address, and the one it is compared with. */
export interface AskedDays {
  readonly then: AskedDay;
  /** Undefined: with what is known now, counted and not published included. */
  readonly until: AskedDay | undefined;
}

/**
 * Reads `date`, which is today when it is left out, and `until`. All that is wrong at once.
 *
 * @throws ProblemError 400 `invalid-query` for a day that does not exist or is outside DAYS, and for an
 *   `until` before `date`
 */
export function askedDays(query: PageQuery, nowMs: number): AskedDays {
  const date = dayIn(query, 'date');
  const until = dayIn(query, 'until');
  const faults = [...date.faults, ...until.faults];
  if (faults.length > 0) throw invalidQuery(faults);
  const then = date.day ?? today(nowMs);
  if (until.day !== undefined && until.day.day < then.day) {
    throw invalidQuery([
      {
        field: 'until',
        reason: {
          fr: `attendu : un jour à partir de ${then.day}, comme le dit \`date\` ; reçu : ${until.day.day}`,
          en: `expected a day from ${then.day} on, as \`date\` says; came ${until.day.day}`,
        },
      },
    ]);
  }
  return { then, until: until.day };
}

interface ReadDay {
  readonly day?: AskedDay;
  readonly faults: Parameters<typeof invalidQuery>[0];
}

/** An empty text is nothing: what a form sends of a field that was left empty. */
function dayIn(query: PageQuery, field: 'date' | 'until'): ReadDay {
  const given = (query[field] ?? []).filter((text) => text !== '');
  const [text, ...others] = given;
  if (text === undefined) return { faults: [] };
  const day = others.length > 0 ? undefined : dayOf(text);
  if (day !== undefined) return { day, faults: [] };
  const came = JSON.stringify(given.join(', ').slice(0, 80));
  const reason = {
    fr: `attendu : un jour de ${DAYS.first} à ${DAYS.last}, tel que 2022-12-01 ; reçu : ${came}`,
    en: `expected one day from ${DAYS.first} to ${DAYS.last}, such as 2022-12-01; came ${came}`,
  };
  return { faults: [{ field, reason }] };
}

function dayOf(text: string): AskedDay | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text < DAYS.first || text > DAYS.last) return undefined;
  try {
    return endingWith(Temporal.PlainDate.from(text));
  } catch {
    // Such as 30 February: no day.
    return undefined;
  }
}

function endingWith(date: Temporal.PlainDate): AskedDay {
  const next = date.add({ days: 1 }).toZonedDateTime(TIME_ZONE);
  return { day: date.toString(), lastMs: next.epochMilliseconds - 1 };
}

/** The day of an instant in Europe/Paris. */
function today(nowMs: number): AskedDay {
  return endingWith(
    Temporal.Instant.fromEpochMilliseconds(nowMs).toZonedDateTimeISO(TIME_ZONE).toPlainDate(),
  );
}

/** The day of an instant in Europe/Paris; undefined for a text that is none. */
export function dayOfInstant(instant: string): string | undefined {
  const ms = Date.parse(instant);
  return Number.isNaN(ms) ? undefined : today(ms).day;
}

/** A day in words; without one, today. */
export function dayText(page: PageContext, asked: AskedDay | undefined): string {
  return asked === undefined
    ? page.t({ fr: 'aujourd’hui', en: 'today' })
    : page.format.day(`${asked.day}T12:00:00Z`);
}
