import {
  createdAtMs,
  isActivatedAt,
  statusAt,
  type ClosureReason,
  type Profile,
} from './profile.js';

/** What happens to a profile. */
export type ProfileCommand =
  | {
      readonly type: 'send-letter';
      /** Null: now. */
      readonly sentAtMs: number | null;
    }
  | { readonly type: 'oppose' }
  | { readonly type: 'close'; readonly reason: ClosureReason }
  | { readonly type: 'reopen' }
  | { readonly type: 'activate' };

/** Why a profile stayed as it was. */
export type ProfileRefusal =
  | 'letter-already-sent'
  | 'letter-in-the-future'
  | 'no-letter'
  | 'opposition-too-late'
  | 'profile-absent'
  | 'profile-active'
  | 'profile-closed'
  | 'profile-opposed'
  | 'already-activated'
  | 'holder-dead';

export type ProfileOutcome =
  | { readonly kind: 'changed'; readonly profile: Profile }
  | { readonly kind: 'refused'; readonly reason: ProfileRefusal };

/**
 * Applies a command at an instant, a pure function.
 *
 * @param nowMs milliseconds since 1970; the status of the profile is the one of this instant
 */
export function changeProfile(
  profile: Profile,
  command: ProfileCommand,
  nowMs: number,
): ProfileOutcome {
  const reason = refusalOf(profile, command, nowMs);
  if (reason !== undefined) return { kind: 'refused', reason };
  return { kind: 'changed', profile: changed(profile, command, nowMs) };
}

function refusalOf(
  profile: Profile,
  command: ProfileCommand,
  nowMs: number,
): ProfileRefusal | undefined {
  switch (command.type) {
    case 'send-letter':
      if (profile.letterSentAtMs !== null) return 'letter-already-sent';
      return (command.sentAtMs ?? nowMs) > nowMs ? 'letter-in-the-future' : undefined;
    case 'oppose':
      return refusalOfOpposition(profile, nowMs);
    case 'close':
      return refusalUnlessActive(profile, nowMs);
    case 'activate':
      if (isActivatedAt(profile, nowMs)) return 'already-activated';
      return refusalUnlessActive(profile, nowMs);
    case 'reopen':
      return refusalOfReopening(profile, nowMs);
  }
}

/** A person may oppose from the letter on until the profile comes about; afterwards it can be closed. */
function refusalOfOpposition(profile: Profile, nowMs: number): ProfileRefusal | undefined {
  if (profile.opposedAtMs !== null) return 'profile-opposed';
  const created = createdAtMs(profile);
  if (created === null) return 'no-letter';
  return nowMs < created ? undefined : 'opposition-too-late';
}

function refusalUnlessActive(profile: Profile, nowMs: number): ProfileRefusal | undefined {
  const status = statusAt(profile, nowMs);
  return status === 'active' ? undefined : `profile-${status}`;
}

/** Only what was refused or closed is opened again; the first opening comes about by itself. */
function refusalOfReopening(profile: Profile, nowMs: number): ProfileRefusal | undefined {
  const status = statusAt(profile, nowMs);
  if (status === 'active' || status === 'absent') return `profile-${status}`;
  return profile.closure?.reason === 'DEATH' ? 'holder-dead' : undefined;
}

function changed(profile: Profile, command: ProfileCommand, nowMs: number): Profile {
  switch (command.type) {
    case 'send-letter':
      return { ...profile, letterSentAtMs: command.sentAtMs ?? nowMs };
    case 'oppose':
      return { ...profile, opposedAtMs: nowMs };
    case 'close':
      return { ...profile, closure: { closedAtMs: nowMs, reason: command.reason } };
    case 'activate':
      return { ...profile, activatedAtMs: nowMs };
    case 'reopen':
      // A profile that is opened again is activated again by its holder (assumed).
      return {
        ...profile,
        opposedAtMs: null,
        closure: null,
        reopenedAtMs: nowMs,
        activatedAtMs: null,
      };
  }
}
