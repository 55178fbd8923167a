import { CountingOwner } from '#libs/aggregation';
import { SONS_TOPIC, TOPICS } from '#libs/events';
import { WorkMeter } from '#libs/platform';
import { DEFAULT_COUNTING } from '#libs/sons-rules';
import type { SentEvents } from '#libs/store';
import { Logger } from '@nestjs/common';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { catalogueClients } from './known-clients.js';
import { SonsCounter } from './sons-counter.js';
import type { SonsStore } from './sons-store.js';
import {
  INSTALLED_AT_MS,
  documentOf,
  documentRecord,
  factRecord,
  fetchedOf,
  historyOf,
  practices,
} from './test-facts.js';
import { MemorySonsStore } from './test-memory-store.js';

Logger.overrideLogger(false);

const [client] = practices(1, 1);
if (client === undefined) throw new Error('no practice');
const facts = historyOf(client, 'sons/test/1/0').map(factRecord);
const documents = Array.from({ length: 5 }, (_, sequence) =>
  documentRecord(
    documentOf(client, client.units[0] ?? '', { sequence, registeredAt: INSTALLED_AT_MS }),
  ),
);
const assigned = [SONS_TOPIC, TOPICS.dmp].map((topic) => ({
  topic,
  topicId: `id of ${topic}`,
  partition: 0,
}));

describe('SonsCounter, asked how fresh its figures are', () => {
  let sent: (readonly SentEvents[])[];
  let nowMs: number;
  let meter: WorkMeter;
  let owner: CountingOwner;
  const known = catalogueClients();

  beforeEach(async () => {
    sent = [];
    nowMs = 0;
    meter = new WorkMeter({ monotonicMs: () => nowMs }, 'idle');
    const memory = new MemorySonsStore();
    const store: SonsStore = {
      take: (partitions) => memory.take(partitions),
      commit: (folded) => {
        sent.push(folded.changes.sent);
        return memory.commit(folded);
      },
    };
    const policy = { records: 1000, intervalMs: 500, intervalBehindMs: 3000 };
    const options = { counting: DEFAULT_COUNTING, known, partitions: 1 };
    owner = new CountingOwner('spec', policy, new SonsCounter(options, store), {
      deadLetters: { send: () => Promise.resolve() },
      clock: { monotonicMs: () => nowMs },
      meter,
      display: () => Promise.resolve(),
    });
    await owner.take(assigned);
  });

  const eventsOf = (commit: readonly SentEvents[] | undefined): number | undefined =>
    commit?.reduce((sum, { events }) => sum + events, 0);

  it('commits with each record when it was sent, facts and documents alike, and each once', async () => {
    await owner.fold(fetchedOf(SONS_TOPIC, facts, { from: 0, to: facts.length }));
    await owner.fold(fetchedOf(TOPICS.dmp, documents, { from: 0, to: 3 }));
    await owner.idle();
    await owner.fold(fetchedOf(TOPICS.dmp, documents, { from: 3, to: 5 }));
    await owner.idle();
    expect(sent.map(eventsOf)).toEqual([facts.length + 3, 2]);
    expect(sent[1]).toEqual([{ sentAtMs: 1_700_000_000_000, events: 2 }]);
  });

  it('commits less often while far behind', async () => {
    await owner.fold({
      ...fetchedOf(TOPICS.dmp, documents, { from: 0, to: 1 }),
      highWatermark: 1_000_000n,
    });
    nowMs = 2999;
    await owner.fold({
      ...fetchedOf(TOPICS.dmp, documents, { from: 1, to: 2 }),
      highWatermark: 1_000_000n,
    });
    expect([sent.length, owner.lagEvents]).toEqual([0, 999_998]);
    nowMs = 3000;
    await owner.fold(fetchedOf(TOPICS.dmp, documents, { from: 2, to: 3 }));
    await owner.drop();
    expect(sent.map(eventsOf)).toEqual([3]);
    expect(meter.snapshot().waiting_broker).toBe(3000);
  });
});
