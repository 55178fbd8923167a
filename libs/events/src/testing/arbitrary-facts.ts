/** Arbitrary facts of every record, valid in shape, for the specs of this lib. */
import fc from 'fast-check';
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
} from '../limits.js';
import { FACT_SCHEMA_ID, type FactRecordName } from '../schema-ids.js';
import {
  BALANCE_REFUSAL_SYMBOLS,
  INCENTIVE_SCHEME_SYMBOLS,
  MSS_DEPLOYMENT_SYMBOLS,
  OBSTACLE_SYMBOLS,
  type FactHead,
  type RequestFactHead,
  type SonsFact,
} from '../sons/sons-fact.js';

function upTo(max: number): fc.Arbitrary<number> {
  return fc.oneof(fc.nat(Math.min(max, 200)), fc.integer({ min: 0, max }), fc.constant(max));
}

function between(min: number, max: number): fc.Arbitrary<number> {
  return fc.oneof(fc.integer({ min, max }), fc.constantFrom(min, max));
}

function texts(bytesMax: number): fc.Arbitrary<string> {
  const character = fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code));
  return fc.string({ unit: character, minLength: 1, maxLength: bytesMax });
}

const identifiers = fc.oneof(fc.constant('1759000001'), texts(IDENTIFIER_BYTES_MAX));
const codes = texts(FACT_TEXT_BYTES_MAX);
const amounts = fc.oneof(fc.constantFrom('0.00', '284.00', '1234567.89', '-1.5'), codes);
const units = fc.oneof(
  fc.array(identifiers, { minLength: 1, maxLength: 3 }),
  fc.array(identifiers, { minLength: 60, maxLength: 70 }),
);

const heads: fc.Arbitrary<FactHead> = fc.record({
  source: fc.oneof(fc.constant('sons/sons-wave-1@0.01/7/0'), texts(SOURCE_BYTES_MAX)),
  sequence: upTo(LONG_MAX),
  occurredAt: between(OCCURRED_AT_MS_MIN, OCCURRED_AT_MS_MAX),
  registeredAt: between(REGISTERED_AT_MS_MIN, REGISTERED_AT_MS_MAX),
});

const requestHeads: fc.Arbitrary<RequestFactHead> = fc
  .tuple(
    heads,
    fc.record({ client: identifiers, solution: upTo(SONS_SOLUTION_MAX), step: upTo(STEP_MAX) }),
  )
  .map(([head, request]) => ({ ...head, ...request }));

function ofRequest(tail: fc.Arbitrary<object> = fc.constant({})): fc.Arbitrary<object> {
  return fc.tuple(requestHeads, tail).map(([head, rest]) => ({ ...head, ...rest }));
}

function apart(tail: fc.Arbitrary<object>): fc.Arbitrary<object> {
  return fc.tuple(heads, tail).map(([head, rest]) => ({ ...head, ...rest }));
}

/** The fields of each record. */
const FIELDS: Readonly<Record<FactRecordName, fc.Arbitrary<object>>> = {
  EditorEnrolled: apart(
    fc.record({ editor: codes, siret: codes, iban: codes, isVatRegistered: fc.boolean() }),
  ),
  OrderSigned: ofRequest(
    fc.record({
      units,
      window: codes,
      basis: upTo(LONG_MAX),
      unitPrice: amounts,
      isConditional: fc.boolean(),
    }),
  ),
  OrderDeposited: ofRequest(),
  AdvanceRequested: ofRequest(fc.record({ units })),
  AdvanceToAmend: ofRequest(),
  AdvanceValidated: ofRequest(),
  AdvancePaid: ofRequest(fc.record({ amount: amounts })),
  InstallationVerified: ofRequest(
    fc.record({
      installedAt: between(OCCURRED_AT_MS_MIN, OCCURRED_AT_MS_MAX),
      isSigned: fc.boolean(),
    }),
  ),
  InvoiceIssued: ofRequest(fc.record({ unitAmount: amounts })),
  BalanceIncomplete: ofRequest(),
  BalanceDeposited: ofRequest(
    fc.record({ units, mssDeployment: fc.option(fc.constantFrom(...MSS_DEPLOYMENT_SYMBOLS)) }),
  ),
  BalanceToAmend: ofRequest(),
  BalanceValidated: ofRequest(),
  BalancePaid: ofRequest(fc.record({ units, amount: amounts })),
  BalanceRefused: ofRequest(fc.record({ reason: fc.constantFrom(...BALANCE_REFUSAL_SYMBOLS) })),
  ControlOpened: ofRequest(),
  PaymentRecovered: ofRequest(fc.record({ units, amount: amounts })),
  ObstacleReported: ofRequest(fc.record({ cause: fc.constantFrom(...OBSTACLE_SYMBOLS) })),
  IncentiveClaimed: apart(
    fc.record({
      scheme: fc.constantFrom(...INCENTIVE_SCHEME_SYMBOLS),
      beneficiary: identifiers,
      period: codes,
      quantity: upTo(LONG_MAX),
    }),
  ),
};

/** Facts of one record. */
export function factsOf(record: FactRecordName): fc.Arbitrary<SonsFact> {
  return FIELDS[record].map((fields) => ({ record, ...fields }) as unknown as SonsFact); // The table pairs names and fields.
}

/** Facts of any record. */
export const anyFacts: fc.Arbitrary<SonsFact> = fc.oneof(
  ...Object.keys(FACT_SCHEMA_ID).map((record) => factsOf(record as FactRecordName)), // Its keys.
);
