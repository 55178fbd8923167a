import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import type { VNode } from 'preact';

/**
 * Widths in which a chart is drawn: its letters must stay readable on a telephone, so that it is
 * drawn twice and the style sheet shows the one that fits.
 */
const WIDTHS = { wide: 760, narrow: 340 } as const;

/**
 * Whether each mark says its value to a pointer that rests on it. A telephone has none, and of a page
 * over three years the hints would be a third.
 */
const HAS_HINTS = { wide: true, narrow: false } as const;

/** Letters of a chart, in the units of its width. */
const FONT_SIZE = 12;

export type ChartWidth = keyof typeof WIDTHS;

/** Size of what is drawn: `width` goes into the plot's options. */
export interface ChartSize {
  readonly name: ChartWidth;
  readonly width: number;
}

export interface ChartProps {
  /** Unique on the page. */
  readonly id: string;
  /** Text alternative: what the chart is. */
  readonly title: string;
  /** What it shows, for those who do not see it: trend, extremes; the table has the rest. */
  readonly description: string;
  readonly plot: (size: ChartSize) => Plot.PlotOptions;
}

/** A chart of Observable Plot, drawn here: an image with a text alternative, coloured by the style sheet. */
export function Chart({ id, title, description, plot }: ChartProps): VNode {
  const [wide, narrow] = (['wide', 'narrow'] as const).map((name) => {
    const width = WIDTHS[name];
    const options = { width, ...plot({ name, width }) };
    return drawSvg(options, { id: `${id}-${name}`, title, description }, HAS_HINTS[name]);
  });
  return (
    <div class="chart">
      <SvgImage class="chart-wide" svg={wide ?? ''} />
      <SvgImage class="chart-narrow" svg={narrow ?? ''} />
    </div>
  );
}

/** An SVG that this service drew itself. */
function SvgImage(props: { readonly class: string; readonly svg: string }): VNode {
  return <div class={props.class} dangerouslySetInnerHTML={{ __html: props.svg }} />;
}

interface TextAlternative {
  readonly id: string;
  readonly title: string;
  readonly description: string;
}

const { document } = parseHTML('<!doctype html><html><body></body></html>');

/** As text, with its text alternative, without styles inside: the policy of the pages allows none. */
function drawSvg(
  options: Plot.PlotOptions,
  alternative: TextAlternative,
  hasHints: boolean,
): string {
  const svg = Plot.plot({ ...options, document, className: 'plot', figure: false });
  for (const element of svg.querySelectorAll(hasHints ? 'style' : 'style, title')) element.remove();
  for (const element of svg.querySelectorAll('*')) {
    element.removeAttribute('style');
    // Inside an image nothing is named on its own.
    element.removeAttribute('aria-label');
    element.removeAttribute('aria-hidden');
  }
  for (const name of ['style', 'width', 'height', 'font-family']) svg.removeAttribute(name);
  svg.setAttribute('font-size', String(FONT_SIZE));
  svg.setAttribute('role', 'img');
  const { id } = alternative;
  svg.setAttribute('aria-labelledby', `${id}-title`);
  svg.setAttribute('aria-describedby', `${id}-description`);
  svg.prepend(
    textElement('title', `${id}-title`, alternative.title),
    textElement('desc', `${id}-description`, alternative.description),
  );
  return svg.outerHTML.replace(/\d+\.\d{3,}/g, (number) =>
    String(Math.round(Number(number) * 100) / 100),
  );
}

function textElement(name: 'title' | 'desc', id: string, text: string): Element {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  element.setAttribute('id', id);
  element.textContent = text;
  return element;
}

/** Colours of the style sheet: light and dark themes have their own. */
export const INK = {
  text: 'var(--ink)',
  soft: 'var(--ink-soft)',
  line: 'var(--line-strong)',
  paper: 'var(--panel)',
  accent: 'var(--series-1)',
  good: 'var(--good)',
  bad: 'var(--bad)',
} as const;

/** Series in a fixed order: told apart by every reader, and always named in the legend too. */
export const SERIES = [1, 2, 3, 4, 5, 6].map((number) => `var(--series-${number})`);
