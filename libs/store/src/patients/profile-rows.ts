import { CLOSURE_REASONS, type ClosureReason, type Profile } from '#libs/patients';

/** A row of patient_profile without its key. */
export interface ProfileRow {
  letter_sent_at: Date | null;
  opposed_at: Date | null;
  closed_at: Date | null;
  closure_reason: string | null;
  reopened_at: Date | null;
  activated_at: Date | null;
}

/** Columns of a ProfileRow, in the order of `profileValues`. */
export const PROFILE_COLUMNS =
  'letter_sent_at, opposed_at, closed_at, closure_reason, reopened_at, activated_at';

/** The profile of a row. */
export function profileOf(row: ProfileRow): Profile {
  const closedAtMs = msOf(row.closed_at);
  return {
    letterSentAtMs: msOf(row.letter_sent_at),
    opposedAtMs: msOf(row.opposed_at),
    closure: closedAtMs === null ? null : { closedAtMs, reason: reasonOf(row.closure_reason) },
    reopenedAtMs: msOf(row.reopened_at),
    activatedAtMs: msOf(row.activated_at),
  };
}

/** The columns of a profile, as parameters of a query. */
export function profileValues(profile: Profile): (Date | string | null)[] {
  return [
    dateOf(profile.letterSentAtMs),
    dateOf(profile.opposedAtMs),
    dateOf(profile.closure?.closedAtMs ?? null),
    profile.closure?.reason ?? null,
    dateOf(profile.reopenedAtMs),
    dateOf(profile.activatedAtMs),
  ];
}

function reasonOf(text: string | null): ClosureReason {
  const reason = CLOSURE_REASONS.find((known) => known === text);
  if (reason === undefined) {
    throw new Error(
      `patient_profile: expected a closure_reason of ${CLOSURE_REASONS.join(', ')}; came ${text}`,
    );
  }
  return reason;
}

function msOf(date: Date | null): number | null {
  return date === null ? null : date.getTime();
}

function dateOf(ms: number | null): Date | null {
  return ms === null ? null : new Date(ms);
}
