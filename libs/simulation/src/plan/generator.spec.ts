import { CHANNELS, EventView, RecordTooLongError, shardOf, type Channel } from '#libs/events';
import { MEASURE, PERSONS_PER_SAMPLED, measureOf, VolumeCells } from '#libs/indicators';
import { monthOfInstant } from '#libs/reference';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Scenario } from '../scenario/scenario.js';
import { BLOCK_ATTEMPTS } from './delivery.js';
import { SequenceOutOfRangeError } from './event-stream.js';
import { Plan, PlanArgumentError } from './plan.js';
import type { RecordGenerator } from './record-generator.js';
import { readRecords } from './test-records.js';
import { DECEMBER, SPRING, testScenario } from './test-scenario.js';

/** Enough documents that the largest shards have several blocks. */
const BUSY: Scenario = testScenario({
  months: ['2023-11', '2023-12'],
  documents: 150_000,
  messages: 120_000,
  issued: 30_000,
  dispensed: 25_000,
});
const SHARD = 7;

function blockOf(generator: RecordGenerator, block: number, position = 0): Uint8Array {
  const records = generator.recordsOfBlock(block);
  const target = new Uint8Array(position + records * 512);
  return target.subarray(position, generator.fill(target, position, block, 0, records));
}

function streamOf(generator: RecordGenerator): Buffer {
  return Buffer.concat(
    Array.from({ length: generator.blocks }, (_, block) => blockOf(generator, block)),
  );
}

