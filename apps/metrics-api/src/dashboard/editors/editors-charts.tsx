import * as Plot from '@observablehq/plot';
import type { VNode } from 'preact';
import { Chart, INK, SERIES } from '../shell/chart.js';
import { labelOf } from '../shell/labels.js';
import type { PageContext } from '../shell/page-context.js';
import type { TableRow } from '../shell/table-rows.js';
import { causeText } from './sons-words.js';

/** Below the names of the ticks, and not on them. */
const LABEL_OFFSET = 38;
const LABEL_MARGIN = 44;

interface RowsProps {
  readonly page: PageContext;
  readonly rows: readonly TableRow[];
}

/** Letters of an editor's name on an axis. */
const NAME_CHARACTERS = { wide: 26, narrow: 16 } as const;
const LEFT = { wide: 185, narrow: 120 } as const;
const ROW_HEIGHT = 22;

const named =
  (name: 'wide' | 'narrow') =>
  (editor: string): string => {
    const max = NAME_CHARACTERS[name];
    return editor.length <= max ? editor : `${editor.slice(0, max - 1)}…`;
  };

/**
 * Bullet charts: for each editor the middle half of its clients' documents against the threshold, and
 * their median. Counting stops at sixteen documents: a band that ends there may go further.
 */
export function DistanceBullets({ page, rows }: RowsProps): VNode {
  const points = rows.map((row) => ({
    editor: row.text('editor'),
    from: row.number('distance_q1') ?? 0,
    median: row.number('distance_median') ?? 0,
    to: row.number('distance_q3') ?? 0,
  }));
  return (
    <Chart
      id="distance-chart"
      title={page.t({
        fr: 'Distance au seuil d’usage, par éditeur',
        en: 'Distance to the usage threshold, by editor',
      })}
      description={page.t({
        fr: 'Pour chaque éditeur, une bande du premier au troisième quartile de « documents − seuil » et un trait à la médiane ; la ligne verticale est le seuil. À gauche d’elle, on est en dessous.',
        en: 'For each editor a band from the first to the third quartile of “documents − threshold” and a mark at the median; the vertical line is the threshold. Left of it is below.',
      })}
      plot={({ name }) => ({
        height: points.length * ROW_HEIGHT + 70,
        marginLeft: LEFT[name],
        marginTop: 28,
        marginBottom: LABEL_MARGIN,
        x: {
          domain: [-10, 6],
          label: page.t({ fr: 'documents au-delà du seuil', en: 'documents beyond the threshold' }),
          labelArrow: 'none',
          labelOffset: LABEL_OFFSET,
          ticks: name === 'wide' ? 8 : 4,
          tickFormat: (value: number) => (value > 0 ? `+${value}` : String(value)),
          grid: true,
        },
        y: { domain: points.map(({ editor }) => editor), label: null, tickFormat: named(name) },
        marks: [
          Plot.barX(points, {
            y: 'editor',
            x1: -10,
            x2: 6,
            fill: INK.line,
            fillOpacity: 0.12,
            insetTop: 3,
            insetBottom: 3,
          }),
          Plot.barX(points, {
            y: 'editor',
            x1: 'from',
            x2: (point: (typeof points)[number]) => Math.max(point.to, point.from + 0.15),
            fill: INK.accent,
            fillOpacity: 0.75,
            insetTop: 6,
            insetBottom: 6,
          }),
          Plot.tickX(points, { y: 'editor', x: 'median', stroke: INK.text, strokeWidth: 3 }),
          Plot.ruleX([0], { stroke: INK.bad, strokeWidth: 2 }),
          Plot.text([0], {
            x: (value: number) => value,
            frameAnchor: 'top',
            dy: -14,
            text: () => page.t({ fr: 'seuil', en: 'threshold' }),
            fill: INK.bad,
          }),
        ],
      })}
    />
  );
}

/** Why units are below, the commonest cause first. */
export function CauseBars({ page, rows }: RowsProps): VNode {
  const points = rows
    .map((row) => ({ cause: causeText(page, row.text('cause')), units: row.number('below') ?? 0 }))
    .sort((a, b) => b.units - a.units);
  return (
    <Chart
      id="causes-chart"
      title={page.t({ fr: 'Unités sous le seuil, par cause', en: 'Units below, by cause' })}
      description={page.t({
        fr: 'Barres horizontales, de la cause la plus fréquente à la plus rare.',
        en: 'Horizontal bars, from the commonest cause to the rarest.',
      })}
      plot={({ name }) => ({
        height: points.length * 30 + 50,
        marginLeft: name === 'wide' ? 240 : 130,
        marginRight: 48,
        x: { label: null, ticks: 4, grid: true, tickFormat: (n: number) => page.format.compact(n) },
        y: {
          domain: points.map(({ cause }) => cause),
          label: null,
          tickFormat: (cause: string) =>
            name === 'wide' || cause.length <= 20 ? cause : `${cause.slice(0, 19)}…`,
        },
        marks: [
          Plot.barX(points, {
            y: 'cause',
            x: 'units',
            fill: SERIES[1] ?? '',
            insetTop: 4,
            insetBottom: 4,
          }),
          Plot.text(points, {
            y: 'cause',
            x: 'units',
            text: (point: (typeof points)[number]) => page.format.integer(point.units),
            textAnchor: 'start',
            dx: 5,
            fill: INK.text,
          }),
          Plot.ruleX([0], { stroke: INK.line }),
        ],
      })}
    />
  );
}

