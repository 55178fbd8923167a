import { describe, expect, it } from '@jest/globals';
import { deposit } from '#libs/testing';
import fc from 'fast-check';
import { blockOf, sourceOf } from '../fixtures/test-blocks.js';
import type { RecordBlock } from '../record-block.js';
import { Selector } from '../selection/selector.js';
import { Positions } from './positions.js';
import { recordsByPartition, recordsByTime, type RecordsInTurn } from './selected-records.js';

/** Registration seconds of the records of each partition, in blocks. */
const partitions = fc.array(fc.array(fc.array(fc.nat(9), { maxLength: 5 }), { maxLength: 4 }), {
  minLength: 1,
  maxLength: 4,
});

const BASE_MS = 1_700_000_000_000;

function blocksOf(times: readonly (readonly (readonly number[])[])[]): RecordBlock[] {
  return times.flatMap((blocks, partition) => {
    let offset = 0;
    return blocks.map((seconds) =>
      blockOf(
        seconds.map((second) => ({
          key: `p${String(partition)}`,
          value: deposit({ registeredAt: BASE_MS + second * 1000, sequence: offset }),
          offset: offset++,
        })),
        { partition },
      ),
    );
  });
}

interface Place {
  readonly partition: number;
  readonly offset: number;
  readonly timeMs: number;
}

async function placesOf(runs: AsyncIterable<RecordsInTurn>): Promise<Place[]> {
  const selector = new Selector({});
  const places: Place[] = [];
  for await (const { records } of runs) {
    const { block, indices, from, before } = records;
    for (let turn = from; turn < before; turn++) {
      const index = indices[turn] ?? -1;
      places.push({
        partition: block.partition,
        offset: block.offsets[index] ?? -1,
        timeMs: selector.timeOf(block, index, 'registered'),
      });
    }
  }
  return places;
}

function byPartition(places: readonly Place[]): Map<number, number[]> {
  const offsets = new Map<number, number[]>();
  for (const { partition, offset } of places) {
    offsets.set(partition, [...(offsets.get(partition) ?? []), offset]);
  }
  return offsets;
}

/** One after the other: the earliest of those that are first in their partitions. */
function mergedPlainly(places: readonly Place[]): Place[] {
  const queues = [...new Set(places.map(({ partition }) => partition))]
    .sort((a, b) => a - b)
    .map((partition) => places.filter((place) => place.partition === partition));
  const merged: Place[] = [];
  while (merged.length < places.length) {
    const [first] = queues
      .filter(({ length }) => length > 0)
      .sort((a, b) => (a[0]?.timeMs ?? 0) - (b[0]?.timeMs ?? 0));
    const next = first?.shift();
    if (next !== undefined) merged.push(next);
  }
  return merged;
}

describe('records in their turn', () => {
  it('come once each and in the order of their partition, merged or not', async () => {
    await fc.assert(
      fc.asyncProperty(partitions, async (times) => {
        const source = sourceOf(blocksOf(times));
        const selector = new Selector({});
        const plain = await placesOf(recordsByPartition(source, selector, new Positions({})));
        const merged = await placesOf(
          recordsByTime(source, selector, 'registered', new Positions({})),
        );
        const expected = times.map((blocks) => blocks.flat().map((_, offset) => offset));
        for (const places of [plain, merged]) {
          const offsets = byPartition(places);
          expect(expected.map((_, partition) => offsets.get(partition) ?? [])).toEqual(expected);
        }
        expect(merged).toEqual(mergedPlainly(merged));
      }),
    );
  });

  it('come by time over all partitions when each of them is in order', async () => {
    const inOrder = partitions.map((times) =>
      times.map((blocks) => [blocks.flat().sort((a, b) => a - b)]),
    );
    await fc.assert(
      fc.asyncProperty(inOrder, async (times) => {
        const source = sourceOf(blocksOf(times));
        const runs = recordsByTime(source, new Selector({}), 'registered', new Positions({}));
        const timesMs = (await placesOf(runs)).map(({ timeMs }) => timeMs);
        expect(timesMs).toEqual([...timesMs].sort((a, b) => a - b));
      }),
    );
  });

  it('go on where they stood, without a gap and without a repetition', async () => {
    await fc.assert(
      fc.asyncProperty(partitions, fc.nat(20), fc.boolean(), async (times, stop, isMerged) => {
        const source = sourceOf(blocksOf(times));
        const selector = new Selector({});
        const runsFrom = (positions: Positions): AsyncGenerator<RecordsInTurn> =>
          isMerged
            ? recordsByTime(source, selector, 'registered', positions)
            : recordsByPartition(source, selector, positions);
        const whole = await placesOf(runsFrom(new Positions({})));
        const positions = new Positions({});
        const first: Place[] = [];
        let left = stop;
        for await (const run of runsFrom(new Positions({}))) {
          if (left-- === 0) break;
          first.push(...(await placesOf(oneOf(run))));
          positions.set(run.records.block, run.nextOffset);
        }
        const second = await placesOf(runsFrom(positions));
        expect(byPartition([...first, ...second])).toEqual(byPartition(whole));
      }),
    );
  });
});

async function* oneOf(run: RecordsInTurn): AsyncGenerator<RecordsInTurn> {
  yield await Promise.resolve(run);
}
