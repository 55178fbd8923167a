import type { Text } from '#libs/exports';
import * as Plot from '@observablehq/plot';
import type { VNode } from 'preact';
import type { Answer } from '../shell/ask.js';
import { Chart, SERIES } from '../shell/chart.js';
import { Suppressed } from '../shell/data-table.js';
import { Figure } from '../shell/figure.js';
import { Formats } from '../shell/formats.js';
import { labelOf } from '../shell/labels.js';
import { Legend } from '../shell/legend.js';
import { Page } from '../shell/page.js';
import type { PageContext } from '../shell/page-context.js';
import { sourceText } from '../shell/source-words.js';
import { rowsOf, type TableRow } from '../shell/table-rows.js';
import { mainContradictions, otherClaims } from './contradictions.js';

export interface CalibrationAnswers {
  readonly calibration: Answer;
  readonly inconsistencies: Answer;
}

const FORMATS = { fr: new Formats('fr'), en: new Formats('en') };

/** What a published value covers: mixing these up is the commonest error about the figures. */
const KIND_WORDS: Readonly<Record<string, Text>> = {
  M: { fr: 'un mois', en: 'one month' },
  A: { fr: 'rythme annualisé : un mois fois douze', en: 'annualised: a month times twelve' },
  Y: { fr: 'une année civile', en: 'a calendar year' },
  S: { fr: 'un stock à cette date', en: 'a stock on that date' },
};

const UNIT_WORDS: Readonly<Record<string, Text>> = {
  messages: { fr: 'messages', en: 'messages' },
  prescriptions: { fr: 'ordonnances', en: 'prescriptions' },
  profiles: { fr: 'profils', en: 'profiles' },
  professionals: { fr: 'professionnels', en: 'professionals' },
  structures: { fr: 'structures', en: 'structures' },
};

const PRECISION_WORDS: Readonly<Record<string, Text>> = {
  about: { fr: 'environ', en: 'about' },
  'more than': { fr: 'plus de', en: 'more than' },
  'less than': { fr: 'moins de', en: 'less than' },
};

/** Published value, source, kind, simulated value, gap; then each contradiction of the press. */
export function calibrationPage(page: PageContext, answers: CalibrationAnswers): VNode {
  const { calibration, inconsistencies } = answers;
  return (
    <Page
      page={page}
      title={page.t({ fr: 'Calibration', en: 'Calibration' })}
      lead={page.t({
        fr: 'Les valeurs publiées sont des entrées de la simulation, jamais des résultats : chacune est montrée avec sa source, la valeur simulée de même sens et l’écart. Là où les publications se contredisent, le calcul est refait, et rien n’est lissé.',
        en: 'Published values are inputs of the simulation, never results: each is shown with its source, the simulated value that means the same, and the gap. Where publications contradict each other the arithmetic is done again, and nothing is smoothed.',
      })}
      provenance={calibration.table.provenance}
      tables={[calibration.table]}
    >
      <PublishedFigure page={page} answer={calibration} />
      <section aria-labelledby="contradictions">
        <div class="page-head">
          <h2 id="contradictions">
            {page.t({
              fr: 'Ce que la presse écrit, et ce que donne le calcul',
              en: 'What the press prints, and what the arithmetic gives',
            })}
          </h2>
        </div>
        <div class="columns">
          {mainContradictions(FORMATS).map(({ id, title, written, computed, why }) => (
            <article class="panel" id={id}>
              <h3>{page.t(title)}</h3>
              <p class="note">{page.t(written)}</p>
              <p class="arithmetic">{page.t(computed)}</p>
              <p>{page.t(why)}</p>
            </article>
          ))}
        </div>
      </section>
      <OtherContradictions page={page} answer={inconsistencies} />
    </Page>
  );
}

function PublishedFigure({
  page,
  answer,
}: {
  readonly page: PageContext;
  readonly answer: Answer;
}): VNode {
  const rows = rowsOf(answer.table);
  const compared = rows.filter((row) => row.number('simulated') !== null);
  const [all, few] = [page.format.integer(rows.length), page.format.integer(compared.length)];
  return (
    <Figure
      page={page}
      id="published"
      title={page.t({
        fr: `${all} valeurs publiées, dont ${few} comparables à la simulation présente, fenêtre entière`,
        en: `${all} published values, ${few} of which the present simulation covers with a whole window`,
      })}
      note={page.t({
        fr: 'Une simulation réduite s’écarte de la publication comme son échelle : à 0,01, l’écart est de −99 %. Le signe de l’écart ne juge ni la source ni la simulation.',
        en: 'A run scaled down differs from the publication by its scale: at 0.01 the gap is −99 %. A gap judges neither the source nor the simulation.',
      })}
      answer={answer}
    >
      <MonthlyChart page={page} rows={rows} />
      <PublishedTable page={page} rows={rows} />
    </Figure>
  );
}

interface MonthlyPoint {
  readonly at: Date;
  readonly documents: number;
  /** Kind of a published value, or `simulated`. */
  readonly series: string;
}

