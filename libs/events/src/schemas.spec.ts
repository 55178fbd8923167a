import { describe, expect, it } from '@jest/globals';
import { DOCUMENT_TYPES, FORMAT_CODES } from '#libs/reference';
import avro from 'avsc';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, parse } from 'node:path';
import { SCHEMA_ID } from './schema-ids.js';
import { NAMESPACE, SCHEMAS, SchemasNotFoundError, findSchemasFolder } from './schemas.js';
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

const HEAD_FIELDS = 12;
const folder = findSchemasFolder(import.meta.dirname);
const records = SCHEMAS.map((schema) => JSON.parse(schema.text) as AvroNamedType);

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
    expect(Object.fromEntries(SCHEMAS.map(({ name, id }) => [name, id]))).toEqual(SCHEMA_ID);
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

  it('start with the same head', () => {
    const heads = records.map(({ fields = [] }) => fields.slice(0, HEAD_FIELDS));
    for (const head of heads) expect(head).toEqual(heads[0]);
    expect(heads[0]?.map(({ name }) => name)).toEqual([
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
