import { describe, expect, it } from '@jest/globals';
import { HandOver } from './hand-over.js';

describe('a hand-over', () => {
  it('gives items in order, each done with when the next one is asked for', async () => {
    const handOver = new HandOver<number>();
    const done: number[] = [];
    const giver = (async () => {
      for (const item of [1, 2, 3]) {
        await handOver.give(item);
        done.push(item);
      }
      handOver.end();
    })();
    expect(await handOver.take()).toBe(1);
    await turn();
    expect(done).toEqual([]);
    expect(await handOver.take()).toBe(2);
    await turn();
    expect(done).toEqual([1]);
    expect(await handOver.take()).toBe(3);
    expect(await handOver.take()).toBeUndefined();
    await giver;
    expect(done).toEqual([1, 2, 3]);
  });

  it('wakes a waiting taker and a waiting giver at its end', async () => {
    const empty = new HandOver<number>();
    const taken = empty.take();
    empty.end();
    expect(await taken).toBeUndefined();

    const full = new HandOver<number>();
    const given = full.give(1);
    full.end();
    await given;
    expect(await full.take()).toBeUndefined();
    await full.give(2);
  });

  it('wakes the giver of an item that is still being worked on', async () => {
    const handOver = new HandOver<number>();
    const given = handOver.give(1);
    expect(await handOver.take()).toBe(1);
    handOver.end();
    await given;
  });
});

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
