import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { partitionOf } from '#libs/events';
import { BatchProducer, RECORDS_OFFSET, TopicAdmin } from '#libs/kafka';
import { TopicSource, openArchive, type ArchiveManifest, type RecordSource } from '#libs/replay';
import { Plan, loadScenario } from '#libs/simulation';
import { runMes, testBackend } from '#libs/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Kafka, logLevel } from 'kafkajs';

const TIMEOUT_MS = 120_000;
const PARTITIONS = 4;
const SHARDS = 8;

describe('mes archive', () => {
  const backend = testBackend();
  const brokers = backend.MES_KAFKA_BROKERS.split(',');
  const topic = `spec-archive-${randomUUID()}`;
  const folder = mkdtempSync(join(tmpdir(), 'mes-archive-'));
  const archived = join(folder, 'archive');
  let admin: TopicAdmin;
  let before: string[];

  beforeAll(async () => {
    admin = await TopicAdmin.connect({ brokers, clientId: 'spec-archive' });
    await admin.ensureTopics([{ topic, partitions: PARTITIONS }]);
    await emit(brokers, topic);
    await sendUnusual(brokers, topic);
    const source = await TopicSource.open({ brokers, clientId: 'spec-archive', topics: [topic] });
    before = await recordTexts(source, topic);
    await source.close();
  }, TIMEOUT_MS);

  afterAll(async () => {
    await admin.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it(
    'keeps every record of a topic, which may be wiped afterwards',
    async () => {
      const out = join(folder, 'report.json');
      const result = await mes(
        'archive',
        '--topic',
        topic,
        '--to',
        archived,
        '--out',
        `json=${out}`,
      );
      expect(result.stderr).toBe('');
      expect(result.exitCode).toBe(0);
      expect(result.stdout).toMatch(/2 records hold no event and no fact/);
      expect(JSON.parse(readFileSync(out, 'utf8'))).toMatchObject({
        topics: [topic],
        format: 'avro',
        codec: 'deflate',
        records: before.length,
        undecodable: 2,
      });
      await admin.deleteTopics([topic]);
      const source = await openArchive(archived);
      const after = await recordTexts(source, topic);
      expect(after.length).toBeGreaterThan(1000);
      expect(after).toEqual(before);
    },
    TIMEOUT_MS,
  );

  it('is verified with nothing but its folder, and a changed byte is named', async () => {
    const sound = await mes('archive', 'verify', archived);
    expect(sound.stdout).toMatch(/sound\n$/);
    expect(sound.exitCode).toBe(0);

    const name = join(topic, readdirSync(join(archived, topic))[1] ?? '');
    const bytes = readFileSync(join(archived, name));
    bytes.writeUInt8(bytes.readUInt8(20_000) ^ 1, 20_000);
    writeFileSync(join(archived, name), bytes);
    const out = join(folder, 'verified.json');
    const damaged = await mes('archive', 'verify', archived, '--out', `json=${out}`);
    expect(damaged.exitCode).toBe(1);
    expect(damaged.stdout).toContain(`WRONG  ${name}: expected SHA-256`);
    const { faults } = JSON.parse(readFileSync(out, 'utf8')) as { faults: string[] };
    expect(faults.length).toBeGreaterThan(0);
    const source = await openArchive(archived);
    await expect(recordTexts(source, topic)).rejects.toThrow(/SHA-256/);
  });

  it(
    'writes CloudEvents, one a line, and refuses what it cannot do',
    async () => {
      const other = `spec-archive-${randomUUID()}`;
      await admin.ensureTopics([{ topic: other, partitions: 1 }]);
      await sendUnusual(brokers, other);
      const to = join(folder, 'lines');
      const result = await mes('archive', '--topic', other, '--to', to, '--format', 'ndjson');
      expect(result.exitCode).toBe(0);
      const manifest = JSON.parse(
        readFileSync(join(to, 'manifest.json'), 'utf8'),
      ) as ArchiveManifest;
      const lines = readFileSync(join(to, manifest.files[0]?.file ?? ''), 'utf8')
        .trim()
        .split('\n');
      expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
        { specversion: '1.0', kafkaoffset: '0', data_base64: 'bm8gZXZlbnQ=' },
        { specversion: '1.0', kafkaoffset: '1', kafkakey: 'a2V5' },
      ]);
      expect((await mes('archive', 'verify', to)).exitCode).toBe(0);

      const again = await mes('archive', '--topic', other, '--to', to);
      expect(again.stderr).toMatch(/expected a new or empty folder/);
      expect(again.exitCode).toBe(2);
      const unknown = await mes('archive', '--topic', 'spec-nowhere', '--to', join(folder, 'n'));
      expect(unknown.stderr).toMatch(/spec-nowhere does not exist/);
      expect(unknown.exitCode).toBe(1);
      expect((await mes('archive')).exitCode).toBe(2);
      expect((await mes('archive', '--to', to, '--codec', 'lz4')).stderr).toMatch(
        /--codec: expected deflate, zstandard, null; came "lz4"/,
      );
    },
    TIMEOUT_MS,
  );

  function mes(...args: string[]): ReturnType<typeof runMes> {
    return runMes(args, backend);
  }
});

/** Events of a simulated month, as the emitters send them. */
async function emit(brokers: readonly string[], topic: string): Promise<void> {
  const plan = new Plan(loadScenario('smoke'), 11);
  const producer = await BatchProducer.connect({ brokers, clientId: 'spec-archive' });
  for (let shard = 0; shard < SHARDS; shard++) {
    const generator = plan.generator('dmp', shard);
    for (let block = 0; block < generator.blocks; block++) {
      const recordCount = generator.recordsOfBlock(block);
      const buffer = Buffer.alloc(4 * 1024 * 1024);
      const end = generator.fill(buffer, RECORDS_OFFSET, block, 0, recordCount);
      const partition = partitionOf(shard, PARTITIONS);
      await producer.send({ topic, partition, buffer, end, recordCount, timestampMs: 1.7e12 });
    }
  }
  await producer.close();
}

/** A value that is no event, and a record without value. */
async function sendUnusual(brokers: string[], topic: string): Promise<void> {
  const kafka = new Kafka({ clientId: 'spec-archive', brokers, logLevel: logLevel.NOTHING });
  const producer = kafka.producer();
  await producer.connect();
  await producer.send({
    topic,
    messages: [
      { partition: 0, key: null, value: 'no event', headers: { origin: 'spec' } },
      { partition: 0, key: 'key', value: null },
    ],
  });
  await producer.disconnect();
}

/** Every record of a topic as a text, byte for byte. */
async function recordTexts(source: RecordSource, topic: string): Promise<string[]> {
  const texts: string[] = [];
  for (const { partition } of source.partitions) {
    for await (const block of source.read(topic, partition)) {
      for (let index = 0; index < block.recordCount; index++) {
        const { offsets, timestampsMs, buffer } = block;
        const key = hexOf(buffer, block.keyStarts[index], block.keyEnds[index]);
        const value = hexOf(buffer, block.valueStarts[index], block.valueEnds[index]);
        const headers = JSON.stringify(block.headersOf(index));
        texts.push([partition, offsets[index], timestampsMs[index], key, value, headers].join(' '));
      }
    }
  }
  return texts;
}

function hexOf(buffer: Buffer, start = NaN, end = NaN): string {
  return start === -1 ? 'null' : buffer.toString('hex', start, end);
}
