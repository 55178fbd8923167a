import { join } from 'node:path';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { SCHEMAS } from '#libs/events';
import avro from 'avsc';
import { TOPIC, archiveOf, inFreshFolder } from '../fixtures/folders.js';
import type { PlainRecord } from '../fixtures/plain-records.js';
import { RECORDINGS } from '../fixtures/recordings.js';
import { RECORD_NAMES } from './archived-record.js';
import { CODECS } from './codecs.js';

/** An archived record as a library that is not ours reads it. */
type ReadColumns = Readonly<Record<string, unknown>>;

describe('a file of an archive, read by avsc', () => {
  it.each(CODECS)(
    'has the bytes and the columns of every event and fact, codec %s',
    async (codec) => {
      const records = RECORDINGS.map(({ hex }, offset): PlainRecord => ({
        offset,
        timestampMs: 1_702_000_000_000 + offset,
        key: '6b6579',
        value: hex,
        headers:
          offset === 0
            ? [
                ['trace', 'ff'],
                ['none', null],
              ]
            : [],
      }));
      const read = await readWithAvsc(records, codec);
      expect(read).toHaveLength(RECORDINGS.length);
      RECORDINGS.forEach((recording, offset) => {
        expect(plain(read[offset])).toEqual({
          partition: 0,
          offset,
          timestamp: 1_702_000_000_000 + offset,
          key: '6b6579',
          headers:
            offset === 0
              ? [
                  { key: 'trace', value: 'ff' },
                  { key: 'none', value: null },
                ]
              : [],
          value: recording.hex,
          ...columnsOf(recording),
        });
      });
    },
  );

  it('keeps what is no event, without columns', async () => {
    const values = [null, '', '00', '0000000001', '00000000ff00', 'deadbeef'];
    const records = values.map((value, offset): PlainRecord => ({
      offset,
      timestampMs: 0,
      key: null,
      value,
      headers: [],
    }));
    const read = await readWithAvsc(records, 'deflate');
    expect(read.map((record) => plain(record)['value'])).toEqual(values);
    expect(read.map((record) => record['schemaId'])).toEqual(values.map(() => null));
    expect(read.map((record) => record['typeCode'])).toEqual(values.map(() => null));
  });

  it('names records by their schema ids, which have no holes', () => {
    expect(SCHEMAS.map(({ id }) => id)).toEqual(RECORD_NAMES.map((_, index) => index + 1));
  });
});

const SHARED = ['source', 'sequence', 'occurredAt', 'registeredAt'] as const;
const OF_EVENTS = ['couloir', 'solution', 'site', 'patientDepartment', 'typeCode'] as const;

function columnsOf({ record, schemaId, fields }: (typeof RECORDINGS)[number]): ReadColumns {
  const isFact = !('couloir' in fields);
  const columns: Record<string, unknown> = { schemaId, record };
  for (const name of SHARED) columns[name] = fields[name];
  for (const name of OF_EVENTS) columns[name] = isFact ? null : (fields[name] ?? null);
  if (isFact) columns['site'] = fields['client'] ?? null;
  return columns;
}

async function readWithAvsc(
  records: readonly PlainRecord[],
  codec: (typeof CODECS)[number],
): Promise<ReadColumns[]> {
  return inFreshFolder(async (folder) => {
    const { files } = await archiveOf([records], folder, { codec });
    const unpack = promisify(zlib.zstdDecompress);
    const decoder = avro.createFileDecoder(join(folder, files[0]?.file ?? ''), {
      codecs: {
        null: (packed, callback) => {
          callback(null, packed);
        },
        deflate: zlib.inflateRaw,
        zstandard: (packed, callback) => {
          unpack(packed).then((raw) => {
            callback(null, raw);
          }, callback);
        },
      },
    });
    expect(files[0]?.topic).toBe(TOPIC);
    const read: ReadColumns[] = [];
    for await (const record of decoder) read.push(record as ReadColumns);
    return read;
  });
}

/** With bytes in hexadecimal, and the branches of unions taken off. */
function plain(value: unknown): ReadColumns {
  return JSON.parse(
    JSON.stringify(value, function (this: Record<string, unknown>, name, shown: unknown) {
      const own = this[name];
      return Buffer.isBuffer(own) ? own.toString('hex') : shown;
    }),
  ) as ReadColumns;
}
