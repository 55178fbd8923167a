import {
  FACT_SCHEMA_ID,
  FRAMING_BYTES,
  MalformedEventError,
  decodeEvent,
  decodeFact,
  factToCloudEvent,
  toCloudEvent,
  type CloudEvent,
} from '#libs/events';
import type { RecordHeader } from '#libs/kafka';
import { ArchiveDamagedError } from './errors.js';
import { ARCHIVE_NAMESPACE } from './archived-record.js';

/** A record with its bytes, as a line of NDJSON says it. */
export interface LineRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly timestampMs: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly RecordHeader[];
}

/** A line, and what the manifest wants to know of it. */
export interface CloudEventLine {
  readonly text: string;
  /** Undefined for a value that is no event and no fact. */
  readonly event: { readonly source: string; readonly registeredAtMs: number } | undefined;
}

/** Type of a line whose value is no event and no fact. */
export const RAW_RECORD_TYPE = `${ARCHIVE_NAMESPACE}.RawRecord`;

/**
 * A record as one line of CloudEvents JSON. Where it lay in Kafka stands in extension attributes;
 * CloudEvents knows no integer of 64 bits, so that offset and timestamp are texts. A value that is
 * no event and no fact goes as bytes, in `data_base64`.
 */
export function lineOf(record: LineRecord): CloudEventLine {
  const decoded = decode(record.value);
  const attributes = {
    ...(decoded?.cloudEvent ?? rawRecordOf(record)),
    kafkatopic: record.topic,
    kafkapartition: record.partition,
    kafkaoffset: String(record.offset),
    kafkatimestampms: String(record.timestampMs),
    ...(record.headers.length === 0 ? {} : { kafkaheaders: headersText(record.headers) }),
  };
  return { text: `${JSON.stringify(attributes)}\n`, event: decoded?.event };
}

interface Decoded {
  readonly cloudEvent: CloudEvent;
  readonly event: CloudEventLine['event'];
}

function decode(value: Buffer | null): Decoded | undefined {
  if (value === null || value.length < FRAMING_BYTES) return undefined;
  try {
    if (value.readUInt32BE(1) >= FIRST_FACT_ID) {
      const fact = decodeFact(value);
      return { cloudEvent: factToCloudEvent(fact), event: headOf(fact) };
    }
    const event = decodeEvent(value);
    return { cloudEvent: toCloudEvent(event), event: headOf(event) };
  } catch (error) {
    if (error instanceof MalformedEventError) return undefined;
    throw error;
  }
}

const FIRST_FACT_ID = Math.min(...Object.values(FACT_SCHEMA_ID));

function headOf({ source, registeredAt }: { source: string; registeredAt: number }): {
  source: string;
  registeredAtMs: number;
} {
  return { source, registeredAtMs: registeredAt };
}

function rawRecordOf({ topic, partition, offset, key, value }: LineRecord): object {
  return {
    specversion: '1.0',
    id: String(offset),
    source: `/${topic}/${String(partition)}`,
    type: RAW_RECORD_TYPE,
    datacontenttype: 'application/octet-stream',
    ...(key === null ? {} : { kafkakey: key.toString('base64') }),
    ...(value === null ? {} : { data_base64: value.toString('base64') }),
  };
}

function headersText(headers: readonly RecordHeader[]): string {
  return JSON.stringify(
    headers.map(({ key, value }) => [key, value === null ? null : value.toString('base64')]),
  );
}

/** What `lineOf` wrote about a record's place and time. */
export interface ReadLine {
  readonly partition: number;
  readonly offset: number;
  readonly timestampMs: number;
  /** Undefined for a value that is no event and no fact. */
  readonly registeredAtMs: number | undefined;
}

/**
 * Reads a line's place and time.
 *
 * @param file named in errors
 * @throws ArchiveDamagedError
 */
export function readLine(text: string, file: string): ReadLine {
  const line = parseObject(text, file);
  const partition = line['kafkapartition'];
  const offset = wholeOf(line['kafkaoffset']);
  const timestampMs = wholeOf(line['kafkatimestampms']);
  if (typeof partition !== 'number' || offset === undefined || timestampMs === undefined) {
    throw new ArchiveDamagedError(
      file,
      `expected kafkapartition, kafkaoffset and kafkatimestampms in ${shortened(text)}`,
    );
  }
  const isRaw = line['type'] === RAW_RECORD_TYPE;
  const registeredAtMs = isRaw ? undefined : registeredAtOf(line['data'], text, file);
  return { partition, offset, timestampMs, registeredAtMs };
}

function registeredAtOf(data: unknown, text: string, file: string): number {
  const isObject = typeof data === 'object' && data !== null && 'registeredAt' in data;
  try {
    return Temporal.Instant.from(isObject ? String(data.registeredAt) : '').epochMilliseconds;
  } catch (cause) {
    throw new ArchiveDamagedError(file, `expected an instant registeredAt in ${shortened(text)}`, {
      cause,
    });
  }
}

function parseObject(text: string, file: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ArchiveDamagedError(file, `expected JSON, came ${shortened(text)}`, { cause });
  }
  if (typeof value !== 'object' || value === null) {
    throw new ArchiveDamagedError(file, `expected a JSON object, came ${shortened(text)}`);
  }
  return { ...value };
}

function wholeOf(text: unknown): number | undefined {
  return typeof text === 'string' && /^-?\d{1,16}$/.test(text) ? Number(text) : undefined;
}

/** Characters of a line that an error shows. */
const SHOWN_CHARACTERS_MAX = 120;

function shortened(text: string): string {
  return text.length <= SHOWN_CHARACTERS_MAX ? text : `${text.slice(0, SHOWN_CHARACTERS_MAX)}…`;
}
