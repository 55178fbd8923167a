import type { VNode } from 'preact';
import type { Answer } from '../shell/ask.js';
import { Filters } from '../shell/filters.js';
import type { PageContext, PageQuery } from '../shell/page-context.js';
import { DAYS, dayOfInstant, type AskedDays } from './asked-day.js';
import { publicationInstants } from './known-months.js';

/** Days of publications that are offered as links: the latest ones. */
const PUBLICATIONS_SHOWN_MAX = 12;

/** Two days, and the days of publications as links. */
export function DayForm({
  page,
  asked,
  now,
}: {
  readonly page: PageContext;
  readonly asked: AskedDays;
  readonly now: Answer;
}): VNode {
  const days = [
    ...new Set(publicationInstants(now.table).flatMap((instant) => dayOfInstant(instant) ?? [])),
  ].sort();
  const later = (day: string): PageQuery =>
    asked.until !== undefined && asked.until.day >= day ? { until: [asked.until.day] } : {};
  return (
    <>
      <Filters page={page} label={page.t({ fr: 'Choisir un jour', en: 'Choose a day' })}>
        <DayField
          name="date"
          label={page.t({ fr: 'Connu le', en: 'Known on' })}
          day={asked.then.day}
          days={days}
        />
        <DayField
          name="until"
          label={page.t({
            fr: 'Comparé au (vide : aujourd’hui)',
            en: 'Compared with (empty: today)',
          })}
          day={asked.until?.day ?? ''}
          days={[...days, '']}
        />
      </Filters>
      {days.length > 0 && (
        <nav
          class="contents"
          aria-label={page.t({ fr: 'Jours de publication', en: 'Days of publication' })}
        >
          <ul>
            <li>{page.t({ fr: 'Publications :', en: 'Publications:' })}</li>
            {days.slice(-PUBLICATIONS_SHOWN_MAX).map((day) => (
              <li>
                <a
                  href={page.href(page.path, { date: [day], ...later(day) })}
                  aria-current={day === asked.then.day ? 'date' : undefined}
                >
                  {page.format.day(`${day}T12:00:00Z`)}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      )}
    </>
  );
}

interface DayFieldProps {
  readonly name: 'date' | 'until';
  readonly label: string;
  /** Empty: today. */
  readonly day: string;
  /** Where figures change: stops of the slider that the client script puts beside the field. */
  readonly days: readonly string[];
}

function DayField({ name, label, day, days }: DayFieldProps): VNode {
  const id = `filter-${name}`;
  return (
    <p class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="date"
        name={name}
        value={day}
        min={DAYS.first}
        max={DAYS.last}
        required={name === 'date'}
        data-days={days.join(',')}
      />
    </p>
  );
}
