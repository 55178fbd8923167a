import { TRUTH_TOPIC } from '#libs/events';
import { ResultAssembly, type RateMiss, type UnitReport, type UnitResult } from '#libs/emission';
import { RunFailedError } from '#libs/platform';
import { Kafka, logLevel, type Consumer } from 'kafkajs';

/** Collects what the emitters say of one run. */
export class TruthCollector {
  readonly results = new Map<string, UnitResult>();
  readonly #assembly = new ResultAssembly();
  #failure: RunFailedError | undefined;
  #miss: RateMiss | undefined;

  private constructor(
    private readonly kafka: Kafka,
    private readonly consumer: Consumer,
    private readonly groupId: string,
    private readonly run: string,
  ) {}

  /** Listens from now on: start it before the units are published. */
  static async start(brokers: readonly string[], run: string): Promise<TruthCollector> {
    const kafka = new Kafka({
      clientId: `mes-run-${run}`,
      brokers: [...brokers],
      logLevel: logLevel.NOTHING,
    });
    const groupId = `mes-run-${run}`;
    const admin = kafka.admin();
    await admin.connect();
    const ends = await admin.fetchTopicOffsets(TRUTH_TOPIC);
    await admin.disconnect();
    const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 100 });
    const collector = new TruthCollector(kafka, consumer, groupId, run);
    await consumer.connect();
    await consumer.subscribe({ topic: TRUTH_TOPIC });
    await consumer.run({
      autoCommit: false,
      eachMessage: ({ message }) => {
        if (message.value) collector.#take(JSON.parse(message.value.toString()) as UnitReport);
        return Promise.resolve();
      },
    });
    // From today's ends, fixed before anything is published: nothing can slip past.
    for (const { partition, high } of ends) {
      consumer.seek({ topic: TRUTH_TOPIC, partition, offset: high });
    }
    return collector;
  }

  /** The earliest slot that ended the load; undefined while none did. */
  get rateMiss(): RateMiss | undefined {
    return this.#miss;
  }

  /** @throws RunFailedError when an emitter has given a unit up */
  assertHealthy(): void {
    if (this.#failure) throw this.#failure;
  }

  async stop(): Promise<void> {
    await this.consumer.disconnect();
    const admin = this.kafka.admin();
    await admin.connect();
    // The group served this run only; the broker forgets it later by itself if this fails.
    await admin.deleteGroups([this.groupId]).catch(() => undefined);
    await admin.disconnect();
  }

  #take(report: UnitReport): void {
    if (report.run !== this.run) return;
    if (report.type === 'UnitFailed') {
      this.#failure ??= new RunFailedError(
        `unit ${report.channel}/${String(report.shard)} could not be emitted: ${report.detail}`,
      );
      return;
    }
    if (report.type === 'RateMissed') {
      const { channel, shard, intendedMs, stage, dropped } = report;
      if (intendedMs < (this.#miss?.intendedMs ?? Infinity)) {
        this.#miss = { channel, shard, intendedMs, stage, dropped };
      }
      return;
    }
    const result = this.#assembly.add(report);
    if (result) this.results.set(result.source, result);
  }
}
