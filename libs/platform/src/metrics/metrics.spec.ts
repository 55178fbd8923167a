import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { packageVersion } from '../version.js';
import { Metrics } from './metrics.js';
import { LabelledCounter, LabelledHistogram, SERIES_MAX } from './series.js';

const metricsOf = (): Metrics => new Metrics({ service: 'toy', instance: 'toy-1' });

describe('Metrics', () => {
  it('asks for a number at each scrape and keeps none', async () => {
    const metrics = metricsOf();
    let total = 3;
    let reads = 0;
    metrics.counter({ name: 'mes_toys_total', help: 'Toys.' }, () => {
      reads++;
      return total;
    });
    expect(reads).toBe(0);
    expect(await metrics.text()).toContain('mes_toys_total{service="toy"} 3');
    total = 5;
    expect(await metrics.text()).toContain('mes_toys_total{service="toy"} 5');
    expect(reads).toBe(2);
  });

  it('says which process of which version speaks', async () => {
    expect(packageVersion()).toMatch(/^\d+\.\d+\.\d+/);
    expect(await metricsOf().text()).toContain(
      `mes_build_info{process="toy-1",version="${packageVersion()}",node="${process.versions.node}",service="toy"} 1`,
    );
  });

  it('leaves out a metric that cannot be read, counts that, and tells the others', async () => {
    const metrics = metricsOf();
    metrics.gauge({ name: 'mes_broken', help: 'Broken.' }, () => {
      throw new Error('no');
    });
    metrics.asked({ name: 'mes_late', help: 'Broken later.' }, () =>
      Promise.reject(new Error('no')),
    );
    metrics.gauge({ name: 'mes_whole', help: 'Whole.' }, () => 1);
    await metrics.text();
    const text = await metrics.text();
    expect(text).toContain('mes_whole{service="toy"} 1');
    expect(text).not.toMatch(/^mes_(broken|late)\{/m);
    expect(text).toMatch(
      /mes_metric_read_failures_total\{metric="mes_broken",service="toy"\} [12]/,
    );
    expect(text).toMatch(/mes_metric_read_failures_total\{metric="mes_late",service="toy"\} [12]/);
  });

  it('does not wait for a metric that never comes', async () => {
    const metrics = metricsOf();
    metrics.asked({ name: 'mes_stuck', help: 'Stuck.' }, () => new Promise(() => undefined));
    metrics.gauge({ name: 'mes_whole', help: 'Whole.' }, () => 1);
    const text = await metrics.text();
    expect(text).toContain('mes_whole{service="toy"} 1');
    expect(text).not.toMatch(/^mes_stuck\{/m);
  });

  it('asks what has to be asked for after it has read the rest', async () => {
    const metrics = metricsOf();
    let inUse = 0;
    metrics.asked({ name: 'mes_asked', help: 'Takes a connection.' }, () => {
      inUse = 1;
      return Promise.resolve(7);
    });
    metrics.gauge({ name: 'mes_in_use', help: 'Connections.' }, () => inUse);
    const text = await metrics.text();
    expect(text).toContain('mes_asked{service="toy"} 7');
    expect(text).toContain('mes_in_use{service="toy"} 0');
  });

  it('tells Node’s own figures beside those of the service', async () => {
    const text = await metricsOf().text();
    for (const name of [
      'nodejs_eventloop_lag_p99_seconds',
      'nodejs_heap_size_used_bytes',
      'nodejs_gc_duration_seconds',
      'process_cpu_seconds_total',
      'process_resident_memory_bytes',
    ]) {
      expect(text).toContain(`# TYPE ${name} `);
    }
  });

  it.each(['toys_total', 'mes_Toys_total', 'mes_toys__total', 'mes_'])(
    'refuses the name %s',
    (name) => {
      expect(() => {
        metricsOf().gauge({ name, help: 'Toys.' }, () => 1);
      }).toThrow(/expected mes_/);
    },
  );

  it('refuses a counter whose name does not say so, and a name that is taken', () => {
    const metrics = metricsOf();
    expect(() => {
      metrics.counter({ name: 'mes_toys', help: 'Toys.' }, () => 1);
    }).toThrow(/_total/);
    metrics.gauge({ name: 'mes_toys', help: 'Toys.' }, () => 1);
    expect(() => {
      metrics.gauge({ name: 'mes_toys', help: 'Toys.' }, () => 1);
    }).toThrow(/already been registered/);
  });
});

describe('LabelledHistogram', () => {
  it('puts a value on a bound below it, and one above all of them into +Inf', () => {
    const histogram = new LabelledHistogram([1, 5]);
    histogram.observe({ outcome: 'stored' }, 1);
    histogram.observe({ outcome: 'stored' }, 1.001, 2);
    histogram.observe({ outcome: 'stored' }, 6);
    expect(histogram.readings()).toEqual([
      { labels: { outcome: 'stored', le: '1' }, value: 1, suffix: '_bucket' },
      { labels: { outcome: 'stored', le: '5' }, value: 3, suffix: '_bucket' },
      { labels: { outcome: 'stored', le: '+Inf' }, value: 4, suffix: '_bucket' },
      { labels: { outcome: 'stored' }, value: 1 + 2 * 1.001 + 6, suffix: '_sum' },
      { labels: { outcome: 'stored' }, value: 4, suffix: '_count' },
    ]);
  });

  it('counts every observation once, whatever comes', () => {
    const observed = fc.array(fc.tuple(fc.integer({ min: -5, max: 50 }), fc.nat(1000)));
    fc.assert(
      fc.property(observed, (values) => {
        const histogram = new LabelledHistogram([0, 10, 20]);
        for (const [value, count] of values) histogram.observe({}, value, count);
        const readings = histogram.readings();
        const total = values.reduce((sum, [, count]) => sum + count, 0);
        const at = (suffix: string): number | undefined =>
          readings.findLast((reading) => reading.suffix === suffix)?.value;
        expect(at('_count') ?? 0).toBe(total);
        expect(at('_bucket') ?? 0).toBe(total);
        const buckets = readings.filter(({ suffix }) => suffix === '_bucket');
        expect(buckets.map(({ value }) => value)).toEqual(
          buckets.map(({ value }) => value).toSorted((a, b) => a - b),
        );
      }),
    );
  });
});

describe('LabelledCounter', () => {
  it('keeps no more series than the bound, and loses no count', () => {
    const counter = new LabelledCounter();
    for (let i = 0; i < 2 * SERIES_MAX; i++) counter.add({ route: `/${i}` });
    const readings = counter.readings();
    expect(readings).toHaveLength(SERIES_MAX);
    expect(readings.reduce((sum, { value }) => sum + value, 0)).toBe(2 * SERIES_MAX);
    expect(readings.at(-1)?.labels).toEqual({ route: 'other' });
  });
});
