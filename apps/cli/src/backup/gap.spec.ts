import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findGaps, missingText, OtherTopicsError } from './gap.js';

const TOPIC = 'mes.dmp.v1';
const checkpoint = (nextOffset: bigint, partition = 0) => ({
  consumer: 'volume-aggregator',
  topic: TOPIC,
  topicId: 'id-1',
  partition,
  nextOffset: String(nextOffset),
});
const admin = (starts: bigint[], ends: bigint[], topicId = 'id-1') => ({
  describe: () => Promise.resolve({ topic: TOPIC, topicId, partitions: ends.length }),
  startOffsets: () => Promise.resolve(starts),
  endOffsets: () => Promise.resolve(ends),
});

describe('the gap between a backup and the log', () => {
  it('is whole while the log begins at or before the backup’s offset', async () => {
    for (const [start, lost] of [
      [9n, 0n],
      [10n, 0n],
      [11n, 1n],
    ] as const) {
      const [gap] = await findGaps(admin([start], [30n]), [checkpoint(10n)]);
      expect(gap).toMatchObject({ lost, records: 20n - lost });
    }
  });

  it('names what is missing, by reader, partition and offset', async () => {
    const gaps = await findGaps(admin([0n, 15n], [30n, 15n]), [checkpoint(30n), checkpoint(5n, 1)]);
    expect(missingText(gaps)).toBe('volume-aggregator: mes.dmp.v1/1 offsets 5 to 14 (10 records)');
  });

  it('is none in topics that are others, or older than the backup', async () => {
    const find = (...topics: Parameters<typeof admin>) =>
      findGaps(admin(...topics), [checkpoint(10n)]);
    await expect(find([0n], [10n])).resolves.toMatchObject([{ records: 0n, lost: 0n }]);
    await expect(find([0n], [9n])).rejects.toThrow(/ends at 9, before the backup's offset 10/);
    await expect(find([0n], [30n], 'id-2')).rejects.toThrow(/was made again \(id id-2, not id-1\)/);
    const gone = { ...admin([], []), describe: () => Promise.resolve(undefined) };
    await expect(findGaps(gone, [checkpoint(10n)])).rejects.toThrow(OtherTopicsError);
  });

  it('and what is read again are all that the log has held since', async () => {
    const offset = fc.bigInt({ min: 0n, max: 1000n });
    await fc.assert(
      fc.asyncProperty(offset, offset, offset, async (next, start, length) => {
        const end = start + length;
        fc.pre(next <= end);
        const [gap] = await findGaps(admin([start], [end]), [checkpoint(next)]);
        expect((gap?.records ?? 0n) + (gap?.lost ?? 0n)).toBe(end - next);
        expect(gap?.lost).toBe(start > next ? start - next : 0n);
      }),
    );
  });
});
