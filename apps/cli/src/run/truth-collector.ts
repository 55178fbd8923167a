import { TRUTH_TOPIC } from '#libs/events';
import { ResultAssembly, type RateMiss, type UnitReport, type UnitResult } from '#libs/emission';
import { TopicTail } from '#libs/kafka';
import { RunFailedError } from '#libs/platform';

/** Collects what the emitters say of one run. */
export class TruthCollector {
  readonly results = new Map<string, UnitResult>();
  readonly #assembly = new ResultAssembly();
  #failure: RunFailedError | undefined;
  #miss: RateMiss | undefined;

  #tail: TopicTail | undefined;

  private constructor(private readonly run: string) {}

  /**
   * Listens from now on: start it before the units are published.
   *
   * @throws UnknownTopicError, BrokerUnreachableError
   */
  static async start(brokers: readonly string[], run: string): Promise<TruthCollector> {
    const collector = new TruthCollector(run);
    collector.#tail = await TopicTail.follow(
      { brokers, clientId: `mes-run-${run}`, topic: TRUTH_TOPIC },
      ({ value }) => {
        // Only emitters write this topic, and they write this type.
        if (value) collector.#take(JSON.parse(value.toString()) as UnitReport);
      },
    );
    return collector;
  }

  /** The earliest slot that ended the load; undefined while none did. */
  get rateMiss(): RateMiss | undefined {
    return this.#miss;
  }

  /** @throws RunFailedError when an emitter has given a unit up, or the reports cannot be read any more */
  assertHealthy(): void {
    if (this.#failure) throw this.#failure;
    const cause = this.#tail?.failure;
    if (cause) throw new RunFailedError(`topic ${TRUTH_TOPIC}: ${cause.message}`, { cause });
  }

  async stop(): Promise<void> {
    await this.#tail?.close();
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
