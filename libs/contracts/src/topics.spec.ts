import { STREAM_TOPICS, assertPartitionCount } from '#libs/events';
import { describe, expect, it } from '@jest/globals';
import { TOPIC_CONTRACTS, topicsToMake } from './topics.js';

describe('the table of topics', () => {
  it('has each topic once, with a number of partitions that keeps shards whole', () => {
    const names = TOPIC_CONTRACTS.map(({ topic }) => topic);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(expect.arrayContaining(Object.values(STREAM_TOPICS)));
    for (const { partitions } of topicsToMake(24)) assertPartitionCount(partitions);
  });

  it('gives the streams as many partitions as are asked for, and the others their own', () => {
    const made = new Map(topicsToMake(24).map(({ topic, partitions }) => [topic, partitions]));
    for (const topic of Object.values(STREAM_TOPICS)) expect(made.get(topic)).toBe(24);
    expect(made.get('mes.simulation-units.v1')).toBe(48);
    expect(made.get('mes.simulation-truth.v1')).toBe(1);
  });

  it('leaves dead letters to be made by the first of them', () => {
    expect(topicsToMake(12).map(({ topic }) => topic)).not.toContain('mes.dmp.v1.dead-letters');
    expect(TOPIC_CONTRACTS.map(({ topic }) => topic)).toContain('mes.dmp.v1.dead-letters');
  });
});
