import { expect, test } from '@jest/globals';
import { consumerRateOf, producerRateOf } from './performance-output.js';

/** Kafka 4.3.1, kafka-producer-perf-test of 300,000 records. */
const PRODUCED = `286720 records sent, 57332.5 records/sec (4.81 MB/sec), 12.2 ms avg latency, 250.0 ms max latency.
300000 records sent, 412345.7 records/sec (34.60 MB/sec), 8.91 ms avg latency, 181.00 ms max latency, 7 ms 50th, 22 ms 95th, 30 ms 99th, 33 ms 99.9th.
`;

/** Kafka 4.3.1, kafka-consumer-perf-test. */
const CONSUMED = `start.time, end.time, data.consumed.in.MB, MB.sec, data.consumed.in.nMsg, nMsg.sec, rebalance.time.ms, fetch.time.ms, fetch.MB.sec, fetch.nMsg.sec
2026-11-24 03:50:01:123, 2026-11-24 03:50:02:345, 25.1770, 20.6031, 300000, 245499.1817, 310, 912, 27.6064, 328947.3684
`;

test('the rate of ProducerPerformance is that of its last line', () => {
  expect(producerRateOf(PRODUCED)).toEqual({ records: 300_000, recordsPerSecond: 412_345.7 });
});

test('an output of ProducerPerformance with intervals only is refused, and shown', () => {
  const cut = PRODUCED.split('\n')[0] ?? '';
  expect(() => producerRateOf(cut)).toThrow('ProducerPerformance: expected');
  expect(() => producerRateOf(cut)).toThrow('286720 records sent');
});

test('the rate of ConsumerPerformance is that of fetching, without joining the group', () => {
  expect(consumerRateOf(CONSUMED)).toEqual({ records: 300_000, recordsPerSecond: 328_947.3684 });
});

test('columns of ConsumerPerformance are found by their names', () => {
  const [header = '', values = ''] = CONSUMED.split('\n');
  const swapped = `x, ${header}\n`.replace('x, start.time', 'start.time, added');
  const shifted = values.replace(':123,', ':123, 0,');
  expect(consumerRateOf(`${swapped}${shifted}`).records).toBe(300_000);
});

test('warnings before the header and after the values do not matter', () => {
  expect(consumerRateOf(`WARN something, odd\n${CONSUMED}closing\n`).records).toBe(300_000);
});

test.each(['', 'Timed out', CONSUMED.replace('fetch.nMsg.sec', 'other')])(
  'an output of ConsumerPerformance without the rate is refused: %j',
  (output) => {
    expect(() => consumerRateOf(output)).toThrow('ConsumerPerformance: expected');
  },
);
