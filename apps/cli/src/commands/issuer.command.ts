import { BadInvocationError, onShutdown } from '#libs/platform';
import { Injectable } from '@nestjs/common';
import { Command, Option } from 'nest-commander';
import { issuerPage } from '../issuer/issuer-page.js';
import { MesCommand } from '../mes.command.js';
import { atLeastOne, wholeNumber } from '../options.js';

interface IssuerCommandOptions {
  readonly port?: number;
  readonly tokenSeconds?: number;
  readonly professionals?: number;
  readonly audience?: string;
}

@Injectable()
@Command({
  name: 'issuer',
  description:
    'Run an OIDC issuer with fictitious professionals and software, for demonstrations, until Ctrl-C',
})
export class IssuerCommand extends MesCommand {
  override async run(_: string[], options: IssuerCommandOptions = {}): Promise<void> {
    // Loaded here alone: no other command needs an HTTP framework.
    const { startEmbeddedIssuer } = await import('#libs/edge');
    const issuer = await startEmbeddedIssuer(options);
    process.stdout.write(issuerPage(issuer));
    await new Promise<void>((resolve) => {
      onShutdown(() => {
        resolve();
        return Promise.resolve();
      });
    });
    await issuer.close();
  }

  @Option({ flags: '--port <port>', description: 'port on 127.0.0.1; default 0: a free one' })
  parsePort(text: string): number {
    const port = wholeNumber('--port', text);
    if (port > 65_535)
      throw new BadInvocationError(`--port: expected at most 65535, came "${text}"`);
    return port;
  }

  @Option({
    flags: '--token-seconds <seconds>',
    description: 'how long a token is valid; default 300',
  })
  parseTokenSeconds(text: string): number {
    return atLeastOne('--token-seconds', text);
  }

  @Option({
    flags: '--professionals <number>',
    description: 'fictitious professionals, at most 1000; default 3',
  })
  parseProfessionals(text: string): number {
    const professionals = wholeNumber('--professionals', text);
    if (professionals > 1_000) {
      throw new BadInvocationError(`--professionals: expected at most 1000, came "${text}"`);
    }
    return professionals;
  }

  @Option({ flags: '--audience <name>', description: 'audience of the tokens; default mes-flow' })
  parseAudience(text: string): string {
    return text;
  }
}
