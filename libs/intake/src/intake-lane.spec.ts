import { describe, expect, it } from '@jest/globals';
import { logFacts, withLogFacts } from '#libs/platform';
import { DatabaseUnreachableError, type OutboxRecord } from '#libs/store';
import { IntakeBusyError, IntakeUnavailableError } from './errors.js';
import {
  ACKNOWLEDGED_WITHIN_MS,
  IntakeLane,
  IntakeStuckError,
  type IntakeBounds,
  type LanePorts,
} from './intake-lane.js';

const recordOf = (command: string, sequence: number): OutboxRecord => ({
  shard: 0,
  sequence,
  site: '1010000013',
  value: Buffer.from(command),
});

/** A store that keeps its outbox in memory, and a broker that acknowledges when it is told to. */
class Model implements LanePorts<string, string> {
  readonly channel = 'dmp';
  readonly batches: string[][] = [];
  readonly published: string[] = [];
  readonly fatal: Error[] = [];
  outbox: OutboxRecord[] = [];
  /** Acknowledgements held back, oldest first; undefined: given at once. */
  held: (() => void)[] | undefined;
  brokerFails = false;
  databaseFails = false;
  readonly store = this;
  readonly publisher = this;
  nowMs = 0;
  readonly clock = { sleep: () => Promise.resolve(), monotonicMs: () => this.nowMs };
  readonly onFatal = (error: Error): void => {
    this.fatal.push(error);
  };

  async settle(
    commands: readonly string[],
    acknowledged: readonly OutboxRecord[],
  ): Promise<{ records: OutboxRecord[]; answers: string[] }> {
    this.batches.push([...commands]);
    await Promise.resolve();
    if (commands.includes('bad')) throw new RangeError('a bad command');
    const records = commands.map((command) => recordOf(command, this.published.length));
    await this.forget(acknowledged);
    this.outbox.push(...records);
    if (this.databaseFails) throw new DatabaseUnreachableError('postgres://h/d', 'a cut', 'Wait.');
    return { records, answers: commands.map((command) => `${command}!`) };
  }

  unpublished(): Promise<OutboxRecord[]> {
    return Promise.resolve([...this.outbox]);
  }

  forget(records: readonly OutboxRecord[]): Promise<void> {
    this.outbox = this.outbox.filter((record) => !records.includes(record));
    return Promise.resolve();
  }

  publish(records: readonly OutboxRecord[]): Promise<void> {
    if (this.brokerFails) return Promise.reject(new Error('no broker'));
    this.published.push(...records.map(({ value }) => value.toString()));
    const { held } = this;
    return held ? new Promise((resolve) => held.push(resolve)) : Promise.resolve();
  }
}

const turns = async (count = 20): Promise<void> => {
  for (let turn = 0; turn < count; turn++) await Promise.resolve();
};

const laneOf = (model: Model, bounds: Partial<IntakeBounds> = {}): IntakeLane<string, string> =>
  new IntakeLane(model, bounds);

