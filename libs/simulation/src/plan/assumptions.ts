/**
 * Figures that shape simulated acts and that no published source gives. They move no total: the
 * scenario fixes the totals, these say how one event looks. All are assumed unless a source is named.
 */

/**
 * Persons of a department from the heaviest users of care to the lightest: `persons` is a part of
 * the population, `documents` the part of the documents they receive.
 *
 * The parts are assumed; they are fitted to two published points, two thirds of the population with
 * at least one document in 2024 (dentaire365, about 300 M documents) and 70 % in 2025 (klesia, 420 M).
 */
export const PERSON_TIERS: readonly { readonly persons: number; readonly documents: number }[] = [
  { persons: 0.0005, documents: 0.01 },
  { persons: 0.0095, documents: 0.07 },
  { persons: 0.04, documents: 0.18 },
  { persons: 0.15, documents: 0.33 },
  { persons: 0.22, documents: 0.3 },
  { persons: 0.26, documents: 0.1 },
  { persons: 0.32, documents: 0.01 },
];

/** Acts in a thousand whose patient comes from anywhere in the country rather than from the site's department, by couloir index. */
export const AWAY_PER_MILLE: readonly number[] = [180, 40, 25, 90, 60];

/** Time from the act to the registry, by couloir index: `octaves` doublings from `lowestMs`, evenly over the doublings. */
export const REGISTRATION_DELAYS: readonly {
  readonly lowestMs: number;
  readonly octaves: number;
}[] = [
  { lowestMs: 600_000, octaves: 9.5 }, // hospital: ten minutes to five days
  { lowestMs: 5_000, octaves: 7 }, // city: seconds to ten minutes
  { lowestMs: 2_000, octaves: 6 }, // pharmacy: seconds to two minutes
  { lowestMs: 1_800_000, octaves: 6.5 }, // radiology: half an hour to two days
  { lowestMs: 3_600_000, octaves: 4.5 }, // biology: an hour to a day, from the sampling
];

/** How strongly a site's share of a month may differ from its usual one, in both directions. */
export const SITE_MONTH_VARIATION = 0.4;

/** Size of a document in bytes: doublings from 6 KB, to about 400 KB. */
export const DOCUMENT_BYTES_LOWEST = 6_000;
export const DOCUMENT_BYTES_OCTAVES = 6;

/** A message carries the document, its readable copy and the envelope: times this, plus this. */
export const MESSAGE_BYTES_FACTOR = 2;
export const MESSAGE_BYTES_ENVELOPE = 12_000;

/** Time from the registration of a document to the message that carries it: doublings from two seconds, to about ten minutes. */
export const MESSAGE_DELAY_MS_LOWEST = 2_000;
export const MESSAGE_DELAY_OCTAVES = 8;

/** Time from a message to its receipt: doublings from one second, to about nine hours. */
export const RECEIPT_DELAY_MS_LOWEST = 1_000;
export const RECEIPT_DELAY_OCTAVES = 15;

/** Receipts in a thousand that report an error. */
export const RECEIPT_ERRORS_PER_MILLE = 20;

/** MSSanté business errors (HL7-MSS error-codes.md) and their weights among the errors; the weights are assumed. */
export const RECEIPT_ERRORS: readonly { readonly code: number; readonly weight: number }[] = [
  { code: 900, weight: 4 }, // wrong version
  { code: 901, weight: 6 }, // author not authorised
  { code: 902, weight: 40 }, // unknown patient
  { code: 903, weight: 18 }, // INS absent
  { code: 904, weight: 14 }, // INS mismatch
  { code: 905, weight: 10 }, // INS incomplete
  { code: 906, weight: 8 }, // other
];

/** Sending mailbox by couloir index, as indexes in MAILBOX_SYMBOLS: doctors write from personal ones, software of establishments from applicative ones, pharmacies from organisational ones. */
export const MAILBOX_OF_COULOIR: readonly number[] = [2, 0, 1, 2, 2];

/** Acts in a thousand that carry the demonstration OID instead of the test one. */
export const DEMONSTRATION_OID_PER_MILLE = 30;

/** Attempts in a thousand whose identity is not qualified while that is still tolerated (before 2023). */
export const TOLERATED_IDENTITY_PER_MILLE = 250;

/** Lines of a prescription: 1 to this many. */
export const PRESCRIPTION_LINES_MAX = 8;

/** Dispensing acts in a thousand that hand over the whole prescription. */
export const COMPLETE_DISPENSING_PER_MILLE = 800;

/** Closed prescriptions in a thousand that were cancelled rather than expired, among those not wholly dispensed. */
export const CANCELLED_PER_MILLE = 400;

/** The national base numbers a prescription up to this long before its copy is registered in the DMP. */
export const PRESCRIPTION_LEAD_MS = 5_000;

/** Time from a prescription to its dispensing: doublings from four minutes, to about three days. */
export const DISPENSING_DELAY_MS_LOWEST = 240_000;
export const DISPENSING_DELAY_OCTAVES = 10;

/** Time from a dispensing act to the closing: doublings from ten seconds, to about an hour and a half. */
export const CLOSING_DELAY_MS_LOWEST = 10_000;
export const CLOSING_DELAY_OCTAVES = 9;
