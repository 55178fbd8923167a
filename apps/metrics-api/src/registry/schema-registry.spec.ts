import { SCHEMAS } from '#libs/events';
import { describe, expect, it } from '@jest/globals';
import avro from 'avsc';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RegistryError } from './registry-error.js';
import { SchemaRegistry } from './schema-registry.js';

const registry = new SchemaRegistry(SCHEMAS);
const folder = join(import.meta.dirname, '..', '..', '..', '..', 'libs/events/schemas');
const DEPOSITED = 'fr.mesflow.events.v1.DocumentDeposited';
const idOf = fc.constantFrom(...SCHEMAS.map(({ id }) => String(id)));

/** Code of the refusal, or what came instead. */
function codeOf(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    expect(error.status).toBe(Math.floor(error.code / 100));
    expect(error.message.length).toBeLessThan(400);
    return error.code;
  }
}

/** Texts that stand for no id: neither numbers, nor numbers that are given out. */
const NO_IDS = ['0', '30', '2147483647', '2147483648', '99999999999', '-1', '1.0', '1e1', '0x1'];
const NO_NUMBERS = ['', ' 1', 'one', '__proto__', 'constructor', '../1', '1/../2', '١', '1\u0000'];
const LONG_NAME = 'x'.repeat(100_000);
const NO_SUBJECTS = [
  '',
  'mes.dmp.v1-value',
  'DocumentDeposited',
  `${DEPOSITED} `,
  '__proto__',
  'hasOwnProperty',
  '../../etc/passwd',
  '..\\..\\schema',
  '%2e%2e%2f',
  LONG_NAME,
];

describe('the schema of an id', () => {
  it('parses to the same schema as its .avsc file, for every id', () => {
    expect(SCHEMAS.length).toBeGreaterThan(0);
    for (const { id, name } of SCHEMAS) {
      const file = JSON.parse(readFileSync(join(folder, `${name}.avsc`), 'utf8')) as avro.Schema;
      const served = JSON.parse(registry.schemaById(String(id)).schema) as avro.Schema;
      expect(served).toEqual(file);
      expect(avro.Type.forSchema(served).equals(avro.Type.forSchema(file))).toBe(true);
      expect(registry.schemaText(String(id))).toBe(registry.schemaById(String(id)).schema);
    }
  });

  it('comes with the largest id when that is asked for', () => {
    expect(registry.schemaById('3', 'true')).toMatchObject({ maxId: 29 });
    expect(registry.schemaById('3')).not.toHaveProperty('maxId');
    expect(registry.schemaById('3', 'false')).not.toHaveProperty('maxId');
  });

  it.each([...NO_IDS, ...NO_NUMBERS, LONG_NAME])('is refused as 40403 for %j', (id) => {
    expect(codeOf(() => registry.schemaById(id))).toBe(40403);
    expect(codeOf(() => registry.schemaText(id))).toBe(40403);
    expect(codeOf(() => registry.subjectsOfId(id))).toBe(40403);
    expect(codeOf(() => registry.versionsOfId(id))).toBe(40403);
  });

  it('is that of the subject and version which the id leads to', () => {
    fc.assert(
      fc.property(idOf, (id) => {
        const [place] = registry.versionsOfId(id);
        const subject = place?.subject ?? '';
        expect(registry.subjectsOfId(id)).toEqual([subject]);
        const version = registry.version(subject, String(place?.version));
        expect(version).toEqual({ ...place, id: Number(id), ...registry.schemaById(id) });
      }),
    );
  });
});

describe('a subject', () => {
  it('is the full name of each record, with one version', () => {
    const subjects = registry.subjects();
    expect(subjects).toEqual(SCHEMAS.map(({ fullName }) => fullName).sort());
    for (const subject of subjects) expect(registry.versions(subject)).toEqual([1]);
  });

  it('is found by its beginning; none is deleted', () => {
    expect(registry.subjects('fr.mesflow.events.v1.Document')).toHaveLength(4);
    expect(registry.subjects('other')).toEqual([]);
    expect(registry.subjects('', 'true')).toEqual([]);
    expect(registry.versions(DEPOSITED, 'true')).toEqual([]);
  });

  it.each(NO_SUBJECTS)('that is unknown is refused as 40401: %.40j', (subject) => {
    expect(codeOf(() => registry.versions(subject))).toBe(40401);
    expect(codeOf(() => registry.version(subject, '1'))).toBe(40401);
    expect(codeOf(() => registry.versionText(subject, 'latest'))).toBe(40401);
    expect(codeOf(() => registry.referencedBy(subject, '1'))).toBe(40401);
    expect(codeOf(() => registry.lookUp(subject, { schema: '"string"' }))).toBe(40401);
    expect(codeOf(() => registry.configOf(subject))).toBe(40401);
    expect(codeOf(() => registry.modeOf(subject, 'true'))).toBe(40401);
  });
});

