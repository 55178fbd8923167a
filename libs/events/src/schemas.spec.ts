import { describe, expect, it } from '@jest/globals';
import { DOCUMENT_TYPES, FORMAT_CODES } from '#libs/reference';
import avro from 'avsc';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, parse } from 'node:path';
import { FACT_SCHEMA_ID, SCHEMA_ID } from './schema-ids.js';
import {
  EVENT_SCHEMAS,
  FACT_SCHEMAS,
  NAMESPACE,
  SCHEMAS,
  SchemasNotFoundError,
  findSchemasFolder,
  type EventSchema,
} from './schemas.js';
import * as facts from './sons/sons-fact.js';
import { UNITS_FIELD } from './sons/units-guard.js';
import { STREAM_TOPICS } from './streams.js';
import * as symbols from './symbols.js';

interface AvroField {
  readonly name: string;
  readonly type: unknown;
  readonly doc?: string;
}

interface AvroNamedType {
  readonly type: string;
  readonly name: string;
  readonly doc?: string;
  readonly namespace?: string;
  readonly fields?: readonly AvroField[];
  readonly symbols?: readonly string[];
  readonly default?: string;
}

const folder = findSchemasFolder(import.meta.dirname);
const records = SCHEMAS.map(recordOf);

function recordOf(schema: EventSchema): AvroNamedType {
  return JSON.parse(schema.text) as AvroNamedType;
}

/** The first fields that each of the schemas starts with; all must be the same. */
function headOf(schemas: readonly EventSchema[], length: number): readonly string[] {
  const [first = [], ...others] = schemas.map((schema) =>
    (recordOf(schema).fields ?? []).slice(0, length),
  );
  for (const head of others) expect(head).toEqual(first);
  return first.map(({ name }) => name);
}

/** Fingerprints of the canonical forms as published: documentation may be bettered, nothing else. */
const PUBLISHED: Readonly<Record<string, string>> = {
  DocumentDeposited: '78bf1088ec608ce43cfca5f1e103ec6c30ce8366363fff8ac4f892d3cd9a5257',
  DocumentReplaced: '7288c9ba571fd1becf9433a714e67f56a9c61259dd118594e5586cff40f8be6d',
  DocumentVisibilityChanged: 'a4c28aa6d7c4ef951a36dfe7b710d9cd398f84a28aeb50a241566e5d79c8a5ba',
  DocumentDeleted: 'd273d76c53d7affe23b95c67dcb83c7bebffe1a9332ad00dfae1f60702ccde3a',
  DepositRefused: '5b5ac8ae462c6fb5703963213b9dd0bc7104608d1b7fccb531bb96b8e859fc72',
  MessageSent: '20f4939bccebd920e253d597713e45c4fe2a331b07d1004116e78fc0a6f2e9bb',
  MessageReceiptReceived: 'baa62ecf0ad357a27292f62e3fe132ffa1f636b23ebf4f7a8be2ace87d68f1e9',
  PrescriptionIssued: '01d72fcedfe5ccaa79d085a2d29a1fea879ea0912b55ba0ba5d447c1d1de6aca',
  PrescriptionDispensed: '2871218f9703359540ccd51e48b060e28f1f089ead4a6bd75a2f2e34d2478b1e',
  PrescriptionClosed: '89e336a47d09709b72e70deea2b9ac8cd8e14b2caf83ec1d7f250c91cd20ab12',
  EditorEnrolled: '8f7f6033d22b9316e2d7eb26a54cfc8f73fd5a010b2fe740e6b380800403c721',
  OrderSigned: '2c0cf5c22d10ca214560e9ae3fafd780f1c9bccd1ed65214511399643831227a',
  OrderDeposited: '844ddb336e21d61f86c0bd85409add730085a79e0530f442ef0a103ce01ec117',
  AdvanceRequested: '658031858bb42af9a1f9819c0be1f00d141cc13297e15794769a45ac4d7a2a01',
  AdvanceToAmend: 'fb6768437485e7dee32628d325e88c9e7e4c3c29181538cb98d5d2a8723238de',
  AdvanceValidated: '603911e92e9a704a6fe5324428c08c7146da9417d77645bdf308b717fb5e8ced',
  AdvancePaid: 'c39baf2c1ac6736f9185252f66968d309744d926cbd688428839b2059cc9656c',
  InstallationVerified: '3c36f85c39856d6e22c39b76e8106be4fe9b7cb0a04dc2fef6d546d41662beab',
  InvoiceIssued: '10576251d4e5a9ead675774d9dc31ce0fd404da65be17c1baa7b0f50cfbc01d4',
  BalanceIncomplete: '14e7bddacffeeac8f0b60de66b12e26a1f6d7562ed0cd2d11f24bd5437e0e25c',
  BalanceDeposited: '2fe2f105b12a82513987ed83f3eab93c0cc5c8d33f9d286720f3bfce4aa1d2cb',
  BalanceToAmend: '3c5b968ffb88467a5eea6769cf8322c488ba5efde6aedf42acc330cf1e2ce3b8',
  BalanceValidated: '79a7204f16a9513621ebe4f3071716890b8435edd7f181c86d9f25bf10a7a758',
  BalancePaid: '0fcc043c69c719a933203d64c31d3906074fda8cfac5ee371ba2a036a31b9ba2',
  BalanceRefused: '00e72a4d2267344a57cc6cb5f0ce2caaf6b60361bd4dc25b2eb2a18781a4fd47',
  ControlOpened: '627a23369b705f39575f4d594296f60eb23e6a2ccf4f7da09531b8589f28af88',
  PaymentRecovered: 'f1ec1177b8bb6dc333ad167c637424063df83de8650d80eb7718259aabeff102',
  ObstacleReported: '8ae3fd45683c04bbadc12bc2c4ced275bf0fa51048a6370506fd985b564753fb',
  IncentiveClaimed: '1936288dfa934fa16332f65a56c9143941f3afe812d8a15608aea0951adfc433',
};

