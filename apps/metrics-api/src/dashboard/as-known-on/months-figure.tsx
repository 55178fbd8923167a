import * as Plot from '@observablehq/plot';
import type { VNode } from 'preact';
import type { Answer } from '../shell/ask.js';
import { Chart, INK, SERIES } from '../shell/chart.js';
import { Suppressed } from '../shell/data-table.js';
import { Figure } from '../shell/figure.js';
import { Legend } from '../shell/legend.js';
import { MARGINS, countScale, monthAxis, paddingOf } from '../shell/month-axis.js';
import type { PageContext } from '../shell/page-context.js';
import { monthsBetween } from '../volumes/month-points.js';
import { dayText, type AskedDays } from './asked-day.js';
import type { KnownMonth, KnownRevision } from './known-months.js';

export interface MonthsFigureProps {
  readonly page: PageContext;
  readonly asked: AskedDays;
  /** Months as published by the first day. */
  readonly then: Answer;
  readonly months: readonly KnownMonth[];
}

/** Months on the first day and on the second: bars and dots, and the table of both. */
export function MonthsFigure({ page, asked, then, months }: MonthsFigureProps): VNode {
  const later = dayText(page, asked.until);
  return (
    <Figure
      page={page}
      id="months"
      title={page.t(findingOf(months, asked.until && later))}
      note={page.t({
        fr: 'Documents acceptés par le DMP, pays entier, par mois d’enregistrement (heure de Paris). Seule une révision publiée au plus tard ce jour-là était connue ; un mois qui n’était pas clos n’a pas de chiffre.',
        en: 'Documents accepted by the DMP, whole country, by month of registration (Europe/Paris). Only a revision published by the end of that day was known; a month that was not closed has no figure.',
      })}
      answer={then}
    >
      {months.some(({ now }) => now.documents !== null) && (
        <MonthsChart page={page} months={months} later={later} />
      )}
      {months.length > 0 && (
        <MonthsTable page={page} months={months} day={dayText(page, asked.then)} later={later} />
      )}
    </Figure>
  );
}

/** @param until the second day in words; undefined: today */
function findingOf(
  months: readonly KnownMonth[],
  until: string | undefined,
): { fr: string; en: string } {
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
    fr: `${known} mois publié${known > 1 ? 's' : ''} sur ${months.length}, dont ${revised} révisé${revised > 1 ? 's' : ''} ${until === undefined ? 'depuis' : `jusqu’au ${until}`}`,
    en: `${known} of ${months.length} months were published, ${revised} of them revised ${until === undefined ? 'since' : `by ${until}`}`,
  };
}

interface MonthsChartProps {
  readonly page: PageContext;
  readonly months: readonly KnownMonth[];
  /** The second day in words. */
  readonly later: string;
}

function MonthsChart({ page, months, later }: MonthsChartProps): VNode {
  const all = monthsBetween(months);
  const points = (of: (month: KnownMonth) => KnownRevision | null) =>
    months.flatMap((known) => {
      const documents = of(known)?.documents ?? null;
      return documents === null ? [] : [{ month: known.month, documents }];
    });
  const then = points((month) => month.then);
  const now = points((month) => month.now);
  return (
    <>
      <Chart
        id="months-chart"
        title={page.t({
          fr: `Documents par mois, ce jour-là et ${later}`,
          en: `Documents a month, that day and ${later}`,
        })}
        description={page.t({
          fr: `Barres : ${later}. Points : connu ce jour-là. Un point sous le haut de sa barre est un chiffre révisé à la hausse.`,
          en: `Bars: ${later}. Dots: known that day. A dot below the top of its bar is a figure that was revised upwards.`,
        })}
        plot={(size) => ({
          ...MARGINS,
          height: size.name === 'wide' ? 280 : 240,
          x: { type: 'band', domain: all, padding: paddingOf(all) },
          y: countScale(page, page.t({ fr: 'documents', en: 'documents' })),
          marks: [
            Plot.barY(now, { x: 'month', y: 'documents', fill: SERIES[5] ?? '' }),
            Plot.dot(then, {
              x: 'month',
              y: 'documents',
              fill: SERIES[0] ?? '',
              stroke: INK.paper,
              strokeWidth: 1.5,
              r: 5,
            }),
            Plot.ruleY([0], { stroke: INK.line }),
            monthAxis(page, all, size),
          ],
        })}
      />
      <Legend
        items={[
          { label: later, swatch: 'series-6' },
          { label: page.t({ fr: 'connu ce jour-là', en: 'known that day' }), swatch: 'series-1' },
        ]}
      />
    </>
  );
}

function MonthsTable({
  page,
  months,
  day,
  later,
}: {
  readonly page: PageContext;
  readonly months: readonly KnownMonth[];
  /** Both days in words. */
  readonly day: string;
  readonly later: string;
}): VNode {
  const caption = page.t({
    fr: `Ce qui était connu le ${day}, et ce qui l’est : ${later}`,
    en: `What was known on ${day}, and what is: ${later}`,
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
              {capitalised(later)}
            </th>
            <th scope="col" class="number">
              {page.t({ fr: 'Écart', en: 'Difference' })}
            </th>
            <th scope="col">{page.t({ fr: 'Entre les deux', en: 'In between' })}</th>
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

function capitalised(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
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
