import { MEASURE, MEASURES } from '#libs/indicators';
import { monthOfInstant } from '#libs/reference';
import { Act } from '../plan/act.js';
import {
  emptyDocumentTotals,
  measureOfExtra,
  type DocumentTotals,
} from '../plan/document-totals.js';
import type { ShardDeposits } from './shard-deposits.js';

/** What the documents of all shards add up to, by month: counted over the tables of deposits, no event is written. */
export class SonsTotals {
  readonly events = new Map<number, Float64Array>();
  readonly documents = new Map<number, DocumentTotals>();
  readonly #act = new Act();

  addShard(deposits: ShardDeposits): void {
    for (let index = 0; index < deposits.table.length; index++) this.#addDeposit(deposits, index);
    for (let extra = 0; extra < deposits.extras; extra++) {
      const month = monthOfInstant(deposits.extraAtMs(extra));
      this.#addEvent(month, measureOfExtra(deposits.kindOfExtra(extra)));
    }
  }

  #addDeposit(deposits: ShardDeposits, index: number): void {
    const act = this.#act;
    const source = deposits.locate(index, act);
    const month = monthOfInstant(act.registeredAtMs);
    if (source.isRefused) {
      this.#addEvent(month, MEASURE.depositsRefused);
      return;
    }
    this.#addEvent(month, MEASURE.documentsDeposited);
    const totals = this.#documentsOf(month);
    addOne(totals.byDsr, act.dsr);
    addOne(totals.bySolution, source.solution);
    addOne(totals.byDepartment, act.department);
    addOne(totals.byType, act.type);
  }

  #addEvent(month: number, measure: number): void {
    let row = this.events.get(month);
    if (row === undefined) {
      row = new Float64Array(MEASURES.length);
      this.events.set(month, row);
    }
    addOne(row, measure);
  }

  #documentsOf(month: number): DocumentTotals {
    let totals = this.documents.get(month);
    if (totals === undefined) {
      totals = emptyDocumentTotals();
      this.documents.set(month, totals);
    }
    return totals;
  }
}

function addOne(counts: Float64Array, index: number): void {
  counts[index] = (counts[index] ?? 0) + 1;
}
