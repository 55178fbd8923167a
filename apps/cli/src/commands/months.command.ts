import { BadInvocationError, systemClock } from '#libs/platform';
import { formatMonth, parseMonth } from '#libs/reference';
import { AuditLog, closeMonth, monthsDue } from '#libs/store';
import { Injectable } from '@nestjs/common';
import { Command, Option, SubCommand } from 'nest-commander';
import { openKeptHouse } from '../backend/house.js';
import { assertConfirmed } from '../doors/confirmed.js';
import { operator } from '../doors/operator.js';
import { MesCommand } from '../mes.command.js';
import { standardOutput } from '../output.js';
import { readSettings } from '../settings.js';

interface CloseOptions {
  readonly force?: boolean;
  readonly yes?: boolean;
}

@Injectable()
@SubCommand({
  name: 'close',
  arguments: '[month]',
  argsDescription: { month: 'such as 2023-12; omitted: every month that is due' },
  description: 'Publish a month’s figures; a later event then opens a new revision',
})
export class MonthsCloseCommand extends MesCommand {
  override async run([text]: string[], options: CloseOptions = {}): Promise<void> {
    const settings = readSettings();
    const asked = text === undefined ? undefined : parseMonth(text);
    const { force = false, yes: isSure = false } = options;
    if (force) {
      const word = text ?? 'every-month';
      await assertConfirmed({
        act: 'publish a month before its grace period is over',
        word,
        isSure,
      });
    }
    const output = standardOutput(() => systemClock.monotonicMs());
    const house = await openKeptHouse(settings, output);
    try {
      const months =
        asked === undefined ? await monthsDue(house.pool, settings.MES_MONTH_GRACE_HOURS) : [asked];
      for (const month of months) {
        const parameters = { month: formatMonth(month), force };
        const act = { actor: operator(), action: 'months.close', parameters };
        const { revision } = await new AuditLog(house.pool).during(act, () =>
          closeMonth(house.pool, month, { graceHours: settings.MES_MONTH_GRACE_HOURS, force }),
        );
        output.line(`${formatMonth(month)} closed, revision ${String(revision)} published`);
      }
      if (months.length === 0) output.line('no month is due');
    } finally {
      await house.close();
    }
  }

  @Option({ flags: '--yes', description: 'with --force: sure, without being asked' })
  parseYes(): boolean {
    return true;
  }

  @Option({ flags: '--force', description: 'close before the grace period is over' })
  parseForce(): boolean {
    return true;
  }
}

@Injectable()
@Command({ name: 'months', description: 'Close months', subCommands: [MonthsCloseCommand] })
export class MonthsCommand extends MesCommand {
  override run(): Promise<void> {
    throw new BadInvocationError('expected: mes months close [MONTH]');
  }
}
