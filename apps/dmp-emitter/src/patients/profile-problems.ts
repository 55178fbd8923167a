import { ProblemError } from '#libs/edge';
import { OPPOSITION_WEEKS, type ProfileRefusal } from '#libs/patients';
import type { ProfileAnswerBody } from './answers.js';

/** Why a profile does not take a command, and what would. */
const REFUSALS: Readonly<Record<ProfileRefusal, string>> = {
  'letter-already-sent': 'The letter was sent already.',
  'letter-in-the-future':
    'A letter is sent before it is told of: expected sentAt not later than now.',
  'no-letter': 'No letter was sent yet, so there is nothing to oppose; send one first.',
  'opposition-too-late': `The profile came about ${OPPOSITION_WEEKS} weeks after the letter; it can be closed.`,
  'profile-absent': 'There is no profile yet.',
  'profile-active': 'The profile is open.',
  'profile-closed': 'The profile is closed; its holder may have it opened again.',
  'profile-opposed': 'The person opposed the profile, and may have it opened after all.',
  'already-activated': 'The profile was activated already.',
  'holder-dead': 'The profile was closed for a death and is not opened again.',
};

/** A command that a profile does not take now: 409, with the name of the reason. */
export function refusedProfileCommand(
  reason: ProfileRefusal,
  profile?: ProfileAnswerBody,
): ProblemError {
  const closed =
    profile?.closedAt === undefined
      ? ''
      : ` Closed at ${profile.closedAt}, ${profile.closureReason ?? ''}.`;
  return new ProblemError({
    status: 409,
    name: reason,
    title: 'The profile does not take this now',
    detail: REFUSALS[reason] + closed,
    faults: [{ field: reason === 'letter-in-the-future' ? '/sentAt' : '', reason }],
  });
}
