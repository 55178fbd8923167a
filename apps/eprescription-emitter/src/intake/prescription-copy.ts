import { createHash } from 'node:crypto';
import { derivedUniqueId } from '#libs/events';
import { FORMAT_CODES, documentTypeOfCode } from '#libs/reference';
import type { Prescription } from '#libs/prescriptions';

/** The document that goes to the DMP beside a prescription. */
export interface PrescriptionCopy {
  readonly uniqueId: string;
  /** SHA-1, 20 bytes. */
  readonly hash: Uint8Array;
  readonly sizeBytes: number;
}

/** Type of the copy, prescription of health products; class and format follow from it. */
export const COPY_TYPE = documentTypeOfCode('57833-6');

/** Symbol of its format. */
export const COPY_FORMAT = FORMAT_CODES[COPY_TYPE.formatCode]?.symbol ?? 'PDF';

/** Symbols and codes of the type in events. */
export const COPY_EVENT_FIELDS = {
  typeCode: COPY_TYPE.symbol,
  classCode: COPY_TYPE.classCode,
} as const;

/**
 * The copy of a prescription: a pure function of it. Its uniqueId is the version 5 UUID of the
 * number under 2.25, its bytes the lines as JSON. No CDA is written: nothing here reads one.
 */
export function copyOf(prescription: Prescription): PrescriptionCopy {
  const { number, prescriber, occurredAtMs, lines } = prescription;
  const text = JSON.stringify({
    number,
    prescriber,
    occurredAt: new Date(occurredAtMs).toISOString(),
    lines: lines.map(({ line, medication, quantity }) => ({ line, medication, quantity })),
  });
  return {
    uniqueId: derivedUniqueId(`eprescription/${number}`, 0),
    hash: createHash('sha1').update(text).digest(),
    sizeBytes: Buffer.byteLength(text),
  };
}
