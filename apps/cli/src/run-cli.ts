import 'reflect-metadata';
import { EXIT_CODE, describeError, exitCodeOf, startTracing } from '#libs/platform';
import { CommandFactory } from 'nest-commander';
import { CliModule } from './cli.module.js';

/** Ends the command with the exit code its error carries: the table is in the README. */
function fail(error: unknown): never {
  process.stderr.write(`${describeError(error)}\n`);
  process.exit(exitCodeOf(error));
}

// A reader such as `head` may go before all is printed: that is no fault of the command.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT_CODE.done);
  throw error;
});

const tracing = await startTracing({
  service: 'mes',
  instance: `mes-${String(process.pid)}`,
}).catch(fail);

await CommandFactory.run(CliModule, {
  cliName: 'mes',
  usePlugins: false,
  logger: ['error', 'warn'],
  // Commander has printed its own complaint by then; a wrong invocation is always 2.
  errorHandler: (error) =>
    process.exit(
      'exitCode' in error && error.exitCode === 0 ? EXIT_CODE.done : EXIT_CODE.badInvocation,
    ),
  serviceErrorHandler: fail,
}).catch(fail);
await tracing?.close();
