import { NO_TYPE, SCHEMA_ID } from '#libs/events';
import { MEASURE } from '#libs/indicators';
import { documentTypeOfCode, dsrOfCode } from '#libs/reference';
import { Act, describeAct, type ActSetting } from './act.js';
import { wholeRate } from './apportion.js';
import {
  CANCELLED_PER_MILLE,
  COMPLETE_DISPENSING_PER_MILLE,
  DISPENSING_DELAY_MS_LOWEST,
  DISPENSING_DELAY_OCTAVES,
  CLOSING_DELAY_MS_LOWEST,
  CLOSING_DELAY_OCTAVES,
  PRESCRIPTION_LINES_MAX,
  PRESCRIPTION_LEAD_MS,
} from './assumptions.js';
import type { DmpStream } from './dmp-stream.js';
import { laterInMonth, MonthSequence, type EventStream, type PlacedMonth } from './event-stream.js';
import { Interleaving } from './interleaving.js';
import { choose, fraction, mix, spreadOverOctaves } from './mixing.js';
import { MonthPlan } from './month-plan.js';
import { actIdOf, part, type NationalPlan } from './national-plan.js';
import { Pharmacies } from './pharmacies.js';
import type { SimulatedEvent } from './simulated-event.js';
import type { ShardSites } from './site-index.js';

const SALT = {
  target: 0x5001,
  lead: 0x5002,
  lines: 0x5003,
  scope: 0x5004,
  pharmacy: 0x5005,
  dispensingDelay: 0x5006,
  closingDelay: 0x5007,
  reason: 0x5008,
  author: 0x5009,
} as const;

/** Indexes in DISPENSATION_SCOPE_SYMBOLS. */
const PARTIAL = 0;
const COMPLETE = 1;
/** Indexes in CLOSING_REASON_SYMBOLS. */
const DISPENSED = 0;
const CANCELLED = 1;
const EXPIRED = 2;

const PRESCRIPTION_TYPE = documentTypeOfCode('57833-6').index;
const PRESCRIBING_DSR = dsrOfCode('LGC').index;
const NEVER_LATE = { rate: 0, daysMax: 0 };

/** A class for the same reason as DmpShardMonth. */
class EprescriptionShardMonth implements PlacedMonth {
  readonly firstSequence: number;
  /** Prescriptions issued, with what becomes of some of them spread among. */
  readonly attempts: Interleaving;
  /** Dispensing acts, with the closings among them. */
  readonly fates: Interleaving;
  /** Prescriptions, with those whose copy is in the DMP among them: such a one takes the act of its copy instead of one of `issued`. */
  readonly prescriptions: Interleaving;
  /** The copies: deposits of prescriptions by doctors' practices, by their index among the month's deposits, ascending. */
  readonly copies: Uint32Array;
  readonly issued: MonthPlan;
  readonly dmpMonthIndex: number;
  readonly key: number;

  constructor(parts: EprescriptionMonthParts) {
    const { issued, dispensed, closed, copies } = parts;
    this.firstSequence = parts.firstSequence;
    this.attempts = new Interleaving(issued.acts + dispensed + closed, dispensed + closed);
    this.fates = new Interleaving(dispensed + closed, closed);
    this.prescriptions = new Interleaving(issued.acts, copies.length);
    this.copies = copies;
    this.issued = issued;
    this.dmpMonthIndex = parts.dmpMonthIndex;
    this.key = issued.key;
  }
}

interface EprescriptionMonthParts {
  readonly firstSequence: number;
  readonly issued: MonthPlan;
  /** How many of each kind. */
  readonly dispensed: number;
  readonly closed: number;
  readonly copies: Uint32Array;
  readonly dmpMonthIndex: number;
}

/**
 * E-prescription's attempts in one shard: prescriptions issued, dispensing acts by a pharmacy of the
 * shard, and closings. A dispensing act concerns a prescription that no other one does; a closing
 * concerns a prescription that was dispensed.
 */
export class EprescriptionStream implements EventStream {
  readonly attempts: number;
  readonly #months: MonthSequence<EprescriptionShardMonth>;
  readonly #setting: ActSetting;
  readonly #pharmacies: Pharmacies;
  readonly #act = new Act();

