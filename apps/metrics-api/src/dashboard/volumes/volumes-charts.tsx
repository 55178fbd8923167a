import * as Plot from '@observablehq/plot';
import type { VNode } from 'preact';
import { Chart, INK, SERIES } from '../shell/chart.js';
import { SUPPRESSED } from '../shell/data-table.js';
import { COULOIRS_SHOWN, couloirColour, couloirLegend } from '../shell/couloirs.js';
import { labelOf } from '../shell/labels.js';
import { Legend } from '../shell/legend.js';
import { MARGINS, countScale, monthAxis, paddingOf } from '../shell/month-axis.js';
import type { PageContext } from '../shell/page-context.js';
import { monthsBetween, notableIn, withGaps, type MonthPoint } from './month-points.js';

interface PointsProps {
  readonly page: PageContext;
  readonly id: string;
  readonly points: readonly MonthPoint[];
  /** Months of which a value is suppressed; omitted: none. */
  readonly hidden?: readonly string[];
}

const HEIGHT = { wide: 300, narrow: 260 } as const;

/** Bars by month; months of which something is known are named above them. */
export function MonthBars({
  page,
  id,
  points,
  hidden = [],
  value,
  title,
  unit,
}: PointsProps & {
  readonly value: 'events' | 'perWorkingDay';
  readonly title: string;
  readonly unit: string;
}): VNode {
  if (points.length === 0) return <AllSuppressed page={page} />;
  const months = monthsBetween(points);
  const notable = notableIn(months);
  const isNotable = new Set(notable.map(({ month }) => month));
  return (
    <Chart
      id={id}
      title={title}
      description={describe(page, points, value)}
      plot={(size) => ({
        ...MARGINS,
        marginTop: MARGINS.marginTop + (notable.length > 0 ? 2 * ROW : 0),
        height: HEIGHT[size.name],
        x: { type: 'band', domain: months, padding: paddingOf(months) },
        y: countScale(page, unit),
        marks: [
          Plot.barY(points, {
            x: 'month',
            y: value,
            fill: ({ month }: MonthPoint) =>
              isNotable.has(month) ? 'var(--series-2)' : 'var(--series-1)',
            title: (point: MonthPoint) =>
              `${page.format.month(point.month)} : ${page.format.integer(point[value])}`,
          }),
          Plot.ruleY([0], { stroke: INK.line }),
          Plot.text(
            hidden.filter((month) => months.includes(month)),
            {
              x: (month: string) => month,
              y: 0,
              dy: -8,
              text: () => 's',
              fill: INK.soft,
              title: () => page.t({ fr: 'secret statistique', en: 'suppressed' }),
            },
          ),
          ...notableMarks(page, months, notable),
          monthAxis(page, months, size),
        ],
        color: { type: 'identity' },
      })}
    />
  );
}

/** Units of a chart's height for a line of annotations. */
const ROW = 15;

/**
 * Names above the bars, with a thin line down to the month: Augusts in the lower row, what is rarer in
 * the upper one, so that neighbours never lie on each other.
 */
function notableMarks(
  page: PageContext,
  months: readonly string[],
  notable: ReturnType<typeof notableIn>,
): Plot.Markish[] {
  return notable.flatMap(({ month, notable: { id, label } }) => {
    const isAtTheEnd = months.indexOf(month) > months.length * 0.6 && id !== 'august';
    const dy = id === 'august' ? -6 : -6 - ROW;
    const at = { x: [month], frameAnchor: 'top' as const };
    return [
      Plot.ruleX([month], { stroke: INK.line, strokeDasharray: '2 3', insetTop: dy + 3 }),
      Plot.text([page.t(label)], {
        ...at,
        dy,
        ...(isAtTheEnd && { textAnchor: 'end' as const, dx: 6 }),
        lineAnchor: 'bottom',
        fontSize: 11,
        fill: INK.text,
      }),
    ];
  });
}

