import { CountingOwner } from '#libs/aggregation';
import { SONS_TOPIC, TOPICS } from '#libs/events';
import { OwnershipLostError, type DeadLetter } from '#libs/kafka';
import { DEFAULT_COUNTING, type CountingParameters } from '#libs/sons-rules';
import { catalogueClients } from './known-clients.js';
import { SonsCounter } from './sons-counter.js';
import type { SonsStore } from './sons-store.js';
import { fetchedOf, type TestRecord } from './test-facts.js';

/** How logs are delivered. */
export interface Delivery {
  readonly facts: readonly TestRecord[];
  readonly documents: readonly TestRecord[];
  /** Records of a topic that come at once. */
  readonly piece: number;
  /** Which topic comes next; omitted: facts as long as there are any. */
  readonly isFactsNext?: (turn: number) => boolean;
  /** After which pieces the process ends without a commit, and another one goes on. */
  readonly isKilledAfter?: (turn: number) => boolean;
  readonly counting?: CountingParameters;
}

const known = catalogueClients();
const assigned = [SONS_TOPIC, TOPICS.dmp].map((topic) => ({
  topic,
  topicId: `id of ${topic}`,
  partition: 0,
}));
/** Processes that one delivery may go through. */
const TAKES_MAX = 10_000;

/** Reads both logs to their ends, as the server would: a loss of ownership is taken up again. */
export async function deliver(store: SonsStore, delivery: Delivery): Promise<DeadLetter[]> {
  const letters: DeadLetter[] = [];
  let turn = 0;
  for (let takes = 0; takes < TAKES_MAX; takes++) {
    const owner = newOwner(store, letters, delivery.counting ?? DEFAULT_COUNTING);
    const starts = await owner.take(assigned);
    const position = new Map(starts.map(({ topic, offset }) => [topic, Number(offset)]));
    try {
      for (;;) {
        turn += 1;
        const topic = nextTopic(delivery, position, turn);
        if (topic === undefined) {
          await owner.idle();
          await owner.drop();
          return letters;
        }
        const log = topic === SONS_TOPIC ? delivery.facts : delivery.documents;
        const from = position.get(topic) ?? 0;
        const to = Math.min(log.length, from + delivery.piece);
        await owner.fold(fetchedOf(topic, log, { from, to }));
        position.set(topic, to);
        if (delivery.isKilledAfter?.(turn) === true) break;
      }
    } catch (error) {
      if (!(error instanceof OwnershipLostError)) throw error;
      await owner.drop();
    }
  }
  throw new Error('the delivery came to no end');
}

function nextTopic(
  { facts, documents, isFactsNext = () => true }: Delivery,
  position: ReadonlyMap<string, number>,
  turn: number,
): string | undefined {
  const hasFacts = (position.get(SONS_TOPIC) ?? 0) < facts.length;
  const hasDocuments = (position.get(TOPICS.dmp) ?? 0) < documents.length;
  if (hasFacts && (!hasDocuments || isFactsNext(turn))) return SONS_TOPIC;
  return hasDocuments ? TOPICS.dmp : undefined;
}

function newOwner(
  store: SonsStore,
  letters: DeadLetter[],
  counting: CountingParameters,
): CountingOwner {
  return new CountingOwner(
    'spec',
    { records: 7, intervalMs: 1_000_000 },
    new SonsCounter({ counting, known, partitions: 1 }, store),
    {
      deadLetters: {
        send: (letter) => {
          letters.push(letter);
          return Promise.resolve();
        },
      },
      clock: { monotonicMs: () => 0 },
      display: () => Promise.resolve(),
    },
  );
}
