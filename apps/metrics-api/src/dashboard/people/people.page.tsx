import type { Figures } from '#libs/figures';
import type { VNode } from 'preact';
import { classBounds } from '../per-inhabitant/classes.js';
import { DepartmentMap, type DepartmentValue } from '../per-inhabitant/department-map.js';
import { ask, type Answer } from '../shell/ask.js';
import { Empty } from '../shell/empty.js';
import { Figure } from '../shell/figure.js';
import { labelOf } from '../shell/labels.js';
import { Page } from '../shell/page.js';
import type { PageContext } from '../shell/page-context.js';
import { rowsOf, withColumns } from '../shell/table-rows.js';
import { monthsBetween } from '../volumes/month-points.js';
import { QuantilesChart, ShareChart } from './people-charts.js';
import { PeopleFilters, readPeopleChoice, type PeopleChoice } from './people-filters.js';
import { apartFrom, reachedOf, type Reached } from './people-rows.js';

/** Who was reached: the share by month, documents per person, and departments. */
export async function peoplePage(page: PageContext, figures: Figures): Promise<VNode> {
  // The months by which a window may end; asked here, because the table of months waits for disclosure control.
  const known = await ask(figures, page, 'people', { window: ['calendar_month'] });
  const months = monthsBetween(rowsOf(known.table).map((row) => ({ month: row.text('month') })));
  const choice = readPeopleChoice(page, months);
  const { window, denominator, month } = choice;
  const national = await ask(figures, page, 'people', {
    window: [window],
    denominator: [denominator],
  });
  const departments = await ask(figures, page, 'people', {
    ...(month !== '' && { from: [month], to: [month] }),
    window: [window],
    perimeter: ['department'],
  });
  const points = reachedOf(rowsOf(national.table));
  const hasRows = national.table.rows.length > 0;
  return (
    <Page
      page={page}
      title={page.t({ fr: 'Personnes touchées', en: 'People reached' })}
      lead={page.t({
        fr: 'Combien d’habitants ont reçu au moins un document, et combien chacun en a reçu. Une moyenne par habitant cache que quelques-uns en reçoivent beaucoup et d’autres aucun.',
        en: 'How many inhabitants got at least one document, and how many each of them got. A mean per inhabitant hides that some get many and others none.',
      })}
      provenance={national.table.provenance}
      tables={[national.table, departments.table]}
    >
      <PeopleFilters page={page} choice={choice} months={months} />
      {points.some(({ sampled }) => sampled > 0) ? (
        <>
          <ShareFigure {...{ page, choice, points, months }} answer={national} />
          <QuantilesFigure {...{ page, choice, points, months }} answer={national} />
          <DepartmentsFigure {...{ page, choice, points, months }} answer={departments} />
        </>
      ) : hasRows ? (
        <SmallSample page={page} />
      ) : (
        <Empty page={page} />
      )}
    </Page>
  );
}

/** Events there are, and nobody of the sample among them, or too few persons to be shown. */
function SmallSample({ page }: { readonly page: PageContext }): VNode {
  return (
    <section class="panel empty">
      <h2>{page.t({ fr: 'L’échantillon est trop petit', en: 'The sample is too small' })}</h2>
      <p>
        {page.t({
          fr: 'Une personne sur 1 024 y est : quelque 66 400 pour le pays entier, une poignée pour une petite simulation. Au-dessous de onze personnes rien n’est montré, et rien ne s’en estime. Une simulation nationale suffit :',
          en: 'One person in 1,024 is in it: some 66,400 for the whole country, a handful for a small run. Below eleven persons nothing is shown, and nothing can be estimated. A national run is enough:',
        })}{' '}
        <code>npm run mes -- simulate national-december-2023 --scale 0.1</code>
      </p>
    </section>
  );
}

interface PartProps {
  readonly page: PageContext;
  readonly choice: PeopleChoice;
  readonly answer: Answer;
  /** The country, by month. */
  readonly points: readonly Reached[];
  readonly months: readonly string[];
}

