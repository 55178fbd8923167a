import { formatMonth, parseMonth } from '#libs/reference';
import { Figures } from './figures.js';
import { REFUSAL_SYMBOLS } from './known-names.js';
import { resolveSeries } from './monthly-series.js';
import { resolveSons } from './resolve-sons.js';
import type { FileSeries, FileShares } from './scenario-file.js';
import type { ScenarioReader } from './scenario-reader.js';
import type { DsrShares, Faults, MonthTotal, Scenario } from './scenario.js';
import { isRecord } from './schema-faults.js';
import type { Path } from './yaml-source.js';

/** All fault rates together stay below this: beyond it, a flow is more faults than documents. */
const FAULT_RATES_SUM_LIMIT = 0.5;

/**
 * Turns a scenario file into months, shares and rates.
 * Faults of meaning go to the reader; with any fault there, the result is of no use.
 *
 * @param reservedNames names that the file may not take
 */
export function resolveScenario(
  reader: ScenarioReader,
  reservedNames: readonly string[],
): Scenario {
  const { name = '', title = '', description = '', dmp, mssante, eprescription } = reader.file;
  if (reader.isSound(['name']) && reservedNames.includes(name)) {
    const expected = 'a name that no built-in scenario has, as it identifies the events';
    reader.report(['name'], expected, name);
  }
  const documents = seriesOf(reader, ['dmp', 'documents'], dmp?.documents);
  const messages = seriesOf(reader, ['mssante', 'messages'], mssante?.messages);
  const figures = new Figures(reader);
  const sons = resolveSons(reader, figures);
  const scenario: Scenario = {
    name,
    title,
    description: reader.isSound(['description']) ? description.trim() : '',
    scale: 1,
    dmp: { documents, shares: sharesOf(reader, ['dmp', 'shares'], dmp?.shares, documents) },
    mssante: {
      messages,
      linkedShare: figures.value(['mssante', 'linkedShare'], mssante?.linkedShare),
      citizenShare: figures.value(['mssante', 'citizenShare'], mssante?.citizenShare),
      receiptRate: figures.value(['mssante', 'receiptRate'], mssante?.receiptRate),
      shares: sharesOf(reader, ['mssante', 'shares'], mssante?.shares, messages),
    },
    eprescription: {
      issued: seriesOf(reader, ['eprescription', 'issued'], eprescription?.issued),
      linkedShare: figures.value(['eprescription', 'linkedShare'], eprescription?.linkedShare),
      dispensed: seriesOf(reader, ['eprescription', 'dispensed'], eprescription?.dispensed),
      closedRate: figures.value(['eprescription', 'closedRate'], eprescription?.closedRate),
    },
    faults: resolveFaults(reader, figures),
    ...(sons === undefined ? {} : { sons }),
    figures: figures.sources,
  };
  checkLinks(reader, scenario);
  checkDispensed(reader, scenario);
  checkNotEmpty(reader, scenario);
  return scenario;
}

function seriesOf(
  reader: ScenarioReader,
  path: Path,
  series: FileSeries | undefined,
): readonly MonthTotal[] {
  return series !== undefined && reader.isSound(path) ? resolveSeries(reader, path, series) : [];
}

function sharesOf(
  reader: ScenarioReader,
  path: Path,
  shares: readonly FileShares[] | undefined,
  months: readonly MonthTotal[],
): DsrShares[] {
  if (shares === undefined || !reader.isSound(path)) return [];
  const resolved: DsrShares[] = [];
  for (const [index, entry] of shares.entries()) {
    const fromMonth = parseMonth(entry.fromMonth);
    const previous = resolved.at(-1);
    const first = months[0];
    const at = [...path, index, 'fromMonth'];
    if (previous === undefined && first !== undefined && fromMonth > first.month) {
      reader.report(at, `${formatMonth(first.month)} or earlier, the first month`, entry.fromMonth);
    }
    if (previous !== undefined && fromMonth <= previous.fromMonth) {
      const expected = `a month after ${formatMonth(previous.fromMonth)}, as shares are ascending`;
      reader.report(at, expected, entry.fromMonth);
    }
    const provenance = reader.provenanceOf([...path, index]);
    resolved.push({ fromMonth, weights: entry.weights, ...provenance });
  }
  return resolved;
}

