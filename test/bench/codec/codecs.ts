import {
  EventView,
  FRAMING_BYTES,
  RecordWriter,
  SCHEMAS,
  decodeEvent,
  shortSegments,
} from '#libs/events';
import { DEPARTMENTS } from '#libs/reference';
import avro from 'avsc';
import { SiteRowsOfEvents, prepare, type PreparedEvent } from './prepared-event.js';
import { writeOpenTail } from './write-tail.js';

/** Every event again and again: into bytes, and out of them. */
export interface Codec {
  readonly name: string;
  readonly note: string;
  readonly events: number;
  /** Writes event `index`; returns its bytes, which the next call overwrites. */
  encode(index: number): Uint8Array;
  /** Reads event `index` from bytes prepared before; returns its sequence. */
  decode(index: number): number;
}

const BUFFER_BYTES = 8192;

/** Ours, as in the product: whole Kafka records from fields, and events read in place. */
export function ourCodec(values: readonly Buffer[]): Codec {
  const sites = new SiteRowsOfEvents(values.length);
  const prepared = values.map((value) => prepare(value, sites));
  const departments = shortSegments(DEPARTMENTS.map(({ code }) => code));
  const target = new Uint8Array(BUFFER_BYTES);
  const writers = writersOf(prepared, target);
  const view = new EventView();
  return {
    name: 'mes',
    note: 'specialised writers, with the framing of a Kafka record; read in place, every field checked',
    events: values.length,
    encode: (index) => {
      const event = at(prepared, index);
      const { schemaId, head, department, row } = event;
      const writer = at(writers, index);
      const tail = writer.open(0, 0, schemaId, head, departments, department, sites.rows, row);
      return target.subarray(0, writer.close(writeOpenTail(writer, target, tail, event)));
    },
    decode: (index) => {
      const value = at(values, index);
      view.read(value, 0, value.length);
      return view.sequence;
    },
  };
}

/** The bytes of the value inside a record without headers that `ourCodec` wrote. @param valueBytes its length */
export function valueOfRecord(record: Uint8Array, valueBytes: number): Buffer {
  // The last byte says that there are no headers.
  return Buffer.from(record.subarray(record.length - 1 - valueBytes, record.length - 1));
}

function writersOf(events: readonly PreparedEvent[], target: Uint8Array): RecordWriter[] {
  const bySource = new Map<string, RecordWriter>();
  return events.map(({ source }) => {
    const writer = bySource.get(source) ?? new RecordWriter(source);
    writer.aim(target);
    bySource.set(source, writer);
    return writer;
  });
}

/** avsc with the same schemas, the way its documentation calls fastest: types made once, one buffer. */
export function avscCodec(values: readonly Buffer[]): Codec {
  const typeOfId = new Map(
    SCHEMAS.map(({ id, text }) => [id, avro.Type.forSchema(JSON.parse(text) as avro.Schema)]),
  );
  const types = values.map((value) => {
    const type = typeOfId.get(value.readUInt32BE(1));
    if (type === undefined) throw new Error('every event has a schema of ours');
    return type;
  });
  const bodies = values.map((value) => value.subarray(FRAMING_BYTES));
  // All our schemas are records with a sequence.
  const decode = (index: number): { readonly sequence: number } =>
    at(types, index).fromBuffer(at(bodies, index)) as { readonly sequence: number };
  const objects = values.map((_, index) => decode(index));
  const target = Buffer.alloc(BUFFER_BYTES);
  return {
    name: 'avsc',
    note: 'the same schemas, the body alone, no field checked against its limits',
    events: values.length,
    encode: (index) => {
      const end: unknown = at(types, index).encode(at(objects, index), target, 0);
      return target.subarray(0, Number(end));
    },
    decode: (index) => decode(index).sequence,
  };
}

/** JSON.stringify and JSON.parse of the same fields, the pseudonym in hexadecimal. */
export function jsonCodec(values: readonly Buffer[]): Codec {
  const objects = values.map((value) => {
    const event = decodeEvent(value);
    return { ...event, patient: Buffer.from(event.patient).toString('hex') };
  });
  const texts = objects.map((event) => Buffer.from(JSON.stringify(event)));
  const target = Buffer.alloc(BUFFER_BYTES);
  return {
    name: 'json',
    note: 'JSON.stringify into a buffer, JSON.parse out of it',
    events: values.length,
    encode: (index) => target.subarray(0, target.write(JSON.stringify(at(objects, index)), 0)),
    // The text above has one.
    decode: (index) =>
      (JSON.parse(at(texts, index).toString()) as { readonly sequence: number }).sequence,
  };
}

function at<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined)
    throw new RangeError(`expected an index below ${items.length}, came ${index}`);
  return item;
}
