import { REFUSAL } from '#libs/admission';
import { SCHEMA_ID } from '#libs/events';
import { MEASURE } from '#libs/indicators';
import { Act, describeAct, type ActSetting } from '../plan/act.js';
import { DepositGate, setChange } from '../plan/deposit-gate.js';
import { SequenceOutOfRangeError, type EventStream } from '../plan/event-stream.js';
import { isRefusal } from '../plan/faults.js';
import { actIdOf } from '../plan/national-plan.js';
import type { SimulatedEvent } from '../plan/simulated-event.js';
import type { DocumentSource } from './document-table.js';
import type { ShardDeposits } from './shard-deposits.js';
import { usageTruth } from './usage-truth.js';

/** Authors of a site are fewer: a source and an author make one number. */
const AUTHORS_MAX = 256;

/** The DMP's attempts of the clients of one shard: their documents, refused attempts, and the changes of documents. */
export class SonsDocumentStream implements EventStream {
  readonly attempts: number;
  readonly #act = new Act();
  readonly #gate: DepositGate;
  /** End of the head by source and author, where the solution is not the catalogue's own. */
  readonly #segments = new Map<number, Uint8Array>();

  constructor(
    private readonly deposits: ShardDeposits,
    private readonly setting: ActSetting,
  ) {
    this.attempts = deposits.attempts.total;
    this.#gate = new DepositGate(setting);
  }

  resolve(sequence: number, event: SimulatedEvent): void {
    if (!(sequence >= 0 && sequence < this.attempts)) {
      throw new SequenceOutOfRangeError(sequence, this.attempts);
    }
    const entry = this.deposits.attempts.entryAt(sequence);
    if (entry < 0) {
      this.#resolveExtra(-1 - entry, sequence, event);
      return;
    }
    const act = this.#act;
    const source = this.#describe(entry, act);
    if (source.isRefused) {
      this.#gate.refuse(REFUSAL.insNotQualified, act.mixed, act, sequence, event);
    } else {
      this.#gate.assertAdmitted(act);
      event.setAct(act, this.setting.sites, sequence, this.#actId(sequence));
      event.schemaId = SCHEMA_ID.DocumentDeposited;
      event.measure = MEASURE.documentsDeposited;
    }
    this.#setSolution(source, act, event);
  }

  sonsTruth(): ReadonlyMap<string, string> {
    return usageTruth(this.deposits.table);
  }

  #resolveExtra(extra: number, sequence: number, event: SimulatedEvent): void {
    const { deposits } = this;
    const act = this.#act;
    const mixed = deposits.mixedOfExtra(extra);
    const target = deposits.targetOfExtra(extra);
    const kind = deposits.kindOfExtra(extra);
    const source = this.#describe(target, act);
    act.registeredAtMs = deposits.extraAtMs(extra);
    if (isRefusal(kind)) {
      this.#gate.refuse(kind + 1, mixed, act, sequence, event);
    } else {
      const targetSequence = deposits.attempts.positionOfBase(target);
      act.occurredAtMs = act.registeredAtMs;
      this.#gate.assertAdmitted(act);
      event.setAct(act, this.setting.sites, sequence, this.#actId(targetSequence));
      event.relatedSequence = targetSequence;
      setChange(kind, mixed, event);
    }
    this.#setSolution(source, act, event);
  }

  #describe(index: number, act: Act): DocumentSource {
    const source = this.deposits.locate(index, act);
    describeAct(act, this.setting);
    if (source.author !== undefined) act.author = source.author;
    return source;
  }

  #actId(sequence: number): number {
    return actIdOf('dmp', this.setting.sites.shard, sequence);
  }

  /** A client's second solution is not the one that the catalogue of sites knows. */
  #setSolution(source: DocumentSource, act: Act, event: SimulatedEvent): void {
    const { sites } = this.setting;
    if (source.solution === sites.solution(source.site)) return;
    const place = (source.solution * sites.count + source.site) * AUTHORS_MAX + act.author;
    let segment = this.#segments.get(place);
    if (segment === undefined) {
      segment = sites.encodeSite(source.site, act.author, source.solution);
      this.#segments.set(place, segment);
    }
    event.head.siteSegment = segment;
    event.solution = source.solution;
  }
}
