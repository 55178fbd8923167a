import * as Plot from '@observablehq/plot';
import type { VNode } from 'preact';
import { Chart, INK, SERIES } from '../shell/chart.js';
import { Legend, type LegendItem } from '../shell/legend.js';
import { MARGINS, countScale, monthAxis } from '../shell/month-axis.js';
import type { PageContext } from '../shell/page-context.js';
import { isComplete, type Reached } from './people-rows.js';

const HEIGHT = { wide: 280, narrow: 250 } as const;

interface ChartProps {
  readonly page: PageContext;
  /** Ascending by month. */
  readonly points: readonly Reached[];
  /** Every month of the axis. */
  readonly months: readonly string[];
  readonly window: string;
}

/** The share by month, with the interval of its estimate. */
export function ShareChart({ page, points, months, window }: ChartProps): VNode {
  const whole = points.filter((point) => isComplete(window, point));
  const partial = points.filter((point) => !isComplete(window, point));
  const say = ({ month, share, low, high }: Reached): string =>
    `${page.format.month(month)} : ${page.format.percent(share)} (${page.format.percent(low)} – ${page.format.percent(high)})`;
  const [first, last] = [points[0], points.at(-1)];
  const ends = [...new Set([first, last])].flatMap((point) => (point ? [say(point)] : []));
  return (
    <>
      <Chart
        id="share-chart"
        title={page.t({
          fr: 'Part des habitants ayant reçu au moins un document',
          en: 'Share of the inhabitants with at least one document',
        })}
        description={ends.join(' ; ')}
        plot={(size) => ({
          ...MARGINS,
          height: HEIGHT[size.name],
          x: { type: 'point', domain: [...months], padding: 0.5 },
          y: {
            ...countScale(page, page.t({ fr: '% des habitants', en: '% of the inhabitants' })),
            tickFormat: (share: number) => page.format.percent(share, 0),
          },
          marks: [
            Plot.ruleY([0], { stroke: INK.line }),
            Plot.ruleX(points, {
              x: 'month',
              y1: 'low',
              y2: 'high',
              stroke: INK.accent,
              strokeWidth: 5,
              strokeOpacity: 0.35,
            }),
            Plot.line(whole, { x: 'month', y: 'share', stroke: INK.accent, strokeWidth: 2 }),
            Plot.dot(whole, {
              x: 'month',
              y: 'share',
              fill: INK.accent,
              r: points.length > 24 ? 2.5 : 3.5,
              title: say,
            }),
            Plot.dot(partial, {
              x: 'month',
              y: 'share',
              fill: INK.paper,
              stroke: INK.accent,
              strokeWidth: 1.5,
              r: points.length > 24 ? 2.5 : 3.5,
              title: say,
            }),
            monthAxis(page, months, size),
          ],
        })}
      />
      <Legend
        items={[
          { label: page.t({ fr: 'part estimée', en: 'estimated share' }), swatch: 'series-1' },
          {
            label: page.t({
              fr: 'trait clair : intervalle à 95 %',
              en: 'light bar: 95 % interval',
            }),
            swatch: 'series-1 faint',
          },
          ...(partial.length > 0 ? [incompleteWindows(page)] : []),
        ]}
      />
    </>
  );
}

/** A window of which some months hold no events, or are before the first ones: it rises by filling. */
function incompleteWindows(page: PageContext): LegendItem {
  return {
    label: page.t({
      fr: 'point creux : fenêtre incomplète, moins de douze mois comptés',
      en: 'hollow dot: incomplete window, fewer than twelve months counted',
    }),
    swatch: 'series-1 hollow',
  };
}

const QUANTILES = [
  {
    name: 'p99',
    label: {
      fr: 'une personne sur cent en a davantage (99ᵉ centile)',
      en: 'one person in a hundred has more (99th percentile)',
    },
  },
  {
    name: 'p90',
    label: {
      fr: 'une sur dix en a davantage (9ᵉ décile)',
      en: 'one in ten has more (90th percentile)',
    },
  },
  {
    name: 'median',
    label: { fr: 'la moitié en a davantage (médiane)', en: 'half have more (median)' },
  },
] as const;

/** Documents per person reached: three quantiles by month, told apart by dashes too. */
export function QuantilesChart({ page, points, months, window }: ChartProps): VNode {
  const hasPartial = points.some((point) => !isComplete(window, point));
  const last = points.at(-1);
  return (
    <>
      <Legend
        items={[
          ...QUANTILES.map(({ label }, place) => ({
            label: page.t(label),
            swatch: `series-${place + 1}`,
          })),
          ...(hasPartial ? [incompleteWindows(page)] : []),
        ]}
      />
      <Chart
        id="quantiles-chart"
        title={page.t({
          fr: 'Documents par personne touchée : médiane, 9ᵉ décile, 99ᵉ centile',
          en: 'Documents per person reached: median, 90th and 99th percentile',
        })}
        description={
          last === undefined
            ? ''
            : `${page.format.month(last.month)} : ${QUANTILES.map(({ name, label }) => `${page.t(label)} : ${last[name] ?? '–'}`).join(' ; ')}`
        }
        plot={(size) => ({
          ...MARGINS,
          height: HEIGHT[size.name],
          x: { type: 'point', domain: [...months], padding: 0.5 },
          y: countScale(
            page,
            page.t({ fr: 'documents par personne touchée', en: 'documents per person reached' }),
          ),
          color: { type: 'identity' },
          marks: [
            Plot.ruleY([0], { stroke: INK.line }),
            ...QUANTILES.flatMap(({ name }, place) => {
              const stroke = SERIES[place] ?? INK.soft;
              const dash = DASHES[place];
              const own = points.filter((point) => point[name] !== null);
              const whole = own.filter((point) => isComplete(window, point));
              return [
                Plot.line(whole, {
                  x: 'month',
                  y: name,
                  stroke,
                  strokeWidth: 2.2,
                  ...(dash !== undefined && { strokeDasharray: dash }),
                }),
                Plot.dot(own, {
                  x: 'month',
                  y: name,
                  fill: (point: Reached) => (isComplete(window, point) ? stroke : INK.paper),
                  stroke,
                  r: own.length > 24 ? 2 : 3,
                  title: (point: Reached) =>
                    `${page.format.month(point.month)} : ${page.format.integer(point[name] ?? 0)}`,
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

const DASHES: readonly (string | undefined)[] = [undefined, '6 3', '2 3'];
