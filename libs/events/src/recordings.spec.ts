import { describe, expect, it } from '@jest/globals';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DecodedEvent } from './plain/decoded-event.js';
import { decodeEvent, encodeEvent } from './plain/plain-codec.js';
import { EventView } from './read/event-view.js';
import { FACT_SCHEMA_ID, SCHEMA_ID, type FactRecordName, type RecordName } from './schema-ids.js';
import { decodeFact, encodeFact } from './sons/fact-codec.js';
import type { SonsFact } from './sons/sons-fact.js';
import { expectedFields, fieldsOfView } from './testing/view-fields.js';

/**
 * Events and facts as published, bytes and meaning. Every later version must still read them: a recording is
 * never edited, and a new version of a schema adds its own in a folder of its own.
 */
interface Recording {
  readonly file: string;
  readonly about: string;
  readonly record: RecordName | FactRecordName;
  readonly schemaId: number;
  readonly hex: string;
  /** The fields under their names in the schema, bytes in hexadecimal. */
  readonly fields: Readonly<Record<string, string | number | boolean | null | readonly string[]>>;
}

const FOLDER = fileURLToPath(new URL('../recordings', import.meta.url));
const BYTE_FIELDS = new Set(['patient', 'hash']);

const recordings = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.json'))
  .sort()
  .map((file): Recording => {
    const content = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Omit<Recording, 'file'>;
    return { file, ...content };
  });

const events = recordings.filter(({ record }) => record in SCHEMA_ID);
const facts = recordings.filter(({ record }) => record in FACT_SCHEMA_ID);

function eventOf({ record, fields }: Recording): DecodedEvent {
  const entries = Object.entries(fields).map(([name, value]) => [
    name,
    BYTE_FIELDS.has(name) && typeof value === 'string' ? Buffer.from(value, 'hex') : value,
  ]);
  return { record, ...(Object.fromEntries(entries) as object) } as DecodedEvent;
}

describe('the recordings of published versions', () => {
  it('hold every record of version 1', () => {
    const inVersion1 = recordings.filter(({ file }) => file.startsWith('v1'));
    expect(new Set(inVersion1.map(({ record }) => record))).toEqual(
      new Set([...Object.keys(SCHEMA_ID), ...Object.keys(FACT_SCHEMA_ID)]),
    );
  });

  it.each(events)('are read through the plain path: $file', (recording) => {
    const event = eventOf(recording);
    const bytes = Buffer.from(recording.hex, 'hex');
    expect(bytes.readUInt32BE(1)).toBe(recording.schemaId);
    expect(decodeEvent(bytes)).toEqual(event);
    expect(encodeEvent(event).toString('hex')).toBe(recording.hex);
  });

  it.each(events)('are read in place: $file', (recording) => {
    const bytes = Buffer.from(recording.hex, 'hex');
    const view = new EventView();
    view.read(bytes, 0, bytes.length);
    expect(fieldsOfView(view, bytes)).toEqual(expectedFields(eventOf(recording)));
  });

  it.each(facts)('are read as facts: $file', ({ record, schemaId, hex, fields }) => {
    const fact = { record, ...fields } as unknown as SonsFact; // As recorded.
    const bytes = Buffer.from(hex, 'hex');
    expect(bytes.readUInt32BE(1)).toBe(schemaId);
    expect(decodeFact(bytes)).toEqual(fact);
    expect(encodeFact(fact).toString('hex')).toBe(hex);
  });
});
