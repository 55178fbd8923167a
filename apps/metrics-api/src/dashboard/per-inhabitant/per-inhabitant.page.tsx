import type { Figures } from '#libs/figures';
import { departmentOfCode } from '#libs/reference';
import type { VNode } from 'preact';
import { ask, type Answer } from '../shell/ask.js';
import { SUPPRESSED } from '../shell/data-table.js';
import { Empty } from '../shell/empty.js';
import { Figure } from '../shell/figure.js';
import { labelOf } from '../shell/labels.js';
import { Page } from '../shell/page.js';
import type { PageContext } from '../shell/page-context.js';
import { rowsOf, withColumns, type TableRow } from '../shell/table-rows.js';
import { monthsBetween } from '../volumes/month-points.js';
import { classBounds } from './classes.js';
import { DepartmentMap, type DepartmentValue } from './department-map.js';
import {
  LEGAL_POPULATION,
  RateFilters,
  WINDOWS,
  readRateChoice,
  type RateChoice,
} from './rate-filters.js';

/** Rates per inhabitant: by department, and the same month under every window and denominator. */
export async function perInhabitantPage(page: PageContext, figures: Figures): Promise<VNode> {
  const known = await ask(figures, page, 'months');
  const months = monthsBetween(rowsOf(known.table).map((row) => ({ month: row.text('month') })));
  const choice = readRateChoice(page, months.at(-1) ?? '');
  const ofMonth = choice.month === '' ? {} : { from: [choice.month], to: [choice.month] };
  const national = await ask(figures, page, 'rates', {
    ...ofMonth,
    window: [...WINDOWS],
    denominator: [...new Set([LEGAL_POPULATION, choice.denominator, 'article-implied'])],
  });
  const departments = await ask(figures, page, 'rates', {
    ...ofMonth,
    window: [choice.window],
    perimeter: ['department'],
  });
  const hasFigures = departments.table.rows.length > 0;
  return (
    <Page
      page={page}
      title={page.t({ fr: 'Documents par habitant', en: 'Documents per inhabitant' })}
      lead={page.t({
        fr: 'Un taux n’a de sens qu’avec sa fenêtre et son dénominateur : les mêmes documents donnent des chiffres différents selon les mois comptés et les personnes qui divisent.',
        en: 'A rate means nothing without its window and its denominator: the same documents give different figures by the months that are counted and the persons who divide.',
      })}
      provenance={national.table.provenance}
      tables={[national.table, departments.table]}
    >
      <RateFilters page={page} choice={choice} months={months} />
      {hasFigures ? (
        <>
          <MapFigure page={page} choice={choice} answer={departments} />
          <WindowsFigure page={page} choice={choice} answer={national} />
        </>
      ) : (
        <Empty page={page} />
      )}
    </Page>
  );
}

interface PartProps {
  readonly page: PageContext;
  readonly choice: RateChoice;
  readonly answer: Answer;
}

function MapFigure({ page, choice, answer }: PartProps): VNode {
  const rows = rowsOf(answer.table);
  const values = new Map<string, DepartmentValue>(
    rows.map((row) => [row.text('perimeter'), row.isSuppressed ? 's' : rateOf(row)]),
  );
  const numbers = [...values.values()].filter((value) => typeof value === 'number');
  const bounds = classBounds(numbers);
  const window = labelOf(page, 'window', choice.window);
  const month = page.format.month(choice.month);
  return (
    <Figure
      page={page}
      id="rates-by-department"
      title={mapTitle(page, choice, rows)}
      note={page.t({
        fr: `Documents déposés au DMP, ${window.toLowerCase()}, rapportés à la population légale du département du patient : c’est le seul dénominateur connu par département.`,
        en: `Documents deposited in the DMP, ${window.toLowerCase()}, over the legal population of the patient’s department: the only denominator known by department.`,
      })}
      answer={answer}
      table={withColumns(answer.table, [
        'perimeter_name',
        'perimeter',
        'rate_unrounded',
        'numerator',
        'persons',
      ])}
      isTableOpen
    >
      <DepartmentMap
        page={page}
        values={values}
        bounds={bounds}
        title={page.t({
          fr: `Carte des documents par habitant par département, ${month}`,
          en: `Map of documents per inhabitant by department, ${month}`,
        })}
        description={mapDescription(page, rows)}
      />
      {answer.table.statuses.includes('s') && <p class="note">{page.t(SUPPRESSED)}</p>}
    </Figure>
  );
}

function rateOf(row: TableRow): number | undefined {
  return row.number('rate_unrounded') ?? row.number('rate') ?? undefined;
}

/** Departments by rate, descending; those without a value left out. */
function ranked(rows: readonly TableRow[]): { readonly name: string; readonly rate: number }[] {
  return rows
    .flatMap((row) => {
      const rate = rateOf(row);
      return row.isSuppressed || rate === undefined
        ? []
        : [{ name: departmentOfCode(row.text('perimeter')).name, rate }];
    })
    .sort((a, b) => b.rate - a.rate);
}