/** What each editor was paid, a colour for each couloir. */
export function PayoutBars({
  page,
  rows,
  editors,
  couloirs,
}: RowsProps & {
  /** In the order of the chart. */
  readonly editors: readonly string[];
  /** In the order of their colours. */
  readonly couloirs: readonly string[];
}): VNode {
  const points = rows
    .map((row) => ({
      editor: row.text('editor'),
      couloir: labelOf(page, 'couloir', row.text('couloir')),
      euros: row.number('total_euros') ?? 0,
    }))
    .filter(({ editor }) => editors.includes(editor));
  const labels = couloirs.map((code) => labelOf(page, 'couloir', code));
  return (
    <Chart
      id="payouts-chart"
      title={page.t({
        fr: 'Paiements par éditeur et couloir',
        en: 'Payouts by editor and couloir',
      })}
      description={page.t({
        fr: 'Barres horizontales empilées par couloir, de l’éditeur le plus payé au moins payé.',
        en: 'Horizontal bars stacked by couloir, from the editor paid most to the one paid least.',
      })}
      plot={({ name }) => ({
        height: editors.length * ROW_HEIGHT + 60,
        marginLeft: LEFT[name],
        marginRight: 24,
        marginBottom: LABEL_MARGIN,
        x: {
          label: page.t({ fr: 'euros TTC', en: 'euros with tax' }),
          labelArrow: 'none',
          labelOffset: LABEL_OFFSET,
          ticks: name === 'wide' ? 6 : 3,
          grid: true,
          tickFormat: (euros: number) => page.format.compact(euros),
        },
        y: { domain: [...editors], label: null, tickFormat: named(name) },
        color: { domain: labels, range: SERIES.slice(0, labels.length) },
        marks: [
          Plot.barX(points, {
            y: 'editor',
            x: 'euros',
            fill: 'couloir',
            insetTop: 3,
            insetBottom: 3,
          }),
          Plot.ruleX([0], { stroke: INK.line }),
        ],
      })}
    />
  );
}

/** Requests by what became of their balance: three bars of one whole. */
export function StateBars({
  page,
  states,
}: {
  readonly page: PageContext;
  /** Of all requests. */
  readonly states: readonly { readonly label: string; readonly share: number }[];
}): VNode {
  return (
    <Chart
      id="states-chart"
      title={page.t({ fr: 'Commandes par état du solde', en: 'Orders by state of the balance' })}
      description={page.t({
        fr: 'Barres horizontales en part des commandes ou des unités jugées.',
        en: 'Horizontal bars as shares of the orders, or of the units judged.',
      })}
      plot={({ name }) => ({
        height: states.length * 34 + 46,
        marginLeft: name === 'wide' ? 240 : 132,
        marginRight: 56,
        x: {
          domain: [0, 1],
          label: null,
          grid: true,
          ticks: 5,
          tickFormat: (share: number) => page.format.percent(share, 0),
        },
        y: { domain: states.map(({ label }) => label), label: null },
        marks: [
          Plot.barX(states, {
            y: 'label',
            x: 'share',
            fill: INK.accent,
            insetTop: 5,
            insetBottom: 5,
          }),
          Plot.text(states, {
            y: 'label',
            x: 'share',
            text: (state: { share: number }) => page.format.percent(state.share),
            textAnchor: 'start',
            dx: 5,
            fill: INK.text,
          }),
          Plot.ruleX([0], { stroke: INK.line }),
        ],
      })}
    />
  );
}

/** The share below under each value of each parameter; the default is filled. */
export function SensitivityDots({
  page,
  rows,
}: {
  readonly page: PageContext;
  readonly rows: readonly {
    readonly label: string;
    readonly share: number;
    readonly isDefault: boolean;
  }[];
}): VNode {
  const standard = rows.find(({ isDefault }) => isDefault)?.share;
  return (
    <Chart
      id="sensitivity-chart"
      title={page.t({
        fr: 'Part sous le seuil, selon chaque paramètre',
        en: 'Share below, by each parameter',
      })}
      description={page.t({
        fr: 'Un point par valeur ; plein, la valeur par défaut. La ligne verticale est le résultat par défaut.',
        en: 'A dot for each value; filled is the default. The vertical line is the default’s result.',
      })}
      plot={({ name }) => ({
        height: rows.length * 26 + 56,
        marginLeft: name === 'wide' ? 190 : 160,
        marginRight: 54,
        marginBottom: LABEL_MARGIN,
        x: {
          label: page.t({ fr: 'part des unités sous le seuil', en: 'share of the units below' }),
          labelArrow: 'none',
          labelOffset: LABEL_OFFSET,
          zero: true,
          grid: true,
          ticks: 5,
          tickFormat: (share: number) => page.format.percent(share, 0),
        },
        y: { domain: rows.map(({ label }) => label), label: null },
        marks: [
          ...(standard === undefined
            ? []
            : [Plot.ruleX([standard], { stroke: INK.line, strokeDasharray: '3,3' })]),
          Plot.dot(rows, {
            y: 'label',
            x: 'share',
            r: 5,
            stroke: INK.accent,
            strokeWidth: 2,
            fill: (row: { isDefault: boolean }) => (row.isDefault ? INK.accent : INK.paper),
          }),
          Plot.text(rows, {
            y: 'label',
            x: 'share',
            text: (row: { share: number }) => page.format.percent(row.share),
            textAnchor: 'start',
            dx: 9,
            fill: INK.text,
          }),
        ],
      })}
    />
  );
}
