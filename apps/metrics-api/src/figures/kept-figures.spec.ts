import { describe, expect, it } from '@jest/globals';
import { KEEPING_LIMITS } from './figures-limits.js';
import { KeptFigures } from './kept-figures.js';
import { GivenFigures } from './test-figures.js';

const QUERY = { parameters: {}, view: 'public' } as const;
const HOUR_MS = 3_600_000;

/** Time stands until a spec lets it pass. */
function given(): {
  readonly figures: GivenFigures;
  readonly kept: KeptFigures;
  readonly pass: (ms: number) => void;
} {
  const figures = new GivenFigures();
  let nowMs = 0;
  const kept = new KeptFigures(figures, { monotonicMs: () => nowMs });
  return { figures, kept, pass: (ms) => (nowMs += ms) };
}

/** Lets what was begun without waiting for it come to its end. */
const settled = (): Promise<void> => new Promise(setImmediate);

describe('kept figures', () => {
  it('are computed once for all who ask at the same time', async () => {
    const { figures, kept } = given();
    const asked = Array.from({ length: 50 }, () => kept.answer('volumes', QUERY));
    expect(new Set(await Promise.all(asked)).size).toBe(1);
    expect(figures.answers).toHaveLength(1);
  });

  it('are kept as long as the data do not change', async () => {
    const { figures, kept, pass } = given();
    const first = await kept.answer('volumes', QUERY);
    for (let hour = 0; hour < 24; hour++) {
      pass(HOUR_MS);
      expect(await kept.answer('volumes', QUERY)).toBe(first);
    }
    expect(figures.answers).toHaveLength(1);
  });

  it('are given as they are while fresh, then while their successor is computed', async () => {
    const { figures, kept, pass } = given();
    const first = await kept.answer('volumes', QUERY);
    figures.version = 'v2';
    pass(KEEPING_LIMITS.freshMs - 1);
    expect(await kept.answer('volumes', QUERY)).toBe(first);
    expect(figures.answers).toHaveLength(1);
    pass(1);
    expect(await kept.answer('volumes', QUERY)).toBe(first);
    await settled();
    expect((await kept.answer('volumes', QUERY)).provenance.dataVersion).toBe('v2');
    expect(figures.answers).toHaveLength(2);
  });

  it('are never older than their bound', async () => {
    const { figures, kept, pass } = given();
    await kept.answer('volumes', QUERY);
    figures.version = 'v2';
    pass(KEEPING_LIMITS.staleMsMax);
    expect((await kept.answer('volumes', QUERY)).provenance.dataVersion).toBe('v2');
  });

  it('are not mixed up between views, parameters and indicators', async () => {
    const { figures, kept } = given();
    await kept.answer('volumes', QUERY);
    await kept.answer('volumes', { ...QUERY, view: 'owner' });
    await kept.answer('volumes', { ...QUERY, parameters: { month: ['2023-12'] } });
    await kept.answer('months', QUERY);
    expect(figures.answers).toHaveLength(4);
  });

  it('pass an error on, and keep none', async () => {
    const { figures, kept, pass } = given();
    figures.error = new Error('no');
    await expect(kept.answer('volumes', QUERY)).rejects.toThrow('no');
    figures.error = undefined;
    await kept.answer('volumes', QUERY);
    figures.error = new Error('no more');
    pass(HOUR_MS);
    await expect(kept.answer('volumes', QUERY)).rejects.toThrow('no more');
  });
});
