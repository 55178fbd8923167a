import { RunFailedError, systemClock } from '#libs/platform';
import { kafkajsConfig } from '#libs/kafka';
import { Kafka, logLevel, type Admin } from 'kafkajs';
import type { House } from '../backend/house.js';

/** A topic made a moment ago has a leader in the metadata before its broker knows. */
const ATTEMPTS_MAX = 50;
const RETRY_DELAY_MS = 100;

/**
 * Moves the beginning of a topic to its end: whoever reads it from the beginning finds what comes next,
 * and the broker gives the disk back when it next looks.
 *
 * @throws NotOurBrokersError on brokers of others
 * @throws RunFailedError when the topic has no leader for five seconds
 */
export async function forgetRecords(house: House, topic: string): Promise<void> {
  house.admin.assertMayAdminister(`emptying ${topic}`);
  const kafka = new Kafka({
    ...kafkajsConfig({ ...house.kafka, clientId: 'mes-bench' }),
    logLevel: logLevel.NOTHING,
  });
  const admin = kafka.admin();
  await admin.connect();
  try {
    // kafkajs deletes nothing from a topic that it has not looked at before.
    const partitions = (await whenLed(admin, topic))
      .filter(({ low, high }) => low !== high)
      .map(({ partition, high }) => ({ partition, offset: high }));
    if (partitions.length > 0) await admin.deleteTopicRecords({ topic, partitions });
  } finally {
    await admin.disconnect();
  }
}

type Offsets = Awaited<ReturnType<Admin['fetchTopicOffsets']>>;

async function whenLed(admin: Admin, topic: string): Promise<Offsets> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await admin.fetchTopicOffsets(topic);
    } catch (cause) {
      // kafkajs tries again for an unknown topic, and not for this one.
      if (!isUnled(cause)) throw cause;
      if (attempt === ATTEMPTS_MAX) {
        const seconds = (ATTEMPTS_MAX * RETRY_DELAY_MS) / 1000;
        throw new RunFailedError(
          `topic ${topic}: expected a leader of every partition within ${String(seconds)} s, came none. Is the broker healthy?`,
          { cause },
        );
      }
      await systemClock.sleep(RETRY_DELAY_MS);
    }
  }
}

/** By its type: kafkajs does not export its errors to ES modules. */
function isUnled(error: unknown): boolean {
  return error instanceof Error && 'type' in error && error.type === 'NOT_LEADER_FOR_PARTITION';
}
