import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ModelClock } from '../fixtures/model-clock.js';
import { ModelLog, type Fault } from '../fixtures/model-log.js';
import { layOutRecords } from '../fixtures/records.js';
import { BrokerRefusedError, UnknownTopicError } from '../errors.js';
import {
  BatchProducer,
  type Acknowledgement,
  type BatchProducerOptions,
  type BatchToSend,
} from './batch-producer.js';
import {
  BatchTooLargeError,
  DeliveryUnknownError,
  ProducerClosedError,
  ProducerQueueFullError,
  ProducerStateLostError,
} from './errors.js';
import type { ProduceResponse } from './produce-channel.js';

async function producerOn(
  log: ModelLog,
  options: Partial<BatchProducerOptions> = {},
): Promise<BatchProducer> {
  const producer = new BatchProducer(log, { clock: new ModelClock(), ...options });
  await producer.open();
  return producer;
}

function batch(partition: number, values: readonly string[]): BatchToSend {
  const records = values.map((value) => ({ key: null, value: Buffer.from(value) }));
  return {
    topic: 'model',
    partition,
    ...layOutRecords(records),
    recordCount: values.length,
    timestampMs: 1_700_000_000_000,
  };
}

const passingFault: fc.Arbitrary<Fault> = fc.constantFrom(
  'none',
  'request lost',
  'answer lost',
  'not leader',
  'no leader',
  'stored, too few replicas',
);

