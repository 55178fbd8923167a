import type { RateMiss } from '#libs/emission';
import { count, seconds } from '../output.js';
import type { LoadFigures, LoadReport } from './load-report.js';

/** What a load came to, for a person: the steady state first, then the warm-up apart. */
export function loadLines(load: LoadReport): string[] {
  return [
    'Load',
    ...figureLines('steady', load),
    ...figureLines('warm-up', load.warmup),
    ...(load.missed === null ? [] : [`  ${missText(load.missed)}`]),
  ];
}

/** Why a load that may not miss its rate has ended: when, in which stage, on which channel. */
export function missText({ channel, shard, intendedMs, stage, dropped }: RateMiss): string {
  return `rate missed: ${channel} shard ${String(shard)} dropped ${count(dropped)} slots from ${seconds(intendedMs / 1000)} after the load's start on, in stage ${String(stage + 1)}; the run ends`;
}

function figureLines(name: string, figures: LoadFigures): string[] {
  const { offeredPerSecond, achievedPerSecond, dropped, records } = figures;
  const { p50, p90, p95, p99, p999, max } = figures.publishMs;
  const label = name.padEnd(8);
  const rates = `  ${label} offered ${count(offeredPerSecond)}/s, achieved ${count(achievedPerSecond)}/s over ${seconds(figures.seconds)}, dropped ${count(dropped)}`;
  if (records === 0) return [rates];
  return [
    rates,
    `  ${' '.repeat(8)} acknowledged after p50 ${ms(p50)}, p90 ${ms(p90)}, p95 ${ms(p95)}, p99 ${ms(p99)}, p99.9 ${ms(p999)}, max ${ms(max)}, from the intended time`,
  ];
}

/** Milliseconds at the histogram's three digits. */
function ms(value: number): string {
  return `${value < 100 ? value.toFixed(1) : count(value)} ms`;
}
