import { describe, expect, it } from '@jest/globals';
import { committedOf } from './forget-counted.js';

const at = (offsets: Readonly<Record<string, bigint>>): { offsets: Map<string, bigint> } => ({
  offsets: new Map(Object.entries(offsets)),
});

describe('what may be forgotten', () => {
  it('is what every reader has committed, of this topic alone', () => {
    const volumes = at({ 'a/0': 50n, 'a/1': 7n, 'ab/0': 9n });
    const sons = at({ 'a/0': 40n, 'a/1': 8n });
    expect(committedOf('a', [volumes, sons])).toEqual([
      { partition: 0, offset: '40' },
      { partition: 1, offset: '7' },
    ]);
  });

  it('is nothing where one has not begun', () => {
    expect(committedOf('a', [at({ 'a/0': 50n }), at({})])).toEqual([]);
    expect(committedOf('a', [at({ 'a/0': 0n })])).toEqual([]);
    expect(committedOf('a', [])).toEqual([]);
  });
});
