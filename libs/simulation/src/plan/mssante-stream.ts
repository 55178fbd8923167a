import { SCHEMA_ID, NO_TYPE } from '#libs/events';
import { MEASURE } from '#libs/indicators';
import { Act, describeAct, type ActSetting } from './act.js';
import {
  MAILBOX_OF_COULOIR,
  MESSAGE_BYTES_ENVELOPE,
  MESSAGE_BYTES_FACTOR,
  MESSAGE_DELAY_MS_LOWEST,
  MESSAGE_DELAY_OCTAVES,
  RECEIPT_DELAY_MS_LOWEST,
  RECEIPT_DELAY_OCTAVES,
  RECEIPT_ERRORS,
  RECEIPT_ERRORS_PER_MILLE,
} from './assumptions.js';
import type { DmpShardMonth, DmpStream } from './dmp-stream.js';
import { laterInMonth, MonthSequence, type EventStream, type PlacedMonth } from './event-stream.js';
import { Interleaving } from './interleaving.js';
import { choose, fraction, mix, spreadOverOctaves } from './mixing.js';
import { MonthPlan } from './month-plan.js';
import { actIdOf, part, type MssanteMonth, type NationalPlan } from './national-plan.js';
import { permute } from './permutation.js';
import type { SimulatedEvent } from './simulated-event.js';
import { COULOIR_OF_DSR, type ShardSites } from './site-index.js';

const SALT = {
  citizens: 0x4001,
  target: 0x4002,
  messageDelay: 0x4003,
  receiptDelay: 0x4004,
  error: 0x4005,
  errorCode: 0x4006,
} as const;

/** Indexes in MESSAGE_KIND_SYMBOLS. */
const PROFESSIONAL = 0;
const CITIZEN = 1;
/** Indexes in DISPOSITION_SYMBOLS. */
const PROCESSED = 0;
const ERROR = 1;

const NEVER_LATE = { rate: 0, daysMax: 0 };
const ERROR_WEIGHTS = RECEIPT_ERRORS.reduce((sum, { weight }) => sum + weight, 0);

/** A class for the same reason as DmpShardMonth. */
class MssanteShardMonth implements PlacedMonth {
  readonly firstSequence: number;
  /** Messages, with the receipts among them. */
  readonly attempts: Interleaving;
  /** Standalone messages, with those that go out with a deposit among them. */
  readonly messages: Interleaving;
  readonly citizens: number;
  readonly standalone: MonthPlan;
  /** Place of the month among the DMP's. */
  readonly dmpMonthIndex: number;
  readonly key: number;

  constructor(parts: MssanteMonthParts) {
    const { month, shard, standalone } = parts;
    const messages = part(month.messagesBelow, shard);
    const receipts = part(month.receiptsBelow, shard);
    this.firstSequence = parts.firstSequence;
    this.attempts = new Interleaving(messages + receipts, receipts);
    this.messages = new Interleaving(messages, 2 * part(month.pairsBelow, shard));
    this.citizens = part(month.citizensBelow, shard);
    this.standalone = standalone;
    this.dmpMonthIndex = parts.dmpMonthIndex;
    this.key = mix(month.key, shard);
  }
}

interface MssanteMonthParts {
  readonly month: MssanteMonth;
  readonly shard: number;
  readonly firstSequence: number;
  readonly standalone: MonthPlan;
  readonly dmpMonthIndex: number;
}

/**
 * MSSanté's attempts in one shard: pairs of messages that carry a deposit of the same shard on, to a
 * professional and to the citizen, under its act id; messages of their own; and receipts.
 */
export class MssanteStream implements EventStream {
  readonly attempts: number;
  readonly #months: MonthSequence<MssanteShardMonth>;
  readonly #setting: ActSetting;
  readonly #act = new Act();

