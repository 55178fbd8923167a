import {
  FACT_TEXT_BYTES_MAX,
  IDENTIFIER_BYTES_MAX,
  LONG_MAX,
  OCCURRED_AT_MS_MAX,
  OCCURRED_AT_MS_MIN,
  REGISTERED_AT_MS_MAX,
  REGISTERED_AT_MS_MIN,
  SONS_SOLUTION_MAX,
  SOURCE_BYTES_MAX,
  STEP_MAX,
  UNITS_MAX,
} from '../limits.js';
import { asciiText, instant, wholeNumber, type FieldRule } from '../plain/field-rules.js';

const unit = asciiText(IDENTIFIER_BYTES_MAX);

/**
 * Limits of the fields of SONS facts, by name; a name means the same in every fact. They are about
 * shape alone: an unknown solution or a wrong amount is a fact that `#libs/sons-rules` refuses, and
 * it takes its step; what is refused here is no fact at all.
 */
export const FACT_RULES: ReadonlyMap<string, FieldRule> = new Map<string, FieldRule>([
  ['source', asciiText(SOURCE_BYTES_MAX)],
  ['sequence', wholeNumber(LONG_MAX)],
  ['occurredAt', instant(OCCURRED_AT_MS_MIN, OCCURRED_AT_MS_MAX)],
  ['registeredAt', instant(REGISTERED_AT_MS_MIN, REGISTERED_AT_MS_MAX)],
  ['client', asciiText(IDENTIFIER_BYTES_MAX)],
  ['solution', wholeNumber(SONS_SOLUTION_MAX)],
  ['step', wholeNumber(STEP_MAX)],
  ['units', units],
  ['window', asciiText(FACT_TEXT_BYTES_MAX)],
  ['basis', wholeNumber(LONG_MAX)],
  ['unitPrice', asciiText(FACT_TEXT_BYTES_MAX)],
  ['amount', asciiText(FACT_TEXT_BYTES_MAX)],
  ['installedAt', instant(OCCURRED_AT_MS_MIN, OCCURRED_AT_MS_MAX)],
  ['unitAmount', asciiText(FACT_TEXT_BYTES_MAX)],
  ['editor', asciiText(FACT_TEXT_BYTES_MAX)],
  ['siret', asciiText(FACT_TEXT_BYTES_MAX)],
  ['iban', asciiText(FACT_TEXT_BYTES_MAX)],
  ['beneficiary', asciiText(IDENTIFIER_BYTES_MAX)],
  ['period', asciiText(FACT_TEXT_BYTES_MAX)],
  ['quantity', wholeNumber(LONG_MAX)],
]);

/** The entries of a perimeter. Repeats are left to the rules, which refuse them with a reason of their own. */
function units(value: unknown): ReturnType<FieldRule> {
  if (!Array.isArray(value)) return 'SCHEMA_MISMATCH';
  if (value.length < 1 || value.length > UNITS_MAX) return 'LIST_LENGTH_OUT_OF_RANGE';
  for (const entry of value) {
    const reason = unit(entry);
    if (reason !== undefined) return reason;
  }
  return undefined;
}
