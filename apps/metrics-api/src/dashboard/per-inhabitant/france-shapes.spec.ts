import { describe, expect, it } from '@jest/globals';
import { SHAPES, shortened } from './france-shapes.js';

describe('the shapes of the departments', () => {
  it('are those of the 96 of metropolitan France, each once, Corsica among them', () => {
    expect(new Set(SHAPES.map(({ code }) => code)).size).toBe(96);
    expect(SHAPES.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['01', '2A', '2B', '75', '95']),
    );
  });

  it('are light enough for a page', () => {
    const bytes = SHAPES.reduce((sum, { path }) => sum + path.length, 0);
    expect(bytes).toBeLessThan(80_000);
    expect(SHAPES.every(({ path }) => /^M[\d., -]+l.*z$/.test(path))).toBe(true);
  });

  it('keep their ends when short steps are joined', () => {
    expect(shortened('m 10,10 0.2,0 0.2,0 5,0 0,0.5 z')).toBe('M10,10l5.4,0 0,.5z');
    expect(shortened('M 1,1 L 4,1 4,5 z')).toBe('M1,1l3,0 0,4z');
    expect(shortened('m 1,1 h 3 v 4 z')).toBe('M1,1l3,0 0,4z');
  });
});
