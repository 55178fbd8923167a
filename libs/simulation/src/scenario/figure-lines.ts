import type { Provenance } from './scenario.js';

const LABEL_WIDTH = 34;

/** A line about one figure, and where the figure comes from. */
export interface Figure {
  readonly line: string;
  readonly origin: string;
}

/** Figures that follow one another with the same origin say it once, below the last. */
export function withOrigins(figures: readonly Figure[]): string[] {
  return figures.flatMap(({ line, origin }, index) =>
    figures[index + 1]?.origin === origin ? [line] : [line, `    ${origin}`],
  );
}

export function originOf({ source, assumed }: Provenance): string {
  return assumed ? `assumed: ${source}` : `source: ${source}`;
}

export function row(label: string, value: string): string {
  return `  ${label.padEnd(LABEL_WIDTH)}${value.padStart(14)}`;
}

export function grouped(events: number): string {
  return events.toLocaleString('en-US');
}
