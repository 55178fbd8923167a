import { setTimeout as delay } from 'node:timers/promises';
import { Registry, collectDefaultMetrics, type Metric } from 'prom-client';
import { packageVersion } from '../version.js';
import { LabelledCounter, type Reading } from './series.js';

/** What a metric is called and means. */
export interface MetricFacts {
  /**
   * `mes_`, the thing, and the unit last, in base units: `_seconds`, `_bytes`, `_ratio`; a counter ends
   * in `_total`. What has no unit is counted in the things that it names.
   */
  readonly name: string;
  /** One sentence for whoever meets it in Grafana. */
  readonly help: string;
}

/** Numbers of a metric; an empty list: there are none at the moment. */
type Numbers = number | readonly Reading[];

/** Gives the numbers of a metric when somebody asks. */
export type Read = () => Numbers;

/** Which process speaks. */
export interface ProcessFacts {
  /** `volume-aggregator`: the label `service` of everything that it says. */
  readonly service: string;
  /** Name of the process, such as volume-aggregator-1; told by `mes_build_info` alone. */
  readonly instance: string;
}

/** Longest that one metric may take, milliseconds: the scraper gives up later, and would lose them all. */
const READ_TIMEOUT_MS = 3_000;

const NAME = /^mes_[a-z][a-z0-9]*(_[a-z0-9]+)*$/;

/**
 * The numbers that one process tells to Prometheus. Nothing is kept here: a metric is a function that
 * is called at each scrape and reads what the service counts anyway, so that a process that nobody
 * scrapes pays nothing, and the bulk lane pays nothing in any case.
 *
 * A metric whose function fails is left out of that scrape and counted; the others are told.
 */
export class Metrics {
  readonly #registry = new Registry();
  readonly #failures = new LabelledCounter();
  #isNodeWatched = false;

  constructor({ service, instance }: ProcessFacts) {
    this.#registry.setDefaultLabels({ service });
    const build = { process: instance, version: packageVersion(), node: process.versions.node };
    this.gauge(
      { name: 'mes_build_info', help: 'Always 1: which process of which version this is.' },
      () => [{ labels: build, value: 1 }],
    );
    this.counter(
      {
        name: 'mes_metric_read_failures_total',
        help: 'Metrics that could not be read at a scrape and were left out of it, by name.',
      },
      () => this.#failures.readings(),
    );
  }

  /** Adds a number that only grows while the process lives. */
  counter(facts: MetricFacts, read: Read): void {
    if (!facts.name.endsWith('_total')) {
      throw new RangeError(`metric ${facts.name}: expected a counter's name to end in _total`);
    }
    this.#register('counter', facts, read);
  }

  /** Adds a number that goes up and down. */
  gauge(facts: MetricFacts, read: Read): void {
    this.#register('gauge', facts, read);
  }

  /**
   * Adds a number that has to be asked for: of a database, of a check. It is asked for after all the
   * others were read, because asking uses what they tell of: a connection, the event loop. Within
   * READ_TIMEOUT_MS, or it is left out.
   */
  asked(facts: MetricFacts, ask: () => Promise<Numbers>): void {
    this.#register('gauge', facts, async () => {
      // The others are read in the same turn of the loop.
      await Promise.resolve();
      return ask();
    });
  }

  /** Adds a distribution: the readings of a LabelledHistogram. */
  histogram(facts: MetricFacts, read: Read): void {
    this.#register('histogram', facts, read);
  }

  /** Type of `text`, for its header. */
  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Everything in the text format of Prometheus. Node's own figures are watched from the first call on. */
  async text(): Promise<string> {
    if (!this.#isNodeWatched) {
      this.#isNodeWatched = true;
      collectDefaultMetrics({ register: this.#registry });
    }
    return this.#registry.metrics();
  }

  #register(
    type: 'counter' | 'gauge' | 'histogram',
    { name, help }: MetricFacts,
    read: () => Numbers | Promise<Numbers>,
  ): void {
    if (!NAME.test(name)) {
      throw new RangeError(`metric ${name}: expected mes_ and lower-case words with _ between`);
    }
    const get = async (): Promise<unknown> => ({
      name,
      help,
      type,
      aggregator: 'sum',
      values: await this.#valuesOf(name, read),
    });
    // The registry asks its metrics for `name` and `get()` alone; its own classes keep numbers, ours read them.
    this.#registry.registerMetric({ name, get } as unknown as Metric);
  }

  async #valuesOf(name: string, read: () => Numbers | Promise<Numbers>): Promise<object[]> {
    try {
      const came = await withinBound(read());
      const readings: readonly Reading[] = typeof came === 'number' ? [{ value: came }] : came;
      return readings.map(({ labels = {}, value, suffix = '' }) => ({
        metricName: `${name}${suffix}`,
        labels,
        value,
      }));
    } catch {
      this.#failures.add({ metric: name });
      return [];
    }
  }
}

/** What is awaited longer than READ_TIMEOUT_MS is given up; a number that is there is not waited for. */
async function withinBound(numbers: Numbers | Promise<Numbers>): Promise<Numbers> {
  if (!(numbers instanceof Promise)) return numbers;
  const over = new AbortController();
  const timeout = delay(READ_TIMEOUT_MS, undefined, { signal: over.signal, ref: false }).then(
    () => {
      throw new Error(`no number within ${READ_TIMEOUT_MS} ms`);
    },
  );
  // The aborted wait rejects: that is its end, not a fault.
  timeout.catch(() => undefined);
  try {
    return await Promise.race([numbers, timeout]);
  } finally {
    over.abort();
  }
}
