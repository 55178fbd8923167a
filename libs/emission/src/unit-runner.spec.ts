import { createHash } from 'node:crypto';
import { VolumeCells, encodeCells } from '#libs/indicators';
import { Plan, loadScenario } from '#libs/simulation';
import { describe, expect, it } from '@jest/globals';
import { BufferPool } from './buffer-pool.js';
import { LOAD_BATCH_RECORDS_MAX } from './load/load-loop.js';
import { CountingProducer, SteppedClock, constantLoad } from './load/test-load.js';
import type { SimulationUnit } from './simulation-unit.js';
import { RECORD_BYTES_MAX } from './unit-progress.js';
import type { UnitResult } from './unit-report.js';
import { UnitRunner } from './unit-runner.js';

const scenario = loadScenario('smoke', { scale: 1 });
const SEED = 11;
const alive = () => Promise.resolve();

function unitOf(shard: number, changes: Partial<SimulationUnit> = {}): SimulationUnit {
  const run = '00000000-0000-4000-8000-000000000001';
  return { run, channel: 'dmp', shard, scenario, seed: SEED, ...changes };
}

function runnerWith(answerMs = 1) {
  const clock = new SteppedClock();
  const producer = new CountingProducer(clock, answerMs);
  const runner = new UnitRunner({
    producer,
    buffers: new BufferPool(2, 4096 * 2 * 224),
    loadBuffers: new BufferPool(4, LOAD_BATCH_RECORDS_MAX * RECORD_BYTES_MAX),
    clock,
    meter: { enter: (state) => state },
    unitsMax: 2,
    onRateMiss: () => undefined,
  });
  return { clock, producer, runner };
}

/** The truth of a unit by the plain way: every event folded, every block hashed. */
function plainTruth(shard: number, records = Infinity) {
  const generator = new Plan(scenario, SEED).generator('dmp', shard);
  const cells = new VolumeCells();
  const hash = createHash('sha256');
  let events = 0;
  let left = records;
  for (let block = 0; block < generator.blocks && left > 0; block++) {
    const inBlock = generator.recordsOfBlock(block);
    const buffer = new Uint8Array(inBlock * RECORD_BYTES_MAX);
    hash.update(buffer.subarray(0, generator.fill(buffer, 0, block, 0, inBlock)));
    events += generator.foldTruth(cells, block, 0, Math.min(left, inBlock));
    left -= Math.min(left, inBlock);
  }
  return { cells: encodeCells(cells), events, sha256: hash.digest('hex') };
}

describe('UnitRunner', () => {
  it('keeps a unit in its partition when the topic has got more since the run began', async () => {
    for (const [partitions, expected] of [
      [undefined, 7],
      [4, 3],
      [6, 1],
    ] as const) {
      const { clock, producer, runner } = runnerWith();
      const running = runner.run(unitOf(7, partitions === undefined ? {} : { partitions }), alive);
      await clock.pass(1000);
      await running;
      expect([...producer.sentTo]).toEqual([expected]);
    }
  });

  it('emits a unit as fast as it goes, with the plain way’s truth', async () => {
    const { clock, runner } = runnerWith();
    const running = runner.run(unitOf(3), alive);
    await clock.pass(1000);
    expect(await running).toMatchObject({ ...plainTruth(3), isWhole: true, load: null });
  });

  it('gives a unit under load the same truth and fingerprint, however finely it is cut', async () => {
    const { clock, producer, runner } = runnerWith(7);
    const running = runner.run(unitOf(3, { load: constantLoad(100) }), alive);
    await clock.pass(11_000);
    const result = await running;
    expect(result).toMatchObject({ ...plainTruth(3), isWhole: true });
    expect(producer.batches).toBeGreaterThan(20);
    expect(producer.records).toBe(result.records);
    expect(result.load).toMatchObject({ slots: result.records, dropped: 0 });
  });

  it('tells the truth of what was sent when the load ends before the scenario', async () => {
    const { clock, runner } = runnerWith();
    const stages = [{ seconds: 2, fromPerSecond: 20, toPerSecond: 20 }];
    const running = runner.run(unitOf(3, { load: constantLoad(0, { stages }) }), alive);
    await clock.pass(3000);
    const { cells, events } = plainTruth(3, 40);
    const expected = { records: 40, cells, events, isWhole: false, sha256: null };
    expect(await running).toMatchObject(expected);
  });

  it('goes on where it stood when a unit under load was taken away and comes back', async () => {
    const { clock, producer, runner } = runnerWith(20);
    const unit = unitOf(3, { load: constantLoad(100) });
    let isMember = true;
    const keepAlive = () =>
      isMember ? Promise.resolve() : Promise.reject(new Error('given to another'));
    const first = runner.run(unit, keepAlive);
    const interrupted = expect(first).rejects.toThrow('given to another');
    await clock.pass(500);
    isMember = false;
    await clock.pass(500);
    await interrupted;
    const sentBefore = producer.records;
    expect(sentBefore).toBeGreaterThan(20);
    isMember = true;
    const second: Promise<UnitResult> = runner.run(unit, keepAlive);
    await clock.pass(12_000);
    const result = await second;
    expect(result).toMatchObject({ ...plainTruth(3), isWhole: true });
    expect(producer.records).toBe(result.records);
  });

  it('ends units under load early when the run is stopped', async () => {
    const { clock, producer, runner } = runnerWith();
    const unit = unitOf(3, { load: constantLoad(20) });
    const running = runner.run(unit, alive);
    await clock.pass(1000);
    runner.stopLoad(unit.run);
    await clock.pass(300);
    const result = await running;
    expect(result.isWhole).toBe(false);
    expect(result.records).toBe(producer.records);
    expect(result.load?.slots).toBe(result.records);
  });

  it('passes a failed send on, for the process to end', async () => {
    const { clock, producer, runner } = runnerWith();
    producer.isBroken = true;
    for (const load of [undefined, constantLoad(100)]) {
      const running = runner.run(unitOf(load ? 4 : 5, load && { load }), alive);
      const failed = expect(running).rejects.toThrow('the broker is gone');
      await clock.pass(1000);
      await failed;
    }
  });
});
