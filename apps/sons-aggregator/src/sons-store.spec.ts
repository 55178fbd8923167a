import { SONS_TOPIC, TOPICS } from '#libs/events';
import { describe, expect, it } from '@jest/globals';
import { NotCoPartitionedError, coPartitions } from './sons-store.js';

const held = (topic: string, ...partitions: number[]) =>
  partitions.map((partition) => ({ topic, topicId: 'id', partition }));

describe('coPartitions', () => {
  it('gives the numbers that both topics were assigned with', () => {
    const assigned = [...held(TOPICS.dmp, 10, 2, 4), ...held(SONS_TOPIC, 2, 4, 10)];
    expect(coPartitions(assigned)).toEqual([2, 4, 10]);
    expect(coPartitions([])).toEqual([]);
  });

  it('stops when documents of a partition go to another process than its facts', () => {
    const assigned = [...held(TOPICS.dmp, 1, 2), ...held(SONS_TOPIC, 1)];
    expect(() => coPartitions(assigned)).toThrow(NotCoPartitionedError);
    expect(() => coPartitions(assigned)).toThrow(
      /came mes\.dmp\.v1\/1, mes\.dmp\.v1\/2, mes\.sons\.v1\/1/,
    );
  });
});
