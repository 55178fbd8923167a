import avro from 'avsc';
import { isDeepStrictEqual } from 'node:util';
import { RegistryError } from './registry-error.js';

/** Characters of a schema that is looked up: ours have at most 7,000. */
const SCHEMA_CHARACTERS_MAX = 65_536;
/** Objects and lists inside one another: ours have 8. */
const SCHEMA_DEPTH_MAX = 32;

/** A schema that somebody asks for: its JSON, known to be Avro. */
export interface WrittenSchema {
  readonly json: unknown;
  /** SHA-256 of its canonical form, hexadecimal. */
  readonly fingerprint: string;
}

/**
 * The Avro schema of a look-up's body.
 *
 * @throws RegistryError 42201 when there is none, or one of another type than AVRO
 */
export function writtenSchema(body: unknown): WrittenSchema {
  const { schema, schemaType = 'AVRO' } = fieldsOf(body);
  if (schemaType !== 'AVRO') fail('expected the schema type AVRO, came another one');
  if (typeof schema !== 'string') fail('expected the text of a schema in "schema", came none');
  if (schema.length > SCHEMA_CHARACTERS_MAX) {
    fail(`expected at most ${SCHEMA_CHARACTERS_MAX} characters, came ${schema.length}`);
  }
  const json = parsed(schema);
  if (depthOf(json) > SCHEMA_DEPTH_MAX) fail(`expected at most ${SCHEMA_DEPTH_MAX} levels`);
  return { json, fingerprint: fingerprintOf(json) };
}

/**
 * Whether a published schema is the one that is asked for.
 *
 * @param isNormalized true: the same canonical form is enough, documentation may differ
 */
export function sameSchema(text: string, wanted: WrittenSchema, isNormalized: boolean): boolean {
  const published: unknown = JSON.parse(text);
  if (isDeepStrictEqual(published, wanted.json)) return true;
  return isNormalized && fingerprintOf(published) === wanted.fingerprint;
}

function fieldsOf(body: unknown): { schema?: unknown; schemaType?: unknown } {
  if (typeof body !== 'object' || body === null) fail('expected a JSON object, came none');
  return body;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A schema of one word may stand without quotes, as in the Avro tools; none of ours does.
    return fail('expected JSON, came another text');
  }
}

/**
 * avsc takes the properties that every object has for names of types: as a name on its own where its
 * register is an object like others, as a `type` in any case, which only shows when the type is used.
 */
function fingerprintOf(json: unknown): string {
  const registry = Object.create(null) as Record<string, avro.Type>; // no property at all
  try {
    const type = avro.Type.forSchema(json as avro.Schema, { registry });
    return type.fingerprint('sha256').toString('hex');
  } catch (error) {
    const isSaid = error instanceof Error && !(error instanceof TypeError);
    return fail(isSaid ? error.message.slice(0, 200) : 'expected an Avro schema');
  }
}

/** Levels of objects and lists, counted level by level: no recursion over what a stranger sends. */
function depthOf(value: unknown): number {
  let level: unknown[] = [value];
  for (let depth = 0; ; depth++) {
    level = level.flatMap((item) =>
      typeof item === 'object' && item !== null ? (Object.values(item) as unknown[]) : [],
    );
    if (level.length === 0 || depth > SCHEMA_DEPTH_MAX) return depth;
  }
}

function fail(detail: string): never {
  throw new RegistryError(42201, `Invalid schema: ${detail}`);
}