/** The country in the chosen month; in the last one where a year is shown under another. */
function chosenOf({ choice, points }: Pick<PartProps, 'choice' | 'points'>): Reached | undefined {
  return points.find(({ month }) => month === choice.month) ?? points.at(-1);
}

function ShareFigure({ page, choice, answer, points, months }: PartProps): VNode {
  return (
    <Figure
      page={page}
      id="people-share"
      title={shareTitle(page, choice, chosenOf({ choice, points }))}
      note={page.t({
        fr: 'Estimation sur un échantillon fixe : une personne sur 1 024, toujours les mêmes. L’intervalle à 95 % dit ce que ce tirage laisse incertain. Les parts de plusieurs mois ne s’additionnent pas : ce sont en partie les mêmes personnes.',
        en: 'Estimated from a fixed sample: one person in 1,024, always the same ones. The 95 % interval says what this draw leaves uncertain. Shares of months do not add up: they are partly the same persons.',
      })}
      answer={answer}
      table={withColumns(answer.table, [
        'month',
        'share',
        'share_low',
        'share_high',
        'persons_reached',
        'persons',
        'sampled_persons',
        'months_in_window',
      ])}
    >
      <ShareChart {...{ page, points, months }} window={choice.window} />
    </Figure>
  );
}

function shareTitle(page: PageContext, choice: PeopleChoice, chosen: Reached | undefined): string {
  if (chosen === undefined) {
    return page.t({ fr: 'Part des habitants touchés', en: 'Share of the inhabitants reached' });
  }
  const [share, low, high] = [chosen.share, chosen.low, chosen.high].map((part) =>
    page.format.percent(part),
  );
  return page.t({
    fr: `${share} des habitants ont reçu au moins un document ${windowText(page, choice, chosen)} (de ${low} à ${high} à 95 %)`,
    en: `${share} of the inhabitants got at least one document ${windowText(page, choice, chosen)} (${low} to ${high} at 95 %)`,
  });
}

/** Behind "got documents": in which months, and how many of them are counted where some are missing. */
function windowText(
  page: PageContext,
  { window }: PeopleChoice,
  { month, monthsInWindow }: Reached,
): string {
  const name = page.format.month(month);
  if (window === 'calendar_month') return page.t({ fr: `en ${name}`, en: `in ${name}` });
  const counted =
    monthsInWindow === 12
      ? ''
      : page.t({
          fr: `, ${monthsInWindow} mois comptés`,
          en: `, ${monthsInWindow} months counted`,
        });
  const year = month.slice(0, 4);
  return window === 'calendar_year'
    ? page.t({ fr: `en ${year}${counted}`, en: `in ${year}${counted}` })
    : page.t({
        fr: `sur douze mois jusqu’à ${name}${counted}`,
        en: `over the twelve months to ${name}${counted}`,
      });
}

function QuantilesFigure({ page, choice, answer, points, months }: PartProps): VNode {
  return (
    <Figure
      page={page}
      id="people-quantiles"
      title={quantilesTitle(page, choice, chosenOf({ choice, points }))}
      note={page.t({
        fr: 'Documents par personne touchée, dans la fenêtre choisie. Un quantile n’est pas montré quand moins de 11 personnes de l’échantillon se trouvent au-delà ; « par habitant » compte zéro pour ceux qui n’en ont reçu aucun.',
        en: 'Documents per person reached, in the chosen window. A quantile is not shown when fewer than 11 sampled persons lie beyond; “per inhabitant” counts zero for those who got none.',
      })}
      answer={answer}
      table={withColumns(answer.table, [
        'month',
        'documents_per_person_reached',
        'documents_median_per_person_reached',
        'documents_p90_per_person_reached',
        'documents_p99_per_person_reached',
        'documents_median_per_inhabitant',
        'documents_p90_per_inhabitant',
        'documents_p99_per_inhabitant',
      ])}
    >
      <QuantilesChart {...{ page, points, months }} window={choice.window} />
    </Figure>
  );
}

