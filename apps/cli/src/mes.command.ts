import { EXIT_CODE } from '#libs/platform';
import { CommandRunner } from 'nest-commander';

/** A command of `mes`: a wrong option ends with exit code 2, as the table in the README says. */
export abstract class MesCommand extends CommandRunner {
  override setCommand(command: Parameters<CommandRunner['setCommand']>[0]): this {
    command.exitOverride((error) =>
      process.exit(error.exitCode === 0 ? EXIT_CODE.done : EXIT_CODE.badInvocation),
    );
    command.showHelpAfterError('(add --help for the options)');
    return super.setCommand(command);
  }
}
