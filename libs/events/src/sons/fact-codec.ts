import { RecordCodecs } from '../plain/record-codecs.js';
import { FACT_SCHEMA_ID } from '../schema-ids.js';
import { FACT_SCHEMAS } from '../schemas.js';
import { FACT_RULES } from './fact-rules.js';
import type { SonsFact } from './sons-fact.js';
import { UNITS_FIELD, guardUnits } from './units-guard.js';

const codecs = new RecordCodecs({
  schemas: FACT_SCHEMAS,
  rules: FACT_RULES,
  guardOf: (fields) => (fields.includes(UNITS_FIELD) ? guardUnits : undefined),
});

/**
 * Reads one framed fact. Only its shape is checked here: whether the client, the solution, an amount
 * or an IBAN means something is for `#libs/sons-rules` to say.
 *
 * @param bytes the whole value of a Kafka record
 * @throws MalformedEventError when the bytes are not exactly one fact; an event of the channels is none
 */
export function decodeFact(bytes: Uint8Array): SonsFact {
  // The schema of the record's name has just given the fields their names and types.
  return codecs.decode(bytes) as unknown as SonsFact;
}

/**
 * Writes one framed fact.
 *
 * @throws MalformedEventError when a field does not fit its schema or its limits
 */
export function encodeFact(fact: SonsFact): Buffer {
  // An interface has no index signature, so that its fields need a copy or a cast; this saves the copy.
  return codecs.encode(FACT_SCHEMA_ID[fact.record], fact as unknown as Record<string, unknown>);
}

/** Key of the fact's Kafka record: the client, the beneficiary, or for an enrolment `3` and the SIRET. */
export function keyOfFact(fact: SonsFact): string {
  if (fact.record === 'EditorEnrolled') return `3${fact.siret}`;
  return fact.record === 'IncentiveClaimed' ? fact.beneficiary : fact.client;
}
