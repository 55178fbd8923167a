import { statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { archiveBytesNeeded, assertArchiveSpace, recordsAtMost } from './disk-space.js';
import { ArchiveFolderError } from './errors.js';

describe('the room for an archive', () => {
  it('is looked for where the folder will be, before anything is written', async () => {
    const folder = join(tmpdir(), 'not', 'yet', 'there');
    const { bavail, bsize } = statfsSync(tmpdir());
    await assertArchiveSpace(folder, (bavail * bsize) / 2);
    await expect(assertArchiveSpace(folder, bavail * bsize * 2)).rejects.toThrow(
      ArchiveFolderError,
    );
  });

  it('grows with the records between the starts and the ends of the partitions', () => {
    const place = { topic: 't', topicId: 'i', partition: 0 };
    const records = recordsAtMost([
      { ...place, startOffset: 10n, endOffset: 30n },
      { ...place, partition: 1, startOffset: 0n, endOffset: 5n },
    ]);
    expect(records).toBe(25);
    const [one, two] = [1e6, 2e6].map((count) => archiveBytesNeeded(count, 'avro', 'deflate'));
    expect((two ?? 0) - (one ?? 0)).toBe(80e6);
  });
});
