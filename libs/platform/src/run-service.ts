import { Logger, type LoggerService } from '@nestjs/common';
import { describeError, exitCodeOf } from './errors.js';
import { announceFatal, announceReady, onShutdown } from './lifecycle.js';
import { createEarlyLogger } from './logging.js';
import type { Operations } from './operations/operations.js';
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
  readonly logger: LoggerService;
  /** Where it listens, if it does. */
  readonly address?: string;
  /** What it tells those who operate it; omitted: nothing. */
  readonly operations?: Operations;
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
 * @param start makes the service, and says where it listens if it does; `fail` ends the process later, for errors outside any call; `starting` waits
 */
export async function runService(
  name: string,
  start: (fail: (error: unknown) => void, starting: Starting) => Promise<StartedService>,
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
    const started = await start(fail, starting);
    Logger.overrideLogger(started.logger);
    if (started.operations !== undefined) await started.operations.open();
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
      started?.operations?.readiness.stop();
      await started?.service.close();
      await started?.operations?.close();
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
