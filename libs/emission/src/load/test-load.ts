import type { Acknowledgement, BatchToSend } from '#libs/kafka';
import { VolumeCells } from '#libs/indicators';
import { RECORDS_OFFSET } from '#libs/kafka';
import type { Clock } from '#libs/platform';
import type { RecordGenerator } from '#libs/simulation';
import { UnitProgress } from '../unit-progress.js';
import { LoadedUnit, scheduleOf } from './loaded-unit.js';
import type { UnitLoad } from './unit-load.js';

/** Used by specs only: time passes when the spec says so, and whoever sleeps wakes in order. */
export class SteppedClock implements Clock {
  #nowMs = 0;
  #sleepers: { readonly wakesAtMs: number; readonly wake: () => void }[] = [];

  nowMs(): number {
    return 1_700_000_000_000 + this.#nowMs;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  sleep(durationMs: number): Promise<void> {
    return new Promise((wake) => {
      this.#sleepers.push({ wakesAtMs: this.#nowMs + durationMs, wake });
    });
  }

  /** Lets so much time pass, instant by instant. */
  async pass(durationMs: number): Promise<void> {
    const untilMs = this.#nowMs + durationMs;
    await settled();
    for (;;) {
      const next = this.#sleepers.toSorted((a, b) => a.wakesAtMs - b.wakesAtMs)[0];
      if (next === undefined || next.wakesAtMs > untilMs) break;
      this.#sleepers = this.#sleepers.filter((sleeper) => sleeper !== next);
      this.#nowMs = next.wakesAtMs;
      next.wake();
      await settled();
    }
    this.#nowMs = untilMs;
  }
}

/** Lets everything happen that waits for nothing but its turn. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A batch that a producer was given. */
export interface Given {
  readonly partition: number;
  readonly givenAtMs: number;
  /** The records' numbers. */
  readonly numbers: readonly number[];
}

/** Used by specs only: answers each batch of a partition so long after the one before, or fails. */
export class SlowProducer {
  readonly given: Given[] = [];
  readonly #lanes = new Map<number, Promise<unknown>>();

  constructor(
    private readonly clock: Clock,
    /** How long the broker takes for a batch, milliseconds; it may change on the way. */
    public answerMs: number,
    private readonly failsAt = Infinity,
  ) {}

  send(batch: BatchToSend): Promise<Acknowledgement> {
    const index = this.given.length;
    this.given.push({
      partition: batch.partition,
      givenAtMs: this.clock.monotonicMs(),
      numbers: numbersOf(batch),
    });
    const before = this.#lanes.get(batch.partition) ?? Promise.resolve();
    const answer = before.then(async () => {
      await this.clock.sleep(this.answerMs);
      if (index >= this.failsAt) throw new Error('the broker is gone');
      return { baseOffset: 0n };
    });
    this.#lanes.set(
      batch.partition,
      answer.catch(() => undefined),
    );
    return answer;
  }
}

const NUMBER_BYTES = 4;

function numbersOf({ buffer, end, recordCount }: BatchToSend): number[] {
  const view = new DataView(buffer.buffer, buffer.byteOffset, end);
  if (RECORDS_OFFSET + recordCount * NUMBER_BYTES !== end) throw new Error('the batch is cut');
  return Array.from({ length: recordCount }, (_, index) =>
    view.getUint32(RECORDS_OFFSET + index * NUMBER_BYTES),
  );
}

/** A stream whose records are their own numbers, in blocks; nothing of it counts into a cell. */
function numberGenerator(records: number, blockRecords: number): RecordGenerator {
  const recordsOfBlock = (block: number): number =>
    Math.min(blockRecords, records - block * blockRecords);
  const fill = (
    target: Uint8Array,
    position: number,
    block: number,
    from: number,
    to: number,
  ): number => {
    const view = new DataView(target.buffer, target.byteOffset, target.byteLength);
    for (let i = from; i < to; i++) {
      view.setUint32(position + (i - from) * NUMBER_BYTES, block * blockRecords + i);
    }
    return position + (to - from) * NUMBER_BYTES;
  };
  return {
    source: 'dmp/test/1/0',
    stream: 'dmp',
    shard: 0,
    attempts: records,
    blocks: Math.ceil(records / blockRecords),
    recordsOfBlock,
    eventsOfBlock: recordsOfBlock,
    fill,
    fillAndFold: (target, position, block, _cells, from = 0, to = recordsOfBlock(block)) =>
      fill(target, position, block, from, to),
    foldTruth: (_cells, _block, from = 0, to = 0) => to - from,
    eventAt: () => Buffer.alloc(0),
    keyAt: () => '',
    sonsTruth: () => undefined,
  };
}

/** A load of one unit at a constant rate, 10 s long, that starts at the clock's zero. */
export function constantLoad(perSecond: number, changes: Partial<UnitLoad> = {}): UnitLoad {
  return {
    startsAtMs: 1_700_000_000_000,
    share: 1,
    shareBefore: 0,
    stages: [{ seconds: 10, fromPerSecond: perSecond, toPerSecond: perSecond }],
    warmupSeconds: 1,
    lateMsMax: 1000,
    abortOnRateMiss: false,
    ...changes,
  };
}

/** A unit under load that sends numbers. */
export function numberUnit(load: UnitLoad, shard = 0, records = 1_000_000): LoadedUnit {
  return new LoadedUnit({
    run: 'run-1',
    channel: 'dmp',
    shard,
    topic: 'mes.dmp.v1',
    partition: shard % 2,
    load,
    schedule: scheduleOf(load, shard),
    progress: new UnitProgress(numberGenerator(records, 4096), new VolumeCells(), false),
    originMs: 0,
  });
}

/** Used by specs only: counts what it is given, and answers each batch after a while. */
export class CountingProducer {
  batches = 0;
  records = 0;
  /** Partitions that were sent to. */
  readonly sentTo = new Set<number>();
  isBroken = false;

  constructor(
    private readonly clock: Clock,
    private readonly answerMs: number,
  ) {}

  partitions(): Promise<number> {
    return Promise.resolve(12);
  }

  async send({ recordCount, partition }: BatchToSend): Promise<Acknowledgement> {
    this.batches += 1;
    this.records += recordCount;
    this.sentTo.add(partition);
    await this.clock.sleep(this.answerMs);
    if (this.isBroken) throw new Error('the broker is gone');
    return { baseOffset: 0n };
  }
}
