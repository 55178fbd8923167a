import { encodeFact, shardOf, sourceOf } from '#libs/events';
import { deposit } from '#libs/testing';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { blockOf, type TestRecord } from '../fixtures/test-blocks.js';
import type { SourcePartition } from '../record-block.js';
import { Placement, type TopicLayout } from './placement.js';

const TOPIC = 'mes.dmp.v1';
const SEED = 7;
/** Those that keep a shard whole. */
const partitionCounts = fc.constantFrom(1, 2, 4, 6, 12, 16, 24, 48);
const sites = fc.integer({ min: 1_000_000_000, max: 1_999_999_999 }).map(String);

function topicOf(partitions: number, topicId?: string): { partitions: SourcePartition[] } {
  return {
    partitions: Array.from({ length: partitions }, (_, partition) => ({
      topic: TOPIC,
      partition,
      ...(topicId !== undefined && { topicId }),
    })),
  };
}

/** A document of a site, as its emitter sends it. */
function documentOf(site: string): TestRecord {
  const source = sourceOf('dmp', 'smoke', SEED, shardOf(site));
  return { key: site, value: deposit({ site, source }) };
}

/** Where a record goes that was read from one partition. */
function placeOf(
  record: TestRecord,
  read: { readonly partitions: number; readonly partition: number; readonly topicId?: string },
  target: Omit<TopicLayout, 'topic'>,
): number {
  const placement = new Placement(topicOf(read.partitions, read.topicId), TOPIC, {
    topic: TOPIC,
    ...target,
  });
  return placement.partitionOf(blockOf([record], { partition: read.partition }), 0);
}

describe('the partition of a replayed record', () => {
  it('is that of its key where nothing was counted, its own with as many partitions', () => {
    fc.assert(
      fc.property(sites, partitionCounts, partitionCounts, (site, before, after) => {
        const partition = shardOf(site) % before;
        expect(
          placeOf(documentOf(site), { partitions: before, partition }, { partitions: after }),
        ).toBe(shardOf(site) % after);
      }),
    );
  });

  it('is its own in the topic that it was read from, however many partitions that got since', () => {
    fc.assert(
      fc.property(sites, fc.nat(11), fc.integer({ min: 12, max: 48 }), (site, partition, after) => {
        expect(
          placeOf(
            documentOf(site),
            { partitions: 12, partition, topicId: 'one' },
            { partitions: after, topicId: 'one' },
          ),
        ).toBe(partition);
      }),
    );
  });

  it('is that of its key in a topic made again, and in one whose id nobody knows', () => {
    const site = '1750000018';
    const byKey = shardOf(site) % 24;
    const other = (byKey + 1) % 12;
    for (const [was, is] of [
      ['one', 'two'],
      [undefined, 'one'],
      ['one', undefined],
      [undefined, undefined],
    ]) {
      expect(
        placeOf(
          documentOf(site),
          { partitions: 12, partition: other, ...(was !== undefined && { topicId: was }) },
          { partitions: 24, ...(is !== undefined && { topicId: is }) },
        ),
      ).toBe(byKey);
    }
  });

  it('is where events of its source were counted: then they are known again', () => {
    fc.assert(
      fc.property(sites, partitionCounts, partitionCounts, (site, counted, after) => {
        fc.pre(counted < after);
        const source = sourceOf('dmp', 'smoke', SEED, shardOf(site));
        const countedIn = new Map([[source, shardOf(site) % counted]]);
        const fromFile = { partitions: 1, partition: 0 };
        expect(placeOf(documentOf(site), fromFile, { partitions: after, countedIn })).toBe(
          shardOf(site) % counted,
        );
      }),
    );
  });

  it('is that of its key for another source, a record that is no event, and a partition that is gone', () => {
    const site = '1750000018';
    const source = sourceOf('dmp', 'smoke', SEED, shardOf(site));
    const byKey = shardOf(site) % 24;
    const elsewhere = (byKey + 1) % 24;
    const target = { partitions: 24, countedIn: new Map([[source, elsewhere]]) };
    const read = { partitions: 1, partition: 0 };
    expect(placeOf(documentOf(site), read, target)).toBe(elsewhere);
    const foreign = deposit({ site, source: 'pharmacy.example/till-3' });
    expect(placeOf({ key: site, value: foreign }, read, target)).toBe(byKey);
    expect(placeOf({ key: site, value: Buffer.from('no event') }, read, target)).toBe(byKey);
    expect(placeOf({ key: site, value: null }, read, target)).toBe(byKey);
    const gone = { partitions: 24, countedIn: new Map([[source, 24]]) };
    expect(placeOf(documentOf(site), read, gone)).toBe(byKey);
  });

  it('is found for a fact of SONS as for an event', () => {
    const source = sourceOf('sons', 'sons', SEED, 3);
    const fact = encodeFact({
      record: 'OrderSigned',
      source,
      sequence: 40,
      occurredAt: Date.UTC(2022, 5, 21, 8),
      registeredAt: Date.UTC(2022, 5, 22, 9),
      client: '1750000018',
      solution: 98,
      step: 0,
      units: ['898000000001'],
      window: 'V1-CITY',
      basis: 0,
      unitPrice: '284.00',
      isConditional: false,
    });
    expect(
      placeOf(
        { key: '1750000018', value: fact },
        { partitions: 1, partition: 0 },
        { partitions: 24, countedIn: new Map([[source, 5]]) },
      ),
    ).toBe(5);
  });
});