describe('IntakeLane', () => {
  it('settles what came together in one batch, and answers each command its own', async () => {
    const model = new Model();
    const lane = laneOf(model);
    const answers = await Promise.all(['a', 'b', 'c'].map((command) => lane.submit(command)));
    expect(answers).toEqual(['a!', 'b!', 'c!']);
    expect(model.batches).toEqual([['a', 'b', 'c']]);
    expect(model.published).toEqual(['a', 'b', 'c']);
  });

  it('makes no batch larger than its bound', async () => {
    const model = new Model();
    const lane = laneOf(model, { batchCommandsMax: 2 });
    await Promise.all(['a', 'b', 'c', 'd', 'e'].map((command) => lane.submit(command)));
    expect(model.batches).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
  });

  it('answers nothing before the broker has acknowledged it and all before it', async () => {
    const model = new Model();
    model.held = [];
    const lane = laneOf(model, { batchCommandsMax: 1 });
    const answered: string[] = [];
    for (const command of ['a', 'b']) void lane.submit(command).then((text) => answered.push(text));
    await turns(50);
    expect(model.published).toEqual(['a', 'b']);
    model.held[1]?.();
    await turns();
    expect(answered).toEqual([]);
    model.held[0]?.();
    await turns();
    expect(answered).toEqual(['a!', 'b!']);
  });

  it('is stuck when a stored batch waits too long for the broker, to the millisecond', async () => {
    const model = new Model();
    model.held = [];
    const lane = laneOf(model);
    const answer = lane.submit('a');
    await turns(50);
    model.nowMs = ACKNOWLEDGED_WITHIN_MS;
    await expect(lane.check().check()).resolves.toBeUndefined();
    model.nowMs += 1;
    await expect(lane.check().check()).rejects.toThrow(/one waits for 15001 ms/);
    model.held[0]?.();
    await answer;
    await expect(lane.check().check()).resolves.toBeUndefined();
  });

  it('is stuck for good when stored records could not be published', async () => {
    const model = new Model();
    model.brokerFails = true;
    const lane = laneOf(model);
    await expect(lane.submit('a')).rejects.toBeInstanceOf(IntakeUnavailableError);
    await expect(lane.check().check()).rejects.toThrow(IntakeStuckError);
  });

  it('settles a batch outside the request that began it', async () => {
    const model = new Model();
    const seen: unknown[] = [];
    const settle = model.settle.bind(model);
    model.settle = (...batch) => {
      seen.push(logFacts());
      return settle(...batch);
    };
    const lane = laneOf(model);
    await withLogFacts({ requestId: 'r' }, async () => {
      await lane.submit('a');
      // Whoever waits is still the request.
      expect(logFacts()).toEqual({ requestId: 'r' });
    });
    expect(seen).toEqual([{}]);
  });

  it('stores no further batch while too many wait for the broker', async () => {
    const model = new Model();
    model.held = [];
    const lane = laneOf(model, { batchCommandsMax: 1, batchesUnacknowledgedMax: 2 });
    const all = ['a', 'b', 'c'].map((command) => lane.submit(command));
    await turns(50);
    expect(model.batches).toHaveLength(2);
    model.held.shift()?.();
    await turns(50);
    expect(model.batches).toHaveLength(3);
    for (const acknowledge of model.held) acknowledge();
    await expect(Promise.all(all)).resolves.toEqual(['a!', 'b!', 'c!']);
  });

  it('takes as many as may wait, and tells the next one to come back', async () => {
    const model = new Model();
    const lane = laneOf(model, { queueCommandsMax: 3, retryAfterSeconds: 7 });
    const taken = ['a', 'b', 'c'].map((command) => lane.submit(command));
    await expect(lane.submit('d')).rejects.toMatchObject({ retryAfterSeconds: 7 });
    await expect(lane.submit('d')).rejects.toBeInstanceOf(IntakeBusyError);
    await Promise.all(taken);
    await expect(lane.submit('d')).resolves.toBe('d!');
  });

  it('tries the commands of a failed batch alone, and hurts the one at fault only', async () => {
    const model = new Model();
    const lane = laneOf(model);
    const outcomes = await Promise.allSettled(['a', 'bad', 'c'].map((text) => lane.submit(text)));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(model.published).toEqual(['a', 'c']);
  });

  it('takes acknowledged records out of the outbox with the next batch, and the last ones at the end', async () => {
    const model = new Model();
    const lane = laneOf(model);
    await lane.submit('a');
    expect(model.outbox.map(({ value }) => value.toString())).toEqual(['a']);
    await lane.submit('b');
    expect(model.outbox.map(({ value }) => value.toString())).toEqual(['b']);
    await lane.close();
    expect(model.outbox).toEqual([]);
  });

  it('does not know the outcome when the database is lost, and publishes what was stored after all', async () => {
    const model = new Model();
    const lane = laneOf(model);
    model.databaseFails = true;
    await expect(lane.submit('a')).rejects.toBeInstanceOf(IntakeUnavailableError);
    expect(model.published).toEqual([]);
    model.databaseFails = false;
    await expect(lane.submit('b')).resolves.toBe('b!');
    expect(model.published).toEqual(['a', 'b']);
  });

  it('answers nothing any more once stored records could not be published', async () => {
    const model = new Model();
    const lane = laneOf(model);
    model.brokerFails = true;
    await expect(lane.submit('a')).rejects.toBeInstanceOf(IntakeUnavailableError);
    expect(model.fatal).toHaveLength(1);
    await expect(lane.submit('b')).rejects.toBeInstanceOf(IntakeUnavailableError);
    expect(model.outbox).toHaveLength(1);
  });

  it('answers what waits before it closes, and refuses what comes later', async () => {
    const model = new Model();
    const lane = laneOf(model);
    const waiting = lane.submit('a');
    await lane.close();
    await expect(waiting).resolves.toBe('a!');
    await expect(lane.submit('b')).rejects.toBeInstanceOf(IntakeUnavailableError);
  });

  it('publishes at the start what an earlier process left', async () => {
    const model = new Model();
    model.outbox = [recordOf('left', 0)];
    await laneOf(model).publishLeftovers();
    expect(model.published).toEqual(['left']);
    expect(model.outbox).toEqual([]);
  });
});