/** The named types that a schema defines, the record itself included. */
function namedTypesIn(value: unknown): AvroNamedType[] {
  if (Array.isArray(value)) return value.flatMap(namedTypesIn);
  if (typeof value !== 'object' || value === null) return [];
  const inside = Object.values(value).flatMap(namedTypesIn);
  return 'name' in value &&
    'type' in value &&
    ['enum', 'fixed', 'record'].includes(String(value.type))
    ? [value as AvroNamedType, ...inside]
    : inside;
}

const namedTypes = records.flatMap(namedTypesIn);

describe('the published schemas', () => {
  it('are all the files of the folder, under the fixed ids', () => {
    const files = readdirSync(folder).sort();
    expect(files).toEqual(SCHEMAS.map(({ name }) => `${name}.avsc`).sort());
    expect(Object.fromEntries(SCHEMAS.map(({ name, id }) => [name, id]))).toEqual({
      ...SCHEMA_ID,
      ...FACT_SCHEMA_ID,
    });
    expect(SCHEMAS.map(({ id }) => id)).toEqual(SCHEMAS.map((_, index) => index + 1));
  });

  it('are given out as in their files', () => {
    for (const { name, text } of SCHEMAS) {
      const file = readFileSync(join(folder, `${name}.avsc`), 'utf8');
      expect(JSON.parse(text)).toEqual(JSON.parse(file));
      expect(text).not.toContain('\n');
    }
  });

  it('have not changed since they were published', () => {
    const fingerprints = SCHEMAS.map(({ name, text }) => {
      const type = avro.Type.forSchema(JSON.parse(text) as avro.Schema);
      return [name, type.fingerprint('sha256').toString('hex')];
    });
    expect(Object.fromEntries(fingerprints)).toEqual(PUBLISHED);
  });

  it('stand in the namespace of their version, under their full name', () => {
    for (const [index, { name, fullName, subject }] of SCHEMAS.entries()) {
      expect(records[index]).toMatchObject({ type: 'record', name, namespace: NAMESPACE });
      expect([fullName, subject]).toEqual([`${NAMESPACE}.${name}`, `${NAMESPACE}.${name}`]);
    }
  });

  it('of events start with the same head', () => {
    expect(headOf(EVENT_SCHEMAS, 12)).toEqual([
      'source',
      'sequence',
      'occurredAt',
      'registeredAt',
      'actId',
      'patient',
      'patientDepartment',
      'insOid',
      'author',
      'site',
      'couloir',
      'solution',
    ]);
  });

  it('of facts start with the same head, longer when they are about a request', () => {
    const head = ['source', 'sequence', 'occurredAt', 'registeredAt'];
    expect(headOf(FACT_SCHEMAS, 4)).toEqual(head);
    const ofRequests = FACT_SCHEMAS.filter(
      ({ name }) => name !== 'EditorEnrolled' && name !== 'IncentiveClaimed',
    );
    expect(ofRequests).toHaveLength(17);
    expect(headOf(ofRequests, 7)).toEqual([...head, 'client', 'solution', 'step']);
  });

  it('have one list at most, the units, right after the head of a request’s fact', () => {
    const lists = records.flatMap(({ name, fields = [] }) =>
      fields.flatMap((field, index) =>
        JSON.stringify(field.type).includes('"array"') ? [[name, field.name, index]] : [],
      ),
    );
    expect(lists).toEqual([
      ['OrderSigned', UNITS_FIELD, 7],
      ['AdvanceRequested', UNITS_FIELD, 7],
      ['BalanceDeposited', UNITS_FIELD, 7],
      ['BalancePaid', UNITS_FIELD, 7],
      ['PaymentRecovered', UNITS_FIELD, 7],
    ]);
  });

  it('travel on the topic of their stream', () => {
    const topics = SCHEMAS.map(({ stream }) => STREAM_TOPICS[stream]);
    expect(topics).toEqual([
      ...Array.from({ length: 5 }, () => 'mes.dmp.v1'),
      ...Array.from({ length: 2 }, () => 'mes.mssante.v1'),
      ...Array.from({ length: 3 }, () => 'mes.eprescription.v1'),
      ...Array.from({ length: 19 }, () => 'mes.sons.v1'),
    ]);
  });

  it('define a shared type alike wherever they use it', () => {
    const byName = new Map(namedTypes.map((type) => [type.name, type]));
    for (const type of namedTypes) expect(type).toEqual(byName.get(type.name));
  });

  it('explain every record, type and field', () => {
    for (const { doc } of namedTypes) expect(doc).toMatch(/\.$/);
    for (const { doc } of records.flatMap(({ fields = [] }) => fields)) expect(doc).toMatch(/\.$/);
  });
});

