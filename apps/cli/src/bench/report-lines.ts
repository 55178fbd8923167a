import { count } from '../output.js';
import type { BenchReport, Measured } from './bench-report.js';

/** The table for a person: how many times a peer's rate ours is, then the rates. */
export function reportLines(report: BenchReport): string[] {
  const { bench, eventsPerSecond, machine, note, peers, ratios, runs } = report;
  const { cores, memoryGibibytes, processor } = machine;
  return [
    `${bench}: ${count(eventsPerSecond)} events/s, median of ${String(runs.length)} runs; ${String(cores)} cores, ${String(memoryGibibytes)} GiB, ${processor}`,
    row('ratio', 'events/s', 'from … to', 'contestant'),
    row('', count(eventsPerSecond), spread(runs), `mes: ${note}`),
    ...Object.entries(peers).map(([name, peer]) =>
      row(
        `${(ratios[name] ?? 0).toFixed(2)} ×`,
        count(peer.eventsPerSecond),
        spread(peer.runs),
        `${name}: ${peer.note}`,
      ),
    ),
  ];
}

function row(ratio: string, rate: string, range: string, contestant: string): string {
  return `${ratio.padStart(10)} ${rate.padStart(12)} ${range.padStart(23)}  ${contestant}`;
}

function spread(runs: readonly Measured[]): string {
  if (runs.length === 0) return '';
  const rates = runs.map(({ eventsPerSecond }) => eventsPerSecond);
  return `${count(Math.min(...rates))} … ${count(Math.max(...rates))}`;
}