describe.each(CHANNELS)('generator of %s', (channel: Channel) => {
  it('makes the same bytes for the same scenario, seed and shard', () => {
    const first = streamOf(new Plan(SPRING, 42).generator(channel, SHARD));
    const second = streamOf(new Plan(structuredClone(SPRING), 42).generator(channel, SHARD));
    expect(first.length).toBeGreaterThan(1000);
    expect(first.equals(second)).toBe(true);
  });

  it('makes other bytes for another seed', () => {
    const first = new Plan(DECEMBER, 42).generator(channel, SHARD);
    const second = new Plan(DECEMBER, 43).generator(channel, SHARD);
    const count = Math.min(first.attempts, second.attempts);
    let equal = 0;
    for (let sequence = 0; sequence < count; sequence++) {
      // Behind the source, which names the seed, everything else should differ too.
      const a = first.eventAt(sequence).subarray(40);
      equal += a.equals(second.eventAt(sequence).subarray(40)) ? 1 : 0;
    }
    expect(count).toBeGreaterThan(5);
    expect(equal).toBe(0);
  });

  it('makes the same blocks in any order, and wherever they are written', () => {
    const forwards = new Plan(BUSY, 1).generator(channel, SHARD);
    const blocks = Array.from({ length: forwards.blocks }, (_, block) => blockOf(forwards, block));
    const backwards = new Plan(BUSY, 1).generator(channel, SHARD);
    for (let block = backwards.blocks - 1; block >= 0; block--) {
      expect(Buffer.compare(blockOf(backwards, block, 61), blocks[block] ?? Buffer.of())).toBe(0);
    }
  });

  it('writes and counts a part of a block behind records of others as it writes and counts the block', () => {
    const generator = new Plan(BUSY, 9).generator(channel, SHARD);
    const records = generator.recordsOfBlock(0);
    const whole = readRecords(blockOf(generator, 0));
    const [from, to, firstDelta] = [5, records - 3, 1234];
    const cells = new VolumeCells();
    const target = new Uint8Array(records * 512);
    const end = generator.fillAndFold(target, 9, 0, cells, from, to, firstDelta);
    expect(readRecords(target.subarray(9, end))).toEqual(
      whole
        .slice(from, to)
        .map((record, index) => ({ ...record, offsetDelta: firstDelta + index })),
    );
    const counted = new VolumeCells();
    expect(generator.foldTruth(counted, 0, from, to)).toBeGreaterThan(0);
    expect(cellsOf(cells)).toEqual(cellsOf(counted));
  });

  it('answers for any event alone what it writes in a block', () => {
    const generator = new Plan(BUSY, 5).generator(channel, SHARD);
    const written = new Map<number, { key: string; value: string }>();
    for (let block = 0; block < generator.blocks; block++) {
      const records = readRecords(blockOf(generator, block));
      records.forEach((record) => {
        written.set(record.sequence, {
          key: record.key,
          value: Buffer.from(record.value).toString('hex'),
        });
      });
    }
    expect(written.size).toBe(generator.attempts);
    const fresh = new Plan(BUSY, 5).generator(channel, SHARD);
    fc.assert(
      fc.property(fc.nat(fresh.attempts - 1), (sequence) => {
        expect(written.get(sequence)).toEqual({
          key: fresh.keyAt(sequence),
          value: fresh.eventAt(sequence).toString('hex'),
        });
      }),
      { numRuns: 300 },
    );
  });

  it('fills a block piece by piece as it does at once, but for the offset deltas', () => {
    const generator = new Plan(BUSY, 5).generator(channel, SHARD);
    const whole = readRecords(blockOf(generator, 0));
    const pieces: { key: string; value: Uint8Array }[] = [];
    let from = 0;
    for (const size of [1, 130, 900, whole.length]) {
      const to = Math.min(whole.length, from + size);
      const target = new Uint8Array((to - from) * 512);
      const piece = readRecords(target.subarray(0, generator.fill(target, 0, 0, from, to)));
      expect(piece.map((record) => record.offsetDelta)).toEqual(piece.map((_, i) => i));
      pieces.push(...piece);
      from = to;
    }
    const content = (records: readonly { key: string; value: Uint8Array }[]) =>
      records.map(({ key, value }) => `${key} ${Buffer.from(value).toString('hex')}`);
    expect(content(pieces)).toEqual(content(whole));
  });

  it('fills a buffer that just holds a block with the same bytes, and refuses a shorter one', () => {
    const generator = new Plan(BUSY, 5).generator(channel, SHARD);
    const block = blockOf(generator, 0);
    const records = generator.recordsOfBlock(0);
    const exact = new Uint8Array(block.length);
    expect(generator.fill(exact, 0, 0, 0, records)).toBe(block.length);
    expect(Buffer.compare(exact, block)).toBe(0);
    const short = new Uint8Array(block.length - 1);
    expect(() => generator.fill(short, 0, 0, 0, records)).toThrow(RecordTooLongError);
  });

  it('counts the same truth alone as while filling', () => {
    const generator = new Plan(BUSY, 5).generator(channel, SHARD);
    const alone = new VolumeCells();
    const filling = new VolumeCells();
    for (let block = 0; block < generator.blocks; block++) {
      const target = new Uint8Array(generator.recordsOfBlock(block) * 512);
      const end = generator.fillAndFold(target, 0, block, filling);
      expect(Buffer.compare(target.subarray(0, end), blockOf(generator, block))).toBe(0);
      generator.foldTruth(alone, block);
    }
    expect(cellsOf(alone)).toEqual(cellsOf(filling));
    expect(cellsOf(alone).length).toBeGreaterThan(10);
  });

  it('counts as truth what a reader of the bytes counts', () => {
    const generator = new Plan(BUSY, 5).generator(channel, SHARD);
    const truth = new VolumeCells();
    const read = new VolumeCells();
    const people = new Map<string, number>();
    const view = new EventView();
    for (let sequence = 0; sequence < generator.attempts; sequence++) {
      const bytes = generator.eventAt(sequence);
      view.read(bytes, 0, bytes.length);
      const month = monthOfInstant(view.registeredAtMs);
      const measure = measureOf(view.schemaId, view.kind);
      read.add(month, measure, view.solution, view.department, view.type);
      if (measure !== MEASURE.documentsDeposited || view.patientLow % PERSONS_PER_SAMPLED !== 0) {
        continue;
      }
      const person = [view.patientHigh >>> 0, view.patientLow >>> 0, month, view.department].join();
      people.set(person, (people.get(person) ?? 0) + 1);
    }
    for (let block = 0; block < generator.blocks; block++) generator.foldTruth(truth, block);
    expect(cellsOf(truth)).toEqual(cellsOf(read));
    expect(
      new Map(
        truth.people
          .rows()
          .map(({ high, low, month, department, documents }) => [
            [high, low, month, department].join(),
            documents,
          ]),
      ),
    ).toEqual(people);
    if (channel === 'dmp') expect(people.size).toBeGreaterThan(0);
  });

  it('keys every event by its site, and every key belongs to the shard', () => {
    for (const shard of [0, 23, 47]) {
      const generator = new Plan(DECEMBER, 42).generator(channel, shard);
      for (let block = 0; block < generator.blocks; block++) {
        for (const record of readRecords(blockOf(generator, block))) {
          expect(shardOf(record.key)).toBe(shard);
          expect(record.event.site).toBe(record.key);
        }
      }
    }
  });

  it('numbers attempts densely and fills blocks of 4,096 but for the last', () => {
    const plan = new Plan(BUSY, 5);
    const generator = plan.generator(channel, SHARD);
    expect(generator.attempts).toBe(plan.attempts(channel, SHARD));
    expect(generator.blocks).toBe(Math.ceil(generator.attempts / BLOCK_ATTEMPTS));
    const sequences = new Set<number>();
    for (let block = 0; block < generator.blocks; block++) {
      for (const { sequence } of readRecords(blockOf(generator, block))) sequences.add(sequence);
    }
    expect(Math.max(...sequences)).toBe(generator.attempts - 1);
    expect(sequences.size).toBe(generator.attempts);
  });

  it('refuses a sequence that the stream does not have', () => {
    const generator = new Plan(DECEMBER, 42).generator(channel, SHARD);
    expect(() => generator.eventAt(generator.attempts)).toThrow(SequenceOutOfRangeError);
    expect(() => generator.keyAt(-1)).toThrow(SequenceOutOfRangeError);
  });
});