function resolveFaults(reader: ScenarioReader, figures: Figures): Faults {
  const { faults } = reader.file;
  const late = figures.rate(['faults', 'lateDeposit'], faults?.lateDeposit);
  const resolved: Faults = {
    duplicatedDelivery: {
      rate: figures.rate(['faults', 'duplicatedDelivery'], faults?.duplicatedDelivery),
    },
    lateDeposit: { rate: late, daysMax: faults?.lateDeposit?.daysMax ?? 1 },
    reordering: {
      windowRecords: figures.windowRecords(['faults', 'reordering'], faults?.reordering),
    },
    refusedDeposit: resolveRefusals(figures, faults?.refusedDeposit),
    replacedDocument: {
      rate: figures.rate(['faults', 'replacedDocument'], faults?.replacedDocument),
    },
    changedVisibility: {
      rate: figures.rate(['faults', 'changedVisibility'], faults?.changedVisibility),
    },
    deletedDocument: {
      rate: figures.rate(['faults', 'deletedDocument'], faults?.deletedDocument),
    },
  };
  const sum = sumOfRates(resolved);
  if (sum >= FAULT_RATES_SUM_LIMIT) {
    const expected = `rates that add up to less than ${FAULT_RATES_SUM_LIMIT}`;
    reader.report(['faults'], expected, Number(sum.toPrecision(12)), 'key');
  }
  return resolved;
}

function resolveRefusals(figures: Figures, given: unknown): Record<string, number> {
  const refusals: Record<string, number> = {};
  if (!isRecord(given)) return refusals;
  for (const symbol of REFUSAL_SYMBOLS) {
    const figure = given[symbol];
    if (!isRecord(figure) || typeof figure['rate'] !== 'number') continue;
    refusals[symbol] = figures.rate(['faults', 'refusedDeposit', symbol], { rate: figure['rate'] });
  }
  return refusals;
}

function sumOfRates(faults: Faults): number {
  const { duplicatedDelivery, lateDeposit, replacedDocument } = faults;
  const { changedVisibility, deletedDocument, refusedDeposit } = faults;
  const single = [duplicatedDelivery, lateDeposit, replacedDocument]
    .concat(changedVisibility, deletedDocument)
    .map(({ rate }) => rate);
  return [...single, ...Object.values(refusedDeposit)].reduce((sum, rate) => sum + rate, 0);
}

/** What is sent or prescribed by the act of a deposit needs that deposit, in the same month. */
function checkLinks(reader: ScenarioReader, { dmp, mssante, eprescription }: Scenario): void {
  if (!reader.isSound(['dmp', 'documents'])) return;
  const links = [
    { path: ['mssante', 'linkedShare'], of: mssante.messages, share: mssante.linkedShare, each: 2 },
    {
      path: ['eprescription', 'linkedShare'],
      of: eprescription.issued,
      share: eprescription.linkedShare,
      each: 1,
    },
  ];
  const documents = new Map(dmp.documents.map(({ month, events }) => [month, events]));
  for (const { path, of, share, each } of links) {
    const short = of.find(
      ({ month, events }) => Math.floor((events * share) / each) > (documents.get(month) ?? 0),
    );
    if (short === undefined) continue;
    const available = documents.get(short.month) ?? 0;
    const most = Math.floor((1e4 * each * available) / short.events) / 1e4;
    reader.report(
      [...path, 'value'],
      `at most ${most}, as the ${short.events} of ${formatMonth(short.month)} find ${available} documents to go with (${each} to a document)`,
      share,
    );
  }
}

/** A dispensing act needs a prescription of its own; the plan takes one of the same month. */
function checkDispensed(reader: ScenarioReader, { eprescription }: Scenario): void {
  if (!reader.isSound(['eprescription'])) return;
  const issued = new Map(eprescription.issued.map(({ month, events }) => [month, events]));
  const tooMany = eprescription.dispensed.find(
    ({ month, events }) => events > (issued.get(month) ?? 0),
  );
  if (tooMany === undefined) return;
  const most = issued.get(tooMany.month) ?? 0;
  const expected = `at most ${most} dispensing acts in ${formatMonth(tooMany.month)}, its prescriptions`;
  reader.report(['eprescription', 'dispensed'], expected, tooMany.events, 'key');
}

function checkNotEmpty(reader: ScenarioReader, scenario: Scenario): void {
  if (reader.faults.length > 0 || scenario.sons !== undefined) return;
  const { dmp, mssante, eprescription } = scenario;
  const months = [...dmp.documents, ...mssante.messages, ...eprescription.issued];
  if (months.every(({ events }) => events === 0)) {
    reader.report(
      [],
      'at least one event in dmp, mssante or eprescription, or the section sons',
      'none',
    );
  }
}
