import { Logger, type LoggerService } from '@nestjs/common';
import { describeError, exitCodeOf } from './errors.js';
import { announceFatal, announceReady, onShutdown } from './lifecycle.js';
import type { Operations } from './operations/operations.js';

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
const STOP_TIMEOUT_MS = 15_000;

/**
 * Starts a service and keeps the promises every process of the house makes: it announces that it is
 * ready, tells its metrics and whether it is ready, stops on SIGTERM or when its parent is gone, and
 * ends with the exit code of its error.
 *
 * @param start makes the service, and says where it listens if it does; `fail` ends the process later, for errors outside any call
 */
export async function runService(
  name: string,
  start: (fail: (error: unknown) => void) => Promise<StartedService>,
): Promise<void> {
  const fail = (error: unknown): void => {
    const text = describeError(error);
    new Logger(name).fatal(text);
    announceFatal(text);
    process.exit(exitCodeOf(error));
  };
  process.on('unhandledRejection', fail);
  process.on('uncaughtException', fail);
  try {
    const { service, logger, address, operations } = await start(fail);
    await operations?.open();
    onShutdown(async (reason) => {
      logger.log(`${name} stops: ${reason}`);
      setTimeout(() => process.exit(1), STOP_TIMEOUT_MS).unref();
      operations?.readiness.stop();
      await service.close();
      await operations?.close();
      process.exit(0);
    });
    announceReady(address);
  } catch (error) {
    fail(error);
  }
}
