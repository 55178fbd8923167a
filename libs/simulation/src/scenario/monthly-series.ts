import { formatMonth, parseMonth } from '#libs/reference';
import { largestRemainder } from '../plan/apportion.js';
import { readCount, type FileSeries } from './scenario-file.js';
import type { ScenarioReader } from './scenario-reader.js';
import type { MonthTotal, Provenance } from './scenario.js';
import { LIMITS } from './schema-parts.js';
import type { Path } from './yaml-source.js';

/** A month whose total is known. */
interface Anchor extends Provenance {
  readonly month: number;
  readonly events: number;
}

/** A total known for several months together, `to` included. */
interface Period extends Provenance {
  readonly path: Path;
  readonly from: number;
  readonly to: number;
  readonly events: number;
}

/**
 * The months of a series with their exact totals, contiguous and ascending.
 * Reports every fault to the reader; what it returns beside faults is of no use.
 */
export function resolveSeries(
  reader: ScenarioReader,
  path: Path,
  series: FileSeries,
): readonly MonthTotal[] {
  return series.months === undefined
    ? interpolate(reader, path, series)
    : readMonths(reader, path, series);
}

/** Events of a range of months, both ends included. */
export function sumOfMonths(months: readonly MonthTotal[], from: number, to: number): number {
  return months.reduce(
    (sum, { month, events }) => (month >= from && month <= to ? sum + events : sum),
    0,
  );
}

function readMonths(reader: ScenarioReader, path: Path, series: FileSeries): MonthTotal[] {
  const months: MonthTotal[] = [];
  for (const [index, entry] of (series.months ?? []).entries()) {
    const at = [...path, 'months', index];
    const month = parseMonth(entry.month);
    const previous = months.at(-1);
    if (previous !== undefined && month !== previous.month + 1) {
      reader.report(
        [...at, 'month'],
        `${formatMonth(previous.month + 1)}, as months are contiguous and ascending`,
        entry.month,
      );
    }
    months.push({ month, events: readCount(entry.total), ...reader.provenanceOf(at) });
  }
  for (const period of readPeriods(reader, path, series, months[0]?.month, months.at(-1)?.month)) {
    const sum = sumOfMonths(months, period.from, period.to);
    if (sum !== period.events) {
      reader.report([...period.path, 'total'], `${sum}, the sum of its months`, period.events);
    }
  }
  return months;
}

function interpolate(reader: ScenarioReader, path: Path, series: FileSeries): MonthTotal[] {
  const { from = '', to = '' } = series;
  const first = parseMonth(from);
  const last = parseMonth(to);
  if (last < first || last - first >= LIMITS.monthsMax) {
    const expected = `a month not before ${from}, for at most ${LIMITS.monthsMax} months`;
    reader.report([...path, 'to'], expected, to);
    return [];
  }
  const anchors = readAnchors(reader, path, series, first, last);
  const periods = readPeriods(reader, path, series, first, last);
  const curve = new Curve(anchors, series.between ?? 'linear');
  const months = new Map<number, MonthTotal>();
  for (const anchor of anchors) months.set(anchor.month, anchor);
  for (const period of periods) fillPeriod(reader, period, curve, months);
  const filled: MonthTotal[] = [];
  for (let month = first; month <= last; month++) {
    const known = months.get(month) ?? curve.monthTotal(month);
    if (known === undefined) {
      reader.report(
        path,
        'anchors, or periods that cover every month',
        `nothing for ${formatMonth(month)}`,
        'key',
      );
      break;
    }
    filled.push(known);
  }
  return filled;
}

function readAnchors(
  reader: ScenarioReader,
  path: Path,
  series: FileSeries,
  first: number,
  last: number,
): Anchor[] {
  const anchors: Anchor[] = [];
  for (const [index, entry] of (series.anchors ?? []).entries()) {
    const at = [...path, 'anchors', index];
    const month = parseMonth(entry.month);
    const previous = anchors.at(-1);
    if (month < first || month > last) {
      const expected = `a month from ${formatMonth(first)} to ${formatMonth(last)}`;
      reader.report([...at, 'month'], expected, entry.month);
    } else if (previous !== undefined && month <= previous.month) {
      const expected = `a month after ${formatMonth(previous.month)}, as anchors are ascending`;
      reader.report([...at, 'month'], expected, entry.month);
    }
    const unit = entry.annualised === undefined ? 'monthly' : 'annualised';
    const given = readCount(entry.annualised ?? entry.monthly ?? 0);
    const events = unit === 'annualised' ? Math.round(given / 12) : given;
    if (events === 0 && series.between === 'geometric') {
      reader.report([...at, unit], 'more than 0, as between is geometric', given);
    }
    anchors.push({ month, events, ...reader.provenanceOf(at) });
  }
  return anchors;
}

