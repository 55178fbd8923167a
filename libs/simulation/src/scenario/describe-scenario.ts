import { formatMonth, monthStartMs, yearMonthOf } from '#libs/reference';
import { wholeRate } from '../plan/apportion.js';
import { extraRates, extrasOfMonth, isRefusal } from '../plan/faults.js';
import { describeSons } from './describe-sons.js';
import { grouped, originOf, row, withOrigins, type Figure } from './figure-lines.js';
import type { DsrShares, MonthTotal, Scenario } from './scenario.js';

/** Flows of up to this many months are shown month by month, longer ones by year. */
const MONTHS_LISTED_MAX = 6;

/** Events of a whole scenario by what they are, computed from its totals and rates. */
type EventTotals = Readonly<
  Record<
    | 'documents'
    | 'onDocuments'
    | 'refused'
    | 'messages'
    | 'receipts'
    | 'issued'
    | 'dispensed'
    | 'closed',
    number
  >
>;

/** A scenario for a person, line by line: what it holds, with the source of each figure. */
export function describeScenario(scenario: Scenario): string[] {
  const { sons } = scenario;
  return [
    `${scenario.name}: ${scenario.title}`,
    ...(scenario.scale === 1 ? [] : [`scale ${Number(scenario.scale.toPrecision(12))}`]),
    ...scenario.description.split('\n').filter((line) => line !== ''),
    ...(sons === undefined ? describeFlows(scenario) : describeSons(sons, scenario)),
    ...describeRates(scenario),
  ];
}

function describeFlows(scenario: Scenario): string[] {
  const { dmp, mssante, eprescription } = scenario;
  return [
    '',
    ...describeTotals(totalsOf(scenario)),
    ...describeMonths('DMP documents', dmp.documents),
    ...describeShares('DMP shares', dmp.shares),
    ...describeMonths('MSSanté messages', mssante.messages),
    ...describeShares('MSSanté shares', mssante.shares),
    ...describeMonths('e-prescriptions issued', eprescription.issued),
    ...describeMonths('e-prescriptions dispensed', eprescription.dispensed),
  ];
}

/** Events of each kind in the whole scenario, rounded month by month as the plan does. */
export function totalsOf({ dmp, mssante, eprescription, faults }: Scenario): EventTotals {
  const rates = extraRates(faults);
  let onDocuments = 0;
  let refused = 0;
  for (const { month, events } of dmp.documents) {
    for (const [kind, count] of extrasOfMonth(events, rates, monthStartMs(month)).entries()) {
      if (isRefusal(kind)) refused += count;
      else onDocuments += count;
    }
  }
  return {
    documents: sumOf(dmp.documents),
    onDocuments,
    refused,
    messages: sumOf(mssante.messages),
    receipts: sumOfRate(mssante.messages, mssante.receiptRate),
    issued: sumOf(eprescription.issued),
    dispensed: sumOf(eprescription.dispensed),
    closed: sumOfRate(eprescription.dispensed, eprescription.closedRate),
  };
}

function describeTotals(totals: EventTotals): string[] {
  const all = Object.values(totals).reduce((sum, events) => sum + events, 0);
  return [
    'Events',
    row('all channels, no duplicates', grouped(all)),
    row('documents accepted by the DMP', grouped(totals.documents)),
    row('replaced, masked or deleted', grouped(totals.onDocuments)),
    row('deposits refused', grouped(totals.refused)),
    row('MSSanté messages', grouped(totals.messages)),
    row('MSSanté receipts', grouped(totals.receipts)),
    row('prescriptions issued', grouped(totals.issued)),
    row('prescriptions dispensed', grouped(totals.dispensed)),
    row('prescriptions closed', grouped(totals.closed)),
  ];
}

