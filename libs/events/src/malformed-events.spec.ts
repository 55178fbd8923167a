import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MalformedEventError, type MalformedReason } from './malformed-event.js';
import type { DecodedEvent } from './plain/decoded-event.js';
import { decodeEvent, encodeEvent } from './plain/plain-codec.js';
import { EventView } from './read/event-view.js';
import { SCHEMA_ID } from './schema-ids.js';
import { anyEvents, eventsOf } from './testing/arbitrary-events.js';
import { expectedFields, fieldsOfView } from './testing/view-fields.js';
import { writtenBytes } from './testing/write-event.js';

const view = new EventView();

/** What the in-place reader makes of the bytes when such bytes stand around them: its fields, or its refusal. */
function readInPlace(bytes: Uint8Array, around: number): unknown {
  const buffer = Buffer.concat([Buffer.alloc(9, around), bytes, Buffer.alloc(64, around)]);
  try {
    view.read(buffer, 9, 9 + bytes.length);
    return fieldsOfView(view, buffer);
  } catch (error) {
    // Anything but a refusal is a bug of the reader: it fails the test that called.
    if (!(error instanceof MalformedEventError)) throw error;
    expect(error.position).toBeGreaterThanOrEqual(9);
    expect(error.position).toBeLessThanOrEqual(9 + bytes.length);
    return error;
  }
}

function readPlainly(bytes: Uint8Array): DecodedEvent | MalformedEventError {
  try {
    return decodeEvent(bytes);
  } catch (error) {
    if (!(error instanceof MalformedEventError)) throw error;
    return error;
  }
}

function isCanonical(event: DecodedEvent, bytes: Uint8Array): boolean {
  return encodeEvent(event).equals(bytes);
}

/** Reads the bytes in every way and checks that the ways agree. */
function checkAgreement(bytes: Uint8Array): void {
  const inPlace = readInPlace(bytes, 0x00);
  // What stands outside the value decides nothing: neither ended varints nor endless ones.
  expect(readInPlace(bytes, 0xff)).toEqual(inPlace);
  const plain = readPlainly(bytes);
  if (plain instanceof MalformedEventError) {
    expect(inPlace).toBeInstanceOf(MalformedEventError);
  } else if (!(inPlace instanceof MalformedEventError)) {
    expect(inPlace).toEqual(expectedFields(plain));
  } else {
    // The library takes numbers padded beyond their bound; the in-place reader refuses only those.
    expect(isCanonical(plain, bytes)).toBe(false);
  }
}

type Mutation =
  | { readonly kind: 'change' | 'insert'; readonly at: number; readonly byte: number }
  | { readonly kind: 'remove' | 'cut'; readonly at: number };

const positions = fc.nat(400);
const bytes = fc.oneof(fc.nat(255), fc.constantFrom(0x00, 0x01, 0x7f, 0x80, 0xff));
const mutations: fc.Arbitrary<Mutation> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('change'), at: positions, byte: bytes }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('insert'), at: positions, byte: bytes }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('remove', 'cut'), at: positions }) },
);

function mutate(original: Uint8Array, mutation: Mutation): Uint8Array {
  const at = mutation.at % (original.length + 1);
  const before = original.subarray(0, at);
  switch (mutation.kind) {
    case 'change':
      return Buffer.concat([before, Buffer.from([mutation.byte]), original.subarray(at + 1)]);
    case 'insert':
      return Buffer.concat([before, Buffer.from([mutation.byte]), original.subarray(at)]);
    case 'remove':
      return Buffer.concat([before, original.subarray(at + 1)]);
    case 'cut':
      return before;
  }
}

describe('bytes that are no event', () => {
  it('are refused by both paths alike after any few mutations of valid bytes', () => {
    const originals = fc.sample(anyEvents, { numRuns: 300, seed: 1 }).map(encodeEvent);
    const changes = fc.array(mutations, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.constantFrom(...originals), changes, (original, list) => {
        checkAgreement(list.reduce<Uint8Array>(mutate, original));
      }),
      { numRuns: 6000 },
    );
  });

  it('are refused by both paths alike when they are random after the framing', () => {
    fc.assert(
      fc.property(fc.nat(12), fc.uint8Array({ maxLength: 200 }), (schemaId, body) => {
        checkAgreement(Buffer.concat([Buffer.from([0, 0, 0, 0, schemaId]), body]));
      }),
      { numRuns: 2000 },
    );
  });

  it('are called truncated wherever an event is cut', () => {
    for (const event of fc.sample(anyEvents, { numRuns: 30, seed: 2 })) {
      const whole = encodeEvent(event);
      for (let length = 0; length < whole.length; length++) {
        const cut = whole.subarray(0, length);
        expect(readInPlace(cut, 0xff)).toMatchObject({ reason: 'TRUNCATED' });
        expect(readPlainly(cut)).toMatchObject({ reason: 'TRUNCATED' });
      }
    }
  });

  it('are called truncated when the positions lie outside the buffer', () => {
    const buffer = Buffer.alloc(10);
    for (const [start, end] of [
      [-1, 5],
      [5, 4],
      [0, 11],
      [11, 11],
    ] as const) {
      expect(() => {
        view.read(buffer, start, end);
      }).toThrow(expect.objectContaining({ reason: 'TRUNCATED' }));
    }
  });

  it('say what was expected, what came and where', () => {
    const message =
      /UNKNOWN_SCHEMA_ID, expected one of 1, 2, .*, 10, came 99, at byte \d+; see libs/;
    const foreign = Buffer.from([0, 0, 0, 0, 99, 1, 2, 3]);
    expect(() => decodeEvent(foreign)).toThrow(message);
    expect(() => {
      view.read(foreign, 0, foreign.length);
    }).toThrow(message);
  });
});

