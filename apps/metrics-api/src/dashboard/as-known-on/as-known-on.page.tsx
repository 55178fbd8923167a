import type { RuleVersion, SonsWindow } from '#libs/sons-rules';
import * as Plot from '@observablehq/plot';
import type { VNode } from 'preact';
import type { Answer } from '../shell/ask.js';
import { Chart, INK, SERIES } from '../shell/chart.js';
import { Suppressed } from '../shell/data-table.js';
import { Figure } from '../shell/figure.js';
import { Filters } from '../shell/filters.js';
import { dateOfMonth } from '../shell/formats.js';
import { labelOf } from '../shell/labels.js';
import { Legend } from '../shell/legend.js';
import { Page } from '../shell/page.js';
import type { PageContext } from '../shell/page-context.js';
import { DAYS, dayOfInstant, type AskedDay } from './asked-day.js';
import {
  knownMonths,
  publicationInstants,
  type KnownMonth,
  type KnownRevision,
} from './known-months.js';
import { knownRules } from './known-rules.js';

export interface AsKnownOnContent {
  readonly asked: AskedDay;
  /** Months as published by the end of that day. */
  readonly then: Answer;
  /** Months as they stand. */
  readonly now: Answer;
}

/** Days of publications that are offered as links: the latest ones. */
const PUBLICATIONS_SHOWN_MAX = 12;

/** What was known on a day, beside what is known today. */
export function asKnownOnPage(page: PageContext, content: AsKnownOnContent): VNode {
  const { asked, then, now } = content;
  const day = page.format.day(`${asked.day}T12:00:00Z`);
  return (
    <Page
      page={page}
      title={page.t({ fr: `Connu le ${day}`, en: `As known on ${day}` })}
      lead={page.t({
        fr: 'Un chiffre publié peut être révisé : des dépôts arrivent après la clôture du mois. Cette page montre ce qu’un lecteur pouvait savoir ce jour-là, et ce qui a changé depuis ; les règles du SONS aussi ont changé en route.',
        en: 'A published figure may be revised: deposits arrive after the month was closed. This page shows what a reader could know on that day, and what has changed since; the rules of the SONS changed on the way too.',
      })}
      provenance={now.table.provenance}
    >
      <DayForm page={page} asked={asked} now={now} />
      <MonthsFigure page={page} content={content} months={knownMonths(then.table, now.table)} />
      <RulesPanel page={page} asked={asked} />
    </Page>
  );
}

