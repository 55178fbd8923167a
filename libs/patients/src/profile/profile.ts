import type { ProfileStatus } from '../contract.js';
import { isProfileDue, profileDueMs } from './six-weeks.js';

/**
 * Why a profile was closed. No published list of the codes was found: these are ours (assumed).
 * A profile that was closed for a death is not opened again.
 */
export const CLOSURE_REASONS = ['REQUEST', 'REPRESENTATIVE_REQUEST', 'DEATH'] as const;

export type ClosureReason = (typeof CLOSURE_REASONS)[number];

/** A closing. */
export interface Closure {
  readonly closedAtMs: number;
  readonly reason: ClosureReason;
}

/** What happened to a person's profile; instants in milliseconds since 1970, null for what did not happen. */
export interface Profile {
  /** The letter that announces the profile. */
  readonly letterSentAtMs: number | null;
  /** Null again once the person had the profile opened after all. */
  readonly opposedAtMs: number | null;
  readonly closure: Closure | null;
  /** The last reopening, after an opposition or a closing. */
  readonly reopenedAtMs: number | null;
  readonly activatedAtMs: number | null;
}

/** A person to whom no letter was sent yet. */
export const NO_PROFILE: Profile = {
  letterSentAtMs: null,
  opposedAtMs: null,
  closure: null,
  reopenedAtMs: null,
  activatedAtMs: null,
};

/** When the profile came about, or will; null when it will not as things stand. */
export function createdAtMs(profile: Profile): number | null {
  if (profile.opposedAtMs !== null) return null;
  if (profile.reopenedAtMs !== null) return profile.reopenedAtMs;
  return profile.letterSentAtMs === null ? null : profileDueMs(profile.letterSentAtMs);
}

/** What TD0.2 answers at an instant: a profile whose six weeks are running is absent. */
export function statusAt(profile: Profile, nowMs: number): ProfileStatus {
  if (profile.opposedAtMs !== null) return profile.opposedAtMs <= nowMs ? 'opposed' : 'absent';
  if (!isCreatedAt(profile, nowMs)) return 'absent';
  const { closure } = profile;
  return closure !== null && closure.closedAtMs <= nowMs ? 'closed' : 'active';
}

/** Whether the person uses the profile. Told, and never a gate: a profile receives without it. */
export function isActivatedAt(profile: Profile, nowMs: number): boolean {
  const { activatedAtMs } = profile;
  return activatedAtMs !== null && activatedAtMs <= nowMs && statusAt(profile, nowMs) === 'active';
}

function isCreatedAt({ reopenedAtMs, letterSentAtMs }: Profile, nowMs: number): boolean {
  if (reopenedAtMs !== null) return reopenedAtMs <= nowMs;
  return letterSentAtMs !== null && isProfileDue(letterSentAtMs, nowMs);
}
