import { SHARD_COUNT, type Channel, type StreamName } from '#libs/events';
import { MEASURE, MEASURES } from '#libs/indicators';
import { TYPE_MIX, DSRS } from '#libs/reference';
import type { Scenario } from '../scenario/scenario.js';
import { DmpStream } from './dmp-stream.js';
import { EprescriptionStream } from './eprescription-stream.js';
import type { EventStream } from './event-stream.js';
import { MonthPlan } from './month-plan.js';
import { MssanteStream } from './mssante-stream.js';
import { NationalPlan, type DmpMonth } from './national-plan.js';
import type { RecordGenerator } from './record-generator.js';
import { ShardGenerator } from './shard-generator.js';
import { shardSites, type ShardSites } from './site-index.js';
import { PlannedStreamError, type StreamsPlan } from './streams-plan.js';
import { emptyDocumentTotals, measureOfExtra, type DocumentTotals } from './document-totals.js';

const STREAMS: readonly StreamName[] = ['dmp', 'mssante', 'eprescription'];

/** The three channels of a scenario whose months are given. */
export class ChannelsPlan implements StreamsPlan {
  readonly #national: NationalPlan;
  readonly #documents = new Map<number, DocumentTotals>();

  /** @throws FaultRatesError, NothingToShareError or UnplannableScenarioError */
  constructor(
    private readonly scenario: Scenario,
    private readonly seed: number,
  ) {
    this.#national = new NationalPlan(scenario, seed);
  }

  streams(): readonly StreamName[] {
    return STREAMS;
  }

  attempts(stream: StreamName, shard: number): number {
    if (stream === 'sons') return 0;
    return this.#national
      .attemptsByMonth(stream, shard)
      .reduce((total, attempts) => total + attempts, 0);
  }

  generator(stream: StreamName, shard: number): RecordGenerator {
    if (stream === 'sons') throw new PlannedStreamError(stream, STREAMS);
    const { scenario, seed } = this;
    const { key } = this.#national;
    const sites = shardSites(shard);
    const events = this.#openStream(stream, sites);
    return new ShardGenerator({ scenario, seed, key, channel: stream, sites, stream: events });
  }

  eventsByMonth(): ReadonlyMap<number, Float64Array> {
    return eventsByMonth(this.#national);
  }

  /** Built when first asked for, about 50 ms a month. */
  documents(month: number): DocumentTotals {
    let totals = this.#documents.get(month);
    if (totals === undefined) {
      const plan = this.#national.dmp[this.#national.dmpMonthIndex(month)];
      totals = documentTotals(plan);
      this.#documents.set(month, totals);
    }
    return totals;
  }

  #openStream(channel: Channel, sites: ShardSites): EventStream {
    const dmp = new DmpStream(this.#national, sites);
    switch (channel) {
      case 'dmp':
        return dmp;
      case 'mssante':
        return new MssanteStream(this.#national, sites, dmp);
      case 'eprescription':
        return new EprescriptionStream(this.#national, sites, dmp);
    }
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

function documentTotals(month: DmpMonth | undefined): DocumentTotals {
  const totals = emptyDocumentTotals();
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
