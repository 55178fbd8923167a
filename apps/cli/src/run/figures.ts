import type { Figures } from '#libs/figures';
import { overviewText } from '../metrics/metrics-answer.js';
import type { Output } from '../output.js';

/** Places of a line where there is no terminal. */
const PLAIN_WIDTH = 140;

/** Places of a line on standard output. */
export function terminalWidth(): number {
  return process.stdout.isTTY ? process.stdout.columns : PLAIN_WIDTH;
}

/** Prints the figures for a person. Scaled runs say so: their rates are a fraction of the country's. */
export async function printFigures(figures: Figures, output: Output): Promise<void> {
  const reading = { view: 'owner', language: 'en', width: terminalWidth() } as const;
  output.line(await overviewText(figures, reading));
}