function DayForm({
  page,
  asked,
  now,
}: {
  readonly page: PageContext;
  readonly asked: AskedDay;
  readonly now: Answer;
}): VNode {
  const days = [
    ...new Set(publicationInstants(now.table).flatMap((instant) => dayOfInstant(instant) ?? [])),
  ].slice(-PUBLICATIONS_SHOWN_MAX);
  return (
    <>
      <Filters page={page} label={page.t({ fr: 'Choisir un jour', en: 'Choose a day' })}>
        <p class="field">
          <label for="filter-date">{page.t({ fr: 'Connu le', en: 'Known on' })}</label>
          <input
            id="filter-date"
            type="date"
            name="date"
            value={asked.day}
            min={DAYS.first}
            max={DAYS.last}
            required
          />
        </p>
      </Filters>
      {days.length > 0 && (
        <nav
          class="contents"
          aria-label={page.t({ fr: 'Jours de publication', en: 'Days of publication' })}
        >
          <ul>
            <li>{page.t({ fr: 'Publications :', en: 'Publications:' })}</li>
            {days.map((day) => (
              <li>
                <a
                  href={page.href(page.path, { date: [day] })}
                  aria-current={day === asked.day ? 'date' : undefined}
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

interface MonthsFigureProps {
  readonly page: PageContext;
  readonly content: AsKnownOnContent;
  readonly months: readonly KnownMonth[];
}

function MonthsFigure({ page, content: { then, asked }, months }: MonthsFigureProps): VNode {
  return (
    <Figure
      page={page}
      id="months"
      title={page.t(findingOf(months))}
      note={page.t({
        fr: 'Documents acceptés par le DMP, pays entier, par mois d’enregistrement (heure de Paris). Seule une révision publiée au plus tard ce jour-là était connue ; un mois qui n’était pas clos n’a pas de chiffre.',
        en: 'Documents accepted by the DMP, whole country, by month of registration (Europe/Paris). Only a revision published by the end of that day was known; a month that was not closed has no figure.',
      })}
      answer={then}
    >
      {months.some(({ now }) => now.documents !== null) && (
        <MonthsChart page={page} months={months} />
      )}
      {months.length > 0 && <MonthsTable page={page} months={months} day={asked.day} />}
    </Figure>
  );
}

function findingOf(months: readonly KnownMonth[]): { fr: string; en: string } {
  const known = months.filter(({ then }) => then !== null).length;
  const revised = months.filter(({ isRevised }) => isRevised).length;
  if (months.length === 0) {
    return {
      fr: 'Aucun mois ne contient encore d’événement',
      en: 'No month holds any event yet',
    };
  }
  if (known === 0) {
    return {
      fr: `Aucun des ${months.length} mois n’était publié ce jour-là`,
      en: `None of the ${months.length} months was published by that day`,
    };
  }
  return {
    fr: `${known} mois publié${known > 1 ? 's' : ''} sur ${months.length}, dont ${revised} révisé${revised > 1 ? 's' : ''} depuis`,
    en: `${known} of ${months.length} months were published, ${revised} of them revised since`,
  };
}

function MonthsChart({ page, months }: Omit<MonthsFigureProps, 'content'>): VNode {
  const points = (of: (month: KnownMonth) => KnownRevision | null) =>
    months.flatMap((month) => {
      const documents = of(month)?.documents ?? null;
      const at = dateOfMonth(month.month);
      return documents === null || at === null ? [] : [{ at, documents }];
    });
  const then = points((month) => month.then);
  const now = points((month) => month.now);
  return (
    <>
      <Chart
        id="months-chart"
        title={page.t({
          fr: 'Documents par mois, ce jour-là et aujourd’hui',
          en: 'Documents a month, that day and today',
        })}
        description={page.t({
          fr: 'Barres : aujourd’hui. Points : connu ce jour-là. Un point sous sa barre est un chiffre révisé à la hausse.',
          en: 'Bars: today. Dots: known that day. A dot below its bar is a figure that was revised upwards.',
        })}
        plot={({ name }) => ({
          height: name === 'wide' ? 280 : 240,
          marginLeft: 56,
          x: {
            type: 'band',
            label: null,
            tickFormat: monthTick(page, months.length, name === 'wide' ? 13 : 5),
          },
          y: {
            label: page.t({ fr: 'documents', en: 'documents' }),
            grid: true,
            zero: true,
            ticks: 5,
            tickFormat: (value: number) => page.format.compact(value),
          },
          marks: [
            Plot.barY(now, { x: 'at', y: 'documents', fill: SERIES[5] ?? '' }),
            Plot.dot(then, {
              x: 'at',
              y: 'documents',
              fill: SERIES[0] ?? '',
              stroke: INK.paper,
              strokeWidth: 1.5,
              r: 5,
            }),
            Plot.ruleY([0], { stroke: INK.line }),
          ],
        })}
      />
      <Legend
        items={[
          { label: page.t({ fr: 'aujourd’hui', en: 'today' }), swatch: 'series-6' },
          { label: page.t({ fr: 'connu ce jour-là', en: 'known that day' }), swatch: 'series-1' },
        ]}
      />
    </>
  );
}

/** Every month when there is room, else one in several; the year with each January and the first. */
function monthTick(
  page: PageContext,
  count: number,
  room: number,
): (at: Date, i: number) => string {
  const step = Math.max(1, Math.ceil(count / room));
  return (at, i) => {
    if (i % step !== 0) return '';
    const month = at.toISOString().slice(0, 7);
    const short = page.format.monthShort(month);
    return i === 0 || month.endsWith('-01') || step > 1 ? `${short}\n${month.slice(0, 4)}` : short;
  };
}

function MonthsTable({
  page,
  months,
  day,
}: {
  readonly page: PageContext;
  readonly months: readonly KnownMonth[];
  readonly day: string;
}): VNode {
  const caption = page.t({
    fr: `Ce qui était connu le ${page.format.day(`${day}T12:00:00Z`)}, et aujourd’hui`,
    en: `What was known on ${page.format.day(`${day}T12:00:00Z`)}, and today`,
  });
  return (
    <div class="table-frame" role="region" aria-label={caption} tabindex={0}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{page.t({ fr: 'Mois', en: 'Month' })}</th>
            <th scope="col" class="number">
              {page.t({ fr: 'Connu ce jour-là', en: 'Known that day' })}
            </th>
            <th scope="col" class="number">
              {page.t({ fr: 'Aujourd’hui', en: 'Today' })}
            </th>
            <th scope="col" class="number">
              {page.t({ fr: 'Écart', en: 'Difference' })}
            </th>
            <th scope="col">{page.t({ fr: 'Depuis', en: 'Since' })}</th>
          </tr>
        </thead>
        <tbody>
          {months.toReversed().map((month) => (
            <MonthRow page={page} month={month} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function MonthRow({
  page,
  month,
}: {
  readonly page: PageContext;
  readonly month: KnownMonth;
}): VNode {
  const { then, now, isRevised } = month;
  const difference =
    then?.documents == null || now.documents === null ? null : now.documents - then.documents;
  return (
    <tr>
      <th scope="row">{page.format.month(month.month)}</th>
      <td class="number">
        {then === null ? (
          page.t({ fr: 'pas publié', en: 'not published' })
        ) : (
          <Documents page={page} revision={then} />
        )}
      </td>
      <td class="number">
        <Documents page={page} revision={now} />
      </td>
      <td class="number">
        {difference === null
          ? '–'
          : `${difference > 0 ? '+' : ''}${page.format.integer(difference)}`}
      </td>
      <td>
        {isRevised ? (
          <span class="state warn">
            {page.t({
              fr: now.publishedAt === null ? 'en révision' : 'révisé',
              en: now.publishedAt === null ? 'being revised' : 'revised',
            })}
          </span>
        ) : then === null ? (
          '–'
        ) : (
          page.t({ fr: 'inchangé', en: 'unchanged' })
        )}
      </td>
    </tr>
  );
}

function Documents({
  page,
  revision,
}: {
  readonly page: PageContext;
  readonly revision: KnownRevision;
}): VNode {
  const { documents, revision: number, publishedAt } = revision;
  return (
    <>
      {documents === null ? <Suppressed page={page} /> : page.format.integer(documents)}{' '}
      <small class="row-note">
        {publishedAt === null
          ? page.t({ fr: `compté, pas publié`, en: 'counted, not published' })
          : page.t({ fr: `révision ${number}`, en: `revision ${number}` })}
      </small>
    </>
  );
}

function RulesPanel({
  page,
  asked,
}: {
  readonly page: PageContext;
  readonly asked: AskedDay;
}): VNode {
  const rules = knownRules(asked.lastMs);
  const moved = rules.filter(({ then, now }) => then?.version !== now?.version).length;
  const caption = page.t({
    fr: 'Règles du SONS connues ce jour-là, par fenêtre de commande',
    en: 'Rules of the SONS known that day, by ordering window',
  });
  return (
    <section class="panel" aria-labelledby="rules">
      <h2 id="rules">
        {moved === 0
          ? page.t({
              fr: 'Les règles du SONS étaient celles d’aujourd’hui',
              en: 'The rules of the SONS were those of today',
            })
          : page.t({
              fr: `Les règles du SONS étaient autres pour ${moved} fenêtres sur ${rules.length}`,
              en: `The rules of the SONS were others for ${moved} of ${rules.length} windows`,
            })}
      </h2>
      <p class="note">
        {page.t({
          fr: 'Les échéances ont été déplacées pendant que des commandes étaient ouvertes. Une échéance est un instant, heure de Paris, exclu : à 14:00:00 il est trop tard pour 14:00.',
          en: 'Deadlines were moved while orders were open. A deadline is an instant, Europe/Paris, exclusive: at 14:00:00 it is too late for 14:00.',
        })}
      </p>
      <div class="table-frame" role="region" aria-label={caption} tabindex={0}>
        <table>
          <caption>{caption}</caption>
          <thead>
            <tr>
              <th scope="col">{page.t({ fr: 'Fenêtre', en: 'Window' })}</th>
              <th scope="col">{page.t({ fr: 'Version connue', en: 'Version known' })}</th>
              <th scope="col">{page.t({ fr: 'Commande', en: 'Order' })}</th>
              <th scope="col">{page.t({ fr: 'Installation', en: 'Installation' })}</th>
              <th scope="col">{page.t({ fr: 'Dépôt du solde', en: 'Deposit of the balance' })}</th>
              <th scope="col">{page.t({ fr: 'Version d’aujourd’hui', en: 'Today’s version' })}</th>
            </tr>
          </thead>
          <tbody>
            {rules.map(({ window, then, now }) => (
              <tr>
                <th scope="row">{windowText(page, window)}</th>
                <td>
                  {then ? <code>{then.version}</code> : page.t({ fr: 'aucune', en: 'none' })}
                  {then?.assumed && (
                    <small class="row-note">
                      {page.t({ fr: 'en partie supposée', en: 'partly assumed' })}
                    </small>
                  )}
                </td>
                <td>{then ? orderText(page, then) : '–'}</td>
                <td>{deadlineText(page, then?.installedBeforeMs)}</td>
                <td>{deadlineText(page, then?.balanceDepositedBeforeMs)}</td>
                <td>
                  {now === undefined || now.version === then?.version ? (
                    page.t({ fr: 'la même', en: 'the same' })
                  ) : (
                    <span class="state warn">{now.version}</span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function windowText(page: PageContext, { couloir, wave }: SonsWindow): string {
  const name = labelOf(page, 'couloir', couloir);
  return page.t({ fr: `${name}, vague ${wave}`, en: `${name}, wave ${wave}` });
}

/** Signature by the client and deposit by the editor are two instants. */
function orderText(page: PageContext, rule: RuleVersion): string {
  const { orderSignedBeforeMs, orderDepositedBeforeMs } = rule;
  if (orderSignedBeforeMs !== null) {
    const at = deadlineText(page, orderSignedBeforeMs);
    return page.t({ fr: `signée avant ${at}`, en: `signed before ${at}` });
  }
  if (orderDepositedBeforeMs === null) return '–';
  const at = deadlineText(page, orderDepositedBeforeMs);
  return page.t({ fr: `déposée avant ${at}`, en: `deposited before ${at}` });
}

function deadlineText(page: PageContext, beforeMs: number | null | undefined): string {
  return beforeMs == null ? '–' : page.format.instant(new Date(beforeMs).toISOString());
}