function describeMonths(title: string, months: readonly MonthTotal[]): string[] {
  const first = months[0];
  const last = months.at(-1);
  if (first === undefined || last === undefined) return ['', title, row('none', '0')];
  if (months.length <= MONTHS_LISTED_MAX) {
    return ['', title, ...withOrigins(months.map(monthFigure))];
  }
  const years = Map.groupBy(months, ({ month }) => yearMonthOf(month).year);
  // Months between two known points repeat one another; the known points are the scenario.
  const points = months.filter(({ assumed }) => !assumed);
  return [
    '',
    `${title}, ${formatMonth(first.month)} to ${formatMonth(last.month)}`,
    ...[...years].map(([year, ofYear]) => {
      const count = ofYear.length === 12 ? 'calendar year' : `${ofYear.length} months`;
      return row(`${year} (${count})`, grouped(sumOf(ofYear)));
    }),
    ...withOrigins([...new Set([first, ...points, last])].map(monthFigure)),
    `  ${months.length - points.length} of the ${months.length} months are assumed`,
  ];
}

function monthFigure(month: MonthTotal): Figure {
  return { line: row(formatMonth(month.month), grouped(month.events)), origin: originOf(month) };
}

function describeShares(title: string, shares: readonly DsrShares[]): string[] {
  if (shares.length === 0) return [];
  return [
    '',
    title,
    ...shares.flatMap(({ fromMonth, weights, ...provenance }) => {
      const sum = Object.values(weights).reduce((a, b) => a + b, 0);
      const parts = Object.entries(weights).map(
        ([dsr, weight]) => `${dsr} ${((100 * weight) / sum).toFixed(1)} %`,
      );
      return [
        `  from ${formatMonth(fromMonth)}: ${parts.join(', ')}`,
        `    ${originOf(provenance)}`,
      ];
    }),
  ];
}

function describeRates(scenario: Scenario): string[] {
  const { faults, mssante, eprescription, figures = {} } = scenario;
  const figure = (label: string, value: string, path: string): Figure => {
    const provenance = figures[path];
    const origin = provenance === undefined ? 'left out: the default' : originOf(provenance);
    return { line: row(label, value), origin };
  };
  const rate = (label: string, value: number, path: string): Figure =>
    figure(label, `${Number((100 * value).toPrecision(6))} %`, path);
  const { duplicatedDelivery, lateDeposit, reordering, refusedDeposit } = faults;
  const late = `late deposit, up to ${lateDeposit.daysMax} days`;
  const ofFlows = [
    rate('messages with a deposit', mssante.linkedShare, 'mssante.linkedShare'),
    rate('other messages to citizens', mssante.citizenShare, 'mssante.citizenShare'),
    rate('receipts by message', mssante.receiptRate, 'mssante.receiptRate'),
    rate('prescriptions with a deposit', eprescription.linkedShare, 'eprescription.linkedShare'),
    rate('closed by dispensing act', eprescription.closedRate, 'eprescription.closedRate'),
  ];
  return [
    '',
    'Rates and faults',
    ...withOrigins([
      ...(scenario.sons === undefined ? ofFlows : []),
      rate('duplicated delivery', duplicatedDelivery.rate, 'faults.duplicatedDelivery'),
      rate(late, lateDeposit.rate, 'faults.lateDeposit'),
      figure('reordering window (records)', `${reordering.windowRecords}`, 'faults.reordering'),
      rate('replaced document', faults.replacedDocument.rate, 'faults.replacedDocument'),
      rate('changed visibility', faults.changedVisibility.rate, 'faults.changedVisibility'),
      rate('deleted document', faults.deletedDocument.rate, 'faults.deletedDocument'),
      ...Object.entries(refusedDeposit).map(([symbol, share]) =>
        rate(symbol, share, `faults.refusedDeposit.${symbol}`),
      ),
    ]),
  ];
}

function sumOf(months: readonly MonthTotal[]): number {
  return months.reduce((sum, { events }) => sum + events, 0);
}

function sumOfRate(months: readonly MonthTotal[], rate: number): number {
  return months.reduce((sum, { events }) => sum + wholeRate(events, rate), 0);
}
