import { createHash } from 'node:crypto';
import type { DispensedLine, PrescribedLine } from './prescription.js';

/** A prescriber's software asks the base for a new prescription. */
export interface IssuePrescription {
  readonly type: 'issue';
  /** PSIdNat. */
  readonly prescriber: string;
  readonly idempotencyKey: string;
  /** Digest of everything that was asked, by `contentOf`. */
  readonly content: string;
  /** Date of the prescription, milliseconds since 1970; null: the base's instant. */
  readonly occurredAtMs: number | null;
  readonly lines: readonly PrescribedLine[];
}

/** A pharmacy hands out lines, whole or in part. */
export interface DispensePrescription {
  readonly type: 'dispense';
  /** StructIdNat. */
  readonly pharmacy: string;
  readonly dispensation: string;
  /** Digest of everything that was asked, by `contentOf`. */
  readonly content: string;
  /** When the medicines were handed out, milliseconds since 1970; null: the base's instant. */
  readonly occurredAtMs: number | null;
  readonly lines: readonly DispensedLine[];
}

/** The prescriber takes a prescription back. */
export interface CancelPrescription {
  readonly type: 'cancel';
  /** PSIdNat of whoever asks. */
  readonly prescriber: string;
}

/** The base closes what nobody may dispense any more. */
export interface ExpirePrescription {
  readonly type: 'expire';
}

export type PrescriptionCommand =
  IssuePrescription | DispensePrescription | CancelPrescription | ExpirePrescription;

/**
 * Digest of what a command asks for, so that a retry is told from another command under the same
 * name. The order of the fields does not matter, that of lists does.
 *
 * @param asked JSON values as the caller sent them: without anything that the base filled in, such
 *   as an instant that was left out
 * @returns SHA-256, 64 hexadecimal digits
 */
export function contentOf(asked: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(asked)))
    .digest('hex');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, field]) => [name, sorted(field)]),
  );
}
