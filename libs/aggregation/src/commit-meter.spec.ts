import { TOPICS } from '#libs/events';
import { Metrics } from '#libs/platform';
import { describe, expect, it } from '@jest/globals';
import { CommitMeter, type CommittedWork } from './commit-meter.js';

const work: CommittedWork = {
  partitions: [
    { topic: TOPICS.dmp, records: 12, counted: 10, duplicates: 1 },
    { topic: TOPICS.dmp, records: 5, counted: 5, duplicates: 0 },
    { topic: TOPICS.mssante, records: 2, counted: 2, duplicates: 0 },
  ],
  sent: [
    { sentAtMs: 9_600, events: 15 },
    { sentAtMs: 4_000, events: 2 },
  ],
};

/** A meter, its clock, and the lines that it tells without comments. */
function setUp(): {
  meter: CommitMeter;
  clock: { now: number };
  lines: () => Promise<string[]>;
} {
  const clock = { now: 10_000 };
  const meter = new CommitMeter({ nowMs: () => clock.now, monotonicMs: () => clock.now });
  const metrics = new Metrics({ service: 'toy', instance: 'toy-1' });
  meter.register(metrics);
  const lines = async (): Promise<string[]> =>
    (await metrics.text()).split('\n').filter((line) => line.startsWith('mes_'));
  return { meter, clock, lines };
}

describe('CommitMeter', () => {
  it('adds up what commits have stored, by channel', async () => {
    const { meter, lines } = setUp();
    await meter.during(work, () => Promise.resolve());
    await meter.during(work, () => Promise.resolve());
    expect(await lines()).toEqual(
      expect.arrayContaining([
        'mes_records_read_total{channel="dmp",service="toy"} 34',
        'mes_events_counted_total{channel="dmp",service="toy"} 30',
        'mes_events_counted_total{channel="mssante",service="toy"} 4',
        'mes_events_duplicates_total{channel="dmp",service="toy"} 2',
      ]),
    );
  });

  it('counts each event of a commit in the freshness, from its sending to here', async () => {
    const { meter, clock, lines } = setUp();
    await meter.during(work, () => {
      clock.now = 10_100;
      return Promise.resolve();
    });
    expect(await lines()).toEqual(
      expect.arrayContaining([
        'mes_freshness_seconds_bucket{le="0.25",service="toy"} 0',
        'mes_freshness_seconds_bucket{le="0.5",service="toy"} 15',
        'mes_freshness_seconds_bucket{le="5",service="toy"} 15',
        'mes_freshness_seconds_bucket{le="10",service="toy"} 17',
        'mes_freshness_seconds_count{service="toy"} 17',
      ]),
    );
  });

  it('takes a commit that fails for one that stored nothing, and throws what it threw', async () => {
    const { meter, clock, lines } = setUp();
    const failing = meter.during(work, () => {
      clock.now += 700;
      return Promise.reject(new Error('the database is gone'));
    });
    await expect(failing).rejects.toThrow('the database is gone');
    const told = await lines();
    expect(told.filter((line) => /counted_total|freshness/.test(line))).toEqual([]);
    expect(told).toContain(
      'mes_commit_duration_seconds_bucket{outcome="failed",le="1",service="toy"} 1',
    );
  });

  it('tells how old the commit under way is, and gives back its result', async () => {
    const { meter, clock, lines } = setUp();
    const released = Promise.withResolvers<number>();
    const result = meter.during(work, () => released.promise);
    clock.now += 2_500;
    expect(await lines()).toContain('mes_commit_under_way_seconds{service="toy"} 2.5');
    released.resolve(3);
    expect(await result).toBe(3);
    expect(await lines()).toContain('mes_commit_under_way_seconds{service="toy"} 0');
  });

  it('counts dead letters by channel and reason', async () => {
    const { meter, lines } = setUp();
    meter.noteDeadLetter({ topic: TOPICS.dmp, reason: 'BAD_MAGIC' });
    meter.noteDeadLetter({ topic: TOPICS.dmp, reason: 'BAD_MAGIC' });
    expect(await lines()).toContain(
      'mes_dead_letters_total{channel="dmp",reason="BAD_MAGIC",service="toy"} 2',
    );
  });
});
