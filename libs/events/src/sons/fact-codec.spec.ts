import { describe, expect, it } from '@jest/globals';
import avro from 'avsc';
import fc from 'fast-check';
import {
  OCCURRED_AT_MS_MAX,
  OCCURRED_AT_MS_MIN,
  REGISTERED_AT_MS_MAX,
  REGISTERED_AT_MS_MIN,
  SONS_SOLUTION_MAX,
  STEP_MAX,
  UNITS_MAX,
} from '../limits.js';
import { MalformedEventError, type MalformedReason } from '../malformed-event.js';
import { decodeEvent, encodeEvent } from '../plain/plain-codec.js';
import { EventView } from '../read/event-view.js';
import { FACT_SCHEMAS, type EventSchema } from '../schemas.js';
import { anyEvents } from '../testing/arbitrary-events.js';
import { anyFacts, factsOf } from '../testing/arbitrary-facts.js';
import { decodeFact, encodeFact, keyOfFact } from './fact-codec.js';
import type {
  BalanceDeposited,
  EditorEnrolled,
  IncentiveClaimed,
  InstallationVerified,
  OrderSigned,
  SonsFact,
} from './sons-fact.js';

const signed: OrderSigned = {
  record: 'OrderSigned',
  source: 'sons/sons-wave-1/7/12',
  sequence: 40,
  occurredAt: Date.UTC(2022, 5, 21, 8),
  registeredAt: Date.UTC(2022, 5, 22, 9),
  client: '0759000011',
  solution: 98,
  step: 0,
  units: ['898000000001', '898000000002'],
  window: 'V1-CITY',
  basis: 0,
  unitPrice: '284.00',
  isConditional: false,
};

/** The library itself, with nothing of this lib around it but the framing. */
function writtenByTheLibrary(schema: EventSchema, fact: SonsFact): Buffer {
  const type = avro.Type.forSchema(JSON.parse(schema.text) as avro.Schema);
  return Buffer.concat([Buffer.from([0, 0, 0, 0, schema.id]), type.toBuffer(fact)]);
}

function refusalOf(bytes: Uint8Array): MalformedEventError | undefined {
  try {
    decodeFact(bytes);
    return undefined;
  } catch (error) {
    // Anything but a refusal is a bug of the reader: it fails the test that called.
    if (!(error instanceof MalformedEventError)) throw error;
    return error;
  }
}

describe.each(FACT_SCHEMAS)('the codec of $name', (schema) => {
  const facts = factsOf(schema.name);

  it('gives the fact back, through the very bytes that avsc writes', () => {
    fc.assert(
      fc.property(facts, (fact) => {
        const bytes = encodeFact(fact);
        expect(bytes.equals(writtenByTheLibrary(schema, fact))).toBe(true);
        expect(decodeFact(bytes)).toEqual(fact);
      }),
    );
  });

  it('calls a fact truncated wherever it is cut', () => {
    for (const fact of fc.sample(facts, { numRuns: 3, seed: 2 })) {
      const whole = encodeFact(fact);
      for (let length = 0; length < whole.length; length++) {
        expect(refusalOf(whole.subarray(0, length))?.reason).toBe('TRUNCATED');
      }
      const longer = Buffer.concat([whole, Buffer.from([0])]);
      expect(refusalOf(longer)?.reason).toBe('TRAILING_BYTES');
    }
  });
});

describe('facts and events', () => {
  it('are refused as each other by their schema id, by all readers', () => {
    const view = new EventView();
    fc.assert(
      fc.property(anyFacts, anyEvents, (fact, event) => {
        const unknown = expect.objectContaining({ reason: 'UNKNOWN_SCHEMA_ID' });
        const ofFact = encodeFact(fact);
        expect(() => decodeEvent(ofFact)).toThrow(unknown);
        expect(() => {
          view.read(ofFact, 0, ofFact.length);
        }).toThrow(unknown);
        expect(() => decodeFact(encodeEvent(event))).toThrow(unknown);
      }),
    );
  });

  it('name the ids that would have been right', () => {
    expect(() => decodeFact(Buffer.from([0, 0, 0, 0, 30, 1]))).toThrow(
      /UNKNOWN_SCHEMA_ID, expected one of 11, 12, .*, 29, came 30, at byte 1; see libs/,
    );
  });
});

