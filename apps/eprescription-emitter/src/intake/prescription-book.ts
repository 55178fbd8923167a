import type { EventPlace, IntakeBook, SettleContext } from '#libs/intake';
import { makePrescriptionNumber } from '#libs/identifiers';
import type { KnownPatient } from '#libs/patients';
import {
  REFUSAL_REASONS,
  decide,
  evolve,
  findDispensation,
  type Prescription,
  type PrescriptionFact,
  type Refusal,
} from '#libs/prescriptions';
import {
  loadPrescriptions,
  nextPrescriptionOrdinals,
  prescriptionsDue,
  savePrescriptions,
  type IssueKey,
  type PrescriptionRecord,
} from '#libs/store';
import type { ClientBase } from 'pg';
import { actIdOf, instantText } from './answers.js';
import type { IntakeAnswer, IntakeCommand, IssuedAnswer } from './intake-command.js';
import { identify, type Identified } from './patient-claim.js';
import { COPY_TYPE, copyOf } from './prescription-copy.js';
import type { RefusedAnswer } from './refused-answer.js';
import {
  closedDraft,
  copyDraft,
  copyRefusedDraft,
  dispensedDraft,
  issuedDraft,
  type DispensingSide,
  type UnplacedRecord,
} from './prescription-events.js';

/** Whom INSi knows: patients by matricule, those it does not know left out. */
export type ReadPatients = (
  client: ClientBase,
  matricules: readonly string[],
) => Promise<ReadonlyMap<string, KnownPatient>>;

type IssueCommand = Extract<IntakeCommand, { type: 'issue' }>;
type DispenseCommand = Extract<IntakeCommand, { type: 'dispense' }>;
type CancelCommand = Extract<IntakeCommand, { type: 'cancel' }>;

/** The base of electronic prescriptions (docs/decisions/0019-eprescription-intake.md). */
export class PrescriptionBook implements IntakeBook<IntakeCommand, IntakeAnswer> {
  readonly channel = 'eprescription' as const;
  /** The copy of a prescription is an event of the DMP, on streams of this intake's own. */
  readonly companions = ['dmp'] as const;

  constructor(private readonly readPatients: ReadPatients) {}

  async settle(
    commands: readonly IntakeCommand[],
    context: SettleContext,
  ): Promise<readonly IntakeAnswer[]> {
    const batch = await PrescriptionBatch.load(commands, context, this.readPatients);
    const answers = commands.map((command) => batch.settle(command));
    await batch.save();
    return answers;
  }
}

/** A prescription in the batch. */
interface Held {
  readonly isNew: boolean;
  readonly dispensationsStored: number;
  record: PrescriptionRecord;
  isChanged: boolean;
}

/** Everything that the commands of one transaction are about, in memory while they are settled in their order. */
class PrescriptionBatch {
  readonly #byNumber = new Map<string, Held>();
  readonly #byKey = new Map<string, Held>();

  private constructor(
    private readonly context: SettleContext,
    private readonly patients: ReadonlyMap<string, KnownPatient>,
    /** Numbers for new prescriptions, the next one last. */
    private readonly numbers: string[],
    /** Prescriptions whose validity is over, those that ended first at the front. */
    private readonly due: readonly string[],
  ) {}

