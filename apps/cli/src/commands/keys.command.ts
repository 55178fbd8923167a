import { BadInvocationError, systemClock } from '#libs/platform';
import { ApiKeys, AuditLog, SCOPES, type Scope } from '#libs/store';
import { Injectable } from '@nestjs/common';
import { Command, Option, SubCommand } from 'nest-commander';
import { openKeptHouse, type House } from '../backend/house.js';
import { keyLine, newKeyLines } from '../doors/doors-page.js';
import { keyExpiry, keyName, keyScopes } from '../doors/key-wish.js';
import { operator } from '../doors/operator.js';
import { MesCommand } from '../mes.command.js';
import { errorOutput } from '../output.js';
import { readSettings } from '../settings.js';

/** A command with the database; what it tells about the backend goes to the error output. */
abstract class KeysSubCommand extends MesCommand {
  protected async withHouse(work: (house: House) => Promise<void>): Promise<void> {
    const house = await openKeptHouse(
      readSettings(),
      errorOutput(() => systemClock.monotonicMs()),
    );
    try {
      await work(house);
    } finally {
      await house.close();
    }
  }
}

interface CreateOptions {
  readonly name?: string;
  readonly scopes?: readonly Scope[];
  readonly expires?: Date;
}

@Injectable()
@SubCommand({ name: 'create', description: 'Make a key, and show it once' })
export class KeysCreateCommand extends KeysSubCommand {
  override async run(_: string[], options: CreateOptions = {}): Promise<void> {
    const { name, scopes, expires = null } = options;
    if (name === undefined || scopes === undefined) {
      throw new BadInvocationError(
        'expected: mes keys create --name NAME --scopes SCOPE[,SCOPE…] [--expires DATE]',
      );
    }
    await this.withHouse(async ({ pool }) => {
      const parameters = { name, scopes, expiresAt: expires };
      const actor = operator();
      const act = { actor, action: 'keys.create', parameters };
      const { key, text } = await new AuditLog(pool).during(act, () =>
        new ApiKeys(pool).create({ name, scopes, expiresAt: expires, createdBy: actor }),
      );
      process.stdout.write(`${newKeyLines(key, text).join('\n')}\n`);
    });
  }

  @Option({ flags: '--name <name>', description: 'who will use it, as the audit names it' })
  parseName(text: string): string {
    return keyName(text);
  }

  @Option({ flags: '--scopes <scopes>', description: `comma-separated, of: ${SCOPES.join(', ')}` })
  parseScopes(text: string): readonly Scope[] {
    return keyScopes(text);
  }

  @Option({
    flags: '--expires <date>',
    description: 'a day, an instant, or days from now such as 90d; default: no end',
  })
  parseExpires(text: string): Date {
    return keyExpiry(text, systemClock.nowMs());
  }
}

@Injectable()
@SubCommand({ name: 'list', description: 'Every key, the latest first, without its secret' })
export class KeysListCommand extends KeysSubCommand {
  override async run(): Promise<void> {
    await this.withHouse(async ({ pool }) => {
      const keys = await new ApiKeys(pool).list();
      for (const key of keys) process.stdout.write(`${keyLine(key, systemClock.nowMs())}\n`);
      if (keys.length === 0) process.stdout.write('no key yet\n');
    });
  }
}

@Injectable()
@SubCommand({
  name: 'revoke',
  arguments: '<id>',
  description: 'End a key: services refuse it within 5 seconds',
})
export class KeysRevokeCommand extends KeysSubCommand {
  override async run([id = '']: string[]): Promise<void> {
    await this.withHouse(async ({ pool }) => {
      const act = { actor: operator(), action: 'keys.revoke', parameters: { id } };
      await new AuditLog(pool).during(act, async () => {
        if ((await new ApiKeys(pool).revoke(id)) !== undefined) return;
        throw new BadInvocationError(
          `expected the id of a key, the first word of a line of mes keys list; came ${JSON.stringify(id.slice(0, 80))}`,
        );
      });
      process.stdout.write(`${id} is revoked\n`);
    });
  }
}

@Injectable()
@Command({
  name: 'keys',
  description: 'API keys of callers without an issuer: make, list, revoke',
  subCommands: [KeysCreateCommand, KeysListCommand, KeysRevokeCommand],
})
export class KeysCommand extends MesCommand {
  override run(): Promise<void> {
    throw new BadInvocationError('expected: mes keys create, list or revoke');
  }
}
