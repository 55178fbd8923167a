import type { Provenance } from '#libs/exports';
import type { Figures } from '#libs/figures';
import type { VNode } from 'preact';
import { LEGAL_POPULATION } from '../per-inhabitant/rate-filters.js';
import { systemStateOf } from '../quality/system-facts.js';
import { SystemState } from '../quality/system-state.js';
import { ask, askIfKnown, type Answer } from '../shell/ask.js';
import { Suppressed } from '../shell/data-table.js';
import { Empty } from '../shell/empty.js';
import { Figure, freshnessOf } from '../shell/figure.js';
import { Page } from '../shell/page.js';
import type { PageContext } from '../shell/page-context.js';
import { rowsOf, withColumns, type TableRow } from '../shell/table-rows.js';
import { hiddenMonths, monthsBetween, pointsOf } from '../volumes/month-points.js';
import { MonthBars } from '../volumes/volumes-charts.js';
import { Headline } from './headline.js';
import { SonsHeadline } from './sons-headline.js';

/** Is the system healthy, what was simulated, three figures, and the proof of the last run. */
export async function overviewPage(page: PageContext, figures: Figures): Promise<VNode> {
  const volumes = await ask(figures, page, 'volumes', { by: ['month'] });
  const months = await ask(figures, page, 'months');
  const quality = await askIfKnown(figures, page, 'quality');
  const counted = rowsOf(volumes.table);
  // A month of a few documents at the end of a run would leave the headlines empty in public.
  const last = counted.findLast((row) => !row.isSuppressed) ?? counted.at(-1);
  const month = last?.text('month') ?? '';
  const rates = await ask(figures, page, 'rates', {
    ...(month !== '' && { from: [month], to: [month] }),
    window: ['annualised_month', 'calendar_year'],
  });
  const payouts = await askIfKnown(figures, page, 'payouts', { by: ['none'] });
  const { provenance } = volumes.table;
  return (
    <Page
      page={page}
      title={page.t({ fr: 'Vue d’ensemble', en: 'Overview' })}
      lead={page.t({
        fr: 'Les flux simulés de documents vers Mon espace santé, et ce qu’on en calcule : volumes, taux par habitant, usage par éditeur. Chaque chiffre porte sa définition et se télécharge.',
        en: 'Simulated flows of documents into Mon espace santé, and what is computed from them: volumes, rates per inhabitant, usage by editor. Each figure carries its definition and can be downloaded.',
      })}
      provenance={provenance}
      tables={[volumes.table, rates.table, ...(payouts ? [payouts.table] : [])]}
    >
      <section class="panel" aria-labelledby="health-title">
        <h2 id="health-title">
          {page.t({ fr: 'Le système est-il sain ?', en: 'Is the system healthy?' })}
        </h2>
        <SystemState page={page} state={systemStateOf(quality?.table, months.table)} />
        <Simulated page={page} provenance={provenance} answer={volumes} />
      </section>
      {last === undefined ? (
        <Empty page={page} />
      ) : (
        <>
          <div class="headlines">
            <VolumeHeadline page={page} row={last} />
            <RateHeadline page={page} month={month} rows={rowsOf(rates.table)} />
            <SonsHeadline page={page} answer={payouts} />
          </div>
          <TrendFigure page={page} answer={volumes} />
        </>
      )}
    </Page>
  );
}

interface SimulatedProps {
  readonly page: PageContext;
  readonly provenance: Provenance;
  readonly answer: Answer;
}

/** What was simulated, and up to when it is counted. */
function Simulated({ page, provenance, answer }: SimulatedProps): VNode {
  const runs = provenance.simulations.map(({ scenario, seed }) =>
    page.t({ fr: `${scenario}, graine ${seed}`, en: `${scenario}, seed ${seed}` }),
  );
  const months = rowsOf(answer.table).map((row) => row.text('month'));
  const [first, last] = [months[0], months.at(-1)];
  const span =
    first === undefined || last === undefined
      ? ''
      : page.t({
          fr: `, de ${page.format.month(first)} à ${page.format.month(last)}`,
          en: `, from ${page.format.month(first)} to ${page.format.month(last)}`,
        });
  const what = runs.length === 0 ? page.t({ fr: 'rien', en: 'nothing' }) : runs.join(' ; ');
  return (
    <p class="note">
      {page.t({ fr: `Simulé : ${what}${span}`, en: `Simulated: ${what}${span}` })} ·{' '}
      {freshnessOf(page, provenance)} ·{' '}
      <a href={page.href('/quality')}>{page.t({ fr: 'Tous les contrôles', en: 'All checks' })}</a>
    </p>
  );
}

