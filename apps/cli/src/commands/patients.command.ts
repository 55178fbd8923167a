import { PEOPLE_COUNT, type ProfileStatus } from '#libs/patients';
import { BadInvocationError, systemClock } from '#libs/platform';
import { Injectable } from '@nestjs/common';
import { Command, Option, SubCommand } from 'nest-commander';
import { MesCommand } from '../mes.command.js';
import { atLeastOne, wholeNumber } from '../options.js';
import { activationLines, monthlyActivationLines } from '../patients/activation-page.js';
import { peopleLines } from '../patients/person-line.js';

/** People that one call prints at most. */
const COUNT_MAX = 100_000;

const STATUSES = ['active', 'absent', 'closed', 'opposed', 'any'] as const;

type StatusWanted = (typeof STATUSES)[number];

interface ShowOptions {
  count?: number;
  status?: StatusWanted;
}

@Injectable()
@SubCommand({
  name: 'show',
  arguments: '[ordinal]',
  description: 'synthetic patients to deposit for, one JSON object a line',
})
export class PatientsShowCommand extends MesCommand {
  override run([text]: string[], options: ShowOptions = {}): Promise<void> {
    const from = text === undefined ? 0 : ordinalOf(text);
    const { count = 1, status = text === undefined ? 'active' : 'any' } = options;
    const wanted: ProfileStatus | undefined = status === 'any' ? undefined : status;
    const nowMs = systemClock.nowMs();
    for (const line of peopleLines({ from, count, status: wanted, nowMs })) {
      process.stdout.write(`${JSON.stringify(line)}\n`);
    }
    return Promise.resolve();
  }

  @Option({ flags: '--count <number>', description: `how many; default 1, at most ${COUNT_MAX}` })
  parseCount(text: string): number {
    const count = atLeastOne('--count', text);
    if (count > COUNT_MAX) {
      throw new BadInvocationError(`--count: expected at most ${COUNT_MAX}, came "${text}"`);
    }
    return count;
  }

  @Option({
    flags: '--status <status>',
    description: `only those whose profile is ${STATUSES.join(', ')}; default active, with an ordinal any`,
  })
  parseStatus(text: string): StatusWanted {
    const status = STATUSES.find((known) => known === text);
    if (status === undefined) {
      throw new BadInvocationError(
        `--status: expected one of ${STATUSES.join(', ')}, came "${text}"`,
      );
    }
    return status;
  }
}

interface ActivationOptions {
  monthly?: boolean;
}

@Injectable()
@SubCommand({
  name: 'activation',
  description: 'published numbers of activated profiles beside the model',
})
export class PatientsActivationCommand extends MesCommand {
  override run(_: string[], { monthly = false }: ActivationOptions = {}): Promise<void> {
    const lines = monthly ? monthlyActivationLines() : activationLines();
    process.stdout.write(`${lines.join('\n')}\n`);
    return Promise.resolve();
  }

  @Option({ flags: '--monthly', description: 'the share at the start of each month' })
  parseMonthly(): boolean {
    return true;
  }
}

@Injectable()
@Command({
  name: 'patients',
  description: 'Synthetic patients, and how their profiles were activated',
  subCommands: [PatientsShowCommand, PatientsActivationCommand],
})
export class PatientsCommand extends MesCommand {
  override run(): Promise<void> {
    throw new BadInvocationError(
      'expected one of: mes patients show [ORDINAL] --count N, mes patients activation',
    );
  }
}

function ordinalOf(text: string): number {
  const ordinal = wholeNumber('ordinal', text);
  if (ordinal >= PEOPLE_COUNT) {
    throw new BadInvocationError(
      `ordinal: expected a whole number from 0 to ${PEOPLE_COUNT - 1}, came "${text}"`,
    );
  }
  return ordinal;
}
