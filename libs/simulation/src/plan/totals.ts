import { CHANNELS, SHARD_COUNT, type Channel } from '#libs/events';
import { MEASURE, MEASURES } from '#libs/indicators';
import { DEPARTMENTS, DOCUMENT_TYPES, DSRS, SOLUTIONS, TYPE_MIX } from '#libs/reference';
import { EXTRA, isRefusal } from './faults.js';
import { MonthPlan } from './month-plan.js';
import type { DmpMonth, NationalPlan } from './national-plan.js';
import { ShardGenerator } from './shard-generator.js';
import { shardSites } from './site-index.js';

/** Blocks are sampled in this shard, for the size of the records. */
const SAMPLED_SHARD = 7;
const SAMPLED_RECORD_BYTES_MAX = 512;

/** Documents deposited in one month, by each dimension that the plan fixes beforehand. Indexes are those of the reference. */
export interface DocumentTotals {
  readonly byDsr: Float64Array;
  readonly bySolution: Float64Array;
  readonly byDepartment: Float64Array;
  readonly byType: Float64Array;
}

/**
 * What a plan adds up to, in closed form: quotas only, no event is generated. A run's truth and the
 * database must both agree with it.
 */
export class PlanTotals {
  /** Months with at least one planned event, ascending. */
  readonly months: readonly number[];
  readonly #events: ReadonlyMap<number, Float64Array>;
  readonly #documents = new Map<number, DocumentTotals>();

  constructor(
    private readonly national: NationalPlan,
    private readonly seed: number,
  ) {
    this.#events = eventsByMonth(national);
    this.months = [...this.#events.keys()].sort((a, b) => a - b);
  }

  /** Distinct events of a measure (index in MEASURES) registered in a Europe/Paris month. */
  expected(month: number, measure: number): number {
    return this.#events.get(month)?.[measure] ?? 0;
  }

  /** Distinct events of a channel in a month. */
  eventsOfMonth(channel: Channel, month: number): number {
    return MEASURES.filter((measure) => measure.channel === channel).reduce(
      (sum, measure) => sum + this.expected(month, measure.index),
      0,
    );
  }

  /** Distinct events of a channel over all months. */
  events(channel: Channel): number {
    return this.months.reduce((sum, month) => sum + this.eventsOfMonth(channel, month), 0);
  }

  /** Distinct events of all channels: a size of the run, never an indicator. */
  get allEvents(): number {
    return CHANNELS.reduce((sum, channel) => sum + this.events(channel), 0);
  }

  /** Distinct events of a channel in a shard. */
  attempts(channel: Channel, shard: number): number {
    return this.national
      .attemptsByMonth(channel, shard)
      .reduce((sum, attempts) => sum + attempts, 0);
  }

  /** Records that are delivered, duplicated deliveries included. */
  deliveries(channel: Channel): number {
    let records = 0;
    for (let shard = 0; shard < SHARD_COUNT; shard++) {
      const attempts = this.attempts(channel, shard);
      const { rate } = this.national.scenario.faults.duplicatedDelivery;
      records += attempts + Math.floor(attempts * rate);
    }
    return records;
  }

  /** Documents deposited in a month by DSR, solution, patient's department and type. Built when first asked for, about 50 ms a month. */
  documents(month: number): DocumentTotals {
    let totals = this.#documents.get(month);
    if (totals === undefined) {
      const plan = this.national.dmp[this.national.dmpMonthIndex(month)];
      totals = documentTotals(plan);
      this.#documents.set(month, totals);
    }
    return totals;
  }

  /** Bytes of a channel's records in the log, from the mean size of one sampled block: good to about one per cent. */
  predictedBytes(channel: Channel): number {
    const place = { channel, shard: SAMPLED_SHARD, seed: this.seed };
    const generator = new ShardGenerator(this.national, place);
    if (generator.blocks === 0) return 0;
    const block = generator.blocks >> 1;
    const records = generator.recordsOfBlock(block);
    const target = new Uint8Array(records * SAMPLED_RECORD_BYTES_MAX);
    const bytes = generator.fill(target, 0, block, 0, records);
    return Math.round((bytes / records) * this.deliveries(channel));
  }
}

function eventsByMonth(national: NationalPlan): Map<number, Float64Array> {
  const events = new Map<number, Float64Array>();
  const add = (month: number, measure: number, count: number): void => {
    if (count === 0) return;
    const row = events.get(month) ?? new Float64Array(MEASURES.length);
    row[measure] = (row[measure] ?? 0) + count;
    events.set(month, row);
  };
  for (const { deposits, extras } of national.dmp) {
    add(deposits.month, MEASURE.documentsDeposited, deposits.acts);
    extras.forEach((count, kind) => {
      add(deposits.month, measureOfExtra(kind), count);
    });
  }
  for (const { month, messages, pairs, citizens, receipts } of national.mssante) {
    add(month, MEASURE.messagesCitizen, pairs + citizens);
    add(month, MEASURE.messagesProfessional, messages - pairs - citizens);
    add(month, MEASURE.messageReceipts, receipts);
  }
  for (const { issued, dispensed, closed } of national.eprescription) {
    add(issued.month, MEASURE.prescriptionsIssued, issued.acts);
    add(issued.month, MEASURE.prescriptionsDispensed, dispensed);
    add(issued.month, MEASURE.prescriptionsClosed, closed);
  }
  return events;
}

function measureOfExtra(kind: number): number {
  if (isRefusal(kind)) return MEASURE.depositsRefused;
  if (kind === EXTRA.replaced) return MEASURE.documentsReplaced;
  if (kind === EXTRA.deleted) return MEASURE.documentsDeleted;
  return MEASURE.documentsVisibilityChanged;
}

function documentTotals(month: DmpMonth | undefined): DocumentTotals {
  const totals = {
    byDsr: new Float64Array(DSRS.length),
    bySolution: new Float64Array(SOLUTIONS.length),
    byDepartment: new Float64Array(DEPARTMENTS.length),
    byType: new Float64Array(DOCUMENT_TYPES.length),
  };
  if (month === undefined) return totals;
  const { deposits } = month;
  for (const { index, code } of DSRS) {
    totals.byDsr[index] = deposits.actsOfDsr(index);
    TYPE_MIX[code].forEach(({ type }, place) => {
      totals.byType[type] = (totals.byType[type] ?? 0) + deposits.typesOfDsr(index).count(place);
    });
  }
  for (let shard = 0; shard < SHARD_COUNT; shard++) {
    const sites = shardSites(shard);
    const plan = new MonthPlan(deposits, sites);
    plan.addDepartments(totals.byDepartment);
    for (let site = 0; site < sites.count; site++) {
      const solution = sites.solution(site);
      totals.bySolution[solution] = (totals.bySolution[solution] ?? 0) + plan.actsOfSite(site);
    }
  }
  return totals;
}
