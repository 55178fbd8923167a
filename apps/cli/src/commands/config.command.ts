import { BadInvocationError, redactSetting, tuningGiven } from '#libs/platform';
import { Injectable } from '@nestjs/common';
import { Command, SubCommand } from 'nest-commander';
import { MesCommand } from '../mes.command.js';
import { CliSettings, readSettings } from '../settings.js';

@Injectable()
@SubCommand({
  name: 'print',
  description: 'every setting in force, and which differ from the default',
})
export class ConfigPrintCommand extends MesCommand {
  override run(): Promise<void> {
    const settings = Object.entries(readSettings());
    const defaults = new Map<string, unknown>(Object.entries(new CliSettings()));
    for (const [name, value] of settings) {
      const origin = defaults.get(name) === value ? '' : '  (set)';
      process.stdout.write(`${name}=${redactSetting(name, String(value))}${origin}\n`);
    }
    for (const [name, value] of Object.entries(tuningGiven())) {
      process.stdout.write(`${name}=${redactSetting(name, value)}  (set, for the services)\n`);
    }
    return Promise.resolve();
  }
}

@Injectable()
@Command({
  name: 'config',
  description: 'Show the settings in force',
  subCommands: [ConfigPrintCommand],
})
export class ConfigCommand extends MesCommand {
  override run(): Promise<void> {
    throw new BadInvocationError('expected: mes config print');
  }
}
