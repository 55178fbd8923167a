import { mkdir, readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyRecords } from '../fixtures/arbitrary-records.js';
import { TOPIC, archiveOf, inFreshFolder, stillClock } from '../fixtures/folders.js';
import { recordsOf, type PlainRecord } from '../fixtures/plain-records.js';
import { PlainSource } from '../fixtures/plain-source.js';
import { RECORDINGS } from '../fixtures/recordings.js';
import { openArchive } from './archive-source.js';
import { BLOCK_BYTES_MAX, CODECS } from './codecs.js';
import { writeContainerHeader } from './container-header.js';
import { ArchiveDamagedError, ArchiveFolderError } from './errors.js';
import { MANIFEST_FILE, writeManifest } from './manifest-file.js';
import { RECORD_FORMATS, type ArchiveManifest, type ArchivedFile } from './manifest.js';
import { verifyArchive } from './verify-archive.js';
import { writeArchive, type ArchiveInput } from './write-archive.js';

const RUNS = { numRuns: 25 };

describe('an archive', () => {
  it.each(CODECS)('gives back every record as it was, codec %s', async (codec) => {
    await fc.assert(
      fc.asyncProperty(
        anyRecords,
        anyRecords,
        fc.constantFrom(1, 2000),
        async (a, b, fileBytes) => {
          await inFreshFolder(async (folder) => {
            await archiveOf([a, b], folder, { codec, fileBytes });
            const source = await openArchive(folder);
            expect(await recordsOf(source, TOPIC, 0)).toEqual(a);
            expect(await recordsOf(source, TOPIC, 1)).toEqual(b);
            expect((await verifyArchive(folder)).faults).toEqual([]);
          });
        },
      ),
      RUNS,
    );
  });

  it('gives back records of more than one block, and larger than a block', async () => {
    const large = Buffer.alloc(700_000, 'x').toString('hex');
    const records = Array.from({ length: 30_000 }, (_, offset) =>
      plainRecord(offset, offset % 10_000 === 5 ? large : valueOf(offset)),
    );
    await inFreshFolder(async (folder) => {
      const source = new PlainSource(TOPIC, [records], { recordsPerBlock: 16_384 });
      await writeArchive(source, { folder, format: 'avro', codec: 'zstandard', clock: stillClock });
      const archived = await recordsOf(await openArchive(folder), TOPIC, 0);
      expect(archived).toEqual(records);
      expect((await verifyArchive(folder)).faults).toEqual([]);
    });
  });

  it('reads a range of offsets and the files that are wanted, and no other', async () => {
    const records = Array.from({ length: 50 }, (_, index) =>
      plainRecord(index * 2, valueOf(index)),
    );
    await inFreshFolder(async (folder) => {
      await archiveOf([records], folder, { fileBytes: 1 });
      const source = await openArchive(folder);
      for (const [from, before] of [
        [0n, 100n],
        [10n, 11n],
        [11n, 12n],
        [97n, 98n],
        [98n, 99n],
        [20n, 20n],
      ] as const) {
        const offsets = await recordsOf(source, TOPIC, 0, { from, before });
        expect(offsets.map(({ offset }) => offset)).toEqual(
          records.map(({ offset }) => offset).filter((o) => o >= from && o < before),
        );
      }
      const wants = (file: ArchivedFile): boolean => file.firstOffset >= 90;
      const late = await recordsOf(source, TOPIC, 0, { wants });
      expect(late.map(({ offset }) => offset)).toEqual([90, 92, 94, 96, 98]);
    });
  });

  it('says what each file holds', async () => {
    const deposit = recordingOf('DocumentDeposited');
    const records = [
      { ...plainRecord(7, deposit.hex), timestampMs: 2000 },
      { ...plainRecord(9, 'ff'), timestampMs: 1000 },
    ];
    await inFreshFolder(async (folder) => {
      const manifest = await archiveOf([records], folder);
      expect(manifest).toMatchObject({
        createdAt: '2025-11-24T16:00:00Z',
        topics: [{ topic: TOPIC, partitions: [{ partition: 0, startOffset: 0, endOffset: 10 }] }],
        sources: [deposit.fields['source']],
        areMoreSources: false,
      });
      expect(manifest.files).toHaveLength(1);
      expect(manifest.files[0]).toMatchObject({
        file: 'mes.dmp.v1/0000-00000000000000000007.avro',
        firstOffset: 7,
        lastOffset: 9,
        records: 2,
        undecodable: 1,
        timestampMsMin: 1000,
        timestampMsMax: 2000,
        registeredAtMsMin: deposit.fields['registeredAt'],
        registeredAtMsMax: deposit.fields['registeredAt'],
      });
    });
  });

  it('is the same bytes for the same records, however they came', async () => {
    const records = RECORDINGS.map(({ hex }, offset) => plainRecord(offset, hex));
    await inFreshFolder(async (folder) => {
      for (const [name, recordsPerBlock] of [
        ['a', 1],
        ['b', 7],
      ] as const) {
        const source = new PlainSource(TOPIC, [records], { recordsPerBlock });
        const to = join(folder, name);
        await writeArchive(source, {
          folder: to,
          format: 'avro',
          codec: 'null',
          clock: stillClock,
        });
      }
      const [a, b] = await Promise.all(['a', 'b'].map((name) => bytesOf(join(folder, name))));
      expect(a).toEqual(b);
    });
  });

  it('is never written over anything', async () => {
    await inFreshFolder(async (folder) => {
      await writeFile(join(folder, 'notes.txt'), 'mine');
      await expect(archiveOf([[]], folder)).rejects.toThrow(ArchiveFolderError);
      await expect(archiveOf([[]], folder)).rejects.toThrow(
        /empty folder, came one with notes.txt/,
      );
      expect(await readdir(folder)).toEqual(['notes.txt']);
    });
  });

  it('may hold nothing', async () => {
    await inFreshFolder(async (folder) => {
      const manifest = await archiveOf([[], []], folder);
      expect(manifest.files).toEqual([]);
      const source = await openArchive(folder);
      expect(source.partitions).toHaveLength(2);
      expect(await recordsOf(source, TOPIC, 1)).toEqual([]);
      expect((await verifyArchive(folder)).faults).toEqual([]);
    });
  });

  it('of NDJSON is refused as a source of bytes', async () => {
    await inFreshFolder(async (folder) => {
      await archiveOf([[plainRecord(0, 'ff')]], folder, { format: 'ndjson' });
      await expect(openArchive(folder)).rejects.toThrow(/holds NDJSON/);
    });
  });
});