function mapTitle(
  page: PageContext,
  { month, window }: RateChoice,
  rows: readonly TableRow[],
): string {
  const order = ranked(rows);
  const [highest, lowest] = [order[0], order.at(-1)];
  const when = page.format.month(month);
  const how = labelOf(page, 'window', window).toLowerCase();
  if (highest === undefined || lowest === undefined || highest === lowest) {
    return page.t({
      fr: `Documents par habitant et par département, ${when}`,
      en: `Documents per inhabitant and department, ${when}`,
    });
  }
  const [most, least] = [page.format.rate(highest.rate), page.format.rate(lowest.rate)];
  return page.t({
    fr: `De ${least} documents par habitant (${lowest.name}) à ${most} (${highest.name}) en ${when}, ${how}`,
    en: `From ${least} documents per inhabitant (${lowest.name}) to ${most} (${highest.name}) in ${when}, ${how}`,
  });
}

const NAMED = 3;

function mapDescription(page: PageContext, rows: readonly TableRow[]): string {
  const order = ranked(rows);
  const say = (some: readonly { readonly name: string; readonly rate: number }[]): string =>
    some.map(({ name, rate }) => `${name} ${page.format.rate(rate)}`).join(', ');
  return page.t({
    fr: `Les plus élevés : ${say(order.slice(0, NAMED))}. Les plus bas : ${say(order.slice(-NAMED))}. Le tableau qui suit donne chaque département.`,
    en: `Highest: ${say(order.slice(0, NAMED))}. Lowest: ${say(order.slice(-NAMED))}. The table below has every department.`,
  });
}

/** One month, several true figures: windows down, denominators across. */
function WindowsFigure({ page, choice, answer }: PartProps): VNode {
  const rows = rowsOf(answer.table);
  const find = (window: string, denominator: string): TableRow | undefined =>
    rows.find((row) => row.text('window') === window && row.text('denominator') === denominator);
  const denominators = [...new Set(rows.map((row) => row.text('denominator')))];
  const month = page.format.month(choice.month);
  return (
    <Figure
      page={page}
      id="rates-by-window"
      title={windowsTitle(page, choice, find)}
      note={page.t({
        fr: 'Annualisé : le mois multiplié par douze, un rythme et non une année. Civil : ce qui a vraiment été déposé dans le mois ou dans les mois comptés de l’année. Le « 3,5 documents par personne » de la presse est un mois de décembre annualisé, divisé par moins de personnes que la population légale.',
        en: 'Annualised: the month times twelve, a rhythm and not a year. Calendar: what was really deposited in the month, or in the months of the year that are counted. The “3.5 documents per person” of the press is a December annualised, over fewer persons than the legal population.',
      })}
      answer={answer}
      table={withColumns(answer.table, [
        'window',
        'denominator',
        'rate_unrounded',
        'numerator',
        'persons',
        'months_in_window',
        'denominator_vintage',
        'denominator_source',
      ])}
    >
      <div
        class="table-frame"
        role="region"
        tabindex={0}
        aria-label={page.t({
          fr: 'Taux par fenêtre et dénominateur',
          en: 'Rates by window and denominator',
        })}
      >
        <table>
          <caption>
            {page.t({
              fr: `Documents par habitant, France, ${month}`,
              en: `Documents per inhabitant, France, ${month}`,
            })}
          </caption>
          <thead>
            <tr>
              <th scope="col">{page.t({ fr: 'Fenêtre', en: 'Window' })}</th>
              {denominators.map((denominator) => (
                <th scope="col" class="number">
                  {labelOf(page, 'denominator', denominator)}
                  <br />
                  <small>{personsText(page, rows, denominator)}</small>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {WINDOWS.map((window) => (
              <tr>
                <th scope="row">{windowText(page, window, find(window, LEGAL_POPULATION))}</th>
                {denominators.map((denominator) => (
                  <td class="number">{rateText(page, find(window, denominator))}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Figure>
  );
}

function personsText(page: PageContext, rows: readonly TableRow[], denominator: string): string {
  const persons = rows.find((row) => row.text('denominator') === denominator)?.number('persons');
  const count = page.format.integer(persons ?? 0);
  return page.t({ fr: `${count} personnes`, en: `${count} persons` });
}

/** A year that is not over says how many of its months are counted. */
function windowText(page: PageContext, window: string, row: TableRow | undefined): string {
  const label = labelOf(page, 'window', window);
  const months = row?.number('months_in_window');
  if (window !== 'calendar_year' || typeof months !== 'number' || months === 12) return label;
  return page.t({
    fr: `${label} (${months} mois comptés)`,
    en: `${label} (${months} months counted)`,
  });
}

function rateText(page: PageContext, row: TableRow | undefined): string {
  if (row === undefined) return '–';
  if (row.isSuppressed) return 's';
  const rate = rateOf(row);
  return rate === undefined ? '–' : page.format.rate(rate);
}

function windowsTitle(
  page: PageContext,
  { month }: RateChoice,
  find: (window: string, denominator: string) => TableRow | undefined,
): string {
  const annualised = find('annualised_month', LEGAL_POPULATION);
  const year = find('calendar_year', LEGAL_POPULATION);
  const [rhythm, real] = [annualised && rateOf(annualised), year && rateOf(year)];
  const when = page.format.month(month);
  if (rhythm === undefined || real === undefined) {
    return page.t({ fr: 'Un mois, plusieurs taux', en: 'One month, several rates' });
  }
  const [rhythmText, realText] = [page.format.rate(rhythm), page.format.rate(real)];
  const yearText = month.slice(0, 4);
  return page.t({
    fr: `Annualisé, ${when} donne ${rhythmText} documents par habitant ; l’année civile ${yearText}, ${realText}`,
    en: `${when} annualised gives ${rhythmText} documents per inhabitant; the calendar year ${yearText}, ${realText}`,
  });
}
