import { createHash } from 'node:crypto';
import type { IssueKey } from '#libs/store';

/** Bytes of a digest that fit a long of the events with room to spare: 48 bits. */
const ACT_ID_BYTES = 6;

/**
 * Act id of a prescription whose caller gave none: a digest of who issued it under which key, so that
 * a retry has the same one.
 */
export function actIdOf({ prescriber, idempotencyKey }: IssueKey): number {
  const digest = createHash('sha256').update(`${prescriber} ${idempotencyKey}`).digest();
  return digest.readUIntBE(0, ACT_ID_BYTES);
}

/** An instant in RFC 3339, UTC with milliseconds. */
export function instantText(epochMs: number): string {
  return Temporal.Instant.fromEpochMilliseconds(epochMs).toString({ fractionalSecondDigits: 3 });
}
