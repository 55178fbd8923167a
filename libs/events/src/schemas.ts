/**
 * The published schemas. The `.avsc` files in `libs/events/schemas` are the only copy: people and
 * code generators take them from there. The compiler does not carry them into `dist`, so they are
 * found from this file's own place, by walking up to the folder that holds `libs/events/schemas`;
 * that works from the sources, from `dist`, and wherever both are copied together. A second copy
 * as a TypeScript table was the alternative: it would start without reading files, and could
 * differ from what is published.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Channel } from './channels.js';
import { FACT_SCHEMA_ID, SCHEMA_ID, type FactRecordName, type RecordName } from './schema-ids.js';
import type { StreamName } from './streams.js';

/** One published schema. A published one never changes: a new meaning is a new schema under a new id. */
export interface EventSchema<Name extends string = RecordName | FactRecordName> {
  /** Id in the framing of every value. */
  readonly id: number;
  /** Name of the record, such as `DocumentDeposited`. */
  readonly name: Name;
  /** Name with its namespace, such as `fr.mesflow.events.v1.DocumentDeposited`. */
  readonly fullName: string;
  /** Stream on whose topic the record travels. */
  readonly stream: StreamName;
  /** Subject in a schema registry: the full name, since a topic carries several records (record name strategy). */
  readonly subject: string;
  /** Version within the subject, from 1. */
  readonly version: number;
  /** The schema as one line of JSON. */
  readonly text: string;
}

/** The schema files are not where the program looks for them. */
export class SchemasNotFoundError extends Error {
  /** Exit code 1: the installation is incomplete. */
  readonly exitCode = 1;

  constructor(startedFrom: string, options?: ErrorOptions) {
    super(
      `expected the folder ${SCHEMAS_FOLDER} with the published .avsc files above ${startedFrom}, found none; ` +
        'copy libs/events/schemas along with dist',
      options,
    );
    this.name = 'SchemasNotFoundError';
  }
}

/** Namespace of all records; with the record's name it is the CloudEvents type. */
export const NAMESPACE = 'fr.mesflow.events.v1';

const SCHEMAS_FOLDER = join('libs', 'events', 'schemas');

const CHANNEL_OF_RECORD: Readonly<Record<RecordName, Channel>> = {
  DocumentDeposited: 'dmp',
  DocumentReplaced: 'dmp',
  DocumentVisibilityChanged: 'dmp',
  DocumentDeleted: 'dmp',
  DepositRefused: 'dmp',
  MessageSent: 'mssante',
  MessageReceiptReceived: 'mssante',
  PrescriptionIssued: 'eprescription',
  PrescriptionDispensed: 'eprescription',
  PrescriptionClosed: 'eprescription',
};

const folder = findSchemasFolder(dirname(fileURLToPath(import.meta.url)));

/** Schemas of the events of the three channels, by ascending id. */
export const EVENT_SCHEMAS: readonly EventSchema<RecordName>[] = Object.entries(SCHEMA_ID).map(
  ([key, id]) => {
    const name = key as RecordName; // A key of SCHEMA_ID.
    return readSchema(name, id, CHANNEL_OF_RECORD[name]);
  },
);

/** Schemas of the SONS facts, by ascending id. */
export const FACT_SCHEMAS: readonly EventSchema<FactRecordName>[] = Object.entries(
  FACT_SCHEMA_ID,
).map(([key, id]) => readSchema(key as FactRecordName, id, 'sons')); // A key of FACT_SCHEMA_ID.

/** All published schemas, by ascending id. */
export const SCHEMAS: readonly EventSchema[] = [...EVENT_SCHEMAS, ...FACT_SCHEMAS];

/** The nearest folder of schemas above a place. Throws SchemasNotFoundError. */
export function findSchemasFolder(startFrom: string): string {
  for (let folder = startFrom; ; folder = dirname(folder)) {
    const candidate = join(folder, SCHEMAS_FOLDER);
    if (existsSync(candidate)) return candidate;
    if (dirname(folder) === folder) throw new SchemasNotFoundError(startFrom);
  }
}

function readSchema<Name extends string>(
  name: Name,
  id: number,
  stream: StreamName,
): EventSchema<Name> {
  const fullName = `${NAMESPACE}.${name}`;
  const text = readSchemaText(join(folder, `${name}.avsc`));
  return { id, name, fullName, stream, subject: fullName, version: 1, text };
}

function readSchemaText(file: string): string {
  try {
    return JSON.stringify(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new SchemasNotFoundError(file, { cause });
  }
}