/** Order of the series: their colours and their shapes. */
const CHART_SERIES = ['M', 'A', 'Y', 'simulated'] as const;
const SYMBOLS = ['circle', 'triangle', 'square', 'times'] as const;

/** Documents of the whole country, each kind brought to a month: what may be compared at a glance. */
function MonthlyChart({
  page,
  rows,
}: {
  readonly page: PageContext;
  readonly rows: readonly TableRow[];
}): VNode | null {
  const points = rows.flatMap(monthlyPointsOf).filter(({ documents }) => documents > 0);
  if (points.length === 0) return null;
  const seriesText: Readonly<Record<string, Text>> = {
    M: { fr: 'publié, un mois', en: 'published, one month' },
    A: { fr: 'publié, annualisé, divisé par 12', en: 'published, annualised, divided by 12' },
    Y: { fr: 'publié, une année, divisée par 12', en: 'published, a year, divided by 12' },
    simulated: { fr: 'simulé, de même sens', en: 'simulated, of the same meaning' },
  };
  return (
    <>
      <Chart
        id="published-chart"
        title={page.t({
          fr: 'Documents par mois, publiés et simulés',
          en: 'Documents a month, published and simulated',
        })}
        description={page.t({
          fr: 'Nuage de points dans le temps, échelle logarithmique ; les valeurs sont dans le tableau qui suit.',
          en: 'Points over time on a logarithmic scale; the values are in the table below.',
        })}
        plot={({ name }) => ({
          height: name === 'wide' ? 320 : 280,
          marginLeft: 56,
          marginRight: 16,
          x: { type: 'utc', label: null, ticks: name === 'wide' ? 8 : 4 },
          y: {
            type: 'log',
            label: page.t({
              fr: 'documents par mois, échelle logarithmique',
              en: 'documents a month, logarithmic scale',
            }),
            labelArrow: 'none',
            labelAnchor: 'top',
            grid: true,
            nice: true,
            ticks: decadesOf(points),
            tickFormat: (value: number) => page.format.compact(value),
          },
          symbol: { domain: [...CHART_SERIES], range: [...SYMBOLS] },
          color: { domain: [...CHART_SERIES], range: SERIES.slice(0, CHART_SERIES.length) },
          marks: [
            Plot.dot(points, {
              x: 'at',
              y: 'documents',
              stroke: 'series',
              symbol: 'series',
              r: 5,
              strokeWidth: 2,
            }),
          ],
        })}
      />
      <Legend
        items={CHART_SERIES.map((series, i) => ({
          label: `${SYMBOL_SIGNS[i] ?? ''} ${page.t(seriesText[series] ?? { fr: series, en: series })}`,
          swatch: `series-${i + 1}`,
        }))}
      />
    </>
  );
}

/** The powers of ten that a logarithmic axis names: those around the points. */
function decadesOf(points: readonly MonthlyPoint[]): number[] {
  const powers = points.map(({ documents }) => Math.log10(documents));
  const first = Math.floor(Math.min(...powers));
  const last = Math.ceil(Math.max(...powers));
  return Array.from({ length: last - first + 1 }, (_, at) => 10 ** (first + at));
}

/** The shapes of the chart, for the legend. */
const SYMBOL_SIGNS = ['○', '△', '□', '×'];

/** Points about all documents of the country: others are about a couloir, a type or something else. */
const WHOLE_COUNTRY = /^(documents-\d{4}(-\d{2})?|rhythm-\d{4}-\d{2}|summer-\d{4})$/;

function monthlyPointsOf(row: TableRow): MonthlyPoint[] {
  const kind = row.text('kind');
  const at = dateOf(row.text('observed'));
  if (!WHOLE_COUNTRY.test(row.text('calibration')) || kind === 'S' || at === null) return [];
  const months = kind === 'M' ? 1 : 12;
  const [published, simulated] = [row.number('published'), row.number('simulated')];
  return [
    ...(published === null ? [] : [{ at, documents: published / months, series: kind }]),
    ...(simulated === null ? [] : [{ at, documents: simulated / months, series: 'simulated' }]),
  ];
}

