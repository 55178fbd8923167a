import { describe, expect, it } from '@jest/globals';
import { EXPIRY_BATCH_MAX, ExpirySweep } from './expiry-sweep.js';
import type { IntakeAnswer, IntakeCommand } from './intake-command.js';

/** A base where so many prescriptions are due. */
class DueBase {
  readonly batches: number[] = [];

  constructor(public due: number) {}

  submit(command: IntakeCommand): Promise<IntakeAnswer> {
    if (command.type !== 'expire') return Promise.reject(new Error('only the sweep asks here'));
    const prescriptions = Math.min(this.due, command.prescriptionsMax);
    this.due -= prescriptions;
    this.batches.push(prescriptions);
    return Promise.resolve({ outcome: 'expired', prescriptions });
  }
}

const noWait = { sleep: (): Promise<void> => Promise.resolve() };
const sweepOf = (lane: DueBase): ExpirySweep =>
  new ExpirySweep(lane, noWait, 1000, (error) => {
    throw error;
  });

describe('ExpirySweep', () => {
  it.each([
    [0, [0]],
    [1, [1]],
    [EXPIRY_BATCH_MAX - 1, [EXPIRY_BATCH_MAX - 1]],
    [EXPIRY_BATCH_MAX, [EXPIRY_BATCH_MAX, 0]],
    [EXPIRY_BATCH_MAX + 1, [EXPIRY_BATCH_MAX, 1]],
  ])(
    'closes %d prescriptions in bounded batches, and no more than are due',
    async (due, batches) => {
      const base = new DueBase(due);
      expect(await sweepOf(base).sweep()).toBe(due);
      expect(base.batches).toEqual(batches);
    },
  );

  it('sweeps again after each interval, tells about a failure and goes on, until it is stopped', async () => {
    const base = new DueBase(3);
    const errors: unknown[] = [];
    const waits: number[] = [];
    let fails = true;
    const lane = {
      submit: (command: IntakeCommand) => {
        if (!fails) return base.submit(command);
        fails = false;
        return Promise.reject(new Error('busy'));
      },
    };
    const { promise: third, resolve: reachThird } = Promise.withResolvers<undefined>();
    const clock = {
      sleep: (durationMs: number, signal?: AbortSignal) => {
        waits.push(durationMs);
        if (waits.length < 3) return Promise.resolve();
        reachThird(undefined);
        return new Promise<void>((_, reject) => {
          signal?.addEventListener('abort', () => {
            reject(new Error('stopped'));
          });
        });
      },
    };
    const sweep = new ExpirySweep(lane, clock, 1000, (error) => errors.push(error));
    sweep.start();
    await third;
    await sweep.stop();
    expect(errors).toEqual([new Error('busy')]);
    expect(base.batches).toEqual([3, 0]);
    expect(waits).toEqual([1000, 1000, 1000]);
    expect(await sweep.sweep()).toBe(0);
  });
});