function quantilesTitle(
  page: PageContext,
  choice: PeopleChoice,
  chosen: Reached | undefined,
): string {
  if (chosen === undefined || chosen.median === null || chosen.p90 === null) {
    return page.t({ fr: 'Documents par personne touchée', en: 'Documents per person reached' });
  }
  const [median, p90] = [chosen.median, chosen.p90].map((value) => page.format.integer(value));
  const mean = chosen.mean === null ? '–' : page.format.decimal(chosen.mean, 1);
  return page.t({
    fr: `La moitié des personnes touchées ont reçu ${median} document${chosen.median > 1 ? 's' : ''} au plus ${windowText(page, choice, chosen)}, une sur dix plus de ${p90} ; en moyenne ${mean}`,
    en: `Half of the people reached got ${median} document${chosen.median > 1 ? 's' : ''} at most ${windowText(page, choice, chosen)}, one in ten more than ${p90}; ${mean} on average`,
  });
}

function DepartmentsFigure({ page, choice, answer, points }: PartProps): VNode {
  const rows = rowsOf(answer.table);
  const places = reachedOf(rows);
  const values = new Map<string, DepartmentValue>(
    rows.map((row) => [
      row.text('perimeter'),
      row.isSuppressed ? 's' : (row.number('share') ?? undefined),
    ]),
  );
  const numbers = [...values.values()].filter((value) => typeof value === 'number');
  const month = page.format.month(choice.month);
  return (
    <Figure
      page={page}
      id="people-by-department"
      title={departmentsTitle(page, places, chosenOf({ choice, points }))}
      note={page.t({
        fr: `${labelOf(page, 'window', choice.window)}, ${month}, sur la population légale du département. Un département moyen n’a que quelques centaines de personnes dans l’échantillon : deux départements ne diffèrent que si leurs intervalles ne se recouvrent pas.`,
        en: `${labelOf(page, 'window', choice.window)}, ${month}, over the legal population of the department. An average department has a few hundred persons in the sample: two departments differ only where their intervals do not overlap.`,
      })}
      answer={answer}
      table={withColumns(answer.table, [
        'perimeter_name',
        'perimeter',
        'share',
        'share_low',
        'share_high',
        'documents_per_person_reached',
        'documents_median_per_person_reached',
        'sampled_persons',
        'persons',
      ])}
    >
      <DepartmentMap
        page={page}
        values={values}
        bounds={classBounds(numbers)}
        title={page.t({
          fr: `Carte de la part des habitants touchés par département, ${month}`,
          en: `Map of the share of the inhabitants reached by department, ${month}`,
        })}
        description={page.t({
          fr: 'Le tableau qui suit donne chaque département avec son intervalle.',
          en: 'The table below has every department with its interval.',
        })}
        valueTitle={page.t({ fr: 'Part des habitants', en: 'Share of the inhabitants' })}
        format={(share) => page.format.percent(share)}
      />
    </Figure>
  );
}

/** Extremes of a hundred small samples are chance: what counts is who differs from the country. */
function departmentsTitle(
  page: PageContext,
  places: readonly Reached[],
  country: Reached | undefined,
): string {
  if (country === undefined || places.length === 0) {
    return page.t({
      fr: 'Part des habitants touchés, par département',
      en: 'Share of the inhabitants reached, by department',
    });
  }
  const { above, below } = apartFrom(country.share, places);
  const share = page.format.percent(country.share);
  return above.length + below.length === 0
    ? page.t({
        fr: `Aucun département ne s’écarte de la part nationale (${share}) au-delà de l’incertitude du sondage`,
        en: `No department differs from the national share (${share}) by more than the sample leaves uncertain`,
      })
    : page.t({
        fr: `${above.length} département${above.length > 1 ? 's' : ''} au-dessus de la part nationale (${share}) et ${below.length} au-dessous, au-delà de l’incertitude du sondage`,
        en: `${above.length} department${above.length === 1 ? '' : 's'} above the national share (${share}) and ${below.length} below, by more than the sample leaves uncertain`,
      });
}