describe('plan', () => {
  it.each([-1, 0.5, 2 ** 53, Number.NaN])('refuses the seed %p', (seed) => {
    expect(() => new Plan(DECEMBER, seed)).toThrow(PlanArgumentError);
  });

  it.each([-1, 48, 1.5])('refuses the shard %p', (shard) => {
    expect(() => new Plan(DECEMBER, 1).generator('dmp', shard)).toThrow(PlanArgumentError);
  });

  it('names the stream after scenario, seed and shard, and a scaled scenario otherwise', () => {
    expect(new Plan(DECEMBER, 42).generator('dmp', 3).source).toBe('dmp/test/42/3');
    const scaled = { ...DECEMBER, scale: 0.01 };
    expect(new Plan(scaled, 42).generator('dmp', 3).source).toBe('dmp/test@0.01/42/3');
  });

  it('refuses dispensing acts in a month without prescriptions', () => {
    const scenario = structuredClone(DECEMBER);
    const without = { ...scenario.eprescription, issued: [] };
    expect(() => new Plan({ ...scenario, eprescription: without }, 1)).toThrow(
      'expected prescriptions issued in 2023-12',
    );
  });

  it('refuses a month that no shares cover, and a DSR that deposits nothing', () => {
    const { dmp } = DECEMBER;
    const late = dmp.shares.map((share) => ({ ...share, fromMonth: share.fromMonth + 100 }));
    expect(() => new Plan({ ...DECEMBER, dmp: { ...dmp, shares: late } }, 1)).toThrow(
      'begin no later than 2023-12',
    );
    const silent = dmp.shares.map((share) => ({ ...share, weights: { RI: 1 } }));
    expect(() => new Plan({ ...DECEMBER, dmp: { ...dmp, shares: silent } }, 1)).toThrow(
      'the sites of RI',
    );
  });
});

function cellsOf(cells: VolumeCells): string[] {
  const found: string[] = [];
  cells.forEachByDepartment((...cell) => found.push(`department ${cell.join(' ')}`));
  cells.forEachByType((...cell) => found.push(`type ${cell.join(' ')}`));
  return found;
}