describe('the reason of a refusal', () => {
  const sampleOf = (record: DecodedEvent['record']): DecodedEvent => {
    const [event] = fc.sample(eventsOf(record), { numRuns: 1, seed: 3 });
    if (!event) throw new Error(`no ${record} was sampled`);
    return event;
  };
  const issued = sampleOf('PrescriptionIssued');
  const closed = sampleOf('PrescriptionClosed');

  /** The event's head with another tail in place of its own. */
  const withTail = (event: DecodedEvent, tail: readonly number[]): Buffer => {
    const noTail: DecodedEvent = { ...event, record: 'DocumentDeleted', documentSequence: 0 };
    const written = writtenBytes(noTail);
    written.writeUInt32BE(SCHEMA_ID[event.record], 1);
    return Buffer.concat([written.subarray(0, -1), Buffer.from(tail)]);
  };
  const padded = (groups: number, last: number): number[] => [
    ...Array.from({ length: groups }, () => 0x80),
    last,
  ];

  it.each<[string, Buffer, MalformedReason]>([
    ['a wrong magic byte', Buffer.from([1, 0, 0, 0, 1, 0]), 'BAD_MAGIC'],
    ['schema id 0', Buffer.from([0, 0, 0, 0, 0, 0]), 'UNKNOWN_SCHEMA_ID'],
    ['schema id 11', Buffer.from([0, 0, 0, 0, 11, 0]), 'UNKNOWN_SCHEMA_ID'],
    ['the schema id of a fact', Buffer.from([0, 0, 0, 0, 29, 0]), 'UNKNOWN_SCHEMA_ID'],
    ['a schema id of 32 bits', Buffer.from([0, 255, 0, 0, 1, 0]), 'UNKNOWN_SCHEMA_ID'],
    ['a byte too many', withTail(issued, [0, 0, 0, 0]), 'TRAILING_BYTES'],
    ['an enum index after the last', withTail(issued, [0x7e, 0, 0]), 'ENUM_OUT_OF_RANGE'],
    ['an enum index below 0', withTail(issued, [0x01, 0, 0]), 'ENUM_OUT_OF_RANGE'],
    ['an int of 33 bits', withTail(issued, [0, ...padded(4, 0x10), 0]), 'NUMBER_OUT_OF_RANGE'],
    ['an int of 6 bytes', withTail(issued, [0, ...padded(5, 0x00), 0]), 'VARINT_TOO_LONG'],
    ['a count below 0', withTail(issued, [0, 0x01, 0]), 'NEGATIVE_NUMBER'],
    ['a union branch of 2', withTail(issued, [0, 0, 0x04]), 'UNION_OUT_OF_RANGE'],
    ['a union branch below 0', withTail(issued, [0, 0, 0x01]), 'UNION_OUT_OF_RANGE'],
    ['an empty text', withTail(issued, [0, 0, 0x02, 0]), 'BAD_TEXT'],
    ['a text of negative length', withTail(issued, [0, 0, 0x02, 0x01]), 'BAD_TEXT'],
    ['a long of 2^63', withTail(closed, [...padded(9, 0x01), 0]), 'NUMBER_OUT_OF_RANGE'],
    ['a long of 11 bytes', withTail(closed, [...padded(10, 0x00), 0]), 'VARINT_TOO_LONG'],
  ])('names %s', (_what, value, reason) => {
    expect(readInPlace(value, 0xff)).toMatchObject({ reason });
    checkAgreement(value);
  });

  it('is not given for numbers padded within their bound, which Avro allows', () => {
    checkAgreement(withTail(issued, [0, ...padded(4, 0x00), 0]));
    checkAgreement(withTail(closed, [...padded(9, 0x00), 0]));
    expect(readInPlace(withTail(issued, [0, ...padded(4, 0x00), 0]), 0)).toMatchObject({
      lines: 0,
    });
    expect(readInPlace(withTail(closed, [...padded(9, 0x00), 0]), 0)).toMatchObject({
      relatedSequence: 0,
    });
  });
});
