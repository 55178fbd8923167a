import { describe, expect, it } from '@jest/globals';
import { RunFailedError } from '../errors.js';
import { READINESS_TIMEOUT_MS, Readiness } from './readiness.js';

class ToyError extends RunFailedError {}

function watched(check: () => Promise<unknown>): { readiness: Readiness; told: string[] } {
  const told: string[] = [];
  const readiness = new Readiness({ warn: (text) => told.push(text) });
  readiness.add({ name: 'toy', check });
  return { readiness, told };
}

describe('Readiness', () => {
  it('gives the reasons that the house states, and no others', async () => {
    const errors = [new ToyError('the toy is broken'), new Error('secret')];
    const { readiness } = watched(() => Promise.reject(errors.shift() ?? new Error('none')));
    expect((await readiness.ask())[1]).toEqual({
      name: 'toy',
      isReady: false,
      reason: 'the toy is broken',
    });
    expect((await readiness.ask())[1]).toEqual({ name: 'toy', isReady: false });
  });

  it('tells the log when a reason changes, not each time it is asked', async () => {
    let reason: string | undefined = 'silent for 15001 ms';
    const { readiness, told } = watched(() =>
      reason === undefined ? Promise.resolve() : Promise.reject(new ToyError(reason)),
    );
    await readiness.ask();
    reason = 'silent for 16001 ms';
    await readiness.ask();
    reason = 'gone';
    await readiness.ask();
    reason = undefined;
    await readiness.ask();
    await readiness.ask();
    expect(told).toEqual([
      'not ready, toy: silent for 15001 ms',
      'not ready, toy: gone',
      'ready again, toy',
    ]);
  });

  it(
    'does not ask again what has not answered, and says so within its bound',
    async () => {
      let asked = 0;
      let answer: () => void = () => undefined;
      const { readiness } = watched(() => {
        asked++;
        return new Promise<void>((resolve) => (answer = resolve));
      });
      const both = await Promise.all([readiness.ask(), readiness.ask()]);
      for (const [, toy] of both) {
        expect(toy).toMatchObject({ isReady: false, reason: expect.stringContaining('none came') });
      }
      await readiness.ask();
      expect(asked).toBe(1);
      const next = readiness.ask();
      answer();
      expect((await next)[1]?.isReady).toBe(true);
      const fresh = readiness.ask();
      answer();
      await fresh;
      expect(asked).toBe(2);
    },
    READINESS_TIMEOUT_MS * 10,
  );
});