describe('the symbols of an enum', () => {
  const enumOf = (name: string): AvroNamedType | undefined =>
    namedTypes.find((type) => type.type === 'enum' && type.name === name);

  it.each([
    ['InsOid', symbols.INS_OID_SYMBOLS],
    ['Couloir', symbols.COULOIR_SYMBOLS],
    ['Visibility', symbols.VISIBILITY_SYMBOLS],
    ['RefusalReason', symbols.REFUSAL_REASON_SYMBOLS],
    ['MessageKind', symbols.MESSAGE_KIND_SYMBOLS],
    ['MailboxKind', symbols.MAILBOX_SYMBOLS],
    ['MessageDisposition', symbols.DISPOSITION_SYMBOLS],
    ['DispensationScope', symbols.DISPENSATION_SCOPE_SYMBOLS],
    ['ClosingReason', symbols.CLOSING_REASON_SYMBOLS],
    ['ObstacleCause', facts.OBSTACLE_SYMBOLS],
    ['BalanceRefusalReason', facts.BALANCE_REFUSAL_SYMBOLS],
    ['MssDeployment', facts.MSS_DEPLOYMENT_SYMBOLS],
    ['IncentiveScheme', facts.INCENTIVE_SCHEME_SYMBOLS],
    ['DocumentTypeCode', DOCUMENT_TYPES.map(({ symbol }) => symbol)],
    ['DocumentFormatCode', FORMAT_CODES.map(({ symbol }) => symbol)],
  ])('%s are those of the code, in the same order', (name, expected) => {
    expect(enumOf(name)?.symbols).toEqual(expected);
  });

  it('have a default only where a reader may take an unknown one as another', () => {
    const defaults = namedTypes
      .filter((type) => type.type === 'enum' && type.default !== undefined)
      .map((type) => [type.name, type.default]);
    expect(Object.fromEntries(defaults)).toEqual({
      BalanceRefusalReason: 'OTHER',
      DocumentFormatCode: 'OUTSIDE_PROFILES',
      RefusalReason: 'XDS_REGISTRY_METADATA_ERROR',
    });
  });
});

describe('the folder of the schemas', () => {
  it('is found from the sources and from the compiled files alike', () => {
    const root = join(folder, '..', '..', '..');
    expect(existsSync(join(folder, 'DocumentDeposited.avsc'))).toBe(true);
    expect(findSchemasFolder(join(root, 'libs', 'events', 'src'))).toBe(folder);
    expect(findSchemasFolder(join(root, 'dist', 'libs', 'events', 'src'))).toBe(folder);
  });

  it('is asked for by name when it was not installed', () => {
    const { root } = parse(folder);
    expect(() => findSchemasFolder(root)).toThrow(SchemasNotFoundError);
    expect(() => findSchemasFolder(root)).toThrow(/copy libs\/events\/schemas along with dist/);
  });
});
