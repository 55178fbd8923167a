/** Arbitrary valid events of every record, for the specs of this lib. */
import { DEPARTMENTS, DOCUMENT_TYPES, FORMAT_CODES, SOLUTIONS } from '#libs/reference';
import fc from 'fast-check';
import {
  LONG_MAX,
  OCCURRED_AT_MS_MAX,
  OCCURRED_AT_MS_MIN,
  REGISTERED_AT_MS_MAX,
  REGISTERED_AT_MS_MIN,
} from '../limits.js';
import type { DecodedEvent, EventHead } from '../plain/decoded-event.js';
import type { RecordName } from '../schema-ids.js';
import {
  CLOSING_REASON_SYMBOLS,
  COULOIR_SYMBOLS,
  DISPENSATION_SCOPE_SYMBOLS,
  DISPOSITION_SYMBOLS,
  INS_OID_SYMBOLS,
  MAILBOX_SYMBOLS,
  MESSAGE_KIND_SYMBOLS,
  REFUSAL_REASON_SYMBOLS,
  VISIBILITY_SYMBOLS,
} from '../symbols.js';

/** Values around which the number of bytes or the arithmetic changes. */
const LONG_EDGES = [
  0,
  63,
  64,
  2 ** 27 - 1,
  2 ** 27,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32,
  2 ** 34,
  2 ** 41,
  2 ** 48,
  2 ** 52,
  LONG_MAX,
];

const sequences = fc.oneof(
  fc.nat(),
  fc.maxSafeNat().map((value) => Math.min(value, LONG_MAX)),
  fc.constantFrom(...LONG_EDGES),
);

const counts = fc.oneof(fc.nat(), fc.nat(200), fc.constantFrom(63, 64, 2 ** 27, 2 ** 31 - 1));

function instants(msMin: number, msMax: number): fc.Arbitrary<number> {
  return fc.oneof(
    fc.integer({ min: msMin, max: msMax }),
    fc.constantFrom(msMin, msMax, Math.max(msMin, -1), Math.max(msMin, 0)),
  );
}

function asciiTexts(bytesMax: number): fc.Arbitrary<string> {
  const character = fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code));
  return fc.string({ unit: character, minLength: 1, maxLength: bytesMax });
}

const sources = fc.oneof(
  fc.constantFrom('dmp/national-december-2023/42/17', 'eprescription/smoke@0.01/7/0'),
  asciiTexts(255),
);

const optionalTexts = fc.option(asciiTexts(80));

function bytes(length: number): fc.Arbitrary<Uint8Array> {
  return fc.uint8Array({ minLength: length, maxLength: length });
}

const heads: fc.Arbitrary<EventHead> = fc.record({
  source: sources,
  sequence: sequences,
  occurredAt: instants(OCCURRED_AT_MS_MIN, OCCURRED_AT_MS_MAX),
  registeredAt: instants(REGISTERED_AT_MS_MIN, REGISTERED_AT_MS_MAX),
  actId: sequences,
  patient: bytes(8),
  patientDepartment: fc.constantFrom(...DEPARTMENTS.map(({ code }) => code)),
  insOid: fc.constantFrom(...INS_OID_SYMBOLS),
  author: asciiTexts(64),
  site: asciiTexts(64),
  couloir: fc.constantFrom(...COULOIR_SYMBOLS),
  solution: fc.nat(SOLUTIONS.length - 1),
});

const typeCode = fc.constantFrom(...DOCUMENT_TYPES.map(({ symbol }) => symbol));
const formatCode = fc.constantFrom(...FORMAT_CODES.map(({ symbol }) => symbol));
const document = {
  typeCode,
  classCode: counts,
  formatCode,
  sizeBytes: counts,
  uniqueId: optionalTexts,
  hash: fc.option(bytes(20)),
};
const kind = fc.constantFrom(...MESSAGE_KIND_SYMBOLS);

/** What follows the head, by record. */
const TAILS = {
  DocumentDeposited: fc.record(document),
  DocumentReplaced: fc.record({ ...document, replacedSequence: sequences }),
  DocumentVisibilityChanged: fc.record({
    documentSequence: sequences,
    visibility: fc.constantFrom(...VISIBILITY_SYMBOLS),
  }),
  DocumentDeleted: fc.record({ documentSequence: sequences }),
  DepositRefused: fc.record({
    typeCode,
    classCode: counts,
    reason: fc.constantFrom(...REFUSAL_REASON_SYMBOLS),
  }),
  MessageSent: fc.record({
    kind,
    mailbox: fc.constantFrom(...MAILBOX_SYMBOLS),
    typeCode,
    sizeBytes: counts,
    messageId: optionalTexts,
  }),
  MessageReceiptReceived: fc.record({
    kind,
    messageSequence: sequences,
    disposition: fc.constantFrom(...DISPOSITION_SYMBOLS),
    errorCode: counts,
  }),
  PrescriptionIssued: fc.record({ typeCode, lines: counts, number: optionalTexts }),
  PrescriptionDispensed: fc.record({
    prescriptionSource: fc.option(sources),
    prescriptionSequence: sequences,
    scope: fc.constantFrom(...DISPENSATION_SCOPE_SYMBOLS),
    lines: counts,
  }),
  PrescriptionClosed: fc.record({
    prescriptionSequence: sequences,
    reason: fc.constantFrom(...CLOSING_REASON_SYMBOLS),
  }),
};

/** Valid events of one record. */
export function eventsOf(record: RecordName): fc.Arbitrary<DecodedEvent> {
  const tails: fc.Arbitrary<object> = TAILS[record];
  return fc
    .tuple(heads, tails)
    .map(([head, tail]) => ({ record, ...head, ...tail }) as unknown as DecodedEvent); // The table pairs names and tails.
}

/** Valid events of any record. */
export const anyEvents: fc.Arbitrary<DecodedEvent> = fc.oneof(
  ...Object.keys(TAILS).map((record) => eventsOf(record as RecordName)), // Keys of TAILS.
);

/** The same event as the generator would write it: optional texts and hashes left out. */
export function withoutOptionals(event: DecodedEvent): DecodedEvent {
  const blank = { ...event };
  if ('uniqueId' in blank) Object.assign(blank, { uniqueId: null, hash: null });
  if ('messageId' in blank) Object.assign(blank, { messageId: null });
  if ('number' in blank) Object.assign(blank, { number: null });
  return blank;
}