describe('the limits of a fact', () => {
  const verified: InstallationVerified = {
    ...signed,
    record: 'InstallationVerified',
    installedAt: signed.occurredAt,
    isSigned: true,
  };
  const many = (count: number): string[] => Array.from({ length: count }, (_, i) => `8${i}`);

  it.each<[string, string, unknown, MalformedReason]>([
    ['an empty source', 'source', '', 'BAD_TEXT'],
    ['a sequence below 0', 'sequence', -1, 'NEGATIVE_NUMBER'],
    ['an act before year 1', 'occurredAt', OCCURRED_AT_MS_MIN - 1, 'INSTANT_OUT_OF_RANGE'],
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
    ['a client of 65 bytes', 'client', '1'.repeat(65), 'BAD_TEXT'],
    ['a client with an accent', 'client', '1é', 'BAD_TEXT'],
    ['a solution below 0', 'solution', -1, 'NEGATIVE_NUMBER'],
    ['a solution of 16 bits', 'solution', SONS_SOLUTION_MAX + 1, 'NUMBER_OUT_OF_RANGE'],
    ['a step below 0', 'step', -1, 'NEGATIVE_NUMBER'],
    ['a step too high', 'step', STEP_MAX + 1, 'NUMBER_OUT_OF_RANGE'],
    ['an empty perimeter', 'units', [], 'LIST_LENGTH_OUT_OF_RANGE'],
    ['too large a perimeter', 'units', many(UNITS_MAX + 1), 'LIST_LENGTH_OUT_OF_RANGE'],
    ['an empty unit', 'units', ['81', ''], 'BAD_TEXT'],
    ['a unit of 65 bytes', 'units', ['1'.repeat(65)], 'BAD_TEXT'],
    ['a unit with a control character', 'units', ['81\n'], 'BAD_TEXT'],
    ['a basis below 0', 'basis', -1, 'NEGATIVE_NUMBER'],
    ['an empty amount', 'unitPrice', '', 'BAD_TEXT'],
  ])('refuses %s, written or read', (_what, field, value, reason) => {
    const fact = { ...signed, [field]: value }; // Bad on purpose.
    expect(() => encodeFact(fact)).toThrow(expect.objectContaining({ reason }));
    const [, schema] = FACT_SCHEMAS;
    if (schema?.name !== fact.record) throw new Error('expected OrderSigned as the second schema');
    expect(refusalOf(writtenByTheLibrary(schema, fact))?.reason).toBe(reason);
  });

  it('refuses an installation after year 9999, and a value of another type', () => {
    const tooLate = { ...verified, installedAt: OCCURRED_AT_MS_MAX + 1 };
    expect(() => encodeFact(tooLate)).toThrow(
      expect.objectContaining({ reason: 'INSTANT_OUT_OF_RANGE' }),
    );
    const noList = { ...signed, units: '81' } as unknown as OrderSigned; // Bad on purpose.
    expect(() => encodeFact(noList)).toThrow(
      expect.objectContaining({ reason: 'SCHEMA_MISMATCH' }),
    );
    const noCase = { ...signed, record: 'BalanceDeposited', mssDeployment: 'CASE_3' };
    expect(() => encodeFact(noCase as unknown as BalanceDeposited)).toThrow(
      expect.objectContaining({ reason: 'SCHEMA_MISMATCH', cause: expect.any(Error) }),
    );
  });

  it('accepts each value up to its last', () => {
    const fact = {
      ...signed,
      solution: SONS_SOLUTION_MAX,
      step: STEP_MAX,
      units: many(UNITS_MAX),
      registeredAt: REGISTERED_AT_MS_MAX,
    };
    expect(decodeFact(encodeFact(fact))).toEqual(fact);
    const atTheEnds = { installedAt: OCCURRED_AT_MS_MAX, occurredAt: OCCURRED_AT_MS_MIN };
    expect(decodeFact(encodeFact({ ...verified, ...atTheEnds }))).toMatchObject(atTheEnds);
  });

  it('leaves to the rules what is well formed and means nothing', () => {
    const fact = { ...signed, unitPrice: '-284.001', client: 'nobody', units: ['8', '8'] };
    expect(decodeFact(encodeFact(fact))).toEqual(fact);
  });

  it('shows of a long value only its beginning', () => {
    const units = Array.from({ length: UNITS_MAX }, () => '\u0007'.repeat(64));
    try {
      encodeFact({ ...signed, units });
      throw new Error('expected a refusal');
    } catch (error) {
      expect(error).toMatchObject({ reason: 'BAD_TEXT' });
      expect(String(error).length).toBeLessThan(400);
    }
  });
});

