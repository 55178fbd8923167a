import * as Plot from '@observablehq/plot';
import type { ChartSize } from './chart.js';
import type { PageContext } from './page-context.js';

/** Units of a chart's width that the label of a month needs. */
const LABEL_WIDTH = 44;
/** Months between two labels. */
const STEPS = [1, 2, 3, 6, 12] as const;

/** Months at which an axis has a label: as many as there is room for, Januaries among them. */
function labelledMonths(months: readonly string[], width: number): string[] {
  const step = STEPS.find((each) => (months.length / each) * LABEL_WIDTH <= width) ?? 12;
  return months.filter((month) => (Number(month.slice(5, 7)) - 1) % step === 0);
}

/** The horizontal axis of months such as `2023-12`: short names, and the year below where it begins. */
export function monthAxis(
  page: PageContext,
  months: readonly string[],
  size: ChartSize,
): Plot.Markish {
  const labelled = labelledMonths(months, size.width - 70);
  return Plot.axisX(labelled, {
    label: null,
    tickSize: 3,
    lineHeight: 1.25,
    tickFormat: (month: string) => {
      const short = page.format.monthShort(month);
      const isFirst = month === labelled[0] || month.endsWith('-01');
      return isFirst ? `${short}\n${month.slice(0, 4)}` : short;
    },
  });
}

/** The vertical axis of counts: round values, written short. */
export function countScale(page: PageContext, label: string): Plot.ScaleOptions {
  return {
    label,
    labelArrow: 'none',
    labelAnchor: 'top',
    grid: true,
    nice: true,
    zero: true,
    ticks: 5,
    tickFormat: (value: number) => page.format.compact(value),
  };
}

/** Bars of few months are no wider than those of many. */
export function paddingOf(months: readonly string[]): number {
  return months.length < 8 ? 0.75 - months.length * 0.06 : 0.15;
}

/** Room for axes and labels. */
export const MARGINS = {
  marginLeft: 52,
  marginRight: 10,
  marginTop: 26,
  marginBottom: 40,
} as const;
