import { DEPARTMENTS, SOLUTIONS } from '#libs/reference';
import {
  IDENTIFIER_BYTES_MAX,
  LONG_MAX,
  OCCURRED_AT_MS_MAX,
  OCCURRED_AT_MS_MIN,
  OPTIONAL_TEXT_BYTES_MAX,
  REGISTERED_AT_MS_MAX,
  REGISTERED_AT_MS_MIN,
  SOURCE_BYTES_MAX,
} from '../limits.js';
import type { MalformedReason } from '../malformed-event.js';

/** What is wrong with the value of a field, or undefined. */
export type FieldRule = (value: unknown) => MalformedReason | undefined;

const INT_MAX = 2 ** 31 - 1;
const PRINTABLE_ASCII = /^[ -~]+$/;
const departmentCodes: ReadonlySet<unknown> = new Set(DEPARTMENTS.map(({ code }) => code));

/**
 * Limits of the events beyond the Avro types, by field name; a name means the same in every event.
 * Written apart from the in-place reader on purpose: a spec holds the two against each other.
 */
export const FIELD_RULES: ReadonlyMap<string, FieldRule> = new Map<string, FieldRule>([
  ['source', asciiText(SOURCE_BYTES_MAX)],
  ['prescriptionSource', optional(asciiText(SOURCE_BYTES_MAX))],
  ['author', asciiText(IDENTIFIER_BYTES_MAX)],
  ['site', asciiText(IDENTIFIER_BYTES_MAX)],
  ['sequence', wholeNumber(LONG_MAX)],
  ['actId', wholeNumber(LONG_MAX)],
  ['replacedSequence', wholeNumber(LONG_MAX)],
  ['documentSequence', wholeNumber(LONG_MAX)],
  ['messageSequence', wholeNumber(LONG_MAX)],
  ['prescriptionSequence', wholeNumber(LONG_MAX)],
  ['occurredAt', instant(OCCURRED_AT_MS_MIN, OCCURRED_AT_MS_MAX)],
  ['registeredAt', instant(REGISTERED_AT_MS_MIN, REGISTERED_AT_MS_MAX)],
  ['patientDepartment', (value) => (departmentCodes.has(value) ? undefined : 'UNKNOWN_DEPARTMENT')],
  ['solution', (value) => (SOLUTIONS[Number(value)] ? undefined : 'UNKNOWN_SOLUTION')],
  ['classCode', wholeNumber(INT_MAX)],
  ['sizeBytes', wholeNumber(INT_MAX)],
  ['errorCode', wholeNumber(INT_MAX)],
  ['lines', wholeNumber(INT_MAX)],
  ['uniqueId', optional(asciiText(OPTIONAL_TEXT_BYTES_MAX))],
  ['messageId', optional(asciiText(OPTIONAL_TEXT_BYTES_MAX))],
  ['number', optional(asciiText(OPTIONAL_TEXT_BYTES_MAX))],
]);

/** A text of 1 to so many bytes, printable ASCII. */
export function asciiText(bytesMax: number): FieldRule {
  return (value) => {
    const isGood =
      typeof value === 'string' && value.length <= bytesMax && PRINTABLE_ASCII.test(value);
    return isGood ? undefined : 'BAD_TEXT';
  };
}

function optional(rule: FieldRule): FieldRule {
  return (value) => (value === null ? undefined : rule(value));
}

/** A whole number from 0 to a largest one. */
export function wholeNumber(max: number): FieldRule {
  return (value) => {
    if (typeof value !== 'number' || !Number.isInteger(value) || value > max) {
      return 'NUMBER_OUT_OF_RANGE';
    }
    return value < 0 ? 'NEGATIVE_NUMBER' : undefined;
  };
}

/** An instant from a first to a last one, milliseconds since 1970 in UTC. */
export function instant(msMin: number, msMax: number): FieldRule {
  return (value) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) return 'NUMBER_OUT_OF_RANGE';
    return value < msMin || value > msMax ? 'INSTANT_OUT_OF_RANGE' : undefined;
  };
}
