import { TOPICS } from '#libs/events';
import { kafkajsConfig } from '#libs/kafka';
import { SONS_CONSUMER } from '#libs/store';
import kafkajs, { Kafka, logLevel, type Admin } from 'kafkajs';
import type { House } from '../backend/house.js';
import { RunDatabase, type Counters } from '../run/run-database.js';

/** Size of a log's pieces: the broker gives back whole ones, when it next looks. */
const SEGMENT_BYTES = 64 * 1024 * 1024;

const FORGOTTEN = [TOPICS.dmp, TOPICS.mssante, TOPICS.eprescription] as const;

/**
 * Lets a broker of this command's own give the disk of what was counted back, so that a load can go on
 * for longer than the disk would hold. What an aggregator has not committed stays.
 */
export class CountedRecords {
  readonly #database: RunDatabase;

  private constructor(
    private readonly admin: Admin,
    house: House,
  ) {
    this.#database = new RunDatabase(house.pool);
  }

  /** Makes the logs' pieces small enough to be given back soon. */
  static async of(house: House): Promise<CountedRecords> {
    const kafka = new Kafka({
      ...kafkajsConfig({ ...house.kafka, clientId: 'mes-soak' }),
      logLevel: logLevel.NOTHING,
    });
    const admin = kafka.admin();
    await admin.connect();
    await admin.alterConfigs({
      validateOnly: false,
      resources: FORGOTTEN.map((name) => ({
        type: kafkajs.ConfigResourceTypes.TOPIC,
        name,
        configEntries: [{ name: 'segment.bytes', value: String(SEGMENT_BYTES) }],
      })),
    });
    return new CountedRecords(admin, house);
  }

  /** Forgets what both aggregators have committed. */
  async forget(): Promise<void> {
    const volumes = await this.#database.counters();
    const sons = await this.#database.counters(SONS_CONSUMER);
    for (const topic of FORGOTTEN) {
      const readers = topic === TOPICS.dmp ? [volumes, sons] : [volumes];
      const partitions = committedOf(topic, readers);
      if (partitions.length === 0) continue;
      // kafkajs deletes nothing from a topic that it has not looked at before.
      await this.admin.fetchTopicOffsets(topic);
      await this.admin.deleteTopicRecords({ topic, partitions });
    }
  }

  async close(): Promise<void> {
    await this.admin.disconnect();
  }
}

/** By partition what every reader has committed; a partition that one of them has not begun is left out. */
export function committedOf(
  topic: string,
  readers: readonly Pick<Counters, 'offsets'>[],
): { partition: number; offset: string }[] {
  const [first, ...others] = readers;
  const prefix = `${topic}/`;
  return [...(first?.offsets ?? [])].flatMap(([place, own]) => {
    if (!place.startsWith(prefix)) return [];
    const offsets = [own, ...others.map(({ offsets: of }) => of.get(place) ?? 0n)];
    const least = offsets.reduce((min, offset) => (offset < min ? offset : min));
    return least === 0n
      ? []
      : [{ partition: Number(place.slice(prefix.length)), offset: String(least) }];
  });
}
