import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RateLimiter, type Rate } from './rate-limiter.js';

const RATE: Rate = { perSecond: 10, burst: 5 };

function limiterAt(rate: Rate): { limiter: RateLimiter; pass: (ms: number) => void } {
  let nowMs = 1_000;
  const limiter = new RateLimiter(rate, { monotonicMs: () => nowMs });
  return {
    limiter,
    pass: (ms) => {
      nowMs += ms;
    },
  };
}

/** How many of so many requests are let in now. */
const admitted = (limiter: RateLimiter, client: string, requests: number): number =>
  Array.from({ length: requests }, () => limiter.take(client)).filter((waitMs) => waitMs === 0)
    .length;

describe('RateLimiter', () => {
  it('lets in the burst, then the rate, and says how long to wait', () => {
    const { limiter, pass } = limiterAt(RATE);
    expect(admitted(limiter, 'one', 9)).toBe(5);
    expect(limiter.take('one')).toBeCloseTo(100, 6);
    pass(99);
    expect(limiter.take('one')).toBeGreaterThan(0);
    pass(1);
    expect(limiter.take('one')).toBe(0);
    expect(limiter.take('one')).toBeGreaterThan(0);
    pass(10_000);
    expect(admitted(limiter, 'one', 9)).toBe(5);
  });

  it('counts each client by itself', () => {
    const { limiter } = limiterAt(RATE);
    expect(admitted(limiter, 'one', 9)).toBe(5);
    expect(admitted(limiter, 'two', 9)).toBe(5);
  });

  it('takes nothing from who only asks how long', () => {
    const { limiter } = limiterAt(RATE);
    for (let i = 0; i < 20; i++) expect(limiter.waitMs('one')).toBe(0);
    expect(admitted(limiter, 'one', 9)).toBe(5);
    expect(limiter.waitMs('one')).toBeGreaterThan(0);
  });

  it('never gives a client more than the rate and the burst, whatever others do', () => {
    const step = fc.record({
      client: fc.integer({ min: 0, max: 5 }).map(String),
      requests: fc.integer({ min: 1, max: 8 }),
      passedMs: fc.integer({ min: 0, max: 400 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const { limiter, pass } = limiterAt(RATE);
        const taken = new Map<string, number>();
        let elapsedMs = 0;
        for (const { client, requests, passedMs } of steps) {
          pass(passedMs);
          elapsedMs += passedMs;
          taken.set(client, (taken.get(client) ?? 0) + admitted(limiter, client, requests));
        }
        const most = RATE.burst + (elapsedMs / 1000) * RATE.perSecond;
        for (const count of taken.values()) expect(count).toBeLessThanOrEqual(most + 1e-9);
      }),
    );
  });

  it('keeps a million clients in the same memory, and none of them empties into another', () => {
    const { limiter } = limiterAt({ perSecond: 1, burst: 3 });
    const { bytes } = limiter;
    expect(admitted(limiter, 'greedy', 5)).toBe(3);
    const before = process.memoryUsage().arrayBuffers;
    for (let client = 0; client < 1_000_000; client++) limiter.take(`client ${client}`);
    expect(limiter.bytes).toBe(bytes);
    expect(bytes).toBe(512 * 1024);
    // Digests of the last requests may not be collected yet; a million buckets would be 50 MB and more.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 1024 * 1024);
    // The flood has given nothing back.
    expect(admitted(limiter, 'greedy', 5)).toBe(0);
  });

  it('lets in nearly everybody while a thousand others are busy', () => {
    const { limiter } = limiterAt(RATE);
    for (let client = 0; client < 1_000; client++) admitted(limiter, `busy ${client}`, 5);
    const silent = Array.from({ length: 1_000 }, (_, i) => limiter.take(`silent ${i}`));
    expect(silent.filter((waitMs) => waitMs > 0).length).toBeLessThan(5);
  });
});