/** The middle of a year, the middle of a month, or the day. */
function dateOf(observed: string): Date | null {
  if (/^\d{4}$/.test(observed)) return new Date(`${observed}-07-01T00:00:00Z`);
  if (/^\d{4}-\d{2}$/.test(observed)) return new Date(`${observed}-15T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(observed) ? new Date(`${observed}T00:00:00Z`) : null;
}

function PublishedTable({
  page,
  rows,
}: {
  readonly page: PageContext;
  readonly rows: readonly TableRow[];
}): VNode {
  const caption = page.t({
    fr: 'Valeur publiée, valeur simulée et écart',
    en: 'Published value, simulated value and gap',
  });
  return (
    <div class="table-frame" role="region" aria-label={caption} tabindex={0}>
      <table class="worded" data-sortable={page.language}>
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{page.t({ fr: 'Ce qui est publié', en: 'What was published' })}</th>
            <th scope="col">{page.t({ fr: 'Observé', en: 'Observed' })}</th>
            <th scope="col">{page.t({ fr: 'Nature', en: 'Kind' })}</th>
            <th scope="col" class="number">
              {page.t({ fr: 'Publié', en: 'Published' })}
            </th>
            <th scope="col" class="number">
              {page.t({ fr: 'Simulé', en: 'Simulated' })}
            </th>
            <th scope="col" class="number">
              {page.t({ fr: 'Écart', en: 'Gap' })}
            </th>
            <th scope="col">{page.t({ fr: 'Source', en: 'Source' })}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <PublishedRow page={page} row={row} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function PublishedRow({
  page,
  row,
}: {
  readonly page: PageContext;
  readonly row: TableRow;
}): VNode {
  const kind = row.text('kind');
  const words = KIND_WORDS[kind];
  const [published, simulated, gap] = [
    row.number('published'),
    row.number('simulated'),
    row.number('gap_percent'),
  ];
  const precision = PRECISION_WORDS[row.text('published_precision')];
  const couloir = row.text('couloir');
  const note = wordsOf(page, row, 'note');
  return (
    <tr>
      <th scope="row">
        {wordsOf(page, row, 'label')}
        {couloir !== '' && ` (${labelOf(page, 'couloir', couloir)})`}
        {note !== '' && <small class="row-note">{note}</small>}
      </th>
      <td>{observedText(page, row.text('observed'))}</td>
      <td>
        {words ? <abbr title={page.t(words)}>{kind}</abbr> : kind}
        {row.cell('assumed') === true && ` ${page.t({ fr: '(supposé)', en: '(assumed)' })}`}
      </td>
      <td class="number" data-value={published ?? undefined}>
        {valueText(page, published, row.text('unit'))}
        {precision && <small class="row-note">{page.t(precision)}</small>}
      </td>
      <td class="number" data-value={simulated ?? undefined}>
        {row.isSuppressed && simulated === null ? (
          <Suppressed page={page} />
        ) : (
          valueText(page, simulated, row.text('unit'))
        )}
      </td>
      <td class="number" data-value={gap ?? undefined}>
        {gap === null ? '–' : `${gap > 0 ? '+' : ''}${page.format.percent(gap / 100)}`}
      </td>
      <td>
        <SourceLink url={row.text('url')} source={sourceText(page, row.text('source'))} />
      </td>
    </tr>
  );
}

/** A text that the table has in both languages. */
function wordsOf(page: PageContext, row: TableRow, column: 'label' | 'note'): string {
  const english = row.text(column);
  return page.t({ fr: row.text(`${column}_fr`) || english, en: english });
}

/** Only to addresses of the web: a source is data, and data may say anything. */
function SourceLink({ url, source }: { readonly url: string; readonly source: string }): VNode {
  return /^https?:\/\//.test(url) ? (
    <a href={url} rel="noopener noreferrer">
      {source}
    </a>
  ) : (
    <>{source}</>
  );
}

function observedText(page: PageContext, observed: string): string {
  if (/^\d{4}-\d{2}$/.test(observed)) return page.format.month(observed);
  return /^\d{4}-\d{2}-\d{2}$/.test(observed) ? page.format.day(observed) : observed;
}

function valueText(page: PageContext, value: number | null, unit: string): string {
  if (value === null) return '–';
  if (unit === 'share') return page.format.percent(value);
  const text =
    unit === 'documents per person and year' || !Number.isInteger(value)
      ? page.format.decimal(value, 2)
      : page.format.integer(value);
  // What most rows are about goes without saying; a rate says its unit in the row's name.
  const words = unit.startsWith('documents') ? undefined : UNIT_WORDS[unit];
  return words === undefined ? text : `${text} ${page.t(words)}`;
}

function OtherContradictions({
  page,
  answer,
}: {
  readonly page: PageContext;
  readonly answer: Answer;
}): VNode {
  const others = otherClaims(answer.table, page.language);
  const caption = page.t({ fr: 'Autres contradictions', en: 'Further contradictions' });
  // In the page's language already; French ones get the spaces that do not break.
  const said = (words: string): string => page.t({ fr: words, en: words });
  return (
    <Figure
      page={page}
      id="other-contradictions"
      title={page.t({
        fr: `${others.length} autres affirmations vérifiées, dont plusieurs ne se contredisent qu’en apparence`,
        en: `${others.length} further claims checked, some of which only seem to contradict each other`,
      })}
      answer={answer}
    >
      <div class="table-frame" role="region" aria-label={caption} tabindex={0}>
        <table>
          <caption>{caption}</caption>
          <thead>
            <tr>
              <th scope="col">{page.t({ fr: 'Affirmation', en: 'Claim' })}</th>
              <th scope="col">{page.t({ fr: 'Vérification', en: 'Check' })}</th>
              <th scope="col">{page.t({ fr: 'Ici', en: 'Here' })}</th>
            </tr>
          </thead>
          <tbody>
            {others.map(({ id, claim, check, handling }) => (
              <tr id={id}>
                <th scope="row">{said(claim)}</th>
                <td>{said(check)}</td>
                <td>{said(handling)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Figure>
  );
}
