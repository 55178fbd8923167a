import { describe, expect, it } from '@jest/globals';
import { assertMeasurable, parseThreshold } from './thresholds.js';
import { testReport as report } from './test-report.js';

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

describe('thresholds of a load', () => {
  const percentiles = { p50: 1, p90: 2, p95: 3, p99: 49, p999: 51, max: 60 };
  const figures = {
    offeredPerSecond: 100,
    achievedPerSecond: 99,
    records: 990,
    dropped: 10,
    seconds: 10,
    publishMs: percentiles,
  };
  const load = { ...figures, warmup: figures, histogram: '', missed: null };

  it.each([
    ['publish_p50<=1ms', true],
    ['publish_p90<2ms', false],
    ['publish_p95<=3', true],
    ['publish_p99<50ms', true],
    ['publish_p999<50ms', false],
    ['publish_max<0.1s', true],
    ['dropped==0', false],
    ['dropped<=10', true],
    ['achieved_per_second>=99', true],
  ])('holds %s: %p', (expression, passed) => {
    expect(parseThreshold(expression).evaluate({ ...report, load })).toMatchObject({ passed });
  });

  it('never passes a latency of nothing', () => {
    const nothing = { ...load, records: 0 };
    expect(parseThreshold('publish_p99<50ms').evaluate({ ...report, load: nothing }).passed).toBe(
      false,
    );
    expect(parseThreshold('dropped==0').evaluate(report).passed).toBe(false);
  });

  it('are refused for a run without a rate', () => {
    const thresholds = ['lost==0', 'dropped==0'].map(parseThreshold);
    expect(() => {
      assertMeasurable(thresholds, false);
    }).toThrow(/dropped==0: expected --rate or --ramp/);
    assertMeasurable(thresholds, true);
    assertMeasurable(thresholds.slice(0, 1), false);
  });
});
