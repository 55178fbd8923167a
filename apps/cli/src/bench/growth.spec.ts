import { describe, expect, it } from '@jest/globals';
import { Plan, loadScenario } from '#libs/simulation';
import { ratiosOf } from './growth-bench.js';
import { DIMENSIONS, pointsOf } from './growth-points.js';

describe('points of growth', () => {
  it.each(DIMENSIONS)('%s grows alone, from point to point', (dimension) => {
    const points = pointsOf(dimension, 1e8);
    expect(points.length).toBeGreaterThan(1);
    expect(new Set(points.map(({ label }) => label)).size).toBe(points.length);
    const others = (['partitions', 'aggregators'] as const).filter((name) => name !== dimension);
    for (const name of others) {
      expect(new Set(points.map((point) => point[name])).size).toBe(1);
    }
  });

  it('holds about as many events as its label says', () => {
    for (const point of pointsOf('events', 1e7)) {
      const { scenario: name, scale, label } = point;
      const planned = new Plan(loadScenario(name, { scale }), 1).totals().allEvents;
      expect(planned / Number.parseFloat(label)).toBeCloseTo(1, 2);
    }
  });

  it('leaves out sizes above the bound, and keeps the one on it', () => {
    expect(pointsOf('events', 1e6).map(({ label }) => label)).toEqual([
      '100000 events',
      '1000000 events',
    ]);
  });

  it('sets each cost against the first of its dimension', () => {
    const at = (dimension: 'events' | 'cells', label: string, microsecondsPerEvent: number) => ({
      dimension,
      label,
      microsecondsPerEvent,
    });
    expect(ratiosOf([at('events', 'a', 4), at('events', 'b', 2), at('cells', 'c', 8)])).toEqual({
      'events: a': 1,
      'events: b': 0.5,
      'cells: c': 1,
    });
  });
});