describe('a version', () => {
  it.each(['1', 'latest', '-1'])('is found as %s', (version) => {
    const { text } = SCHEMAS[0] ?? { text: '' };
    expect(registry.version(DEPOSITED, version)).toEqual({
      subject: DEPOSITED,
      version: 1,
      id: 1,
      schema: text,
    });
    expect(registry.versionText(DEPOSITED, version)).toBe(text);
    expect(registry.referencedBy(DEPOSITED, version)).toEqual([]);
  });

  it.each(['2', '2147483647'])('that is not there is refused as 40402: %s', (version) => {
    expect(codeOf(() => registry.version(DEPOSITED, version))).toBe(40402);
  });

  it.each(['0', '-2', 'LATEST', '1.0', '2147483648', '', '../1', LONG_NAME])(
    'that cannot be one is refused as 42202: %.40j',
    (version) => {
      expect(codeOf(() => registry.version(DEPOSITED, version))).toBe(42202);
      expect(codeOf(() => registry.versionText(DEPOSITED, version))).toBe(42202);
      expect(codeOf(() => registry.referencedBy(DEPOSITED, version))).toBe(42202);
    },
  );
});

describe('a schema that is looked up by its text', () => {
  const textOf = (id: number): string => registry.schemaText(String(id));

  it('is found under its id, however its JSON is laid out', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SCHEMAS), fc.constantFrom(0, 2, 7), (schema, indent) => {
        const text = JSON.stringify(JSON.parse(schema.text), null, indent);
        expect(registry.lookUp(schema.subject, { schema: text, schemaType: 'AVRO' })).toEqual({
          subject: schema.subject,
          version: 1,
          id: schema.id,
          schema: schema.text,
        });
      }),
    );
  });

  it('is found without its documentation only when normalized', () => {
    const type = avro.Type.forSchema(JSON.parse(textOf(1)) as avro.Schema);
    const body = { schema: JSON.stringify(type) };
    expect(codeOf(() => registry.lookUp(DEPOSITED, body))).toBe(40403);
    expect(registry.lookUp(DEPOSITED, body, 'true').id).toBe(1);
  });

  it('is refused as 40403 when it is another record’s', () => {
    expect(codeOf(() => registry.lookUp(DEPOSITED, { schema: textOf(2) }, 'true'))).toBe(40403);
  });

  it.each([
    ['no body', undefined],
    ['no object', 'text'],
    ['no schema', {}],
    ['a schema that is no text', { schema: { type: 'string' } }],
    ['no JSON', { schema: '{' }],
    ['no Avro', { schema: '{"type":"recrod"}' }],
    ['a field without a type', { schema: '{"type":"record","name":"A","fields":[{"name":"a"}]}' }],
    ['another type', { schema: '{}', schemaType: 'PROTOBUF' }],
    ['too much', { schema: JSON.stringify({ type: 'string', doc: 'x'.repeat(65_536) }) }],
    ['too deep', { schema: `${'['.repeat(30_000)}${']'.repeat(30_000)}` }],
  ])('is refused as 42201 for %s', (_, body) => {
    expect(codeOf(() => registry.lookUp(DEPOSITED, body))).toBe(42201);
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'takes no property of every object for a type: %s',
    (name) => {
      const field = { name: 'a', type: name };
      for (const json of [
        name,
        { type: name },
        [name, 'null'],
        { type: 'array', items: name },
        { type: 'record', name: 'A', fields: [field] },
      ]) {
        const schema = JSON.stringify(json);
        expect(codeOf(() => registry.lookUp(DEPOSITED, { schema }, 'true'))).toBe(42201);
      }
    },
  );

  it('never fails in another way, whatever is sent', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), fc.boolean(), (schema, isNormalized) => {
        const code = codeOf(() => registry.lookUp(DEPOSITED, { schema }, String(isNormalized)));
        expect([42201, 40403]).toContain(code);
      }),
    );
  });
});

describe('what a registry may do', () => {
  it('is to be read: mode READONLY, nothing checked', () => {
    expect(registry.mode()).toEqual({ mode: 'READONLY' });
    expect(registry.config()).toEqual({ compatibilityLevel: 'NONE' });
    expect(registry.types()).toEqual(['AVRO']);
  });

  it('is the same for every subject, none of which has a setting of its own', () => {
    expect(codeOf(() => registry.configOf(DEPOSITED))).toBe(40408);
    expect(registry.configOf(DEPOSITED, 'true')).toEqual({ compatibilityLevel: 'NONE' });
    expect(codeOf(() => registry.modeOf(DEPOSITED))).toBe(40409);
    expect(registry.modeOf(DEPOSITED, 'true')).toEqual({ mode: 'READONLY' });
  });

  it('is never to write', () => {
    expect(codeOf(() => registry.refuseWrite())).toBe(40301);
  });
});
