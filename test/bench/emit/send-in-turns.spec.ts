import { expect, test } from '@jest/globals';
import { sendInTurns } from './send-in-turns.js';

test('whole batches go to the partitions in turn until all records are sent', async () => {
  const partitions: number[] = [];
  const sent = await sendInTurns({
    records: 450,
    batchRecords: 100,
    partitions: 3,
    requestsInFlight: 1,
    send: (partition) => Promise.resolve(partitions.push(partition)),
  });
  expect(partitions).toEqual([0, 1, 2, 0, 1]);
  expect(sent.records).toBe(500);
});

test('as many requests are under way at once as asked for, and never more', async () => {
  let underWay = 0;
  let most = 0;
  await sendInTurns({
    records: 1000,
    batchRecords: 10,
    partitions: 4,
    requestsInFlight: 5,
    send: async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await Promise.resolve();
      underWay -= 1;
    },
  });
  expect(most).toBe(5);
});
