import { EventView, TOPICS } from '#libs/events';
import type { SequenceSet, SourceChanges } from '#libs/store';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PartitionLog } from './partition-log.js';
import { documentOf, documentRecord } from './test-facts.js';

const given = { client: '1750000018', solution: 0, units: [] };
const newLog = (partition: number) =>
  new PartitionLog({
    topic: TOPICS.dmp,
    partition,
    epoch: 1,
    offset: 0n,
    sequences: new Map<string, SequenceSet>(),
  });

/** An event of one of three sources for one of two partitions; with `isTaken` a commit follows it. */
const steps = fc.array(
  fc.record({
    source: fc.constantFrom('dmp/test/1/0', 'dmp/test/1/1', 'dmp'),
    partition: fc.nat(1),
    isTaken: fc.boolean(),
  }),
  { maxLength: 60 },
);

describe('PartitionLog', () => {
  it('finds by runs of one view what it finds by the text of each source', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const view = new EventView();
        const byRun = [newLog(0), newLog(1)];
        const byText = [newLog(0), newLog(1)];
        const sourcesOf = (logs: readonly PartitionLog[]): SourceChanges[] =>
          logs.flatMap((log) => log.takeSources());
        for (const [sequence, { source, partition, isTaken }] of all.entries()) {
          const document = documentOf(given, '', {
            source,
            sequence,
            registeredAt: Date.UTC(2023, 0, 1),
            author: '898000000019',
          });
          const { value } = documentRecord(document);
          // Room behind the event, as in a batch: the reader for usual events asks for it.
          const buffer = Buffer.concat([value ?? Buffer.alloc(0), Buffer.alloc(512)]);
          view.read(buffer, 0, value?.length ?? 0);
          byRun[partition]?.sequencesOfView(view, buffer).add(sequence);
          const text = Buffer.from(source, 'latin1');
          byText[partition]?.sequencesOf(text, 0, text.length).add(sequence);
          if (isTaken) expect(sourcesOf(byRun)).toEqual(sourcesOf(byText));
        }
        expect(sourcesOf(byRun)).toEqual(sourcesOf(byText));
      }),
    );
  });
});
