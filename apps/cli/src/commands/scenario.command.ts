import { readFile } from 'node:fs/promises';
import { BadInvocationError, EXIT_CODE } from '#libs/platform';
import {
  ScenarioInvalidError,
  describeScenario,
  listScenarios,
  loadScenario,
  parseScenario,
} from '#libs/simulation';
import { Injectable } from '@nestjs/common';
import { Command, SubCommand } from 'nest-commander';
import { MesCommand } from '../mes.command.js';

@Injectable()
@SubCommand({ name: 'list', description: 'the built-in scenarios' })
export class ScenarioListCommand extends MesCommand {
  override run(): Promise<void> {
    for (const { name, title } of listScenarios())
      process.stdout.write(`${name.padEnd(26)} ${title}\n`);
    return Promise.resolve();
  }
}

@Injectable()
@SubCommand({
  name: 'show',
  arguments: '<scenario>',
  description: 'the figures of a scenario with their sources',
})
export class ScenarioShowCommand extends MesCommand {
  override run([name]: string[]): Promise<void> {
    for (const line of describeScenario(loadScenario(name ?? '')))
      process.stdout.write(`${line}\n`);
    return Promise.resolve();
  }
}

@Injectable()
@SubCommand({
  name: 'validate',
  arguments: '<file>',
  description: 'all faults of a scenario file, each with line and column',
})
export class ScenarioValidateCommand extends MesCommand {
  override async run([file]: string[]): Promise<void> {
    const path = file ?? '';
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (cause) {
      throw new BadInvocationError(`expected a readable scenario file, came "${path}"`, { cause });
    }
    const result = parseScenario(text, { file: path });
    if ('faults' in result) throw new ScenarioInvalidError(path, result.faults);
    process.stdout.write(`${path}: valid, scenario ${result.scenario.name}\n`);
    process.exitCode = EXIT_CODE.done;
  }
}

@Injectable()
@Command({
  name: 'scenario',
  description: 'List, show or validate scenarios',
  subCommands: [ScenarioListCommand, ScenarioShowCommand, ScenarioValidateCommand],
})
export class ScenarioCommand extends MesCommand {
  override run(): Promise<void> {
    throw new BadInvocationError(
      'expected one of: mes scenario list, mes scenario show NAME, mes scenario validate FILE',
    );
  }
}
