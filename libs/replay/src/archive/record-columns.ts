import {
  EventView,
  FACT_SCHEMA_ID,
  FRAMING_BYTES,
  MAGIC_BYTE,
  MalformedEventError,
  NO_TYPE,
  SCHEMA_ID,
  decodeFact,
  encodeStringSegment,
  putInt,
  putLong,
  type SonsFact,
} from '#libs/events';
import { DEPARTMENTS } from '#libs/reference';
import { copyBytes } from './copy-bytes.js';
import type { SourceNames } from './source-names.js';

/** Most bytes that the columns of one record take: two texts of 255 and 64 bytes, the rest are numbers. */
export const COLUMN_BYTES_MAX = 512;

/** Branches of a union with null, as Avro writes them. */
export const NULL_BRANCH = 0;
export const VALUE_BRANCH = 2;

/** Columns from schemaId to typeCode. */
const COLUMNS = 11;

const EVENT_ID_MAX = SCHEMA_ID.PrescriptionClosed;
const FACT_ID_MAX = Math.max(...Object.values(FACT_SCHEMA_ID));

const DEPARTMENT_SEGMENTS = DEPARTMENTS.map(({ code }) => encodeStringSegment(code));

/** What a value turned out to be. */
export type ValueKind = 'event' | 'fact' | 'neither';

/** Writes the columns that say what a value holds, and keeps what the manifest wants to know of it. */
export class RecordColumns {
  readonly #view = new EventView();
  #fact: SonsFact | undefined;
  readonly #names: SourceNames;
  #sourceRun = NaN;
  #lastRegisteredAtMs = NaN;

  /** @param names takes the sources that come by */
  constructor(names: SourceNames) {
    this.#names = names;
  }

  /** registeredAt of the last value that was an event or a fact, milliseconds since 1970. */
  get lastRegisteredAtMs(): number {
    return this.#lastRegisteredAtMs;
  }

  /**
   * Reads a value in place. A value that is neither is archived like the others: a fault of a
   * producer must stay provable.
   *
   * @param start -1 when there is no value
   */
  classify(buffer: Buffer, start: number, end: number): ValueKind {
    if (start === -1) return 'neither';
    const schemaId = schemaIdOf(buffer, start, end);
    if (schemaId < 1 || schemaId > FACT_ID_MAX) return 'neither';
    try {
      if (schemaId <= EVENT_ID_MAX) {
        this.#view.read(buffer, start, end);
        this.#lastRegisteredAtMs = this.#view.registeredAtMs;
        this.#rememberRun(buffer);
        return 'event';
      }
      this.#fact = decodeFact(buffer.subarray(start, end));
      this.#lastRegisteredAtMs = this.#fact.registeredAt;
      this.#names.remember(this.#fact.source);
      return 'fact';
    } catch (error) {
      if (error instanceof MalformedEventError) return 'neither';
      throw error;
    }
  }

  /** Eleven nulls. */
  writeNone(b: Buffer, p: number): number {
    for (let column = 0; column < COLUMNS; column++) b[p + column] = NULL_BRANCH;
    return p + COLUMNS;
  }

  /** The columns of the event that was classified last; returns the next position. */
  writeEvent(b: Buffer, view: DataView, p: number, values: DataView): number {
    const event = this.#view;
    b[p++] = VALUE_BRANCH;
    b[p++] = event.schemaId << 1;
    b[p++] = VALUE_BRANCH;
    b[p++] = (event.schemaId - 1) << 1;
    b[p++] = VALUE_BRANCH;
    p = putText(b, view, p, values, event.sourceStart, event.sourceEnd);
    b[p++] = VALUE_BRANCH;
    p = putLong(b, p, event.sequence);
    b[p++] = VALUE_BRANCH;
    p = putLong(b, p, event.occurredAtMs);
    b[p++] = VALUE_BRANCH;
    p = putLong(b, p, event.registeredAtMs);
    b[p++] = VALUE_BRANCH;
    b[p++] = event.couloir << 1;
    b[p++] = VALUE_BRANCH;
    p = putInt(b, p, event.solution);
    b[p++] = VALUE_BRANCH;
    p = putText(b, view, p, values, event.siteStart, event.siteEnd);
    b[p++] = VALUE_BRANCH;
    const department = DEPARTMENT_SEGMENTS[event.department];
    if (department === undefined) throw new RangeError(`No department ${event.department}`);
    for (const byte of department) b[p++] = byte;
    if (event.type === NO_TYPE) {
      b[p++] = NULL_BRANCH;
      return p;
    }
    b[p++] = VALUE_BRANCH;
    return putInt(b, p, event.type);
  }

  /** The columns of the fact that was classified last; returns the next position. */
  writeFact(b: Buffer, p: number): number {
    const fact = this.#fact;
    if (fact === undefined) throw new RangeError('No fact has been classified');
    const schemaId = FACT_SCHEMA_ID[fact.record];
    b[p++] = VALUE_BRANCH;
    p = putInt(b, p, schemaId);
    b[p++] = VALUE_BRANCH;
    p = putInt(b, p, schemaId - 1);
    b[p++] = VALUE_BRANCH;
    p = putSegment(b, p, fact.source);
    b[p++] = VALUE_BRANCH;
    p = putLong(b, p, fact.sequence);
    b[p++] = VALUE_BRANCH;
    p = putLong(b, p, fact.occurredAt);
    b[p++] = VALUE_BRANCH;
    p = putLong(b, p, fact.registeredAt);
    b[p++] = NULL_BRANCH; // couloir
    b[p++] = NULL_BRANCH; // solution
    if ('client' in fact) {
      b[p++] = VALUE_BRANCH;
      p = putSegment(b, p, fact.client);
    } else {
      b[p++] = NULL_BRANCH;
    }
    b[p++] = NULL_BRANCH; // patientDepartment
    b[p++] = NULL_BRANCH; // typeCode
    return p;
  }

  /** Looks at the text of a source only when it is another than that of the event before. */
  #rememberRun(buffer: Buffer): void {
    const { sourceRun, sourceStart, sourceEnd } = this.#view;
    if (sourceRun === this.#sourceRun) return;
    this.#sourceRun = sourceRun;
    this.#names.remember(buffer.toString('latin1', sourceStart, sourceEnd));
  }
}

function putText(
  b: Buffer,
  view: DataView,
  p: number,
  values: DataView,
  start: number,
  end: number,
): number {
  const length = end - start;
  return copyBytes(values, start, view, putInt(b, p, length), length);
}

/** Texts of facts are at most FACT_TEXT_BYTES_MAX or SOURCE_BYTES_MAX bytes of ASCII. */
function putSegment(b: Buffer, p: number, text: string): number {
  const next = putInt(b, p, text.length);
  return next + b.write(text, next, 'latin1');
}

/** Schema id that a value claims; 0 when it has no framing. */
function schemaIdOf(buffer: Buffer, start: number, end: number): number {
  if (end - start < FRAMING_BYTES || buffer[start] !== MAGIC_BYTE) return 0;
  return buffer.readUInt32BE(start + 1);
}
