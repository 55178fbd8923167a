import { Logger, type LoggerService } from '@nestjs/common';
import { describeError, exitCodeOf } from './errors.js';
import { announceFatal, announceReady, onShutdown } from './lifecycle.js';
import { createEarlyLogger, createLogger } from './logging.js';
import { Operations } from './operations/operations.js';
import type { KafkaAccess } from './servers/kafka-access.js';
import { kafkaOf } from './servers/kafka-of.js';
import type { ServiceSettings } from './service-settings.js';
import { loadSettings } from './settings.js';
import { Starting, StoppedWhileStartingError } from './starting.js';
import type { Tracing } from './telemetry/open-tracing.js';
import { startTracing } from './telemetry/tracing.js';

/** A service that runs: how to stop it within a bound. */
export interface RunningService {
  close(): Promise<void>;
}

/** A service that has started. */
export interface StartedService {
  readonly service: RunningService;
  /** Where it listens, if it does. */
  readonly address?: string;
}

/** What every service is made of, once its settings are found to be good. */
export interface ServiceStart<S extends ServiceSettings> {
  readonly settings: S;
  /** Name of this process in logs, in its group and at the servers. */
  readonly instance: string;
  readonly logger: LoggerService;
  /** What it tells those who operate it; the port is open. */
  readonly operations: Operations;
  /** The way into Kafka. */
  readonly kafka: KafkaAccess;
  /** Waits for what is not there yet, as long as MES_START_WAIT_SECONDS says; see Starting.whenThere. */
  whenThere<T>(what: string, ask: () => Promise<T>): Promise<T>;
  /** Ends the process later, for errors outside any call. */
  readonly fail: (error: unknown) => void;
}

/** A service that does not stop within this is ended: a stuck one must not outlive its command. */
export const STOP_TIMEOUT_MS = 15_000;

/** Exit code of a stop that was not waited for. */
const FORCED = 1;

/**
 * Starts a service and keeps the promises every process of the house makes: it waits for what it
 * needs, announces that it is ready, tells its metrics and whether it is ready, stops on SIGTERM or
 * when its parent is gone within STOP_TIMEOUT_MS, at once when it is told twice, and ends with the exit
 * code of its error.
 *
 * @param Settings of the service: read from the environment, all faults told at once
 * @param start makes the service, and says where it listens if it does
 */
export async function runService<S extends ServiceSettings>(
  name: string,
  Settings: new () => S,
  start: (given: ServiceStart<S>) => Promise<StartedService>,
): Promise<void> {
  Logger.overrideLogger(createEarlyLogger(instanceOf(name)));
  const fail = (error: unknown): void => {
    const text = describeError(error);
    new Logger(name).fatal(text);
    announceFatal(text);
    process.exit(exitCodeOf(error));
  };
  process.on('unhandledRejection', fail);
  process.on('uncaughtException', fail);
  tellWarningsTo(new Logger('node'));
  const starting = new Starting(name);
  let tracing: Tracing | undefined;
  const begin = async (): Promise<StartedService> => {
    tracing = await startTracing({ service: name, instance: instanceOf(name) });
    const given = await givenFor(name, Settings, starting);
    const started = await start({ ...given, fail });
    Logger.overrideLogger(given.logger);
    return started;
  };
  const began = begin();
  onShutdown(
    async (reason) => {
      new Logger(name).log(
        `${name} stops: ${reason}; within ${String(STOP_TIMEOUT_MS / 1000)} s, a second signal ends it at once`,
      );
      setTimeout(() => {
        force(name, `it has not stopped within ${String(STOP_TIMEOUT_MS / 1000)} s`);
      }, STOP_TIMEOUT_MS).unref();
      starting.stop();
      const started = await began.catch(() => undefined);
      await started?.service.close();
      await starting.close();
      await tracing?.close();
      new Logger(name).log(`${name} has stopped`);
      process.exit(0);
    },
    (signal) => {
      force(name, `${signal} came again`);
    },
  );
  try {
    const { address } = await began;
    starting.end();
    announceReady(address);
  } catch (error) {
    // The stop is under way, and ends the process.
    if (!(error instanceof StoppedWhileStartingError)) fail(error);
  }
}

async function givenFor<S extends ServiceSettings>(
  service: string,
  Settings: new () => S,
  starting: Starting,
): Promise<Omit<ServiceStart<S>, 'fail'>> {
  const settings = loadSettings(Settings);
  const instance = instanceOf(service);
  return {
    settings,
    instance,
    logger: createLogger({
      format: settings.MES_LOG_FORMAT,
      level: settings.MES_LOG_LEVEL,
      prefix: instance,
    }),
    operations: await starting.tell(new Operations({ service, instance }, settings)),
    kafka: kafkaOf(settings),
    whenThere: (what, ask) => starting.whenThere(what, settings.MES_START_WAIT_SECONDS, ask),
  };
}

function force(name: string, why: string): void {
  new Logger(name).error(`${name} is ended: ${why}. What was not committed is done again.`);
  process.exit(FORCED);
}

function instanceOf(name: string): string {
  const { MES_INSTANCE: given = '' } = process.env;
  return given === '' ? `${name}-${String(process.pid)}` : given;
}

/** Node prints its warnings as plain text, which is no line of a log of JSON. */
function tellWarningsTo(logger: Logger): void {
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    if (warning.name === 'TimeoutNegativeWarning') return;
    logger.warn(`${warning.name}: ${warning.message}`);
  });
}
