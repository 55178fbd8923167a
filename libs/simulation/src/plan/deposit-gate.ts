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
import { setPatient, type Act, type ActSetting } from './act.js';
import { TOLERATED_IDENTITY_PER_MILLE } from './assumptions.js';
import { AdmissionContradictionError, attemptToRefuse, EXTRA } from './faults.js';
import { choose, mix } from './mixing.js';
import { actIdOf } from './national-plan.js';
import { activePerson, personOfStatus, PLACES_OF_STATUS } from './patients.js';
import type { SimulatedEvent } from './simulated-event.js';

const SALT = { person: 0x3003, detail: 0x3004, status: 0x3005 } as const;

const VISIBLE = 0;
const MASKED_TO_PROFESSIONALS = 3;

/** Where attempts pass admission: what the plan intends must be what is decided. */
export class DepositGate {
  readonly #admissible = admissibleAttempt(0);

  constructor(private readonly setting: ActSetting) {}

  /** Passes an attempt in order through admission; before 2023 some identities are not qualified. */
  assertAdmitted(act: Act): void {
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

  /**
   * Makes an act a refused attempt: for the same patient when the registry compares it with an earlier
   * deposit, else for somebody else.
   *
   * @param code one of REFUSAL
   */
  refuse(code: number, mixed: number, act: Act, sequence: number, event: SimulatedEvent): void {
    const { sites } = this.setting;
    const decision = admit(attemptToRefuse(code, act.registeredAtMs));
    if (decision !== code) throw new AdmissionContradictionError(code, decision);
    if (code !== REFUSAL.nonIdenticalHash && code !== REFUSAL.registryDeprecatedDocument) {
      const person = personRefused(code, act.department, mix(mixed, SALT.person));
      setPatient(act, this.setting, person);
    }
    event.setAct(act, sites, sequence, actIdOf('dmp', sites.shard, sequence));
    event.schemaId = SCHEMA_ID.DepositRefused;
    event.measure = MEASURE.depositsRefused;
    event.reason = decision - 1;
  }
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

/** Makes an event that repeats a deposit a change of it: one of the kinds of EXTRA that are no refusals. */
export function setChange(kind: number, mixed: number, event: SimulatedEvent): void {
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