/** Stacked bars: a couloir each. */
export function CouloirBars({
  page,
  id,
  points,
  title,
}: PointsProps & { readonly title: string }): VNode {
  if (points.length === 0) return <AllSuppressed page={page} />;
  const months = monthsBetween(points);
  const shown = COULOIRS_SHOWN.filter((code) => points.some(({ series }) => series === code));
  return (
    <>
      <Legend items={couloirLegend(page, shown)} />
      <Chart
        id={id}
        title={title}
        description={describeLast(page, points)}
        plot={(size) => ({
          ...MARGINS,
          height: HEIGHT[size.name] + 20,
          x: { type: 'band', domain: months, padding: paddingOf(months) },
          y: countScale(page, page.t({ fr: 'documents', en: 'documents' })),
          color: { type: 'identity' },
          marks: [
            Plot.barY(points, {
              x: 'month',
              y: 'events',
              z: 'series',
              order: [...shown],
              fill: ({ series }: MonthPoint) => couloirColour(series),
              stroke: INK.paper,
              strokeWidth: 0.6,
              title: (point: MonthPoint) =>
                `${page.format.month(point.month)}, ${labelOf(page, 'couloir', point.series)} : ${page.format.integer(point.events)}`,
            }),
            Plot.ruleY([0], { stroke: INK.line }),
            monthAxis(page, months, size),
          ],
        })}
      />
    </>
  );
}

/** Lines by month, one for each measure, told apart by dashes too. */
export function MeasureLines({
  page,
  id,
  points,
  measures,
  title,
}: PointsProps & { readonly measures: readonly string[]; readonly title: string }): VNode {
  if (points.length === 0) return <AllSuppressed page={page} />;
  const months = monthsBetween(points);
  return (
    <>
      <Legend
        items={measures.map((code, place) => ({
          label: labelOf(page, 'measure', code),
          swatch: `series-${place + 1}`,
        }))}
      />
      <Chart
        id={id}
        title={title}
        description={measures
          .map((code) => {
            const own = points.filter(({ series }) => series === code);
            return `${labelOf(page, 'measure', code)}. ${describe(page, own, 'events')}`;
          })
          .join(' ')}
        plot={(size) => ({
          ...MARGINS,
          height: HEIGHT[size.name],
          x: { type: 'point', domain: months },
          y: countScale(page, page.t({ fr: 'événements', en: 'events' })),
          marks: [
            Plot.ruleY([0], { stroke: INK.line }),
            ...measures.flatMap((code, place) => {
              const own = points.filter(({ series }) => series === code);
              const stroke = SERIES[place] ?? INK.soft;
              const dash = DASHES[place];
              return [
                Plot.line(withGaps(own, months), {
                  x: 'month',
                  y: 'events',
                  stroke,
                  strokeWidth: 2.2,
                  ...(dash !== undefined && { strokeDasharray: dash }),
                }),
                Plot.dot(own, {
                  x: 'month',
                  y: 'events',
                  fill: stroke,
                  r: own.length > 24 ? 2 : 3,
                  title: (point: MonthPoint) =>
                    `${page.format.month(point.month)}, ${labelOf(page, 'measure', code)} : ${page.format.integer(point.events)}`,
                }),
              ];
            }),
            monthAxis(page, months, size),
          ],
        })}
      />
    </>
  );
}

/** In the place of a chart that would be empty. */
function AllSuppressed({ page }: { readonly page: PageContext }): VNode {
  return <p class="note">{page.t(SUPPRESSED)}</p>;
}

const DASHES: readonly (string | undefined)[] = [undefined, '6 3', '2 3', '9 3 2 3'];

/** First, last, highest and lowest: what the shape of the bars says. */
function describe(
  page: PageContext,
  points: readonly MonthPoint[],
  value: 'events' | 'perWorkingDay',
): string {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return '';
  const highest = points.reduce((best, point) => (point[value] > best[value] ? point : best));
  const lowest = points.reduce((best, point) => (point[value] < best[value] ? point : best));
  const say = (point: MonthPoint): string =>
    `${page.format.month(point.month)} (${page.format.integer(point[value])})`;
  return page.t({
    fr: `De ${say(first)} à ${say(last)}. Plus haut : ${say(highest)}. Plus bas : ${say(lowest)}.`,
    en: `From ${say(first)} to ${say(last)}. Highest: ${say(highest)}. Lowest: ${say(lowest)}.`,
  });
}

/** The couloirs of the last month: no shares, since some of them may be suppressed. */
function describeLast(page: PageContext, points: readonly MonthPoint[]): string {
  const last =
    points
      .map(({ month }) => month)
      .sort()
      .at(-1) ?? '';
  const counts = points
    .filter(({ month }) => month === last)
    .sort((a, b) => b.events - a.events)
    .map(
      ({ series, events }) => `${labelOf(page, 'couloir', series)} ${page.format.compact(events)}`,
    );
  return `${page.format.month(last)} : ${counts.join(', ')}.`;
}