describe('the check of an archive', () => {
  it.each(RECORD_FORMATS)('detects every byte that is changed in a file of %s', async (format) => {
    await inFreshFolder(async (folder) => {
      await archiveOf(smallRecords, folder, { format, fileBytes: 1 });
      const files = await filesIn(folder);
      expect(files.length).toBeGreaterThan(3);
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...files),
          fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
          fc.integer({ min: 1, max: 255 }),
          async (name, share, change) => {
            const path = join(folder, name);
            const sound = await readFile(path);
            const damaged = Buffer.from(sound);
            const at = Math.floor(share * damaged.length);
            damaged.writeUInt8(damaged.readUInt8(at) ^ change, at);
            await writeFile(path, damaged);
            const { faults } = await verifyArchive(folder);
            await writeFile(path, sound);
            expect(faults.join()).toContain(name.replace('.sha256', ''));
          },
        ),
        { numRuns: 120 },
      );
      expect((await verifyArchive(folder)).faults).toEqual([]);
    });
  });

  it.each(RECORD_FORMATS)('detects a file of %s that is cut anywhere', async (format) => {
    await inFreshFolder(async (folder) => {
      await archiveOf(smallRecords, folder, { format, fileBytes: 1 });
      const files = await filesIn(folder);
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...files),
          fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
          async (name, share) => {
            const path = join(folder, name);
            const sound = await readFile(path);
            await truncate(path, Math.floor(share * sound.length));
            const { faults } = await verifyArchive(folder);
            await writeFile(path, sound);
            expect(faults.join()).toContain(name.replace('.sha256', ''));
          },
        ),
        { numRuns: 60 },
      );
    });
  });

  it('names a file that is missing, one too many, and one that was not finished, all at once', async () => {
    await inFreshFolder(async (folder) => {
      const { files } = await archiveOf(smallRecords, folder, { fileBytes: 1 });
      const missing = files[1]?.file ?? '';
      await rm(join(folder, missing));
      await writeFile(join(folder, TOPIC, 'other.avro'), '');
      await writeFile(join(folder, 'late.avro.partial'), '');
      const { faults } = await verifyArchive(folder);
      expect(faults).toEqual([
        'late.avro.partial: is not in the manifest',
        `${TOPIC}/other.avro: is not in the manifest`,
        `${missing}: is missing`,
      ]);
    });
  });

  it('recognises an archive that was interrupted', async () => {
    await inFreshFolder(async (folder) => {
      const to = join(folder, 'archive');
      const source = new PlainSource(TOPIC, [[plainRecord(0, valueOf(0))]]);
      const failing: ArchiveInput = {
        partitions: source.partitions,
        description: source.description,
        close: () => source.close(),
        async *read(topic, partition) {
          yield* source.read(topic, partition);
          throw new Error('the broker went away');
        },
      };
      const options = { folder: to, format: 'avro', codec: 'deflate', clock: stillClock } as const;
      await expect(writeArchive(failing, options)).rejects.toThrow('the broker went away');
      const { faults } = await verifyArchive(to);
      expect(faults[0]).toMatch(/no manifest.json.*interrupted/);
      expect(faults[1]).toBe(`${TOPIC}/0000-00000000000000000000.avro.partial: was not finished`);
      await expect(openArchive(to)).rejects.toThrow(ArchiveFolderError);
    });
  });

  it('reports offsets that are missing, which is no fault', async () => {
    const records = [3, 4, 9, 10, 20].map((offset) => plainRecord(offset, valueOf(offset)));
    await inFreshFolder(async (folder) => {
      const source = new PlainSource(TOPIC, [records], { endOffsets: [25] });
      await writeArchive(source, {
        folder,
        format: 'avro',
        codec: 'null',
        clock: stillClock,
        fileBytes: 200,
      });
      const checked = await verifyArchive(folder);
      expect(checked.faults).toEqual([]);
      expect(checked).toMatchObject({ records: 5, gapCount: 4, missingOffsets: 3 + 4 + 9 + 4 });
      const gaps = [...checked.gaps].sort((a, b) => a.from - b.from);
      expect(gaps.map(({ from, before }) => [from, before])).toEqual([
        [0, 3],
        [5, 9],
        [11, 20],
        [21, 25],
      ]);
    });
  });

  it.each([
    ['records', { records: 4 }, /says records 4, the file has 3/],
    ['first offset', { firstOffset: 1 }, /says firstOffset 1, the file has 0/],
    ['last offset', { lastOffset: 3 }, /says lastOffset 3, the file has 2/],
    ['undecodable records', { undecodable: 1 }, /says undecodable 1, the file has 0/],
    ['timestamps', { timestampMsMin: 5 }, /says timestampMsMin 5/],
    ['registration', { registeredAtMsMax: null }, /says registeredAtMsMax null/],
    ['size', { bytes: 12 }, /expected 12 bytes/],
    ['partition', { partition: 1 }, /expected partition 1, came 0/],
  ] as const)('holds the manifest against the files: %s', async (_, change, message) => {
    await inFreshFolder(async (folder) => {
      const manifest = await archiveOf([[0, 1, 2].map((o) => plainRecord(o, valueOf(o)))], folder);
      await writeManifest(folder, {
        ...manifest,
        files: manifest.files.map((file) => ({ ...file, ...change })),
      });
      expect((await verifyArchive(folder)).faults.join()).toMatch(message);
    });
  });

  it('finds files that overlap or reach beyond the end of the partition', async () => {
    await inFreshFolder(async (folder) => {
      const manifest = await archiveOf([[plainRecord(0, 'ff'), plainRecord(1, 'ff')]], folder);
      const again = { ...manifest, files: [...manifest.files, ...manifest.files] };
      await writeManifest(folder, again);
      const { faults } = await verifyArchive(folder);
      expect(faults.join()).toMatch(/names a file twice/);
      expect(faults.join()).toMatch(/begins at offset 0, expected 2 or later/);
      await writeManifest(folder, withEnd(manifest, 1));
      expect((await verifyArchive(folder)).faults.join()).toMatch(
        /reaches offset 2, its end was 1/,
      );
    });
  });

  it.each([
    ['no JSON', 'not json', /expected JSON/],
    ['another version', JSON.stringify({ format: 'mes-archive', version: 2 }), /version/],
    ['a file outside the folder', '../secret.avro', /file must match pattern/],
  ])('refuses a manifest of %s', async (_, text, message) => {
    await inFreshFolder(async (folder) => {
      const manifest = await archiveOf([[plainRecord(0, 'ff')]], folder);
      const files = manifest.files.map((file) => ({ ...file, file: text }));
      // Text that is no manifest goes around the types on purpose: what a stranger may have written.
      const forged: unknown = text.startsWith('..') ? { ...manifest, files } : text;
      await writeManifest(folder, forged as ArchiveManifest);
      if (text === 'not json') await writeForged(folder, text);
      await expect(openArchive(folder)).rejects.toThrow(ArchiveDamagedError);
      const { faults } = await verifyArchive(folder);
      expect(faults.join()).toMatch(text.startsWith('{') ? /manifest of version 1/ : message);
    });
  });
});

