import { describe, expect, it } from '@jest/globals';
import { BufferPool } from './buffer-pool.js';

describe('BufferPool', () => {
  it('makes no more buffers than its bound and serves those who wait in order', async () => {
    const pool = new BufferPool(2, 8);
    const first = await pool.acquire();
    const second = await pool.acquire();
    expect(second).not.toBe(first);
    const served: string[] = [];
    const third = pool.acquire().then((buffer) => {
      served.push('third');
      return buffer;
    });
    const fourth = pool.acquire().then(() => served.push('fourth'));
    await Promise.resolve();
    expect(served).toEqual([]);
    pool.release(first);
    expect(await third).toBe(first);
    pool.release(second);
    await fourth;
    expect(served).toEqual(['third', 'fourth']);
  });

  it('says at once when no buffer is free, for those who do not wait', () => {
    const pool = new BufferPool(1, 8);
    const only = pool.tryAcquire();
    expect(only).toHaveLength(8);
    expect(pool.tryAcquire()).toBeUndefined();
    if (only) pool.release(only);
    expect(pool.tryAcquire()).toBe(only);
  });
});
