import { SCHEMA_ID } from '#libs/events';
import { MEASURE } from '#libs/indicators';
import { Act, describeAct, type ActSetting } from './act.js';
import { DepositGate, setChange } from './deposit-gate.js';
import { MonthSequence, type EventStream, type PlacedMonth } from './event-stream.js';
import { isRefusal } from './faults.js';
import { Interleaving } from './interleaving.js';
import { fraction, mix } from './mixing.js';
import { MonthPlan } from './month-plan.js';
import { actIdOf, part, type NationalPlan } from './national-plan.js';
import { permute } from './permutation.js';
import { QuotaTable } from './quota-table.js';
import type { SimulatedEvent } from './simulated-event.js';
import type { ShardSites } from './site-index.js';

const SALT = { kinds: 0x3001, target: 0x3002 } as const;

/**
 * One month of a shard's attempts: deposits, with the extras spread evenly among them. A class and no
 * object literal: one made for each new shard came with a hidden class of its own, and the engine threw
 * away the optimised code of the shard before.
 */
export class DmpShardMonth implements PlacedMonth {
  readonly attempts: Interleaving;

  constructor(
    readonly firstSequence: number,
    readonly plan: MonthPlan,
    /** How many extras of each kind. */
    readonly kinds: QuotaTable,
  ) {
    this.attempts = new Interleaving(plan.acts + kinds.total, kinds.total);
  }
}

/**
 * The DMP's attempts in one shard: accepted deposits, refused ones, and the changes of documents.
 * An extra concerns a deposit made since the extra before it, so no document is changed twice.
 */
export class DmpStream implements EventStream {
  readonly attempts: number;
  readonly #months: MonthSequence<DmpShardMonth>;
  readonly #setting: ActSetting;
  readonly #act = new Act();
  readonly #gate: DepositGate;

  constructor(
    national: NationalPlan,
    private readonly sites: ShardSites,
  ) {
    this.#setting = {
      sites,
      personKey: national.key,
      lateDeposit: national.scenario.faults.lateDeposit,
    };
    this.#gate = new DepositGate(this.#setting);
    this.#months = new MonthSequence(
      national.attemptsByMonth('dmp', sites.shard),
      (monthIndex, firstSequence) => this.#buildMonth(national, monthIndex, firstSequence),
    );
    this.attempts = this.#months.attempts;
  }

  resolve(sequence: number, event: SimulatedEvent): void {
    const month = this.#months.ofSequence(sequence);
    const entry = month.attempts.entryAt(sequence - month.firstSequence);
    if (entry < 0) {
      this.#resolveExtra(month, -1 - entry, sequence, event);
      return;
    }
    const act = this.#act;
    month.plan.locate(entry, act);
    describeAct(act, this.#setting);
    this.#gate.assertAdmitted(act);
    event.setAct(act, this.sites, sequence, actIdOf('dmp', this.sites.shard, sequence));
    event.schemaId = SCHEMA_ID.DocumentDeposited;
    event.measure = MEASURE.documentsDeposited;
  }

  month(monthIndex: number): DmpShardMonth {
    return this.#months.at(monthIndex);
  }

  /** Fills an act with a deposit of a month, by its index among the month's deposits. Returns its sequence. */
  describeDeposit(month: DmpShardMonth, deposit: number, act: Act): number {
    month.plan.locate(deposit, act);
    describeAct(act, this.#setting);
    return month.firstSequence + month.attempts.positionOfBase(deposit);
  }

  #resolveExtra(
    month: DmpShardMonth,
    extra: number,
    sequence: number,
    event: SimulatedEvent,
  ): void {
    const act = this.#act;
    const mixed = mix(month.plan.key, extra);
    const target = month.attempts.targetOfExtra(extra, fraction(mix(mixed, SALT.target)));
    const kind = month.kinds.classOf(
      permute(extra, month.kinds.total, mix(month.plan.key, SALT.kinds)),
    );
    const targetSequence = this.describeDeposit(month, target, act);
    act.registeredAtMs = afterDeposit(month, month.attempts.baseBefore(extra));
    if (isRefusal(kind)) {
      this.#gate.refuse(kind + 1, mixed, act, sequence, event);
      return;
    }
    act.occurredAtMs = act.registeredAtMs;
    this.#gate.assertAdmitted(act);
    event.setAct(act, this.sites, sequence, actIdOf('dmp', this.sites.shard, targetSequence));
    event.relatedSequence = targetSequence;
    setChange(kind, mixed, event);
  }

  #buildMonth(national: NationalPlan, monthIndex: number, firstSequence: number): DmpShardMonth {
    const { shard } = this.sites;
    const month = national.dmp[monthIndex];
    if (month === undefined) throw new Error(`the DMP has no month ${monthIndex}`);
    const plan = new MonthPlan(month.deposits, this.sites);
    const kinds = QuotaTable.ofCounts(month.extrasBelow.map((below) => part(below, shard)));
    return new DmpShardMonth(firstSequence, plan, kinds);
  }
}

/** An instant between the last deposit before an extra and the next one. */
function afterDeposit(month: DmpShardMonth, depositsBefore: number): number {
  const { plan } = month;
  const previousMs = plan.registeredAtMs(depositsBefore - 1);
  const nextMs = depositsBefore < plan.acts ? plan.registeredAtMs(depositsBefore) : plan.endMs;
  return Math.floor((previousMs + nextMs) / 2);
}
