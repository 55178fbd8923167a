import { describe, expect, it } from '@jest/globals';
import type { RunReport } from './run-report.js';
import { parseThreshold } from './thresholds.js';

const report: RunReport = {
  scenario: 'smoke',
  seed: 1,
  scale: 1,
  streamSha256: null,
  events: {
    planned: 10,
    emitted: 10,
    acknowledged: 11,
    counted: 10,
    duplicatesIgnored: 1,
    refused: 0,
    deadLettered: 0,
    lost: 0,
  },
  seconds: { total: 2, emission: 1, drain: 1 },
  eventsPerSecond: 5,
  freshnessMs: { p50: 100, p95: 400, p99: 999, max: 1000 },
  verification: { cells: 5, wrong: 0 },
  sons: null,
  thresholds: [],
  backend: { kafka: 'x', postgres: 'y' },
  versions: {},
  memoryMegabytesMax: {},
  restarts: 0,
};

describe('parseThreshold', () => {
  it.each([
    ['lost==0', true],
    ['lost!=0', false],
    ['freshness_p99<1s', true],
    ['freshness_p99 < 999ms', false],
    ['freshness_p99<=999', true],
    ['freshness_max<1s', false],
    ['seconds_total<=2000ms', true],
    ['seconds_total<2s', false],
    ['events_per_second>=5', true],
    ['events_per_second>5', false],
  ])('holds %s: %p', (expression, passed) => {
    expect(parseThreshold(expression).evaluate(report)).toMatchObject({ expression, passed });
  });

  it.each(['', 'loss==0', 'lost=0', 'lost==', 'lost==-1', 'lost==0s', 'lost==0 && wrong==0'])(
    'refuses %j with what it knows',
    (expression) => {
      expect(() => parseThreshold(expression)).toThrow(/--threshold: expected/);
    },
  );
});
