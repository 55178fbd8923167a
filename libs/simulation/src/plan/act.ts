// Every index below is inside its table by construction: `?? 0` is for the compiler and costs nothing.
import type { Faults } from '../scenario/scenario.js';
import {
  DEMONSTRATION_OID_PER_MILLE,
  DOCUMENT_BYTES_LOWEST,
  DOCUMENT_BYTES_OCTAVES,
  REGISTRATION_DELAYS,
} from './assumptions.js';
import { isOneOfRate } from './interleaving.js';
import { choose, fraction, mix, spreadOverOctaves } from './mixing.js';
import { activePerson, pseudonymHigh, pseudonymLow } from './patients.js';
import { COULOIR_OF_DSR, type ShardSites } from './site-index.js';

// Taken out of the global object once: in a test runner's context a global is looked up by name at every use.
const { floor } = Math;

const DAY_MS = 86_400_000;

/** What each part of an act is drawn with: one mixed integer an act, and one more for each of these. */
const SALT = { author: 1, person: 2, oid: 3, delay: 4, lateness: 5, size: 6 } as const;

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
  const { mixed } = act;
  const eagerness = fraction(mix(mixed, SALT.author));
  // Squared: inside a site a few authors write most of the documents.
  act.author = floor(setting.sites.authorCount(act.site) * eagerness * eagerness);
  setPatient(act, setting, activePerson(act.department, mix(mixed, SALT.person)));
  act.insOid = choose(mix(mixed, SALT.oid), 1000) < DEMONSTRATION_OID_PER_MILLE ? 1 : 0;
  act.occurredAtMs = act.registeredAtMs - delayMs(act, setting);
  act.sizeBytes = spreadOverOctaves(
    mix(mixed, SALT.size),
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
function delayMs(act: Act, setting: ActSetting): number {
  const { rate, daysMax } = setting.lateDeposit;
  if (rate > 0 && isOneOfRate(act.nationalIndex, rate)) {
    const beyondFirstDay = fraction(mix(act.mixed, SALT.lateness)) * (daysMax - 1);
    return floor((1 + beyondFirstDay) * DAY_MS);
  }
  const couloir = COULOIR_OF_DSR[act.dsr] ?? 0;
  return spreadOverOctaves(
    mix(act.mixed, SALT.delay),
    DELAY_LOWEST_MS[couloir] ?? 0,
    DELAY_OCTAVES[couloir] ?? 0,
  );
}
