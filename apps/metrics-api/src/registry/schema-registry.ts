import type { EventSchema } from '#libs/events';
import { RegistryError, shown } from './registry-error.js';
import { sameSchema, writtenSchema } from './schema-text.js';

/** A schema as `/schemas/ids/{id}` gives it. An Avro schema names no type, as in the original. */
export interface SchemaAnswer {
  readonly schema: string;
  /** Largest id that is given out; only when asked for. */
  readonly maxId?: number;
}

/** A schema as a version of its subject. */
export interface VersionAnswer {
  readonly subject: string;
  readonly version: number;
  readonly id: number;
  readonly schema: string;
}

/** Ids and versions are whole numbers of 31 bits. */
const NUMBER_MAX = 2 ** 31 - 1;

/** What every subject answers: nothing is registered here, hence nothing is checked. */
const COMPATIBILITY = 'NONE';
const MODE = 'READONLY';

/**
 * The read half of the Schema Registry API over the published schemas: pure look-ups, each with the
 * answer or the error code of the original. Arguments are the texts of the request.
 */
export class SchemaRegistry {
  readonly #byId: ReadonlyMap<number, EventSchema>;
  /** Versions of each subject, ascending. */
  readonly #bySubject: ReadonlyMap<string, readonly EventSchema[]>;

  constructor(schemas: readonly EventSchema[]) {
    this.#byId = new Map(schemas.map((schema) => [schema.id, schema]));
    this.#bySubject = Map.groupBy(schemas, ({ subject }) => subject);
  }

  /**
   * @param fetchMaxId `true`: with the largest id
   * @throws RegistryError 40403
   */
  schemaById(id: string, fetchMaxId?: string): SchemaAnswer {
    const { text } = this.#schema(id);
    const maxId = Math.max(...this.#byId.keys());
    return fetchMaxId === 'true' ? { schema: text, maxId } : { schema: text };
  }

  /** The schema alone, without an envelope. @throws RegistryError 40403 */
  schemaText(id: string): string {
    return this.#schema(id).text;
  }

  /** @throws RegistryError 40403 */
  subjectsOfId(id: string): string[] {
    return [this.#schema(id).subject];
  }

  /** @throws RegistryError 40403 */
  versionsOfId(id: string): { subject: string; version: number }[] {
    const { subject, version } = this.#schema(id);
    return [{ subject, version }];
  }

  types(): string[] {
    return ['AVRO'];
  }

  /**
   * @param prefix only subjects that start with it
   * @param deletedOnly `true`: only deleted ones, of which there are none
   */
  subjects(prefix = '', deletedOnly?: string): string[] {
    if (deletedOnly === 'true') return [];
    return [...this.#bySubject.keys()].filter((subject) => subject.startsWith(prefix)).sort();
  }

  /** @throws RegistryError 40401 */
  versions(subject: string, deletedOnly?: string): number[] {
    const versions = this.#versions(subject).map(({ version }) => version);
    return deletedOnly === 'true' ? [] : versions;
  }

  /**
   * @param version a whole number from 1, `latest` or -1
   * @throws RegistryError 40401, 40402, 42202
   */
  version(subject: string, version: string): VersionAnswer {
    return answerOf(this.#version(subject, version));
  }

  /** The schema alone, without an envelope. @throws RegistryError 40401, 40402, 42202 */
  versionText(subject: string, version: string): string {
    return this.#version(subject, version).text;
  }

  /** Ids of schemas that refer to this one: ours stand alone. @throws RegistryError 40401, 40402, 42202 */
  referencedBy(subject: string, version: string): number[] {
    this.#version(subject, version);
    return [];
  }

  /**
   * Under which id and version a schema is registered.
   *
   * @param body `{ "schema": TEXT, "schemaType"?: "AVRO" }`
   * @param normalize `true`: schemas with the same canonical form are the same; else their JSON must be
   * @throws RegistryError 40401, 40403, 42201
   */
  lookUp(subject: string, body: unknown, normalize?: string): VersionAnswer {
    const versions = this.#versions(subject);
    const wanted = writtenSchema(body);
    const found = versions.find(({ text }) => sameSchema(text, wanted, normalize === 'true'));
    if (found === undefined) throw new RegistryError(40403, 'Schema not found');
    return answerOf(found);
  }

  config(): { compatibilityLevel: string } {
    return { compatibilityLevel: COMPATIBILITY };
  }

  /** @throws RegistryError 40401; 40408 unless the global level is asked for in its stead */
  configOf(subject: string, defaultToGlobal?: string): { compatibilityLevel: string } {
    this.#versions(subject);
    if (defaultToGlobal === 'true') return this.config();
    throw new RegistryError(
      40408,
      `Subject '${shown(subject)}' does not have subject-level compatibility configured`,
    );
  }

  mode(): { mode: string } {
    return { mode: MODE };
  }

  /** @throws RegistryError 40401; 40409 unless the global mode is asked for in its stead */
  modeOf(subject: string, defaultToGlobal?: string): { mode: string } {
    this.#versions(subject);
    if (defaultToGlobal === 'true') return this.mode();
    throw new RegistryError(
      40409,
      `Subject '${shown(subject)}' does not have subject-level mode configured`,
    );
  }

  /** What every write is answered. */
  refuseWrite(): never {
    throw new RegistryError(
      40301,
      'This registry is read only: schemas are published in libs/events/schemas, under ids that never change',
    );
  }

  #schema(id: string): EventSchema {
    const schema = this.#byId.get(wholeNumber(id) ?? -1);
    if (schema === undefined) throw new RegistryError(40403, `Schema ${shown(id)} not found`);
    return schema;
  }

  #versions(subject: string): readonly EventSchema[] {
    const versions = this.#bySubject.get(subject);
    if (versions === undefined) {
      throw new RegistryError(40401, `Subject '${shown(subject)}' not found.`);
    }
    return versions;
  }

  #version(subject: string, text: string): EventSchema {
    const isLatest = text === 'latest' || text === '-1';
    const number = isLatest ? undefined : wholeNumber(text);
    if (!isLatest && (number === undefined || number < 1)) {
      throw new RegistryError(
        42202,
        `The specified version '${shown(text)}' is not a valid version id. Allowed values are between [1, 2^31-1] and the string "latest"`,
      );
    }
    const versions = this.#versions(subject);
    const found = isLatest ? versions.at(-1) : versions.find(({ version }) => version === number);
    if (found === undefined) throw new RegistryError(40402, `Version ${shown(text)} not found.`);
    return found;
  }
}

function answerOf({ subject, version, id, text }: EventSchema): VersionAnswer {
  return { subject, version, id, schema: text };
}

/** A whole number of 31 bits in plain decimal digits; undefined for anything else. */
function wholeNumber(text: string): number | undefined {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  return value <= NUMBER_MAX ? value : undefined;
}
