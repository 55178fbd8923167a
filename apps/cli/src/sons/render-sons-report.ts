import type { SonsReport, SonsReportRow } from '#libs/figures';
import { formatEuros, USAGE_PARAMETERS, type UsageParameters } from '#libs/sons-rules';
import { count } from '../output.js';
import { parisTime } from './paris-time.js';

/** What a report speaks of, beside its figures. */
export interface ReportSubject {
  readonly parameters: UsageParameters;
  /** Runs whose facts the database holds. */
  readonly runs: readonly { readonly name: string; readonly seed: string }[];
}

/** Said with every result. */
export const SONS_NOTICE = 'simulated data, fictitious editors';

/** The report for a person. */
export function sonsReportLines(report: SonsReport, subject: ReportSubject): string[] {
  const { parameters, runs } = subject;
  return [
    `SONS: ${SONS_NOTICE}. Amounts in euros, tax included.`,
    ...runs.map(({ name, seed }) => `scenario ${name}, seed ${seed}`),
    ...untilLines(report, parameters),
    `calendar of rules ${report.calendarVersion}; deadlines are exclusive, Europe/Paris`,
    ...USAGE_PARAMETERS.map(
      ({ name, value, source, assumed }) =>
        `  ${name.padEnd(18)} ${String(given(parameters, name) ?? value).padEnd(34)} ${assumed ? 'assumed: ' : ''}${source}`,
    ),
    '',
    ...rowLines(report),
    '',
    ...pressLines(report, parameters),
    ...sensitivityLines(report),
    ...changeLines(report),
  ];
}

/** The rows as CSV: RFC 4180, comma, decimal point, UTF-8. Each row says what it was computed with. */
export function sonsReportCsv(
  { by, rows, calendarVersion }: SonsReport,
  subject: ReportSubject,
): string {
  const { threshold, grain, windowStart, windowEnd } = subject.parameters;
  const stamp = [threshold, grain, windowStart, windowEnd, calendarVersion, quoted(SONS_NOTICE)];
  const head = `${by},clients,billing_units,decided,below,share_below,orders,deposited,validated,paid,paid_eur,due_eur,difference_eur,threshold,grain,window_start,window_end,calendar_version,notice`;
  const body = rows.map((row) =>
    [
      quoted(row.key),
      ...[row.clients, row.billingUnits, row.decided, row.below, shareOf(row).toFixed(4)],
      ...[row.orders, row.deposited, row.validated, row.paid],
      ...[row.paidCents, row.dueCents, row.paidCents - row.dueCents].map(formatEuros),
      ...stamp,
    ].join(','),
  );
  return [head, ...body, ''].join('\r\n');
}

function untilLines(report: SonsReport, { documentsUntilMs }: UsageParameters): string[] {
  if (documentsUntilMs === Infinity) return [];
  return [
    `facts, documents and payments registered by ${parisTime(documentsUntilMs)}, Europe/Paris`,
    ...(report.requestsWithLowerBound === 0
      ? []
      : [
          `  ${count(report.requestsWithLowerBound)} requests were installed anew since then: their documents are counted at least`,
        ]),
  ];
}

/** The value in use, where it is one that an option may change. */
function given(parameters: UsageParameters, name: string): string | number | undefined {
  switch (name) {
    case 'threshold':
    case 'grain':
    case 'windowStart':
    case 'windowEnd':
      return parameters[name];
    default:
      return undefined;
  }
}

function rowLines({ by, rows }: SonsReport): string[] {
  const head = [by.padEnd(24), ...HEADS.map((text) => text.padStart(11))].join(' ');
  const body = rows.map((row) =>
    [
      row.key.padEnd(24),
      ...[
        ...[row.clients, row.billingUnits, row.decided, row.below].map(count),
        percent(shareOf(row)),
        ...[row.orders, row.deposited, row.validated, row.paid].map(count),
        ...[row.paidCents, row.dueCents, row.paidCents - row.dueCents].map(wholeEuros),
      ].map((text) => text.padStart(11)),
    ].join(' '),
  );
  return [head, ...body];
}

const HEADS = [
  ...['clients', 'units', 'decided', 'below', 'share', 'orders', 'deposited', 'validated', 'paid'],
  ...['paid €', 'due €', 'paid − due'],
];

/** Beside the press only what is whole: the figures of an earlier day stand alone. */
function pressLines({ press }: SonsReport, { documentsUntilMs }: UsageParameters): string[] {
  const { balances, belowThreshold, requests } = press;
  const isWhole = documentsUntilMs === Infinity;
  const [deposited, below] = isWhole ? [' (press: 98.7 %)', ' (press: 20 %)'] : ['', ''];
  return [
    isWhole ? 'Two figures of the press, from the same requests:' : 'The same two figures so far:',
    `  ${percent(balances.share)} of ${count(requests)} ordered updates had a balance deposited before the closing${deposited}`,
    `  ${percent(belowThreshold.share)} of ${count(belowThreshold.decided)} billing units (doctors, clients elsewhere) with a verdict stay below the threshold${below}`,
    `  both hold, because deposited is not validated (${count(balances.validated)}) and validated is not paid (${count(balances.paid)})`,
  ];
}

function sensitivityLines({ sensitivity }: SonsReport): string[] {
  if (sensitivity.length === 0) return [];
  return [
    '',
    'Sensitivity: one change at a time',
    ...sensitivity.map(
      ({ threshold, grain, windowStart, windowEnd, below, decided, dueCents }) =>
        `  ${String(threshold).padStart(2)} documents, grain ${grain}, from ${windowStart} to ${windowEnd}: ${count(below)} of ${count(decided)} below (${percent(below / Math.max(1, decided))}), due ${wholeEuros(dueCents)} €`,
    ),
  ];
}

function changeLines({ changedDecisions }: SonsReport): string[] {
  if (changedDecisions.length === 0) return [];
  return [
    '',
    'Decided otherwise with the rules known then',
    ...changedDecisions.map(
      (change) =>
        `  ${change.couloir}, rules ${change.versionThen || 'none'} then, ${change.versionToday} today: ${count(change.billingUnits)} billing units, ${change.reasons}; due ${wholeEuros(change.differenceCents)} € against today, such as ${change.example}`,
    ),
  ];
}

function shareOf({ below, decided }: SonsReportRow): number {
  return decided === 0 ? 0 : below / decided;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

function wholeEuros(cents: number): string {
  return count(Math.round(cents / 100));
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
