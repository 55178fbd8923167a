import { describe, expect, it } from '@jest/globals';
import type { Cell } from '#libs/exports';
import { AnswerCache } from './answer-cache.js';
import type { Body } from './source.js';
import { text } from './texts.js';

const column = {
  name: 'x',
  title: text('x', 'x'),
  description: text('x', 'x'),
  type: 'integer',
  role: 'value',
} as const;

const bodyOf = (rows: number): Body => ({
  columns: [column],
  rows: Array.from({ length: rows }, (): Cell[] => [1]),
  statuses: [],
  knownOn: null,
  sources: [],
  notes: [],
});

describe('AnswerCache', () => {
  it('makes an answer once for one content, and anew for another', () => {
    const cache = new AnswerCache();
    const [before, after] = [{}, {}];
    let made = 0;
    const make = (): Body => {
      made += 1;
      return bodyOf(1);
    };
    const first = cache.get('a', before, make);
    expect(cache.get('a', before, make)).toBe(first);
    expect(made).toBe(1);
    expect(cache.get('a', after, make)).not.toBe(first);
    expect(made).toBe(2);
    expect(cache.cells).toBe(1);
  });

  it('keeps a bounded number of cells, those asked for last', () => {
    const cache = new AnswerCache();
    const content = {};
    for (let answer = 0; answer < 60; answer++) {
      cache.get(String(answer), content, () => bodyOf(100_000));
      cache.get('0', content, () => bodyOf(100_000));
    }
    expect(cache.cells).toBeLessThanOrEqual(4_000_000);
    expect(cache.cells).toBeGreaterThan(3_000_000);
    const fail = (): Body => {
      throw new Error('made again');
    };
    expect(cache.get('0', content, fail)).toBeDefined();
    expect(() => cache.get('1', content, fail)).toThrow('made again');
  });

  it('keeps a bounded number of answers', () => {
    const cache = new AnswerCache();
    for (let answer = 0; answer < 600; answer++) cache.get(String(answer), cache, () => bodyOf(1));
    expect(cache.cells).toBe(512);
  });
});
