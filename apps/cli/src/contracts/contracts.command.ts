import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BadInvocationError, RunFailedError } from '#libs/platform';
import { Injectable } from '@nestjs/common';
import { Command, SubCommand } from 'nest-commander';
import { MesCommand } from '../mes.command.js';
import {
  HTTP_SERVICES,
  asyncApiText,
  generatedContracts,
  openApiText,
} from './generated-contracts.js';

/** From where npm runs: the root of the repository. */
const FOLDER = join('docs', 'contracts');

@Injectable()
@SubCommand({ name: 'asyncapi', description: 'Print the AsyncAPI 3.0 document of the topics' })
export class ContractsAsyncApiCommand extends MesCommand {
  override run(): Promise<void> {
    process.stdout.write(asyncApiText());
    return Promise.resolve();
  }
}

@Injectable()
@SubCommand({
  name: 'openapi',
  arguments: '<service>',
  argsDescription: { service: HTTP_SERVICES.join(', ') },
  description: 'Print the OpenAPI 3.1 document of a service',
})
export class ContractsOpenApiCommand extends MesCommand {
  override async run([service = '']: string[]): Promise<void> {
    process.stdout.write(await openApiText(service));
  }
}

@Injectable()
@SubCommand({
  name: 'write',
  description: 'Write the documents into docs/contracts, and the dashboards',
})
export class ContractsWriteCommand extends MesCommand {
  override async run(): Promise<void> {
    for (const { file, text } of await generatedContracts()) {
      mkdirSync(dirname(join(FOLDER, file)), { recursive: true });
      writeFileSync(join(FOLDER, file), text);
      process.stdout.write(`written ${join(FOLDER, file)}\n`);
    }
  }
}

@Injectable()
@SubCommand({
  name: 'check',
  description: 'Compare docs/contracts and the dashboards with what the program gives',
})
export class ContractsCheckCommand extends MesCommand {
  override async run(): Promise<void> {
    const contracts = await generatedContracts();
    const different = contracts.filter(({ file, text }) => committed(file) !== text);
    if (different.length > 0) {
      const names = different.map(({ file }) => join(FOLDER, file)).join(', ');
      throw new RunFailedError(
        `contracts: expected ${names} as the program gives it; it differs. Run npm run contracts and look at the difference.`,
      );
    }
    process.stdout.write(`${String(contracts.length)} contracts are as committed\n`);
  }
}

@Injectable()
@Command({
  name: 'contracts',
  description: 'Documents for integrators, generated from what runs',
  subCommands: [
    ContractsAsyncApiCommand,
    ContractsOpenApiCommand,
    ContractsWriteCommand,
    ContractsCheckCommand,
  ],
})
export class ContractsCommand extends MesCommand {
  override run(): Promise<void> {
    throw new BadInvocationError('expected: mes contracts asyncapi, openapi, write or check');
  }
}

/** The committed text; undefined where there is none. */
function committed(file: string): string | undefined {
  try {
    return readFileSync(join(FOLDER, file), 'utf8');
  } catch {
    // A missing file differs, and is named as that.
    return undefined;
  }
}