describe('a forged file of an archive', () => {
  it.each([
    ['that unpacks to more than the bound', 1, deflateRawSync(Buffer.alloc(BLOCK_BYTES_MAX + 1))],
    ['with fewer records than it claims', 2, deflateRawSync(Buffer.alloc(0))],
    ['with bytes after its records', 0, deflateRawSync(Buffer.alloc(3))],
    ['that cannot be unpacked', 1, Buffer.from('nonsense')],
    ['with a number without end', 1, deflateRawSync(Buffer.alloc(400, 0xff))],
    ['with a branch that does not exist', 1, deflateRawSync(Buffer.alloc(400, 4))],
  ])('%s ends in an error that names it', async (_, count, packed) => {
    await inFreshFolder(async (folder) => {
      const path = join(folder, 'mes.dmp.v1/0000-00000000000000000000.avro');
      const { bytes, sync } = writeContainerHeader('deflate', 'forged');
      const head = Buffer.from([count * 2, ...varint(packed.length)]);
      await mkdir(join(folder, TOPIC));
      await writeFile(path, Buffer.concat([bytes, head, packed, sync]));
      const source = await forgedArchive(folder, await readFile(path));
      const reading = recordsOf(source, TOPIC, 0);
      await expect(reading).rejects.toThrow(ArchiveDamagedError);
      await expect(reading).rejects.toThrow(/0000-00000000000000000000.avro/);
      expect((await verifyArchive(folder)).faults).not.toEqual([]);
    });
  });
});