function VolumeHeadline({
  page,
  row,
}: {
  readonly page: PageContext;
  readonly row: TableRow;
}): VNode {
  const month = page.format.month(row.text('month'));
  const events = row.number('events');
  const daily = row.number('events_per_working_day');
  const days = row.number('working_days') ?? 0;
  return (
    <Headline
      page={page}
      title={page.t({ fr: `Documents déposés en ${month}`, en: `Documents deposited in ${month}` })}
      value={
        events === null ? (
          <Suppressed page={page} />
        ) : (
          <>
            {page.format.amount(events)}{' '}
            <small>{page.t({ fr: 'documents', en: 'documents' })}</small>
          </>
        )
      }
      indicator="volumes"
      more={{ path: '/volumes', label: page.t({ fr: 'Volumes mensuels', en: 'Monthly volumes' }) }}
    >
      {events !== null &&
        daily !== null &&
        page.t({
          fr: `${page.format.integer(events)} exactement ; ${page.format.integer(daily)} par jour ouvré (${days} jours)`,
          en: `${page.format.integer(events)} exactly; ${page.format.integer(daily)} per working day (${days} days)`,
        })}
    </Headline>
  );
}

interface RateHeadlineProps {
  readonly page: PageContext;
  readonly month: string;
  readonly rows: readonly TableRow[];
}

function RateHeadline({ page, month, rows }: RateHeadlineProps): VNode {
  const find = (window: string): TableRow | undefined =>
    rows.find(
      (row) => row.text('window') === window && row.text('denominator') === LEGAL_POPULATION,
    );
  const rateOf = (row: TableRow | undefined): number | null =>
    row?.number('rate_unrounded') ?? null;
  const annualised = find('annualised_month');
  const [rhythm, year] = [rateOf(annualised), rateOf(find('calendar_year'))];
  const persons = page.format.integer(annualised?.number('persons') ?? 0);
  const when = page.format.month(month);
  return (
    <Headline
      page={page}
      title={page.t({
        fr: 'Documents par habitant et par an',
        en: 'Documents per inhabitant and year',
      })}
      value={rhythm === null ? <Suppressed page={page} /> : page.format.rate(rhythm)}
      indicator="rates"
      more={{
        path: '/per-inhabitant',
        label: page.t({ fr: 'Par habitant', en: 'Per inhabitant' }),
      }}
    >
      {page.t({
        fr: `${when} × 12, sur ${persons} habitants (population légale)`,
        en: `${when} × 12, over ${persons} inhabitants (legal population)`,
      })}
      {year !== null &&
        page.t({
          fr: ` ; année civile : ${page.format.rate(year)}`,
          en: `; calendar year: ${page.format.rate(year)}`,
        })}
    </Headline>
  );
}

function TrendFigure({
  page,
  answer,
}: {
  readonly page: PageContext;
  readonly answer: Answer;
}): VNode {
  const points = pointsOf(rowsOf(answer.table), 'measure');
  const months = monthsBetween(points);
  const [first, last] = [points[0], points.at(-1)];
  const title =
    first === undefined || last === undefined || months.length < 2
      ? page.t({ fr: 'Documents par mois', en: 'Documents by month' })
      : page.t({
          fr: `De ${page.format.amount(first.events)} documents en ${page.format.month(first.month)} à ${page.format.amount(last.events)} en ${page.format.month(last.month)}`,
          en: `From ${page.format.amount(first.events)} documents in ${page.format.month(first.month)} to ${page.format.amount(last.events)} in ${page.format.month(last.month)}`,
        });
  return (
    <Figure
      page={page}
      id="trend"
      title={title}
      answer={answer}
      table={withColumns(answer.table, [
        'month',
        'events',
        'working_days',
        'events_per_working_day',
        'revision',
        'month_status',
      ])}
    >
      <MonthBars
        page={page}
        id="trend-chart"
        points={points}
        hidden={hiddenMonths(rowsOf(answer.table))}
        value="events"
        title={page.t({
          fr: 'Documents déposés au DMP par mois',
          en: 'Documents deposited in the DMP by month',
        })}
        unit={page.t({ fr: 'documents', en: 'documents' })}
      />
    </Figure>
  );
}
