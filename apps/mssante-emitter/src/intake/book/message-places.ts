import type { Mailbox } from '#libs/mssante';
import type { MessageRow } from '#libs/store';

/** Sequence of the event for a kind of recipient; null when there is none. */
export function sequenceOf(message: MessageRow, kind: Mailbox['kind']): number | null {
  return kind === 'professional' ? message.professionalSequence : message.citizenSequence;
}

/** A Date header of the future, or of before computers, is not when the mail was sent. */
export function occurredAtOf(sentAtMs: number | null, nowMs: number): number {
  return sentAtMs === null || sentAtMs > nowMs || sentAtMs < 0 ? nowMs : sentAtMs;
}