  constructor(
    national: NationalPlan,
    private readonly sites: ShardSites,
    private readonly dmp: DmpStream,
  ) {
    this.#setting = { sites, personKey: national.key, lateDeposit: NEVER_LATE };
    this.#months = new MonthSequence(
      national.attemptsByMonth('mssante', sites.shard),
      (monthIndex, firstSequence) => this.#buildMonth(national, monthIndex, firstSequence),
    );
    this.attempts = this.#months.attempts;
  }

  resolve(sequence: number, event: SimulatedEvent): void {
    const month = this.#months.ofSequence(sequence);
    const entry = month.attempts.entryAt(sequence - month.firstSequence);
    if (entry < 0) this.#resolveReceipt(month, -1 - entry, sequence, event);
    else this.#resolveMessage(month, entry, sequence, event);
  }

  #resolveMessage(
    month: MssanteShardMonth,
    message: number,
    sequence: number,
    event: SimulatedEvent,
  ): void {
    const entry = month.messages.entryAt(message);
    if (entry < 0) this.#resolveLinked(month, -1 - entry, sequence, event);
    else this.#resolveStandalone(month, entry, sequence, event);
    const act = this.#act;
    event.schemaId = SCHEMA_ID.MessageSent;
    event.measure = event.kind === CITIZEN ? MEASURE.messagesCitizen : MEASURE.messagesProfessional;
    event.mailbox = MAILBOX_OF_COULOIR[COULOIR_OF_DSR[act.dsr] ?? 0] ?? 0;
    event.sizeBytes = act.sizeBytes * MESSAGE_BYTES_FACTOR + MESSAGE_BYTES_ENVELOPE;
  }

  /** One of the two messages of a deposit: the deposits that have them are spread evenly over the month. */
  #resolveLinked(
    month: MssanteShardMonth,
    linked: number,
    sequence: number,
    event: SimulatedEvent,
  ): void {
    const act = this.#act;
    const dmpMonth: DmpShardMonth = this.dmp.month(month.dmpMonthIndex);
    const pairs = month.messages.extras / 2;
    const pair = linked >> 1;
    const kind = linked & 1;
    const deposit = Math.floor((pair * dmpMonth.plan.acts) / pairs);
    const depositSequence = this.dmp.describeDeposit(dmpMonth, deposit, act);
    const delayMs = spreadOverOctaves(
      mix(act.mixed, SALT.messageDelay + (kind << 16)),
      MESSAGE_DELAY_MS_LOWEST,
      MESSAGE_DELAY_OCTAVES,
    );
    act.registeredAtMs = laterInMonth(act.registeredAtMs, delayMs, dmpMonth.plan.endMs);
    event.setAct(act, this.sites, sequence, actIdOf('dmp', this.sites.shard, depositSequence));
    event.kind = kind === 0 ? PROFESSIONAL : CITIZEN;
  }

  #resolveStandalone(
    month: MssanteShardMonth,
    standalone: number,
    sequence: number,
    event: SimulatedEvent,
  ): void {
    const act = this.#act;
    month.standalone.locate(standalone, act);
    describeAct(act, this.#setting);
    event.setAct(act, this.sites, sequence, actIdOf('mssante', this.sites.shard, sequence));
    const place = permute(standalone, month.standalone.acts, mix(month.key, SALT.citizens));
    event.kind = place < month.citizens ? CITIZEN : PROFESSIONAL;
  }

  /** A receipt repeats its message's head, later. */
  #resolveReceipt(
    month: MssanteShardMonth,
    receipt: number,
    sequence: number,
    event: SimulatedEvent,
  ): void {
    const mixed = mix(month.key, receipt);
    const message = month.attempts.targetOfExtra(receipt, fraction(mix(mixed, SALT.target)));
    const messageSequence = month.firstSequence + month.attempts.positionOfBase(message);
    this.#resolveMessage(month, message, messageSequence, event);
    const delayMs = spreadOverOctaves(
      mix(mixed, SALT.receiptDelay),
      RECEIPT_DELAY_MS_LOWEST,
      RECEIPT_DELAY_OCTAVES,
    );
    const { head } = event;
    head.sequence = sequence;
    head.registeredAtMs = laterInMonth(head.registeredAtMs, delayMs, month.standalone.endMs);
    head.occurredAtMs = head.registeredAtMs;
    event.schemaId = SCHEMA_ID.MessageReceiptReceived;
    event.measure = MEASURE.messageReceipts;
    event.type = NO_TYPE;
    event.relatedSequence = messageSequence;
    const isError = choose(mix(mixed, SALT.error), 1000) < RECEIPT_ERRORS_PER_MILLE;
    event.disposition = isError ? ERROR : PROCESSED;
    event.errorCode = isError ? receiptError(mix(mixed, SALT.errorCode)) : 0;
  }

  #buildMonth(
    national: NationalPlan,
    monthIndex: number,
    firstSequence: number,
  ): MssanteShardMonth {
    const month = national.mssante[monthIndex];
    if (month === undefined) throw new Error(`MSSanté has no month ${monthIndex}`);
    return new MssanteShardMonth({
      month,
      shard: this.sites.shard,
      firstSequence,
      standalone: new MonthPlan(month.standalone, this.sites),
      dmpMonthIndex: national.dmpMonthIndex(month.month),
    });
  }
}

function receiptError(mixed: number): number {
  let left = choose(mixed, ERROR_WEIGHTS);
  for (const { code, weight } of RECEIPT_ERRORS) {
    if (left < weight) return code;
    left -= weight;
  }
  return 906;
}
