import { ConsoleLogger, type LoggerService } from '@nestjs/common';

/** The Nest logger of a process: facts as data when json, lines for a person otherwise. */
export function createLogger(options: {
  readonly format: 'text' | 'json';
  readonly prefix: string;
}): LoggerService {
  return new ConsoleLogger({
    json: options.format === 'json',
    colors: false,
    prefix: options.prefix,
    logLevels: ['log', 'warn', 'error', 'fatal'],
  });
}
