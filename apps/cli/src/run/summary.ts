import { formatEuros } from '#libs/sons-rules';
import { count, seconds, type Output } from '../output.js';
import { loadLines } from './load-lines.js';
import type { Verification } from '../verify/verification.js';
import type { RunOutcome } from './simulation-run.js';

/** Differences printed in full; the rest is counted. */
const DIFFERENCES_SHOWN_MAX = 20;

/** Prints what a run found: thresholds first, then counts, then speed and freshness, then the proof. */
export function printSummary(outcome: RunOutcome, output: Output): void {
  const { report, verification, planFaults } = outcome;
  const { events } = report;
  if (report.thresholds.length > 0) {
    output.line('Thresholds');
    for (const { expression, value, passed } of report.thresholds) {
      output.line(`  ${passed ? 'ok   ' : 'MISS '} ${expression}  (came ${String(value)})`);
    }
  }
  output.line('Counts');
  output.line(`  planned      ${count(events.planned)} events`);
  output.line(
    `  emitted      ${count(events.emitted)}, of them ${count(events.refused)} deposits refused by a gate`,
  );
  output.line(`  acknowledged ${count(events.acknowledged)} records, repeated deliveries included`);
  output.line(
    `  counted      ${count(events.counted)} new, ${count(events.duplicatesIgnored)} duplicates ignored`,
  );
  output.line(`  lost         ${count(events.lost)}, dead letters ${count(events.deadLettered)}`);
  printSons(outcome, output);
  if (report.load !== null) for (const line of loadLines(report.load)) output.line(line);
  output.line('Speed');
  output.line(
    `  ${count(report.eventsPerSecond)} events/s over ${seconds(report.seconds.total)} (emission ${seconds(report.seconds.emission)}, drain ${seconds(report.seconds.drain)})`,
  );
  output.line(
    `  visible after p50 ${String(report.freshnessMs.p50)} ms, p95 ${String(report.freshnessMs.p95)} ms, p99 ${String(report.freshnessMs.p99)} ms, max ${String(report.freshnessMs.max)} ms`,
  );
  if (report.limitedBy !== null)
    output.line(`  limited by ${report.limitedBy} for most of the time`);
  const memory = Object.entries(report.memoryMegabytesMax).filter(([, megabytes]) => megabytes > 0);
  if (memory.length > 0) {
    output.line(
      `  peak memory ${memory.map(([name, megabytes]) => `${name} ${String(megabytes)} MB`).join(', ')}`,
    );
  }
  if (report.restarts > 0)
    output.line(`  services started again after a death: ${String(report.restarts)}`);
  output.line('Proof');
  output.line(`  stream sha256 ${report.streamSha256 ?? 'none: the run was cut short'}`);
  for (const fault of planFaults) output.line(`  WRONG plan and truth differ: ${fault}`);
  printDifferences(verification.differences, output);
  printSonsProof(outcome, output);
  output.line(
    `  ${count(verification.cells)} cells compared with the generator's truth: ${
      verification.differences.length === 0
        ? 'all equal'
        : `${count(verification.differences.length)} WRONG`
    }`,
  );
}

/** What became of the facts, and the two figures of the press side by side. */
function printSons({ report }: RunOutcome, output: Output): void {
  const { sons } = report;
  if (sons === null) return;
  const { facts, balances, belowThreshold } = sons;
  output.line('SONS');
  output.line(
    `  facts        ${count(facts.emitted)} emitted, ${count(facts.taken)} taken, ${count(facts.duplicatesIgnored)} duplicates ignored, ${count(facts.deadLettered)} refused`,
  );
  output.line(
    `  balances     deposited before the closing: ${percent(balances.share)} of ${count(sons.requests)} requests; validated ${count(balances.validated)}, paid ${count(balances.paid)}`,
  );
  output.line(
    `  threshold    below: ${percent(belowThreshold.share)} of ${count(belowThreshold.decided)} clients with a verdict. Deposited is not validated, validated is not paid.`,
  );
  output.line(
    `  payout       payments ${formatEuros(sons.paymentsCents)} €, lines ${formatEuros(sons.linesCents)} €, tax included`,
  );
}

/** What the comparison of the SONS found; nothing for a scenario without. */
export function printSonsProof({ sons }: Pick<RunOutcome, 'sons'>, output: Output): void {
  if (sons === undefined) return;
  if (sons.paymentsCents !== sons.linesCents) {
    output.line(
      `  WRONG payments ${formatEuros(sons.paymentsCents)} €, lines ${formatEuros(sons.linesCents)} €`,
    );
  }
  if (!sons.isCompared) {
    output.line('  SONS not compared: the run was cut short');
    return;
  }
  const { cells, differences } = sons.verification;
  for (const { key, expected, actual } of differences.slice(0, DIFFERENCES_SHOWN_MAX)) {
    output.line(`  WRONG ${key}: expected ${expected ?? 'nothing'}, came ${actual ?? 'nothing'}`);
  }
  output.line(
    `  ${count(cells)} requests, lines and thresholds compared: ${sons.wrong === 0 ? 'all equal' : `${count(sons.wrong)} WRONG`}`,
  );
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

/** Names each cell that differs. */
export function printDifferences(differences: Verification['differences'], output: Output): void {
  for (const difference of differences.slice(0, DIFFERENCES_SHOWN_MAX)) {
    output.line(`  WRONG ${difference.description}`);
  }
  if (differences.length > DIFFERENCES_SHOWN_MAX) {
    output.line(`  … and ${count(differences.length - DIFFERENCES_SHOWN_MAX)} more`);
  }
}
