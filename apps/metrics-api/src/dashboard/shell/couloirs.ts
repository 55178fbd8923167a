import { SERIES } from './chart.js';
import type { LegendItem } from './legend.js';
import { labelOf } from './labels.js';
import type { PageContext } from './page-context.js';

/** Couloirs in the order of charts, the largest first; the place is the colour, on every page. */
export const COULOIRS_SHOWN = [
  'biology',
  'hospital',
  'city',
  'radiology',
  'pharmacy',
  'social',
] as const;

/** Colour of a couloir: the same on every page. */
export function couloirColour(code: string): string {
  const place = COULOIRS_SHOWN.findIndex((couloir) => couloir === code);
  return SERIES[place] ?? 'var(--ink-soft)';
}

/** Names the colours of those couloirs that are shown. */
export function couloirLegend(page: PageContext, shown: readonly string[]): LegendItem[] {
  return COULOIRS_SHOWN.flatMap((code, place) =>
    shown.includes(code)
      ? [{ label: labelOf(page, 'couloir', code), swatch: `series-${place + 1}` }]
      : [],
  );
}
