import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { Clock } from './clock.js';
import { BadInvocationError, RunFailedError } from './errors.js';
import { Operations } from './operations/operations.js';
import { StartWaitError, Starting, StoppedWhileStartingError } from './starting.js';

class AwayError extends RunFailedError {
  override readonly mayPass = true;
}

/** Its time passes with the waits alone. */
class ModelClock implements Clock {
  ms = 0;
  readonly nowMs = (): number => this.ms;
  readonly monotonicMs = (): number => this.ms;
  sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(new Error('aborted'));
    this.ms += durationMs;
    return Promise.resolve();
  }
}

describe('a service on its way to serving', () => {
  const told: string[] = [];
  const clock = new ModelClock();
  const tell = (text: unknown): void => {
    told.push(String(text));
  };

  beforeEach(() => {
    told.length = 0;
    clock.ms = 0;
    Logger.overrideLogger({ log: tell, warn: tell, error: tell });
  });

  afterEach(() => {
    Logger.overrideLogger(false);
  });

  it('waits for what may come, and says so at once, then every ten seconds', async () => {
    const starting = new Starting('toy', clock);
    const found = await starting.whenThere('the toy server', 60, () =>
      clock.ms < 25_000 ? Promise.reject(new AwayError('no server')) : Promise.resolve(7),
    );
    expect(found).toBe(7);
    expect(told).toEqual([
      'waits for the toy server, for 0 s of at most 60 s: no server',
      'waits for the toy server, for 10 s of at most 60 s: no server',
      'waits for the toy server, for 20 s of at most 60 s: no server',
      'the toy server: there after 25 s',
    ]);
  });

  it('gives up at its bound, and not before', async () => {
    const starting = new Starting('toy', clock);
    const never = (): Promise<never> => Promise.reject(new AwayError('no server'));
    const wait = starting.whenThere('the toy server', 30, never);
    await expect(wait).rejects.toThrow(StartWaitError);
    await expect(wait).rejects.toThrow(/the toy server within MES_START_WAIT_SECONDS=30/);
    expect(clock.ms).toBe(30_000);
    await expect(starting.whenThere('it', 0, never)).rejects.toThrow(AwayError);
    expect(clock.ms).toBe(30_000);
  });

  it('does not wait for what cannot come', async () => {
    const starting = new Starting('toy', clock);
    for (const error of [new BadInvocationError('a wrong password'), new Error('bug')]) {
      await expect(starting.whenThere('it', 60, () => Promise.reject(error))).rejects.toBe(error);
    }
    expect(clock.ms).toBe(0);
  });

  it('ends its wait when the process is told to stop', async () => {
    const starting = new Starting('toy', clock);
    const wait = starting.whenThere('it', 60, () => {
      if (clock.ms === 5000) starting.stop();
      return Promise.reject(new AwayError('no server'));
    });
    await expect(wait).rejects.toThrow(StoppedWhileStartingError);
    expect(clock.ms).toBeLessThan(7000);
  });

  it('is alive and not ready meanwhile, and names what it waits for to its operator', async () => {
    const operations = new Operations(
      { service: 'toy', instance: 'toy-1' },
      { MES_METRICS_PORT: '0', MES_METRICS_HOST: '127.0.0.1' },
    );
    const starting = new Starting('toy', clock);
    await starting.tell(operations);
    const url = (await operations.open()) ?? '';
    try {
      await starting.whenThere('the toy server', 60, async () => {
        const answer = await fetch(`${url}/ready`);
        expect(answer.status).toBe(503);
        const { checks } = (await answer.json()) as { checks: { reason?: string }[] };
        expect(checks[1]).toEqual({
          name: 'started',
          isReady: false,
          reason: 'the service starts, and waits for the toy server',
        });
        expect((await fetch(`${url}/live`)).status).toBe(200);
      });
      starting.end();
      expect((await fetch(`${url}/ready`)).status).toBe(200);
    } finally {
      await operations.close();
    }
  });
});