const smallRecords = [
  RECORDINGS.slice(0, 4).map(({ hex }, offset) => plainRecord(offset, hex)),
  [plainRecord(0, null), plainRecord(1, 'ff')],
];

function plainRecord(offset: number, value: string | null): PlainRecord {
  return { offset, timestampMs: 1_702_000_000_000, key: '6b', value, headers: [] };
}

function recordingOf(record: string): (typeof RECORDINGS)[number] {
  const found = RECORDINGS.find((recording) => recording.record === record);
  if (found === undefined) throw new Error(`no recording of ${record}`);
  return found;
}

function valueOf(index: number): string {
  return RECORDINGS[index % RECORDINGS.length]?.hex ?? '';
}

/** Every file of a folder, by its name within. */
async function filesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => /\.\w+$/.test(name) && name !== TOPIC).sort();
}

async function bytesOf(folder: string): Promise<Record<string, string>> {
  const names = await filesIn(folder);
  const contents = await Promise.all(names.map((name) => readFile(join(folder, name), 'hex')));
  return Object.fromEntries(names.map((name, index) => [name, contents[index] ?? '']));
}

function withEnd(manifest: ArchiveManifest, endOffset: number): ArchiveManifest {
  return {
    ...manifest,
    topics: manifest.topics.map((topic) => ({
      ...topic,
      partitions: topic.partitions.map((place) => ({ ...place, endOffset })),
    })),
  };
}

async function writeForged(folder: string, text: string): Promise<void> {
  const { createHash } = await import('node:crypto');
  const digest = createHash('sha256').update(text).digest('hex');
  await writeFile(join(folder, MANIFEST_FILE), text);
  await writeFile(join(folder, `${MANIFEST_FILE}.sha256`), `${digest}  ${MANIFEST_FILE}\n`);
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value * 2;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  return [...bytes, rest];
}

/** An archive with one file of these bytes, its manifest in order. */
async function forgedArchive(folder: string, bytes: Buffer): ReturnType<typeof openArchive> {
  const { createHash } = await import('node:crypto');
  const sound = join(folder, 'sound');
  const manifest = await archiveOf([[plainRecord(0, 'ff')]], sound);
  await rm(sound, { recursive: true });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  await writeManifest(folder, {
    ...manifest,
    files: manifest.files.map((file) => ({ ...file, bytes: bytes.length, sha256 })),
  });
  return openArchive(folder);
}
