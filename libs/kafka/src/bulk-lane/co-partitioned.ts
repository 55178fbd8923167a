import type { GroupOptions } from '@platformatic/kafka';
import { UnequalPartitionsError } from '../errors.js';

type Assigner = NonNullable<GroupOptions['partitionAssigner']>;

/** How a group shares partitions among its members. */
export type PartitionAssigner = 'round-robin' | 'co-partitioned';

/**
 * Name of the protocol in the group: a member that shares out partitions in another way cannot join,
 * so that no two ways ever meet in one generation.
 */
const PROTOCOL = { name: 'co-partitioned', version: 1 } as const;

/** What the library's consumer is told for an assigner; nothing for its own round robin. */
export function groupOptionsOf(
  assigner: PartitionAssigner,
): Pick<GroupOptions, 'protocols' | 'partitionAssigner'> {
  return assigner === 'round-robin'
    ? {}
    : { protocols: [PROTOCOL], partitionAssigner: coPartitionedAssigner };
}

/**
 * Gives partition p of every topic to one member: members in the order of their ids, partitions dealt
 * one by one. What belongs together by its key then meets in one process.
 */
export const coPartitionedAssigner: Assigner = (_current, members, topics, metadata) => {
  const memberIds = [...members.keys()].sort();
  return memberIds.map((memberId, seat) => ({
    memberId,
    assignments: new Map(
      [...topics].map((topic) => {
        const count = metadata.topics.get(topic)?.partitionsCount ?? 0;
        return [topic, { topic, partitions: dealt(count, seat, memberIds.length) }];
      }),
    ),
  }));
};

/**
 * Checks that topics can be read side by side.
 *
 * @throws UnequalPartitionsError when they have not the same number of partitions
 */
export function assertEqualPartitions(
  topics: readonly { readonly topic: string; readonly partitions: number }[],
): void {
  if (new Set(topics.map(({ partitions }) => partitions)).size > 1) {
    throw new UnequalPartitionsError(topics);
  }
}

/** Partitions of the member at a seat. */
function dealt(count: number, seat: number, seats: number): number[] {
  const partitions: number[] = [];
  for (let partition = seat; partition < count; partition += seats) partitions.push(partition);
  return partitions;
}