  constructor(
    national: NationalPlan,
    private readonly sites: ShardSites,
    private readonly dmp: DmpStream,
  ) {
    this.#setting = { sites, personKey: national.key, lateDeposit: NEVER_LATE };
    this.#pharmacies = new Pharmacies(sites);
    this.#months = new MonthSequence(
      national.attemptsByMonth('eprescription', sites.shard),
      (monthIndex, firstSequence) => this.#buildMonth(national, monthIndex, firstSequence),
    );
    this.attempts = this.#months.attempts;
  }

  resolve(sequence: number, event: SimulatedEvent): void {
    const month = this.#months.ofSequence(sequence);
    const entry = month.attempts.entryAt(sequence - month.firstSequence);
    if (entry >= 0) {
      this.#resolveIssued(month, entry, sequence, event);
      return;
    }
    const fate = -1 - entry;
    const fateEntry = month.fates.entryAt(fate);
    if (fateEntry < 0) this.#resolveClosed(month, -1 - fateEntry, sequence, event);
    else this.#resolveDispensed(month, fate, sequence, event);
  }

  #resolveIssued(
    month: EprescriptionShardMonth,
    prescription: number,
    sequence: number,
    event: SimulatedEvent,
  ): void {
    const act = this.#act;
    const entry = month.prescriptions.entryAt(prescription);
    let actId: number;
    if (entry < 0) {
      const copy = -1 - entry;
      const dmpMonth = this.dmp.month(month.dmpMonthIndex);
      const depositSequence = this.dmp.describeDeposit(dmpMonth, month.copies[copy] ?? 0, act);
      actId = actIdOf('dmp', this.sites.shard, depositSequence);
      // The base gives its number first, then the copy goes to the DMP.
      const leadMs = choose(mix(act.mixed, SALT.lead), PRESCRIPTION_LEAD_MS);
      act.registeredAtMs = Math.max(month.issued.startMs, act.registeredAtMs - leadMs);
      act.occurredAtMs = Math.min(act.occurredAtMs, act.registeredAtMs);
    } else {
      month.issued.locate(prescription, act);
      describeAct(act, this.#setting);
      actId = actIdOf('eprescription', this.sites.shard, sequence);
    }
    act.type = PRESCRIPTION_TYPE;
    event.setAct(act, this.sites, sequence, actId);
    event.schemaId = SCHEMA_ID.PrescriptionIssued;
    event.measure = MEASURE.prescriptionsIssued;
    event.lines = 1 + choose(mix(act.mixed, SALT.lines), PRESCRIPTION_LINES_MAX);
  }

  /** A pharmacy of the patient's department hands over a prescription; its head keeps act and patient. */
  #resolveDispensed(
    month: EprescriptionShardMonth,
    fate: number,
    sequence: number,
    event: SimulatedEvent,
  ): void {
    const mixed = mix(month.key, fate);
    const prescription = month.attempts.targetOfExtra(fate, fraction(mix(mixed, SALT.target)));
    const prescriptionSequence = month.firstSequence + month.attempts.positionOfBase(prescription);
    this.#resolveIssued(month, prescription, prescriptionSequence, event);
    const { lines } = event;
    const { actId } = event.head;
    const act = this.#act;
    act.site = this.#pharmacies.choose(act.department, mix(mixed, SALT.pharmacy));
    act.author = choose(mix(mixed, SALT.author), this.sites.authorCount(act.site));
    act.registeredAtMs = laterInMonth(
      act.registeredAtMs,
      spreadOverOctaves(
        mix(mixed, SALT.dispensingDelay),
        DISPENSING_DELAY_MS_LOWEST,
        DISPENSING_DELAY_OCTAVES,
      ),
      month.issued.endMs,
    );
    act.occurredAtMs = act.registeredAtMs;
    act.type = NO_TYPE;
    event.setAct(act, this.sites, sequence, actId);
    event.schemaId = SCHEMA_ID.PrescriptionDispensed;
    event.measure = MEASURE.prescriptionsDispensed;
    event.relatedSequence = prescriptionSequence;
    event.scope = isComplete(mixed) || lines === 1 ? COMPLETE : PARTIAL;
    event.lines = event.scope === COMPLETE ? lines : 1 + choose(mix(mixed, SALT.lines), lines - 1);
  }

  /** Closes a dispensed prescription, at the pharmacy that dispensed it. */
  #resolveClosed(
    month: EprescriptionShardMonth,
    closing: number,
    sequence: number,
    event: SimulatedEvent,
  ): void {
    const mixed = mix(month.key ^ SALT.reason, closing);
    const dispensing = month.fates.targetOfExtra(closing, fraction(mix(mixed, SALT.target)));
    this.#resolveDispensed(month, month.fates.positionOfBase(dispensing), sequence, event);
    const { head } = event;
    head.registeredAtMs = laterInMonth(
      head.registeredAtMs,
      spreadOverOctaves(
        mix(mixed, SALT.closingDelay),
        CLOSING_DELAY_MS_LOWEST,
        CLOSING_DELAY_OCTAVES,
      ),
      month.issued.endMs,
    );
    head.occurredAtMs = head.registeredAtMs;
    event.schemaId = SCHEMA_ID.PrescriptionClosed;
    event.measure = MEASURE.prescriptionsClosed;
    if (event.scope === COMPLETE) {
      event.reason = DISPENSED;
    } else {
      event.reason =
        choose(mix(mixed, SALT.reason), 1000) < CANCELLED_PER_MILLE ? CANCELLED : EXPIRED;
    }
  }

  #buildMonth(
    national: NationalPlan,
    monthIndex: number,
    firstSequence: number,
  ): EprescriptionShardMonth {
    const month = national.eprescription[monthIndex];
    if (month === undefined) throw new Error(`e-prescription has no month ${monthIndex}`);
    const { shard } = this.sites;
    const issued = new MonthPlan(month.issued, this.sites);
    const dmpMonthIndex = national.dmpMonthIndex(month.issued.month);
    const linked = wholeRate(issued.acts, national.scenario.eprescription.linkedShare);
    const copies =
      linked === 0 || dmpMonthIndex < 0
        ? new Uint32Array(0)
        : spreadOver(
            this.dmp.month(dmpMonthIndex).plan.actsOf(PRESCRIBING_DSR, PRESCRIPTION_TYPE),
            linked,
          );
    return new EprescriptionShardMonth({
      firstSequence,
      issued,
      dispensed: part(month.dispensedBelow, shard),
      closed: part(month.closedBelow, shard),
      copies,
      dmpMonthIndex,
    });
  }
}

/** So many of them, evenly from the first on; all of them where there are fewer. */
function spreadOver(all: Uint32Array, wanted: number): Uint32Array {
  const chosen = new Uint32Array(Math.min(wanted, all.length));
  for (let k = 0; k < chosen.length; k++) {
    chosen[k] = all[Math.floor((k * all.length) / chosen.length)] ?? 0;
  }
  return chosen;
}

function isComplete(mixed: number): boolean {
  return choose(mix(mixed, SALT.scope), 1000) < COMPLETE_DISPENSING_PER_MILLE;
}
