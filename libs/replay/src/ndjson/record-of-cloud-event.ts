import {
  FACT_SCHEMA_ID,
  SCHEMA_ID,
  SONS_TOPIC,
  TOPICS,
  derivedHash,
  derivedUniqueId,
  encodeEvent,
  encodeFact,
  parseSource,
  type Channel,
  type DecodedEvent,
  type SonsFact,
} from '#libs/events';
import type { RecordHeader } from '#libs/kafka';
import { RAW_RECORD_TYPE } from '../archive/cloud-event-line.js';
import { MalformedLineError } from './errors.js';

/** A line of a file, as a record of the topic that it belongs to. */
export interface RecordOfLine {
  readonly topic: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  /** 0 when the line does not say when its record was sent. */
  readonly timestampMs: number;
  readonly headers: readonly RecordHeader[];
}

/**
 * The other direction of `lineOf` in cloud-event-line.ts: key, value and headers come out as they
 * were, byte by byte. A line that was not written by us goes to the topic of its type.
 *
 * @throws MalformedLineError, MalformedEventError
 */
export function recordOfCloudEvent(line: string): RecordOfLine {
  const event = objectOf(parsed(line), 'a CloudEvent');
  const sent = {
    timestampMs: Number(event['kafkatimestampms'] ?? 0),
    headers: headersOf(event['kafkaheaders']),
  };
  if (event['type'] === RAW_RECORD_TYPE) return { ...rawRecordOf(event), ...sent };
  const { topic, key, value } = eventRecordOf(event);
  return { topic: topicOf(event, topic), key, value, ...sent };
}

interface EventRecord {
  readonly topic: string;
  readonly key: Buffer;
  readonly value: Buffer;
}

function topicOf(event: Readonly<Record<string, unknown>>, ofType: string): string {
  return typeof event['kafkatopic'] === 'string' ? event['kafkatopic'] : ofType;
}

function rawRecordOf(
  event: Readonly<Record<string, unknown>>,
): Pick<RecordOfLine, 'topic' | 'key' | 'value'> {
  return {
    topic: textOf(event, 'kafkatopic'),
    key: base64Of(event['kafkakey']),
    value: base64Of(event['data_base64']),
  };
}

function base64Of(value: unknown): Buffer | null {
  return typeof value === 'string' ? Buffer.from(value, 'base64') : null;
}

/** A list of name and value, the value in base64 or null, as JSON. */
function headersOf(text: unknown): readonly RecordHeader[] {
  if (text === undefined) return [];
  const list = typeof text === 'string' ? parsed(text) : undefined;
  if (!Array.isArray(list))
    throw new MalformedLineError('expected kafkaheaders as a list of pairs');
  return list.map((pair: unknown) => {
    const [key, value] = Array.isArray(pair) ? (pair as unknown[]) : [];
    if (typeof key !== 'string') {
      throw new MalformedLineError('expected kafkaheaders as a list of pairs');
    }
    return { key, value: base64Of(value) };
  });
}

function eventRecordOf(event: Readonly<Record<string, unknown>>): EventRecord {
  const data = objectOf(event['data'], 'data');
  const name = textOf(event, 'type').split('.').at(-1) ?? '';
  const key = Buffer.from(textOf(event, 'partitionkey'));
  const head = {
    ...data,
    record: name,
    source: textOf(event, 'source'),
    sequence: sequenceOf(textOf(event, 'id')),
    occurredAt: instantOf(data, 'occurredAt'),
    registeredAt: instantOf(data, 'registeredAt'),
  };
  if (name in FACT_SCHEMA_ID) {
    const installed = 'installedAt' in data ? { installedAt: instantOf(data, 'installedAt') } : {};
    // The codec refuses what does not fit the schema.
    return {
      topic: SONS_TOPIC,
      key,
      value: encodeFact({ ...head, ...installed } as unknown as SonsFact),
    };
  }
  if (!(name in SCHEMA_ID)) throw new MalformedLineError(`expected a type of ours, came "${name}"`);
  const fields = {
    ...head,
    patient: bytesOf(data['patient'], 'patient'),
    ...documentFields(data, head),
  };
  // As above.
  const value = encodeEvent(fields as unknown as DecodedEvent);
  return { topic: TOPICS[channelOf(name)], key, value };
}

/** uniqueId and hash were filled in for a person where the event leaves them to be derived. */
function documentFields(
  data: Readonly<Record<string, unknown>>,
  { source, sequence }: { readonly source: string; readonly sequence: number },
): Readonly<Record<string, unknown>> {
  if (!('uniqueId' in data)) return {};
  const hash = data['hash'] === null ? null : bytesOf(data['hash'], 'hash');
  if (parseSource(source) === undefined) return { hash };
  const isDerived = hash !== null && Buffer.from(derivedHash(source, sequence)).equals(hash);
  return {
    uniqueId: data['uniqueId'] === derivedUniqueId(source, sequence) ? null : data['uniqueId'],
    hash: isDerived ? null : hash,
  };
}

function channelOf(name: string): Channel {
  if (name.startsWith('Message')) return 'mssante';
  return name.startsWith('Prescription') ? 'eprescription' : 'dmp';
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new MalformedLineError(`expected JSON, came "${line.slice(0, SHOWN_MAX)}"`, { cause });
  }
}

/** Characters of a bad line that an error shows. */
const SHOWN_MAX = 80;

function objectOf(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>; // An object of JSON has text keys.
  }
  throw new MalformedLineError(`expected ${what} as an object, came ${shown(value)}`);
}

function textOf(object: Readonly<Record<string, unknown>>, name: string): string {
  const value = object[name];
  if (typeof value === 'string') return value;
  throw new MalformedLineError(`expected the text "${name}", came ${shown(value)}`);
}

function sequenceOf(text: string): number {
  const sequence = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(sequence)) return sequence;
  throw new MalformedLineError(`expected a whole number as id, came "${text}"`);
}

function instantOf(data: Readonly<Record<string, unknown>>, name: string): number {
  const text = textOf(data, name);
  try {
    return Temporal.Instant.from(text).epochMilliseconds;
  } catch (cause) {
    throw new MalformedLineError(`expected ${name} in RFC 3339, came "${text}"`, { cause });
  }
}

function bytesOf(value: unknown, name: string): Buffer {
  if (typeof value === 'string' && /^([0-9a-f]{2})*$/.test(value)) return Buffer.from(value, 'hex');
  throw new MalformedLineError(`expected ${name} in hexadecimal, came ${shown(value)}`);
}

function shown(value: unknown): string {
  // A missing field has no JSON, whatever the type of `stringify` says.
  return ((JSON.stringify(value) as string | undefined) ?? 'nothing').slice(0, SHOWN_MAX);
}
