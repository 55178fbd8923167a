import { TOPICS, partitionOf, sourceOf } from '#libs/events';
import { describe, expect, it } from '@jest/globals';
import { assertPartitionsFit, assertStreamsFit } from './streams-fit.js';

const sons = { name: 'sons-wave-1@0.01', seed: '7', hasSons: true };
const volumes = { name: 'smoke', seed: '7', hasSons: false };

describe('assertStreamsFit', () => {
  it.each([
    ['a first run with SONS', [], sons],
    ['the same run with SONS again', [sons], sons],
    ['volumes beside volumes', [volumes], { ...volumes, seed: '8' }],
  ])('lets %s pass', (_, known, asked) => {
    expect(() => {
      assertStreamsFit(known, asked);
    }).not.toThrow();
  });

  it.each([
    ['SONS of another seed', [sons], { ...sons, seed: '8' }, /seed 8: .*holds sons-wave-1@0.01/],
    ['SONS of another scale', [sons], { ...sons, name: 'sons-wave-1' }, /sons-wave-1@0.01/],
    ['SONS beside volumes', [volumes], sons, /holds smoke with seed 7\. /],
    ['volumes beside SONS', [sons], volumes, /a scenario with SONS/],
  ])('refuses %s', (_, known, asked, message) => {
    expect(() => {
      assertStreamsFit(known, asked);
    }).toThrow(message);
  });
});

describe('assertPartitionsFit', () => {
  /** Counted while the topic had so many partitions. */
  const countedWith = (
    partitions: number,
    topic: string = TOPICS.dmp,
  ): { source: string; topic: string; partition: number }[] =>
    Array.from({ length: 48 }, (_, shard) => ({
      source: sourceOf('dmp', 'smoke', 7, shard),
      topic,
      partition: partitionOf(shard, partitions),
    }));
  const asking = (partitions: number, counted = countedWith(12)) => {
    return () => {
      assertPartitionsFit(counted, new Map([['dmp', partitions]]));
    };
  };

  it('lets a stream pass that goes where it was counted, or was counted nowhere', () => {
    expect(asking(12)).not.toThrow();
    expect(asking(24, [])).not.toThrow();
  });

  it('refuses one whose topic got more partitions, and says where its events would go', () => {
    expect(asking(24)).toThrow(
      /smoke with seed 7: .*dmp\/smoke\/7\/\d+ in partition \d+ of mes\.dmp\.v1, .*24 partitions/,
    );
  });

  it('leaves copies in other topics alone, such as those of a replay', () => {
    expect(asking(24, countedWith(12, 'mes.replay'))).not.toThrow();
  });
});
