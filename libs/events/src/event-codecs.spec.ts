import { describe, expect, it } from '@jest/globals';
import { SOLUTIONS } from '#libs/reference';
import avro from 'avsc';
import fc from 'fast-check';
import {
  LONG_MAX,
  OCCURRED_AT_MS_MAX,
  OCCURRED_AT_MS_MIN,
  REGISTERED_AT_MS_MAX,
  REGISTERED_AT_MS_MIN,
} from './limits.js';
import type { DecodedEvent } from './plain/decoded-event.js';
import { decodeEvent, encodeEvent } from './plain/plain-codec.js';
import { EventView } from './read/event-view.js';
import { EVENT_SCHEMAS, type EventSchema } from './schemas.js';
import { eventsOf, withoutOptionals } from './testing/arbitrary-events.js';
import { expectedFields, fieldsOfView } from './testing/view-fields.js';
import { writtenBytes } from './testing/write-event.js';

/** The library itself, with nothing of this lib around it but the framing. */
class Oracle {
  readonly #type: avro.Type;
  readonly #framing: Buffer;

  constructor(schema: EventSchema) {
    this.#type = avro.Type.forSchema(JSON.parse(schema.text) as avro.Schema);
    this.#framing = Buffer.from([0, 0, 0, 0, schema.id]);
  }

