import { cloudEventSchemaOf } from '#libs/contracts';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { toCloudEvent, type CloudEvent } from './plain/cloud-event.js';
import type { RecordName } from './schema-ids.js';
import { EVENT_SCHEMAS, FACT_SCHEMAS, SCHEMAS } from './schemas.js';
import { factToCloudEvent } from './sons/fact-cloud-event.js';
import { eventsOf } from './testing/arbitrary-events.js';
import { anyFacts } from './testing/arbitrary-facts.js';

/** Formats are repeated as patterns in the schemas, so that this needs no further library. */
const ajv = new Ajv2020({ strict: true, validateFormats: false, allowUnionTypes: true });
const validators = new Map(
  SCHEMAS.map((schema) => [schema.fullName, ajv.compile(cloudEventSchemaOf(schema))] as const),
);

function validatorOf(type: string): ValidateFunction {
  const validator = validators.get(type);
  if (validator === undefined) throw new Error(`no JSON schema for ${type}`);
  return validator;
}

/** What is wrong with a CloudEvent by the JSON schema of its type, or undefined. */
function faultOf(event: CloudEvent): string | undefined {
  const validate = validatorOf(event.type);
  // As a client gets it: through JSON.
  return validate(JSON.parse(JSON.stringify(event))) ? undefined : ajv.errorsText(validate.errors);
}

describe('the JSON schema of a record’s CloudEvents form', () => {
  it.each(EVENT_SCHEMAS.map(({ name }) => name))('accepts every valid %s', (name: RecordName) => {
    fc.assert(
      fc.property(eventsOf(name), (event) => {
        expect(faultOf(toCloudEvent(event))).toBeUndefined();
      }),
    );
  });

  it('accepts every valid fact', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(anyFacts, (fact) => {
        seen.add(fact.record);
        expect(faultOf(factToCloudEvent(fact))).toBeUndefined();
      }),
      { numRuns: 1000 },
    );
    expect(seen.size).toBe(FACT_SCHEMAS.length);
  });

  it('refuses an event of another record, a missing field, and one more', () => {
    fc.assert(
      fc.property(eventsOf('DocumentDeposited'), fc.nat(13), (event, index) => {
        const good = toCloudEvent(event);
        const validate = validatorOf('fr.mesflow.events.v1.DocumentDeposited');
        const entries = Object.entries(good.data);
        expect(validate({ ...good, type: 'fr.mesflow.events.v1.DocumentDeleted' })).toBe(false);
        expect(validate({ ...good, data: { ...good.data, more: 1 } })).toBe(false);
        const fewer = Object.fromEntries(entries.filter((_, at) => at !== index));
        expect(validate({ ...good, data: fewer })).toBe(false);
        const wrong = Object.fromEntries(
          entries.map(([name, value], at) => [name, at === index ? [value] : value]),
        );
        expect(validate({ ...good, data: wrong })).toBe(false);
      }),
    );
  });

  it('lets extension attributes pass as CloudEvents allows them, and no others', () => {
    const [event] = fc.sample(eventsOf('MessageSent'), 1).map(toCloudEvent);
    const validate = validatorOf('fr.mesflow.events.v1.MessageSent');
    expect(validate({ ...event, kafkaoffset: '12', kafkapartition: 3 })).toBe(true);
    expect(validate({ ...event, 'kafka-offset': '12' })).toBe(false);
    expect(validate({ ...event, kafkaoffset: { value: 12 } })).toBe(false);
  });
});
