import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { BufferPool } from '../buffer-pool.js';
import { LatencyHistogram } from '../latency.js';
import type { LatencyCounts, RateMiss } from '../unit-report.js';
import { LOAD_BATCH_RECORDS_MAX, LoadLoop } from './load-loop.js';
import type { LoadedUnit } from './loaded-unit.js';
import { SlowProducer, SteppedClock, constantLoad, numberUnit } from './test-load.js';
import { GATHER_MS_MAX, TICK_MS } from './turns.js';
import type { UnitLoad } from './unit-load.js';

/** A loop with a producer that takes so long for a batch. */
function loopWith(answerMs: number, options: { failsAt?: number; buffers?: number } = {}) {
  const clock = new SteppedClock();
  const producer = new SlowProducer(clock, answerMs, options.failsAt);
  const misses: RateMiss[] = [];
  const loop = new LoadLoop({
    producer,
    buffers: new BufferPool(options.buffers ?? 24, LOAD_BATCH_RECORDS_MAX * 8),
    clock,
    meter: { enter: (state) => state },
    onRateMiss: (_run, miss) => misses.push(miss),
  });
  const leave = new AbortController();
  const run = (unit: LoadedUnit) => loop.run(unit, leave.signal);
  return { clock, producer, misses, loop, leave, run };
}

const percentiles = ({ histogram }: LatencyCounts) =>
  LatencyHistogram.decode(histogram).percentiles();