describe('BatchProducer', () => {
  it('stores every batch once and in order in its partition, whatever passes on the way', async () => {
    const sizes = fc.array(
      fc.record({ partition: fc.nat(3), records: fc.integer({ min: 1, max: 5 }) }),
      {
        maxLength: 20,
      },
    );
    await fc.assert(
      fc.asyncProperty(sizes, fc.array(passingFault, { maxLength: 40 }), async (wanted, faults) => {
        const log = new ModelLog(4, faults);
        const producer = await producerOn(log);
        const sent: string[][] = [[], [], [], []];
        const acknowledgements = wanted.map(({ partition, records }, index) => {
          const values = Array.from({ length: records }, (_, i) => `${index}.${i}`);
          const firstOffset = BigInt(sent[partition]?.length ?? 0);
          sent[partition]?.push(...values);
          return { ack: producer.send(batch(partition, values)), firstOffset };
        });
        for (const { ack, firstOffset } of acknowledgements) {
          expect((await ack).baseOffset).toBe(firstOffset);
        }
        expect(log.partitions.map(({ values }) => values)).toEqual(sent);
        await producer.close();
      }),
      { numRuns: 200 },
    );
  });

  it('lets a sender use its buffer again as soon as the batch is acknowledged', async () => {
    const log = new ModelLog(1, ['answer lost']);
    const producer = await producerOn(log);
    const one = batch(0, ['first']);
    await producer.send(one);
    const second = batch(0, ['other']);
    Buffer.from(one.buffer.buffer, one.buffer.byteOffset, one.buffer.length).set(second.buffer);
    await producer.send(one);
    expect(log.partitions[0]?.values).toEqual(['first', 'other']);
  });

  it('keeps no more requests under way than the bound allows', async () => {
    for (const requestsInFlightMax of [1, 3]) {
      const log = new ModelLog(12);
      const producer = await producerOn(log, { requestsInFlightMax, connectionsPerBroker: 1 });
      await Promise.all(log.partitions.map((_, index) => producer.send(batch(index, ['x']))));
      expect(log.underWayMax).toBe(requestsInFlightMax);
    }
  });

  it('asks for the leaders once for all partitions, and once more after a stale answer', async () => {
    const log = new ModelLog(4);
    const producer = await producerOn(log);
    await Promise.all(log.partitions.map((_, index) => producer.send(batch(index, ['x']))));
    expect(log.asksForLeaders).toBe(1);
    const stale = new ModelLog(1, ['not leader']);
    await (await producerOn(stale)).send(batch(0, ['x']));
    expect(stale.asksForLeaders).toBe(2);
  });

  it('goes on after a batch that is too large, without a gap in the sequence', async () => {
    const log = new ModelLog(1, ['too large']);
    const producer = await producerOn(log);
    const refused = producer.send(batch(0, ['large']));
    const next = producer.send(batch(0, ['small']));
    await expect(refused).rejects.toThrow(BatchTooLargeError);
    await expect(next).resolves.toEqual({ baseOffset: 0n });
    expect(log.partitions[0]?.values).toEqual(['small']);
  });

  it('does not use a sequence again that a lost answer may have used up', async () => {
    // Were it used again, the broker would take the next batch for the lost one and drop it.
    const log = new ModelLog(1, ['answer lost', 'too large']);
    const producer = await producerOn(log);
    const first = producer.send(batch(0, ['first']));
    const second = producer.send(batch(0, ['second']));
    await expect(first).rejects.toThrow(DeliveryUnknownError);
    await expect(second).rejects.toThrow(DeliveryUnknownError);
    expect(log.partitions[0]?.values).toEqual(['first']);
  });

  it('fails for good when the broker no longer knows its sequence', async () => {
    for (const errorCode of [45, 47, 59, 90]) {
      const log = new AnsweringLog(errorCode);
      const producer = await producerOn(log);
      const failed = producer.send(batch(0, ['x']));
      await expect(failed).rejects.toThrow(ProducerStateLostError);
      await expect(producer.send(batch(1, ['y']))).rejects.toThrow(ProducerStateLostError);
      expect(log.requests).toBe(1);
    }
  });

  it('takes a sequence that the broker has already for stored', async () => {
    const producer = await producerOn(new AnsweringLog(46));
    await expect(producer.send(batch(0, ['x']))).resolves.toEqual({ baseOffset: -1n });
  });

  it('hands on a refusal that no retry would mend, with its name, and goes on', async () => {
    const log = new AnsweringLog(29);
    const producer = await producerOn(log);
    await expect(producer.send(batch(0, ['x']))).rejects.toThrow(/TOPIC_AUTHORIZATION_FAILED/);
    await expect(producer.send(batch(0, ['x']))).rejects.toThrow(BrokerRefusedError);
    expect(log.requests).toBe(2);
  });

  it('gives up at its bound and is of no use afterwards', async () => {
    const log = new AnsweringLog(6);
    const producer = await producerOn(log, { deliveryTimeoutMs: 10_000 });
    const failed = producer.send(batch(0, ['x']));
    await expect(failed).rejects.toThrow(/did not acknowledge a batch within \d+ ms/);
    await expect(producer.send(batch(0, ['y']))).rejects.toThrow(DeliveryUnknownError);
  });

  it('refuses an unknown topic or partition at once', async () => {
    const producer = await producerOn(new ModelLog(2));
    const elsewhere = { ...batch(0, ['x']), topic: 'elsewhere' };
    await expect(producer.send(elsewhere)).rejects.toThrow(UnknownTopicError);
    await expect(producer.partitions('elsewhere')).rejects.toThrow(UnknownTopicError);
    await expect(producer.send(batch(2, ['x']))).rejects.toThrow(/from 0 to 1, came 2/);
    await expect(producer.partitions('model')).resolves.toBe(2);
  });

  it('refuses one batch more than its queue may hold', async () => {
    const producer = await producerOn(new ModelLog(1), { batchesQueuedMax: 2 });
    const held = [producer.send(batch(0, ['a'])), producer.send(batch(0, ['b']))];
    await expect(producer.send(batch(0, ['c']))).rejects.toThrow(ProducerQueueFullError);
    await Promise.all(held);
    await expect(producer.send(batch(0, ['d']))).resolves.toEqual({ baseOffset: 2n });
  });

  it('stores what was given to it before it closed, and refuses the rest', async () => {
    const log = new ModelLog(1, ['answer lost']);
    const producer = await producerOn(log, { clock: new SlowModelClock() });
    const held = [producer.send(batch(0, ['a'])), producer.send(batch(0, ['b']))];
    const closed = producer.close();
    await expect(producer.send(batch(0, ['c']))).rejects.toThrow(ProducerClosedError);
    await closed;
    await expect(Promise.all<Acknowledgement>(held)).resolves.toHaveLength(2);
    expect(log.partitions[0]?.values).toEqual(['a', 'b']);
  });
});

/** Answers every request with one code. */
class AnsweringLog extends ModelLog {
  requests = 0;

  constructor(readonly errorCode: number) {
    super(4);
  }

  override produce(): Promise<ProduceResponse> {
    this.requests++;
    return Promise.resolve({ errorCode: this.errorCode, baseOffset: -1n });
  }
}

/** Lets short waits pass and holds up long ones, so that closing does not run into its bound. */
class SlowModelClock extends ModelClock {
  override async sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
    if (durationMs <= 1000) return super.sleep(durationMs, signal);
    await new Promise<void>((_, reject) => {
      signal?.addEventListener('abort', () => {
        reject(new Error('aborted'));
      });
    });
  }
}