describe('a perimeter in hostile bytes', () => {
  /** The bytes of an order up to its units, these units, and the rest of the order. */
  const withUnits = (units: readonly number[]): Buffer => {
    const noUnits = { ...signed, units: ['?'] };
    const whole = encodeFact(noUnits);
    const marker = Buffer.from([0x02, 0x02, 0x3f, 0x00]);
    const at = whole.indexOf(marker);
    return Buffer.concat([
      whole.subarray(0, at),
      Buffer.from(units),
      whole.subarray(at + marker.length),
    ]);
  };
  const unitsIn = (bytes: Buffer): unknown => {
    const fact = decodeFact(bytes);
    return 'units' in fact ? fact.units : undefined;
  };
  /** Varint of 2^31 after zigzag. */
  const hugeCount = [0x80, 0x80, 0x80, 0x80, 0x10];

  it('is read in blocks, also in those that announce their size', () => {
    expect(unitsIn(withUnits([0x02, 0x02, 0x38, 0x02, 0x02, 0x39, 0x00]))).toEqual(['8', '9']);
    // Two entries as −2, then 4 bytes.
    expect(unitsIn(withUnits([0x03, 0x08, 0x02, 0x38, 0x02, 0x39, 0x00]))).toEqual(['8', '9']);
  });

  it.each<[string, readonly number[], MalformedReason]>([
    ['thousands of millions of entries', hugeCount, 'LIST_LENGTH_OUT_OF_RANGE'],
    ['the same after a first block', [0x02, 0x02, 0x38, ...hugeCount], 'LIST_LENGTH_OUT_OF_RANGE'],
    [
      'the same as a negative count',
      [0xff, 0x80, 0x80, 0x80, 0x10, 0x02],
      'LIST_LENGTH_OUT_OF_RANGE',
    ],
    ['no entry', [0x00], 'LIST_LENGTH_OUT_OF_RANGE'],
    [
      'a count beyond a safe number',
      [...Array.from({ length: 9 }, () => 0xff), 0x01],
      'NUMBER_OUT_OF_RANGE',
    ],
    ['an entry of negative length', [0x02, 0x01, 0x00], 'BAD_TEXT'],
  ])('that announces %s is refused at once', (_what, units, reason) => {
    expect(refusalOf(withUnits(units))?.reason).toBe(reason);
  });
});

describe('bytes that are no fact', () => {
  const originals = fc.sample(anyFacts, { numRuns: 200, seed: 1 }).map(encodeFact);
  const changes = fc.array(
    fc.record({
      at: fc.nat(400),
      byte: fc.oneof(fc.nat(255), fc.constantFrom(0x00, 0x01, 0x7f, 0x80, 0xff)),
      kind: fc.constantFrom('change', 'insert', 'remove'),
    }),
    { minLength: 1, maxLength: 4 },
  );

  it('are refused with a reason after any few mutations, or read as what can be written again', () => {
    fc.assert(
      fc.property(fc.constantFrom(...originals), changes, (original, list) => {
        const bytes = list.reduce<Buffer>((value, { at, byte, kind }) => {
          const position = at % (value.length + 1);
          const after = value.subarray(kind === 'insert' ? position : position + 1);
          const inserted = Buffer.from(kind === 'remove' ? [] : [byte]);
          return Buffer.concat([value.subarray(0, position), inserted, after]);
        }, original);
        if (refusalOf(bytes) !== undefined) return;
        const fact = decodeFact(bytes);
        expect(decodeFact(encodeFact(fact))).toEqual(fact);
      }),
      { numRuns: 4000 },
    );
  });

  it('are refused with a reason when they are random after the framing', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 11, max: 29 }),
        fc.uint8Array({ maxLength: 200 }),
        (id, body) => {
          expect(refusalOf(Buffer.concat([Buffer.from([0, 0, 0, 0, id]), body]))).toBeDefined();
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('the key of a fact', () => {
  it('is the client, so that all facts of a request share a partition', () => {
    expect(keyOfFact(signed)).toBe('0759000011');
  });

  it('is 3 and the SIRET for an enrolment, and the beneficiary for an incentive', () => {
    const { source, sequence, occurredAt, registeredAt } = signed;
    const head = { source, sequence, occurredAt, registeredAt };
    const enrolled: EditorEnrolled = {
      ...head,
      record: 'EditorEnrolled',
      editor: 'ED-001',
      siret: '08000000300014',
      iban: 'FR7630006000011234567890189',
      isVatRegistered: true,
    };
    expect(keyOfFact(enrolled)).toBe('308000000300014');
    const claimed: IncentiveClaimed = {
      ...head,
      record: 'IncentiveClaimed',
      scheme: 'AVENANT_9',
      beneficiary: '898000000001',
      period: '2022',
      quantity: 370,
    };
    expect(keyOfFact(claimed)).toBe('898000000001');
  });
});
