import { activationInstantMs } from '../activation/activation-curve.js';
import type { ProfileStatus } from '../contract.js';
import { fraction, mix } from '../mixing.js';
import type { Person } from '../people/person.js';
import { residenceOf } from '../people/population.js';
import { NO_PROFILE, type Profile } from './profile.js';
import { OPPOSITION_WEEKS } from './six-weeks.js';

const DAY_MS = 86_400_000;

/**
 * The letters went out over these days after the opening in early 2022; by November 2022 there were
 * 65.4 million profiles. Their distribution is assumed to be even.
 */
const FIRST_LETTER_MS = Date.parse('2022-02-01T11:00:00Z');
const LETTER_DAYS = 165;
/** Days after the birth at which the letter goes out for a child born later. Assumed. */
const LETTER_AFTER_BIRTH_DAYS = 14;

const LETTER_KEY = 0x1e77e55a;
const ACTIVATION_KEY = 0x0ac71fa7;

/**
 * Of every 128 people by rank in their department two opposed (published: under 2 %), one closed the
 * profile and one got no letter yet: the places that the simulation gives these statuses to.
 */
const STATUS_CYCLE = 128;

/** The profile of a person before anything was changed here, a pure function. */
export function firstProfile(person: Person): Profile {
  const ordinal = person.ordinal ?? -1;
  const status = firstStatus(person.ordinal);
  if (status === 'absent') return NO_PROFILE;
  const letterSentAtMs = letterMs(ordinal, person.traits.birthDate);
  const profile = { ...NO_PROFILE, letterSentAtMs };
  if (status === 'opposed') {
    const daysLater = 1 + (mix(LETTER_KEY, ordinal) % 40);
    return { ...profile, opposedAtMs: letterSentAtMs + daysLater * DAY_MS };
  }
  // Letters go out before noon, so that the profile is there by this hour, six weeks later.
  const firstUseMs = letterSentAtMs + 7 * OPPOSITION_WEEKS * DAY_MS;
  if (status === 'closed') {
    return { ...profile, closure: { closedAtMs: firstUseMs, reason: 'REQUEST' } };
  }
  const place = fraction(mix(ACTIVATION_KEY, ordinal));
  return { ...profile, activatedAtMs: Math.max(firstUseMs, activationInstantMs(place)) };
}

/** The status that the profile ends up with. The official test identity has an active one. */
function firstStatus(ordinal: number | null): ProfileStatus {
  const place = ordinal === null ? STATUS_CYCLE : residenceOf(ordinal).rank % STATUS_CYCLE;
  if (place < 2) return 'opposed';
  if (place === 2) return 'closed';
  return place === 3 ? 'absent' : 'active';
}

function letterMs(ordinal: number, birthDate: string): number {
  const general = FIRST_LETTER_MS + (mix(ordinal, LETTER_KEY) % LETTER_DAYS) * DAY_MS;
  const afterBirth = Date.parse(`${birthDate}T11:00:00Z`) + LETTER_AFTER_BIRTH_DAYS * DAY_MS;
  return Math.max(general, afterBirth);
}
