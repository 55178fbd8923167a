// Every index below is inside its table by construction: `?? 0` is for the compiler and costs nothing.
import type { Faults } from '../scenario/scenario.js';
import {
  DEMONSTRATION_OID_PER_MILLE,
  DOCUMENT_BYTES_LOWEST,
  DOCUMENT_BYTES_OCTAVES,
  REGISTRATION_DELAYS,
} from './assumptions.js';
import { isOneOfRate } from './interleaving.js';
import { blend, fraction, leftOf, rightOf, spreadOverOctaves } from './mixing.js';
import { activePerson, pseudonymHigh, pseudonymLow } from './patients.js';
import { COULOIR_OF_DSR, type ShardSites } from './site-index.js';

// Taken out of the global object once: in a test runner's context a global is looked up by name at every use.
const { floor } = Math;

const DAY_MS = 86_400_000;

/** What each part of an act is drawn with: one mixed integer an act, and one more for each of these. */
const AUTHOR = rightOf(1);
const PERSON = rightOf(2);
const OID = rightOf(3);
const DELAY = rightOf(4);
const LATENESS = rightOf(5);
const SIZE = rightOf(6);

/** Mixed integers below this choose fewer than DEMONSTRATION_OID_PER_MILLE of 1,000. */
const DEMONSTRATION_BELOW = Math.ceil((DEMONSTRATION_OID_PER_MILLE * 2 ** 32) / 1000);

const DELAY_LOWEST_MS = Float64Array.from(REGISTRATION_DELAYS, ({ lowestMs }) => lowestMs);
const DELAY_OCTAVES = Float64Array.from(REGISTRATION_DELAYS, ({ octaves }) => octaves);

/** One clinical act, as the channels share it. One object, filled again for each act. */
export class Act {
  /** Mixed from the plan's key and the act's place: what is drawn for this act starts here. */
  mixed = 0;
  /** Index in the shard's sites. */
  site = 0;
  author = 0;
  /** Index in DSRS. */
  dsr = 0;
  /** Index in DOCUMENT_TYPES. */
  type = 0;
  /** Position among the acts of this DSR in the whole country, a permuted one. */
  nationalIndex = 0;
  /** The patient's department, index in DEPARTMENTS. */
  department = 0;
  patientHigh = 0;
  patientLow = 0;
  /** Index in INS_OID_SYMBOLS. */
  insOid = 0;
  occurredAtMs = 0;
  registeredAtMs = 0;
  sizeBytes = 0;
}

/** What turns a located act into a whole one: who wrote it, for whom, when it took place. */
export interface ActSetting {
  readonly sites: ShardSites;
  /** Key of the seed alone: persons are the same in every flow of a seed. */
  readonly personKey: number;
  readonly lateDeposit: Faults['lateDeposit'];
}

/** Fills in author, patient, act time and size of an act whose place, time and type are set. */
export function describeAct(act: Act, setting: ActSetting): void {
  const left = leftOf(act.mixed);
  const eagerness = fraction(blend(left, AUTHOR));
  // Squared: inside a site a few authors write most of the documents.
  act.author = (setting.sites.authorCount(act.site) * eagerness * eagerness) | 0;
  setPatient(act, setting, activePerson(act.department, blend(left, PERSON)));
  act.insOid = blend(left, OID) >>> 0 < DEMONSTRATION_BELOW ? 1 : 0;
  act.occurredAtMs = act.registeredAtMs - delayMs(act, left, setting);
  act.sizeBytes = spreadOverOctaves(
    blend(left, SIZE),
    DOCUMENT_BYTES_LOWEST,
    DOCUMENT_BYTES_OCTAVES,
  );
}

/** Makes a person of the act's department its patient. */
export function setPatient(act: Act, setting: ActSetting, rank: number): void {
  act.patientHigh = pseudonymHigh(setting.personKey, act.department, rank);
  act.patientLow = pseudonymLow(setting.personKey, act.department, rank);
}

/** Milliseconds from the act to its registration. */
function delayMs(act: Act, left: number, setting: ActSetting): number {
  const { rate, daysMax } = setting.lateDeposit;
  if (rate > 0 && isOneOfRate(act.nationalIndex, rate)) {
    const beyondFirstDay = fraction(blend(left, LATENESS)) * (daysMax - 1);
    return floor((1 + beyondFirstDay) * DAY_MS);
  }
  const couloir = COULOIR_OF_DSR[act.dsr] ?? 0;
  return spreadOverOctaves(
    blend(left, DELAY),
    DELAY_LOWEST_MS[couloir] ?? 0,
    DELAY_OCTAVES[couloir] ?? 0,
  );
}