function readPeriods(
  reader: ScenarioReader,
  path: Path,
  series: FileSeries,
  first = 0,
  last = 0,
): Period[] {
  const periods: Period[] = [];
  for (const [index, entry] of (series.periods ?? []).entries()) {
    const at = [...path, 'periods', index];
    const from = parseMonth(entry.from);
    const to = parseMonth(entry.to);
    const free = (periods.at(-1)?.to ?? first - 1) + 1;
    if (from < free || from > last) {
      const range = `from ${formatMonth(first)} to ${formatMonth(last)}`;
      const expected = `a month ${periods.length > 0 ? 'after the period before, ' : ''}${range}`;
      reader.report([...at, 'from'], expected, entry.from);
    }
    if (to < from || to > last) {
      const expected = `a month from ${entry.from} to ${formatMonth(last)}`;
      reader.report([...at, 'to'], expected, entry.to);
    }
    const events = readCount(entry.total);
    periods.push({ path: at, from, to, events, ...reader.provenanceOf(at) });
  }
  return periods;
}

/** Shares what the anchors of a period leave of its total among its other months. */
function fillPeriod(
  reader: ScenarioReader,
  period: Period,
  curve: Curve,
  months: Map<number, MonthTotal>,
): void {
  const free: number[] = [];
  let anchored = 0;
  for (let month = period.from; month <= period.to; month++) {
    const known = months.get(month);
    if (known === undefined) free.push(month);
    else anchored += known.events;
  }
  const rest = period.events - anchored;
  if (rest < 0 || (free.length === 0 && rest !== 0)) {
    const bound = free.length === 0 ? 'exactly' : 'at least';
    reader.report(
      [...period.path, 'total'],
      `${bound} ${anchored}, the sum of the anchors inside`,
      period.events,
    );
    return;
  }
  const range = `${formatMonth(period.from)} to ${formatMonth(period.to)}`;
  if (free.length === 0) return;
  const levels = free.map((month) => curve.level(month) ?? 1);
  const weights = levels.some((level) => level > 0) ? levels : levels.map(() => 1);
  const parts = largestRemainder(rest, weights, range);
  for (const [index, month] of free.entries()) {
    months.set(month, {
      month,
      events: parts[index] ?? 0,
      source: `part of ${period.events.toLocaleString('en-US')} over ${range} (${period.source})`,
      assumed: true,
    });
  }
}

/** The level of any month, through the anchors; held before the first and after the last. */
class Curve {
  constructor(
    private readonly anchors: readonly Anchor[],
    private readonly between: NonNullable<FileSeries['between']>,
  ) {}

  /** Events of a month before rounding; undefined without any anchor. */
  level(month: number): number | undefined {
    const { before, after } = this.#neighbours(month);
    if (before === undefined || after === undefined) return (before ?? after)?.events;
    if (before.month === after.month) return before.events;
    const way = (month - before.month) / (after.month - before.month);
    switch (this.between) {
      case 'linear':
        return before.events + way * (after.events - before.events);
      case 'geometric':
        return before.events * (after.events / before.events) ** way;
    }
  }

  monthTotal(month: number): MonthTotal | undefined {
    const level = this.level(month);
    if (level === undefined) return undefined;
    const { before, after } = this.#neighbours(month);
    const source =
      before === undefined || after === undefined
        ? `held at the level of ${formatMonth((before ?? after)?.month ?? month)}`
        : `${this.between} between ${formatMonth(before.month)} and ${formatMonth(after.month)}`;
    return { month, events: Math.round(level), source, assumed: true };
  }

  #neighbours(month: number): { before: Anchor | undefined; after: Anchor | undefined } {
    return {
      before: this.anchors.findLast((anchor) => anchor.month <= month),
      after: this.anchors.find((anchor) => anchor.month >= month),
    };
  }
}
