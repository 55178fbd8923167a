import { METERS_TOPIC } from '#libs/events';
import type { ClusterOptions } from '../cluster/options.js';
import { TopicTail } from '../topic-reader/topic-tail.js';
import { parseServiceMeter, type ServiceMeter } from './service-meter.js';

/** Processes whose meters are kept; the one that was met first goes when there are more. */
const INSTANCES_MAX = 1000;
/** How long a broker waits for meters before it answers with none, milliseconds. */
const FETCH_WAIT_MS = 200;

/** Keeps the last meter of each process, for as long as a command shows them. */
export class MeterReader {
  readonly #latest = new Map<string, ServiceMeter>();
  #tail: TopicTail | undefined;

  /**
   * Reads what is published from now on. Each reader sees all meters.
   *
   * @throws UnknownTopicError, BrokerUnreachableError
   */
  static async start(options: ClusterOptions): Promise<MeterReader> {
    const reader = new MeterReader();
    reader.#tail = await TopicTail.follow(
      { ...options, topic: METERS_TOPIC, fetchWaitMs: FETCH_WAIT_MS },
      ({ value }) => {
        reader.#take(value?.toString() ?? '');
      },
    );
    return reader;
  }

  /** The last meter of each process, by the name of its instance. */
  get latest(): ReadonlyMap<string, ServiceMeter> {
    return this.#latest;
  }

  async close(): Promise<void> {
    await this.#tail?.close();
  }

  #take(text: string): void {
    const meter = parseServiceMeter(text);
    if (meter === undefined) return;
    this.#latest.set(meter.instance, meter);
    if (this.#latest.size <= INSTANCES_MAX) return;
    const [first] = this.#latest.keys();
    if (first !== undefined) this.#latest.delete(first);
  }
}