describe('a load', () => {
  it('sends every slot when the broker keeps up, close to its intended time', async () => {
    const { clock, producer, run } = loopWith(2);
    const unit = numberUnit(constantLoad(5000));
    const over = run(unit);
    await clock.pass(11_000);
    await over;
    const { slots, dropped, warmup, steady } = unit.result();
    expect([slots, dropped, warmup.records, steady.records]).toEqual([50_000, 0, 5000, 45_000]);
    expect(percentiles(steady).max).toBeLessThanOrEqual(GATHER_MS_MAX + TICK_MS + 2 + 1);
    // Gathering makes batches of 20 ms at this rate, not of a tick.
    expect(50_000 / producer.given.length).toBeGreaterThan(80);
  });

  it('measures from the intended time: a broker that stands still for half a second is seen in full', async () => {
    const { clock, producer, run } = loopWith(1);
    const unit = numberUnit(constantLoad(1000));
    const over = run(unit);
    await clock.pass(5000);
    producer.answerMs = 500;
    await clock.pass(20);
    producer.answerMs = 1;
    await clock.pass(6000);
    await over;
    const { dropped, steady } = unit.result();
    expect(dropped).toBe(0);
    // Had each send been timed by itself, only one batch of 20 would have seen the half second.
    expect(percentiles(steady).max).toBeGreaterThanOrEqual(500);
    const slow = LatencyHistogram.decode(steady.histogram);
    expect(slow.count).toBe(9000);
    // About 500 of the 9,000 records were due while it stood still.
    expect(percentiles(steady).p90).toBeLessThan(50);
    expect(percentiles(steady).p99).toBeGreaterThan(300);
  });

  it('drops what cannot start in time, counts it, and sends nothing late', async () => {
    const { clock, producer, run } = loopWith(800);
    const load = constantLoad(10_000, { lateMsMax: 300 });
    const unit = numberUnit(load);
    const over = run(unit);
    await clock.pass(13_000);
    await over;
    const { slots, dropped, warmup, steady } = unit.result();
    expect(slots).toBe(100_000);
    expect(dropped).toBeGreaterThan(1000);
    expect(warmup.dropped + steady.dropped).toBe(dropped);
    expect(warmup.records + steady.records + dropped).toBe(slots);
    // Given within 300 ms, then behind one batch of 800 ms, then 800 ms for itself.
    expect(percentiles(steady).max).toBeLessThanOrEqual(300 + 2 * 800 + TICK_MS + 1);
    expect(unit.parts.progress.records).toBe(slots - dropped);
    // The stream has no gap where slots were dropped.
    expect(producer.given.flatMap(({ numbers }) => numbers)).toEqual(
      Array.from({ length: slots - dropped }, (_, index) => index),
    );
  });

  it('drops slots for which there is no buffer', async () => {
    const { clock, run } = loopWith(2000, { buffers: 1 });
    const units = [numberUnit(constantLoad(1000), 0), numberUnit(constantLoad(1000), 1)];
    const over = Promise.all(units.map(run));
    await clock.pass(20_000);
    await over;
    const results = units.map((unit) => unit.result());
    for (const { slots, dropped, warmup, steady } of results) {
      expect(warmup.records + steady.records + dropped).toBe(slots);
    }
    expect(results.reduce((sum, { dropped }) => sum + dropped, 0)).toBeGreaterThan(1000);
  });

  it('puts what the units of one partition have due into one batch', async () => {
    const { clock, producer, run } = loopWith(1);
    const load = constantLoad(8000, { share: 0.25 });
    const units = [0, 2, 4, 6].map((shard) => numberUnit(load, shard));
    const over = Promise.all(units.map(run));
    await clock.pass(11_000);
    await over;
    expect(units.map((unit) => unit.result().dropped)).toEqual([0, 0, 0, 0]);
    expect(producer.given.flatMap(({ numbers }) => numbers)).toHaveLength(80_000);
    // Apart, each unit would send its own batch every 20 ms: 2,000 batches of 40 records.
    expect(producer.given.length).toBeLessThan(700);
  });

  it('accounts for every slot and keeps the order, whatever the broker does', async () => {
    const load = fc.record({
      perSecond: fc.integer({ min: 1, max: 20_000 }),
      lateMsMax: fc.integer({ min: 20, max: 1000 }),
      answers: fc.array(fc.integer({ min: 1, max: 1500 }), { minLength: 4, maxLength: 4 }),
      buffers: fc.integer({ min: 1, max: 6 }),
    });
    await fc.assert(
      fc.asyncProperty(load, async ({ perSecond, lateMsMax, answers, buffers }) => {
        const { clock, producer, run } = loopWith(1, { buffers });
        const changes: Partial<UnitLoad> = {
          lateMsMax,
          share: 1 / 3,
          stages: [{ seconds: 2, fromPerSecond: 0, toPerSecond: perSecond }],
        };
        const units = [0, 1, 2].map((shard) => numberUnit(constantLoad(0, changes), shard));
        const over = Promise.all(units.map(run));
        for (const answerMs of answers) {
          producer.answerMs = answerMs;
          await clock.pass(600);
        }
        await clock.pass(20_000);
        await over;
        for (const unit of units) {
          const { slots, dropped, warmup, steady } = unit.result();
          expect(slots).toBe(unit.parts.schedule.slots);
          expect(warmup.records + steady.records + dropped).toBe(slots);
          expect(unit.parts.progress.records).toBe(slots - dropped);
        }
        // Shard 1 is alone on its partition: its numbers must come in order, each once.
        const alone = producer.given.filter(({ partition }) => partition === 1);
        const numbers = alone.flatMap((batch) => batch.numbers);
        expect(numbers).toEqual(numbers.map((_, index) => index));
      }),
      { numRuns: 15 },
    );
  });

  it('ends with its scenario when that has fewer records than the load has slots', async () => {
    const { clock, run } = loopWith(1);
    const unit = numberUnit(constantLoad(1000), 0, 5000);
    const over = run(unit);
    await clock.pass(6000);
    await over;
    expect(unit.result()).toMatchObject({ slots: 5000, dropped: 0 });
    expect(unit.parts.progress.isAtEnd).toBe(true);
  });

  it('tells of the first slot dropped after the warm-up, and stops all units of the run', async () => {
    const { clock, producer, misses, run } = loopWith(1);
    const load = constantLoad(1000, { abortOnRateMiss: true, lateMsMax: 100 });
    const units = [numberUnit(load, 0), numberUnit(load, 1)];
    const over = Promise.all(units.map(run));
    await clock.pass(100);
    // In the warm-up a miss is counted and nothing more.
    producer.answerMs = 400;
    await clock.pass(400);
    producer.answerMs = 1;
    await clock.pass(2500);
    expect(misses).toEqual([]);
    expect(units[0]?.result().warmup.dropped).toBeGreaterThan(0);
    producer.answerMs = 2000;
    await clock.pass(6000);
    await over;
    expect(misses).toHaveLength(1);
    expect(misses[0]).toMatchObject({ channel: 'dmp', stage: 0 });
    expect(misses[0]?.intendedMs).toBeGreaterThan(2900);
    for (const unit of units) {
      const { slots, warmup, steady, dropped } = unit.result();
      expect(slots).toBeLessThan(4000);
      expect(warmup.records + steady.records + dropped).toBe(slots);
    }
  });

  it('passes on what the producer says of a batch that it could not store', async () => {
    const { clock, run } = loopWith(5, { failsAt: 10 });
    const over = run(numberUnit(constantLoad(1000)));
    const failed = expect(over).rejects.toThrow('the broker is gone');
    await clock.pass(2000);
    await failed;
  });

  it('sends nothing more for a unit that was taken away, and waits for what is under way', async () => {
    const { clock, producer, leave, run } = loopWith(300);
    const unit = numberUnit(constantLoad(1000));
    const over = run(unit);
    await clock.pass(1000);
    leave.abort();
    const given = producer.given.length;
    await clock.pass(5000);
    await over;
    expect(producer.given).toHaveLength(given);
    const { warmup, steady } = unit.result();
    expect(warmup.records + steady.records).toBe(unit.parts.progress.records);
  });
});
