import { describe, expect, it } from '@jest/globals';
import type { ClusterMetadata, ExtendedGroupProtocolSubscription } from '@platformatic/kafka';
import { UnequalPartitionsError } from '../errors.js';
import { assertEqualPartitions, coPartitionedAssigner, groupOptionsOf } from './co-partitioned.js';

/** What the assigner reads of the library's types: member ids and numbers of partitions. */
const assign = (memberIds: string[], counts: Record<string, number>) => {
  const members = new Map(
    memberIds.map((memberId) => [memberId, { memberId } as ExtendedGroupProtocolSubscription]),
  );
  const topics = new Map(
    Object.entries(counts).map(([topic, partitionsCount]) => [topic, { partitionsCount }]),
  );
  // Partial on purpose: the assigner reads nothing else.
  const metadata = { topics } as unknown as ClusterMetadata;
  return coPartitionedAssigner('', members, new Set(Object.keys(counts)), metadata);
};

describe('coPartitionedAssigner', () => {
  it.each([1, 2, 3, 5, 12, 13])(
    'gives each partition number of both topics to one of %d members',
    (size) => {
      const ids = Array.from({ length: size }, (_, index) => `member-${index}`);
      const assigned = assign(ids, { documents: 12, facts: 12 });
      const partitions: number[] = [];
      for (const { assignments } of assigned) {
        const documents = assignments.get('documents')?.partitions ?? [];
        expect(assignments.get('facts')?.partitions).toEqual(documents);
        partitions.push(...documents);
      }
      expect(partitions.sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, p) => p));
    },
  );

  it('deals partitions evenly', () => {
    const sizes = assign(['a', 'b', 'c', 'd', 'e'], { t: 12 }).map(
      ({ assignments }) => assignments.get('t')?.partitions.length,
    );
    expect(sizes).toEqual([3, 3, 2, 2, 2]);
  });

  it('does not depend on the order in which members joined', () => {
    const byMember = (ids: string[]) =>
      new Map(assign(ids, { t: 12 }).map((given) => [given.memberId, given.assignments]));
    expect(byMember(['c', 'a', 'b'])).toEqual(byMember(['a', 'b', 'c']));
  });

  it('leaves the library’s round robin alone by default', () => {
    expect(groupOptionsOf('round-robin')).toEqual({});
    expect(groupOptionsOf('co-partitioned')).toMatchObject({
      protocols: [{ name: 'co-partitioned' }],
    });
  });
});

describe('assertEqualPartitions', () => {
  it('names topics whose numbers of partitions differ', () => {
    const topics = [
      { topic: 'mes.dmp.v1', partitions: 12 },
      { topic: 'mes.sons.v1', partitions: 6 },
    ];
    expect(() => {
      assertEqualPartitions(topics);
    }).toThrow(UnequalPartitionsError);
    expect(() => {
      assertEqualPartitions(topics);
    }).toThrow(/mes\.dmp\.v1 has 12, mes\.sons\.v1 has 6/);
  });

  it('lets equal numbers pass', () => {
    assertEqualPartitions([
      { topic: 'a', partitions: 12 },
      { topic: 'b', partitions: 12 },
    ]);
    assertEqualPartitions([]);
  });
});
