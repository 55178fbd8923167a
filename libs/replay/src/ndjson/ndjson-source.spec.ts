import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { derivedHash, derivedUniqueId, encodeEvent, encodeFact, toCloudEvent } from '#libs/events';
import { deposit } from '#libs/testing';
import { plainRecordsOf, recordsOf } from '../fixtures/plain-records.js';
import { blockOf } from '../fixtures/test-blocks.js';
import { CloudEventSink } from '../write/cloud-event-sink.js';
import { NdjsonSource } from './ndjson-source.js';
import { recordOfCloudEvent } from './record-of-cloud-event.js';

const fact = encodeFact({
  record: 'EditorEnrolled',
  source: 'sons/test/1/0',
  sequence: 4,
  occurredAt: 1_700_000_000_000,
  registeredAt: 1_700_000_001_000,
  editor: 'ED-001',
  siret: '12345678900011',
  iban: 'FR7600000000000000000000000',
  isVatRegistered: true,
});

describe('a file of CloudEvents', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'mes-ndjson-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('gives back keys, values, times and headers byte by byte, of events, of facts and of what is neither', async () => {
    const block = blockOf([
      { key: '1750000018', value: deposit(), timestampMs: 7 },
      {
        key: '1750000018',
        value: deposit({ sequence: 1, uniqueId: '1.2.3', hash: Buffer.alloc(20, 7) }),
      },
      {
        // Given although it could be derived: it stays null on the way back only if it is the derived one.
        key: '1750000018',
        value: deposit({
          source: 'intake',
          uniqueId: derivedUniqueId('intake', 0),
          hash: derivedHash('intake', 0),
        }),
      },
      { key: 'any', value: Buffer.from('no event') },
      { key: null, value: null, headers: [{ key: 'h', value: Buffer.from([1, 255]) }] },
    ]);
    const file = join(folder, 'all.ndjson');
    const sink = CloudEventSink.toFile(file, false);
    const indices = Int32Array.from([0, 1, 2, 3, 4]);
    await sink.write({ block, indices, from: 0, before: 5 });
    await sink.settle();
    await sink.close();
    const source = await NdjsonSource.open(file);
    expect(source.partitions).toEqual([{ topic: 'mes.dmp.v1', partition: 0 }]);
    expect(await recordsOf(source, 'mes.dmp.v1', 0)).toEqual(plainRecordsOf(block));
  });

  it('takes lines of others by their type, and keeps topics apart', async () => {
    const file = join(folder, 'others.ndjson');
    const line = JSON.stringify(toCloudEvent(deposit({ sequence: 9 })));
    const factLine = JSON.stringify({
      specversion: '1.0',
      id: '4',
      source: 'sons/test/1/0',
      type: 'fr.mesflow.events.v1.EditorEnrolled',
      partitionkey: 'ED-001',
      data: {
        occurredAt: '2023-11-14T22:13:20.000Z',
        registeredAt: '2023-11-14T22:13:21.000Z',
        editor: 'ED-001',
        siret: '12345678900011',
        iban: 'FR7600000000000000000000000',
        isVatRegistered: true,
      },
    });
    writeFileSync(file, `${line}\n\n${factLine}`);
    const source = await NdjsonSource.open(file);
    expect(source.partitions.map(({ topic }) => topic)).toEqual(['mes.dmp.v1', 'mes.sons.v1']);
    const [read] = await recordsOf(source, 'mes.sons.v1', 0);
    expect(read).toMatchObject({ offset: 2, value: fact.toString('hex') });
    const [event] = await recordsOf(source, 'mes.dmp.v1', 0);
    expect(event?.value).toBe(encodeEvent(deposit({ sequence: 9 })).toString('hex'));
  });

  it.each([
    ['nonsense', /expected JSON, came "nonsense"/],
    ['[]', /expected a CloudEvent as an object/],
    ['{"data":{}}', /expected the text "type"/],
    [cloudEvent({ type: 'x.y.Unknown' }), /expected a type of ours, came "Unknown"/],
    [cloudEvent({ id: '-1' }), /expected a whole number as id, came "-1"/],
    [cloudEvent({ data: { occurredAt: 'yesterday' } }), /expected occurredAt in RFC 3339/],
    [cloudEvent({}, { patient: 'zz' }), /expected patient in hexadecimal/],
    [cloudEvent({}, { solution: 999_999 }), /line 2: malformed event: UNKNOWN_SOLUTION/],
    [cloudEvent({}, { sizeBytes: 'big' }), /line 2: malformed event/],
  ])('names the line that is none: %s', async (text, message) => {
    const file = join(folder, 'bad.ndjson');
    writeFileSync(file, `${cloudEvent({})}\n${text}\n`);
    await expect(NdjsonSource.open(file)).rejects.toThrow(message);
    await expect(NdjsonSource.open(file)).rejects.toThrow(/bad\.ndjson line 2/);
  });

  it('names a file that is not there', async () => {
    await expect(NdjsonSource.open(join(folder, 'none'))).rejects.toThrow(
      /expected a file that can be read/,
    );
  });

  it('reads what it was given before it is put into a file', () => {
    expect(recordOfCloudEvent(cloudEvent({})).value).toEqual(encodeEvent(deposit()));
  });
});

function cloudEvent(given: object, data: object = {}): string {
  const event = toCloudEvent(deposit());
  return JSON.stringify({ ...event, data: { ...event.data, ...data }, ...given });
}
