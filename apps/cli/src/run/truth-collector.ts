import { TRUTH_TOPIC } from '#libs/events';
import {
  ResultAssembly,
  parseUnitReport,
  type RateMiss,
  type UnitReport,
  type UnitResult,
} from '#libs/emission';
import { TopicTail } from '#libs/kafka';
import { RunFailedError, type KafkaAccess } from '#libs/platform';

/** Something on the topic of reports is none. */
class NoReportError extends RunFailedError {
  constructor(offset: bigint) {
    super(`expected reports of emitters as JSON, came something else at offset ${String(offset)}`);
  }
}

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
  static async start(kafka: KafkaAccess, run: string): Promise<TruthCollector> {
    const collector = new TruthCollector(run);
    collector.#tail = await TopicTail.follow(
      { ...kafka, clientId: `mes-run-${run}`, topic: TRUTH_TOPIC },
      ({ value, offset }) => {
        const report = parseUnitReport(value?.toString() ?? '');
        // It may have been a report of this run: going on would be to wait for it until the run stalls.
        if (report === undefined) throw new NoReportError(offset);
        collector.#take(report);
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