  encode(event: DecodedEvent): Buffer {
    const fields: Record<string, unknown> = { ...event };
    for (const [name, value] of Object.entries(fields)) {
      if (value instanceof Uint8Array) fields[name] = Buffer.from(value);
    }
    return Buffer.concat([this.#framing, this.#type.toBuffer(fields)]);
  }

  decode(bytes: Uint8Array): Record<string, unknown> {
    return { ...(this.#type.fromBuffer(Buffer.from(bytes.subarray(5))) as object) };
  }
}

describe.each(EVENT_SCHEMAS)('the codecs of $name', (schema) => {
  const events = eventsOf(schema.name);
  const oracle = new Oracle(schema);

  it('write with the hot-path writers the very bytes that avsc writes', () => {
    fc.assert(
      fc.property(events, (event) => {
        const written = writtenBytes(event).toString('hex');
        expect(written).toBe(oracle.encode(withoutOptionals(event)).toString('hex'));
      }),
    );
  });

  it('read in place what avsc wrote, optional texts and hashes included', () => {
    const view = new EventView();
    fc.assert(
      fc.property(events, fc.nat(20), fc.nat(20), (event, before, after) => {
        const bytes = oracle.encode(event);
        const buffer = Buffer.concat([
          Buffer.alloc(before, 0xff),
          bytes,
          Buffer.alloc(after, 0xff),
        ]);
        view.read(buffer, before, before + bytes.length);
        expect(fieldsOfView(view, buffer)).toEqual(expectedFields(event));
      }),
    );
  });

  it('give the event back through the plain path, byte for byte as avsc', () => {
    fc.assert(
      fc.property(events, (event) => {
        const bytes = encodeEvent(event);
        expect(bytes.equals(oracle.encode(event))).toBe(true);
        const { record, ...fields } = decodeEvent(bytes);
        expect(record).toBe(schema.name);
        expect(fields).toEqual(oracle.decode(bytes));
        expect(encodeEvent({ record, ...fields } as DecodedEvent).equals(bytes)).toBe(true);
      }),
    );
  });
});

describe('the limits of the codecs', () => {
  const view = new EventView();
  const deposited = fc.sample(eventsOf('DocumentDeposited'), { seed: 1, numRuns: 1 })[0];
  if (!deposited) throw new Error('no event was sampled');

  it('keep sequences and act ids exact up to the largest long', () => {
    for (const value of [2 ** 31, 2 ** 32 + 1, 2 ** 52 + 1, 2 ** 53 - 3, LONG_MAX]) {
      const event = { ...deposited, sequence: value, actId: value, uniqueId: null, hash: null };
      const bytes = writtenBytes(event);
      expect(bytes.equals(encodeEvent(event))).toBe(true);
      view.read(bytes, 0, bytes.length);
      expect([view.sequence, view.actId]).toEqual([value, value]);
      expect(decodeEvent(bytes)).toMatchObject({ sequence: value, actId: value });
    }
  });

  it.each([
    ['a sequence above the largest long', 'sequence', LONG_MAX + 1, 'NUMBER_OUT_OF_RANGE'],
    ['a sequence below 0', 'sequence', -1, 'NEGATIVE_NUMBER'],
    ['an act id above the largest long', 'actId', LONG_MAX + 1, 'NUMBER_OUT_OF_RANGE'],
    ['an act id below 0', 'actId', -1, 'NEGATIVE_NUMBER'],
    ['an act before year 1', 'occurredAt', OCCURRED_AT_MS_MIN - 1, 'INSTANT_OUT_OF_RANGE'],
    ['an act after year 9999', 'occurredAt', OCCURRED_AT_MS_MAX + 1, 'INSTANT_OUT_OF_RANGE'],
    [
      'a registration before the calendar',
      'registeredAt',
      REGISTERED_AT_MS_MIN - 1,
      'INSTANT_OUT_OF_RANGE',
    ],
    [
      'a registration after the calendar',
      'registeredAt',
      REGISTERED_AT_MS_MAX + 1,
      'INSTANT_OUT_OF_RANGE',
    ],
    ['the old department of Corsica', 'patientDepartment', '20', 'UNKNOWN_DEPARTMENT'],
    ['an overseas collectivity', 'patientDepartment', '978', 'UNKNOWN_DEPARTMENT'],
    ['a code whose low bits are those of 05', 'patientDepartment', 'P5', 'UNKNOWN_DEPARTMENT'],
    ['a department code of one character', 'patientDepartment', '1', 'UNKNOWN_DEPARTMENT'],
    ['a department code of four characters', 'patientDepartment', '0751', 'UNKNOWN_DEPARTMENT'],
    ['a solution below 0', 'solution', -1, 'UNKNOWN_SOLUTION'],
    ['a solution after the catalogue', 'solution', SOLUTIONS.length, 'UNKNOWN_SOLUTION'],
    ['a class below 0', 'classCode', -1, 'NEGATIVE_NUMBER'],
    ['a size below 0', 'sizeBytes', -1, 'NEGATIVE_NUMBER'],
    ['an empty source', 'source', '', 'BAD_TEXT'],
    ['a source of 256 bytes', 'source', 'a'.repeat(256), 'BAD_TEXT'],
    ['a source with an accent', 'source', 'dmp/é/1/1', 'BAD_TEXT'],
    ['an author with a control character', 'author', '8100\u001f00041904', 'BAD_TEXT'],
    ['an author with a delete character', 'author', '8100\u007f', 'BAD_TEXT'],
    ['a site of 65 bytes', 'site', '1'.repeat(65), 'BAD_TEXT'],
  ])('refuse %s, in both paths and for the same reason', (_what, field, value, reason) => {
    const event = { ...deposited, [field]: value };
    expect(() => encodeEvent(event)).toThrow(expect.objectContaining({ reason }));
    const bytes = writtenBytes(event);
    expect(() => decodeEvent(bytes)).toThrow(expect.objectContaining({ reason }));
    expect(() => {
      view.read(bytes, 0, bytes.length);
    }).toThrow(expect.objectContaining({ reason }));
  });

  it('accept each instant up to its first and last millisecond', () => {
    for (const [field, value] of [
      ['occurredAt', OCCURRED_AT_MS_MIN],
      ['occurredAt', OCCURRED_AT_MS_MAX],
      ['registeredAt', REGISTERED_AT_MS_MIN],
      ['registeredAt', REGISTERED_AT_MS_MAX],
    ] as const) {
      const bytes = encodeEvent({ ...deposited, [field]: value });
      view.read(bytes, 0, bytes.length);
      expect(field === 'occurredAt' ? view.occurredAtMs : view.registeredAtMs).toBe(value);
    }
  });

  it('refuse to write an event that does not fit its schema, and keep the cause', () => {
    const event = { ...deposited, typeCode: 'LOINC_0_0' };
    expect(() => encodeEvent(event)).toThrow(
      expect.objectContaining({ reason: 'SCHEMA_MISMATCH', cause: expect.any(Error) }),
    );
  });
});