  static async load(
    commands: readonly IntakeCommand[],
    context: SettleContext,
    readPatients: ReadPatients,
  ): Promise<PrescriptionBatch> {
    const { client, nowMs } = context;
    const issues = commands.filter((command) => command.type === 'issue');
    const dueMax = Math.max(
      0,
      ...commands.map((command) => (command.type === 'expire' ? command.prescriptionsMax : 0)),
    );
    const due = dueMax === 0 ? [] : await prescriptionsDue(client, nowMs, dueMax);
    const named = commands.flatMap((command) => ('number' in command ? [command.number] : []));
    const records = await loadPrescriptions(client, {
      numbers: [...new Set([...named, ...due])],
      keys: issues.map(({ issue }) => issue),
    });
    const matricules = issues.map(({ patient }) => patient.matricule);
    const patients = matricules.length === 0 ? NOBODY : await readPatients(client, matricules);
    const ordinals = await nextPrescriptionOrdinals(client, issues.length);
    const numbers = ordinals.map(makePrescriptionNumber).toReversed();
    const batch = new PrescriptionBatch(context, patients, numbers, due);
    for (const record of records) {
      const { dispensations } = record;
      batch.#hold({
        record,
        isNew: false,
        isChanged: false,
        dispensationsStored: dispensations.length,
      });
    }
    return batch;
  }

  /** Settles one command, as if those before it were stored already. */
  settle(command: IntakeCommand): IntakeAnswer {
    switch (command.type) {
      case 'issue':
        return this.#issue(command);
      case 'dispense':
        return this.#dispense(command);
      case 'cancel':
        return this.#cancel(command);
      case 'expire':
        return this.#expire(command.prescriptionsMax);
    }
  }

  /** Writes what has changed. */
  async save(): Promise<void> {
    const changes = [...this.#byNumber.values()].filter(({ isChanged }) => isChanged);
    await savePrescriptions(this.context.client, changes);
  }

  #issue(command: IssueCommand): IntakeAnswer {
    const { issue, patient: claim } = command;
    const { nowMs } = this.context;
    const known = this.#byKey.get(keyOf(issue));
    const nextNumber = this.numbers.at(-1) ?? '';
    const decision = decide(known?.record.prescription, issue, { nowMs, nextNumber });
    if (decision.kind === 'repeated') return { outcome: 'repeated', body: known?.record.answer };
    if (decision.kind === 'refused') return refusedBy(decision.refusal);
    // After the idempotency: a retry gets its answer whatever became of the patient since.
    const identified = identify(claim, this.patients.get(claim.matricule), nowMs);
    if ('refused' in identified) return identified.refused;
    this.numbers.pop();
    const prescription = evolveAll(undefined, decision.facts);
    const { patient } = identified;
    const unplaced: UnplacedRecord = {
      prescription,
      head: {
        ...command.from,
        actId: command.actId ?? actIdOf(issue),
        patient: patient.pseudonym,
        patientDepartment: patient.department,
        insOid: patient.oid,
      },
      dispensations: [],
    };
    const place = this.context.emit(issuedDraft(unplaced, nowMs));
    const answer = this.#depositCopy(unplaced, place, identified);
    const record = { ...unplaced, place, answer };
    this.#hold({ record, isNew: true, isChanged: true, dispensationsStored: 0 });
    return { outcome: 'done', body: answer };
  }

  #depositCopy(
    unplaced: UnplacedRecord,
    event: EventPlace,
    { copyRefusal }: Extract<Identified, { patient: KnownPatient }>,
  ): IssuedAnswer {
    const { nowMs } = this.context;
    const { prescription, head } = unplaced;
    const { typeCode } = COPY_TYPE;
    const issued = {
      number: prescription.number,
      issuedAt: instantText(nowMs),
      validUntil: instantText(prescription.validUntilMs),
      actId: head.actId,
      event,
    };
    if (copyRefusal !== null) {
      const refusedAt = this.context.emit(copyRefusedDraft(unplaced, copyRefusal, nowMs));
      const { symbol: reason, label: detail } = copyRefusal;
      return { ...issued, copy: { status: 'refused', typeCode, reason, detail, event: refusedAt } };
    }
    const copy = copyOf(prescription);
    const depositedAt = this.context.emit(copyDraft(unplaced, copy, nowMs));
    const hash = Buffer.from(copy.hash).toString('hex');
    return {
      ...issued,
      copy: { status: 'deposited', typeCode, ...copy, hash, event: depositedAt },
    };
  }

  #dispense({ number, dispense, from, pharmacist }: DispenseCommand): IntakeAnswer {
    const { nowMs } = this.context;
    const held = this.#byNumber.get(number);
    const decision = decide(held?.record.prescription, dispense, { nowMs, nextNumber: '' });
    if (decision.kind === 'refused') return refusedBy(decision.refusal);
    // Without a prescription the decision is a refusal.
    if (held === undefined) return refusedBy(UNKNOWN);
    if (decision.kind === 'repeated') {
      return { outcome: 'repeated', body: findDispensation(held.record, dispense)?.answer };
    }
    const occurredAtMs = dispense.occurredAtMs ?? nowMs;
    const side = { pharmacist, solution: from.solution, occurredAtMs };
    return { outcome: 'done', body: this.#apply(held, decision.facts, side) };
  }

  #cancel({ number, cancel }: CancelCommand): IntakeAnswer {
    const { nowMs } = this.context;
    const held = this.#byNumber.get(number);
    const decision = decide(held?.record.prescription, cancel, { nowMs, nextNumber: '' });
    if (decision.kind === 'refused') return refusedBy(decision.refusal);
    if (held === undefined) return refusedBy(UNKNOWN);
    if (decision.kind === 'accepted') this.#apply(held, decision.facts);
    const cancelledAt = instantText(held.record.prescription.closedAtMs ?? nowMs);
    const outcome = decision.kind === 'accepted' ? 'done' : 'repeated';
    return { outcome, body: { number, status: 'cancelled', cancelledAt } };
  }

  #expire(prescriptionsMax: number): IntakeAnswer {
    const { nowMs } = this.context;
    let prescriptions = 0;
    for (const number of this.due.slice(0, prescriptionsMax)) {
      const held = this.#byNumber.get(number);
      const state = held?.record.prescription;
      const decision = decide(state, { type: 'expire' }, { nowMs, nextNumber: '' });
      if (held === undefined || decision.kind !== 'accepted') continue;
      prescriptions += decision.facts.length;
      this.#apply(held, decision.facts);
    }
    return { outcome: 'expired', prescriptions };
  }

  /**
   * Applies facts and emits their events.
   *
   * @param side of a dispensation; closings have the prescriber's side
   * @returns the answer to the dispensation among the facts
   */
  #apply(held: Held, facts: readonly PrescriptionFact[], side?: DispensingSide): unknown {
    let answer: unknown;
    for (const fact of facts) {
      const { record } = held;
      const prescription = evolve(record.prescription, fact);
      let { dispensations } = record;
      if (fact.type === 'dispensed' && side !== undefined) {
        const { dispensation } = fact;
        const event = this.context.emit(dispensedDraft(record, dispensation, side));
        const { pharmacist, solution } = side;
        answer = {
          number: prescription.number,
          pharmacy: dispensation.pharmacy,
          dispensation: dispensation.dispensation,
          scope: dispensation.scope,
          lines: dispensation.lines,
          dispensedAt: instantText(dispensation.registeredAtMs),
          event,
        };
        dispensations = [...dispensations, { ...dispensation, pharmacist, solution, answer }];
      }
      if (fact.type === 'closed') this.context.emit(closedDraft(record, fact.reason, fact.atMs));
      held.record = { ...record, prescription, dispensations };
      held.isChanged = true;
    }
    return answer;
  }

  #hold(held: Held): void {
    const { prescription } = held.record;
    this.#byNumber.set(prescription.number, held);
    this.#byKey.set(keyOf(prescription), held);
  }
}

const NOBODY: ReadonlyMap<string, KnownPatient> = new Map();

const UNKNOWN: Refusal = {
  symbol: 'PRESCRIPTION_UNKNOWN',
  expected: 'a number of this base',
  came: 'none',
  lines: [],
};

/** A key has no space: the edge lets printable characters without spaces in. */
function keyOf({ prescriber, idempotencyKey }: IssueKey): string {
  return `${prescriber} ${idempotencyKey}`;
}

function evolveAll(
  state: Prescription | undefined,
  facts: readonly PrescriptionFact[],
): Prescription {
  const last = facts.reduce<Prescription | undefined>(evolve, state);
  if (last === undefined) throw new Error('an accepted issue without a fact: see decide');
  return last;
}

function refusedBy({ symbol, expected, came, lines }: Refusal): RefusedAnswer {
  const { kind, label } = REFUSAL_REASONS[symbol];
  return {
    outcome: 'refused',
    symbol,
    kind,
    title: label,
    detail: `Expected ${expected}; came ${came}.`,
    faults: lines.map((line) => ({
      field: `/lines/${line.index}`,
      reason: `expected ${line.expected}; came ${line.came}`,
      code: { code: line.symbol },
    })),
  };
}
