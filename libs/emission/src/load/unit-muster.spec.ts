import { beforeEach, describe, expect, it } from '@jest/globals';
import type { SimulationUnit } from '../simulation-unit.js';
import type { UnitLoad } from './unit-load.js';
import { UnitMuster } from './unit-muster.js';

/** A time that passes by sleeping alone, for all that sleep at once. */
class SharedTime {
  nowAtMs = 0;
  readonly #sleepers: { readonly untilMs: number; readonly wake: () => void }[] = [];

  nowMs(): number {
    return this.nowAtMs;
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((wake) => {
      this.#sleepers.push({ untilMs: this.nowAtMs + milliseconds, wake });
    });
  }

  /** Lets this much time pass, and whoever wakes up in it do what they do. */
  async pass(milliseconds: number): Promise<void> {
    const endMs = this.nowAtMs + milliseconds;
    while (this.nowAtMs < endMs) {
      this.nowAtMs += 10;
      const due = this.#sleepers.filter(({ untilMs }) => untilMs <= this.nowAtMs);
      for (const sleeper of due) this.#sleepers.splice(this.#sleepers.indexOf(sleeper), 1);
      for (const { wake } of due) wake();
      for (let turn = 0; turn < 5; turn++) await Promise.resolve();
    }
  }
}

describe('UnitMuster', () => {
  let time: SharedTime;
  let assigned: number | undefined;
  let muster: UnitMuster;
  beforeEach(() => {
    time = new SharedTime();
    assigned = 3;
    muster = new UnitMuster({ clock: time, assignedPartitions: () => assigned });
  });

  /** What each unit hears; undefined while it waits. */
  const answersOf = (shards: readonly number[], startsAtMs = 5000): (boolean | undefined)[] => {
    const answers: (boolean | undefined)[] = shards.map(() => undefined);
    shards.forEach((shard, index) => {
      const load = { startsAtMs } as UnitLoad; // the rest of it is the loop's
      void muster.isComplete({ run: 'run', shard, load } as SimulationUnit).then((answer) => {
        answers[index] = answer;
      });
    });
    return answers;
  };

  it('lets all go when as many are here as the process has partitions', async () => {
    const first = answersOf([4, 9]);
    await time.pass(100);
    expect(first).toEqual([undefined, undefined]);
    const last = answersOf([11]);
    await time.pass(30);
    expect([...first, ...last]).toEqual([true, true, true]);
  });

  it('has a part of them given back while there is time, and takes all when they come again', async () => {
    const part = answersOf([4]);
    await time.pass(400);
    expect(part).toEqual([false]);
    const all = answersOf([4, 9, 11]);
    await time.pass(30);
    expect(all).toEqual([true, true, true]);
  });

  it('waits on while more are coming', async () => {
    const first = answersOf([4]);
    await time.pass(250);
    answersOf([9]);
    await time.pass(250);
    expect(first).toEqual([undefined]);
    await time.pass(100);
    expect(first).toEqual([false]);
  });

  it('goes on with what is here when the load is about to start', async () => {
    const answers = answersOf([4], 1600);
    await time.pass(150);
    expect(answers).toEqual([true]);
    const late = answersOf([9], 200);
    await time.pass(10);
    expect(late).toEqual([true]);
  });

  it('takes nothing for complete while partitions are given out', async () => {
    assigned = undefined;
    const answers = answersOf([4, 9, 11]);
    await time.pass(100);
    expect(answers).toEqual([undefined, undefined, undefined]);
    assigned = 3;
    await time.pass(30);
    expect(answers).toEqual([true, true, true]);
  });

  it('holds up no unit that goes as fast as it can', async () => {
    const unit = { run: 'run', shard: 1 } as SimulationUnit; // no load
    expect(await muster.isComplete(unit)).toBe(true);
  });
});
