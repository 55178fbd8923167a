import { remainingOf, statusAt, type PrescriptionStatus } from '#libs/prescriptions';
import type { PrescriptionRecord } from '#libs/store';
import { instantText } from './answers.js';

/** A prescription as GET shows it. Nothing of the patient is in it. Instants in RFC 3339, UTC. */
export interface PrescriptionPage {
  readonly number: string;
  readonly status: PrescriptionStatus;
  readonly prescriber: string;
  readonly site: string;
  readonly occurredAt: string;
  readonly validUntil: string;
  /** Null while it is open. */
  readonly closedAt: string | null;
  readonly lines: readonly {
    readonly line: number;
    readonly medication: string;
    readonly quantity: number;
    readonly dispensed: number;
    readonly remaining: number;
  }[];
  readonly dispensations: readonly {
    readonly pharmacy: string;
    readonly dispensation: string;
    readonly scope: 'PARTIAL' | 'COMPLETE';
    readonly dispensedAt: string;
    readonly lines: readonly { readonly line: number; readonly quantity: number }[];
  }[];
}

/** The page of a prescription at an instant. */
export function pageOf(
  { prescription, head, dispensations }: PrescriptionRecord,
  nowMs: number,
): PrescriptionPage {
  const { number, prescriber, occurredAtMs, validUntilMs, closedAtMs, lines } = prescription;
  return {
    number,
    status: statusAt(prescription, nowMs),
    prescriber,
    site: head.site,
    occurredAt: instantText(occurredAtMs),
    validUntil: instantText(validUntilMs),
    closedAt: closedAtMs === null ? null : instantText(closedAtMs),
    lines: lines.map((line) => ({ ...line, remaining: remainingOf(line) })),
    dispensations: dispensations.map((act) => ({
      pharmacy: act.pharmacy,
      dispensation: act.dispensation,
      scope: act.scope,
      dispensedAt: instantText(act.registeredAtMs),
      lines: act.lines,
    })),
  };
}
