import { Logger } from '@nestjs/common';
import { Metrics, type ProcessFacts } from '../metrics/metrics.js';
import { METRICS_OFF, metricsPortOf, type ServiceSettings } from '../service-settings.js';
import { openOperationsListener, type OperationsListener } from './operations-listener.js';
import { Readiness } from './readiness.js';

/** Where a process answers those who operate it. */
export type OperationsSettings = Pick<ServiceSettings, 'MES_METRICS_PORT' | 'MES_METRICS_HOST'>;

/**
 * What a process tells those who operate it: its metrics, and whether it is ready. The parts of a
 * service add theirs when they start; a port is opened where the settings say so.
 */
export class Operations {
  readonly metrics: Metrics;
  readonly readiness: Readiness;
  readonly #logger: Logger;
  #listener: OperationsListener | undefined;

  /** @param settings omitted: no port is opened */
  constructor(
    facts: ProcessFacts,
    private readonly settings: OperationsSettings = {
      MES_METRICS_PORT: METRICS_OFF,
      MES_METRICS_HOST: '127.0.0.1',
    },
  ) {
    this.#logger = new Logger(facts.service);
    this.metrics = new Metrics(facts);
    this.readiness = new Readiness(this.#logger);
    this.metrics.asked(
      {
        name: 'mes_ready',
        help: '1 for each check that passes; a process is ready when all of them do. What /ready answers.',
      },
      async () =>
        (await this.readiness.ask()).map(({ name, isReady }) => ({
          labels: { check: name },
          value: Number(isReady),
        })),
    );
  }

  /**
   * Opens the port of the settings, if they name one.
   *
   * @returns `http://HOST:PORT`; undefined when there is none
   * @throws BadInvocationError when the port is taken
   */
  async open(): Promise<string | undefined> {
    const port = metricsPortOf(this.settings);
    if (port === undefined) return undefined;
    // A service that waits for something has opened it before it serves.
    if (this.#listener !== undefined) return this.#listener.url;
    const { metrics, readiness } = this;
    this.#listener = await openOperationsListener({
      host: this.settings.MES_METRICS_HOST,
      port,
      metrics,
      readiness,
    });
    this.#logger.log(`metrics at ${this.#listener.url}/metrics, /ready and /live beside it`);
    return this.#listener.url;
  }

  async close(): Promise<void> {
    await this.#listener?.close();
    this.#listener = undefined;
  }
}
