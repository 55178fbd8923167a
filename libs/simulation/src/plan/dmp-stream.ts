import {
  ACCEPTED,
  admissibleAttempt,
  admit,
  IDENTITY_STATUS,
  QUALIFIED_ONLY_FROM_2023,
  REFUSAL,
} from '#libs/admission';
import { NO_TYPE, SCHEMA_ID } from '#libs/events';
import { MEASURE } from '#libs/indicators';
import { Act, describeAct, setPatient, type ActSetting } from './act.js';
import { TOLERATED_IDENTITY_PER_MILLE } from './assumptions.js';
import { MonthSequence, type EventStream, type PlacedMonth } from './event-stream.js';
import { AdmissionContradictionError, attemptToRefuse, EXTRA, isRefusal } from './faults.js';
import { Interleaving } from './interleaving.js';
import { choose, fraction, mix } from './mixing.js';
import { MonthPlan } from './month-plan.js';
import { actIdOf, part, type NationalPlan } from './national-plan.js';
import { permute } from './permutation.js';
import { activePerson, personOfStatus, PLACES_OF_STATUS } from './patients.js';
import { QuotaTable } from './quota-table.js';
import type { SimulatedEvent } from './simulated-event.js';
import type { ShardSites } from './site-index.js';

const SALT = {
  kinds: 0x3001,
  target: 0x3002,
  person: 0x3003,
  detail: 0x3004,
  status: 0x3005,
} as const;

const VISIBLE = 0;
const MASKED_TO_PROFESSIONALS = 3;

/** One month of a shard's attempts: deposits, with the extras spread evenly among them. */
export interface DmpShardMonth extends PlacedMonth {
  readonly plan: MonthPlan;
  readonly attempts: Interleaving;
  /** How many extras of each kind. */
  readonly kinds: QuotaTable;
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
  readonly #admissible = admissibleAttempt(0);

  constructor(
    national: NationalPlan,
    private readonly sites: ShardSites,
  ) {
    this.#setting = {
      sites,
      personKey: national.key,
      lateDeposit: national.scenario.faults.lateDeposit,
    };
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
    this.#assertAdmitted(act);
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
      this.#resolveRefusal(kind + 1, mixed, sequence, event);
      return;
    }
    act.occurredAtMs = act.registeredAtMs;
    this.#assertAdmitted(act);
    event.setAct(act, this.sites, sequence, actIdOf('dmp', this.sites.shard, targetSequence));
    event.relatedSequence = targetSequence;
    setChange(kind, mixed, event);
  }

  /** A refused attempt, made by the author of the deposit it follows: for the same patient when the registry compares it with that deposit, else for somebody else. */
  #resolveRefusal(code: number, mixed: number, sequence: number, event: SimulatedEvent): void {
    const act = this.#act;
    const attempt = attemptToRefuse(code, act.registeredAtMs);
    const decision = admit(attempt);
    if (decision !== code) throw new AdmissionContradictionError(code, decision);
    if (code !== REFUSAL.nonIdenticalHash && code !== REFUSAL.registryDeprecatedDocument) {
      const person = personRefused(code, act.department, mix(mixed, SALT.person));
      setPatient(act, this.#setting, person);
    }
    event.setAct(act, this.sites, sequence, actIdOf('dmp', this.sites.shard, sequence));
    event.schemaId = SCHEMA_ID.DepositRefused;
    event.measure = MEASURE.depositsRefused;
    event.reason = decision - 1;
  }

  /** Passes an attempt in order through admission; before 2023 some identities are not qualified. */
  #assertAdmitted(act: Act): void {
    const attempt = this.#admissible;
    attempt.registeredAtMs = act.registeredAtMs;
    attempt.insOid = act.insOid;
    const isTolerated =
      act.registeredAtMs < QUALIFIED_ONLY_FROM_2023.qualifiedOnlyFromMs &&
      choose(mix(act.mixed, SALT.status), 1000) < TOLERATED_IDENTITY_PER_MILLE;
    attempt.identityStatus = isTolerated ? IDENTITY_STATUS.validated : IDENTITY_STATUS.qualified;
    const decision = admit(attempt);
    if (decision !== ACCEPTED) throw new AdmissionContradictionError(ACCEPTED, decision);
  }

  #buildMonth(national: NationalPlan, monthIndex: number, firstSequence: number): DmpShardMonth {
    const { shard } = this.sites;
    const month = national.dmp[monthIndex];
    if (month === undefined) throw new Error(`the DMP has no month ${monthIndex}`);
    const plan = new MonthPlan(month.deposits, this.sites);
    const kinds = QuotaTable.ofCounts(month.extrasBelow.map((below) => part(below, shard)));
    return {
      firstSequence,
      plan,
      attempts: new Interleaving(plan.acts + kinds.total, kinds.total),
      kinds,
    };
  }
}

/** An instant between the last deposit before an extra and the next one. */
function afterDeposit(month: DmpShardMonth, depositsBefore: number): number {
  const { plan } = month;
  const previousMs = plan.registeredAtMs(depositsBefore - 1);
  const nextMs = depositsBefore < plan.acts ? plan.registeredAtMs(depositsBefore) : plan.endMs;
  return Math.floor((previousMs + nextMs) / 2);
}

/** Rank of the person whose document is refused: for the status of a DMP, somebody whose DMP has that status. */
function personRefused(code: number, department: number, mixed: number): number {
  switch (code) {
    case REFUSAL.dmpOpposed:
      return personOfStatus(department, mixed, PLACES_OF_STATUS.opposed + (mixed & 1));
    case REFUSAL.dmpClosed:
      return personOfStatus(department, mixed, PLACES_OF_STATUS.closed);
    case REFUSAL.dmpAbsent:
      return personOfStatus(department, mixed, PLACES_OF_STATUS.absent);
    default:
      return activePerson(department, mixed);
  }
}

function setChange(kind: number, mixed: number, event: SimulatedEvent): void {
  if (kind === EXTRA.replaced) {
    event.schemaId = SCHEMA_ID.DocumentReplaced;
    event.measure = MEASURE.documentsReplaced;
    // Another text is seldom as long as the first one: a few bytes up to a kilobyte more.
    event.sizeBytes += 1 + (mix(mixed, SALT.detail) & 1023);
    return;
  }
  // The other changes name a document and carry no type of their own.
  event.type = NO_TYPE;
  if (kind === EXTRA.deleted) {
    event.schemaId = SCHEMA_ID.DocumentDeleted;
    event.measure = MEASURE.documentsDeleted;
    return;
  }
  event.schemaId = SCHEMA_ID.DocumentVisibilityChanged;
  event.measure = MEASURE.documentsVisibilityChanged;
  // What the patient has seen cannot be hidden from the patient again, so only these two occur.
  event.visibility = choose(mix(mixed, SALT.detail), 2) === 0 ? VISIBLE : MASKED_TO_PROFESSIONALS;
}
