import { ConsoleLogger, type LogLevel, type LoggerService } from '@nestjs/common';
import { logFacts } from './telemetry/log-facts.js';
import { shownText, shownValue } from './telemetry/shown-text.js';

export type LogFormat = 'text' | 'json';

/** The least that is written; `log` is what others call info. */
export const LOG_LEVELS = ['debug', 'log', 'warn', 'error'] as const;
export type LeastLevel = (typeof LOG_LEVELS)[number];

/** How a process writes its log. */
export interface LoggerOptions {
  readonly format: LogFormat;
  /** Name of the process. */
  readonly prefix: string;
  /** Omitted: log. */
  readonly level?: LeastLevel;
}

/**
 * The Nest logger of a process: one JSON object a line, or lines for a person. Every line carries the
 * facts of the work under way (`withLogFacts`), and none a secret.
 */
export function createLogger(options: LoggerOptions): LoggerService {
  return new HouseLogger(options);
}

/**
 * The logger before the settings are read: a fault of the settings is to be read by the collector too.
 *
 * @param environment omitted: that of the process
 */
export function createEarlyLogger(
  prefix: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): LoggerService {
  return createLogger({
    format: environment['MES_LOG_FORMAT'] === 'json' ? 'json' : 'text',
    prefix,
  });
}

/** What Nest hands over with a message. */
type LineOptions = Parameters<ConsoleLogger['getJsonLogObject']>[1];

class HouseLogger extends ConsoleLogger {
  readonly #instance: string;

  constructor({ format, prefix, level = 'log' }: LoggerOptions) {
    super({ json: format === 'json', colors: false, prefix, logLevels: levelsFrom(level) });
    this.#instance = prefix;
  }

  /** `message` is a text; facts that were logged as an object stand beside it under their own names. */
  protected override printAsJson(came: unknown, options: LineOptions): void {
    const { message, ...facts } = isPlainObject(came) ? came : { message: came };
    const line = {
      // Ours come last and win: a fact called level must not pass for the level.
      ...shownObject({ ...facts, ...options.params, ...logFacts() }),
      ...shownObject({
        ...(options.errorStack !== undefined && { stack: options.errorStack }),
        ...(options.error !== undefined && { error: this.serializeError(options.error) }),
        message: typeof message === 'string' ? message : JSON.stringify(shownValue(message)),
      }),
      time: new Date().toISOString(),
      level: options.logLevel,
      instance: this.#instance,
      pid: process.pid,
      ...(options.context !== '' && { context: options.context }),
    };
    process[options.writeStreamType ?? 'stdout'].write(`${JSON.stringify(line)}\n`);
  }

  protected override stringifyMessage(message: unknown, level: LogLevel): string {
    const facts = Object.entries(logFacts()).map(([name, value]) => ` ${name}=${String(value)}`);
    const shown = typeof message === 'string' ? message : shownValue(message);
    return `${shownText(super.stringifyMessage(shown, level))}${facts.join('')}`;
  }
}

function levelsFrom(level: LeastLevel): LogLevel[] {
  return [...LOG_LEVELS.slice(LOG_LEVELS.indexOf(level)), 'fatal'];
}

function shownObject(facts: object): object {
  return Object.fromEntries(
    Object.entries(shownValue(facts) as object).filter(([, value]) => value !== undefined),
  );
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
