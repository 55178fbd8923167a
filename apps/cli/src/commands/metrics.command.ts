import { BadInvocationError, systemClock } from '#libs/platform';
import { Injectable } from '@nestjs/common';
import { Command, Option } from 'nest-commander';
import { openKeptHouse } from '../backend/house.js';
import { MesCommand } from '../mes.command.js';
import { standardOutput } from '../output.js';
import { printFigures, readRates, readVolumes } from '../run/figures.js';
import { readSettings } from '../settings.js';

@Injectable()
@Command({
  name: 'metrics',
  description: 'Monthly volumes and rates per inhabitant, with their definitions',
})
export class MetricsCommand extends MesCommand {
  override async run(_: string[], options: { format?: 'table' | 'json' } = {}): Promise<void> {
    const output = standardOutput(() => systemClock.monotonicMs());
    const isJson = options.format === 'json';
    const quiet = { ...output, line: () => undefined, progress: () => undefined };
    const house = await openKeptHouse(readSettings(), isJson ? quiet : output);
    try {
      if (isJson) {
        const figures = {
          volumes: await readVolumes(house.pool),
          rates: await readRates(house.pool),
        };
        process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
      } else {
        await printFigures(house.pool, output);
      }
    } finally {
      await house.close();
    }
  }

  @Option({ flags: '--format <format>', description: 'table (default) or json' })
  parseFormat(text: string): string {
    if (text !== 'table' && text !== 'json') {
      throw new BadInvocationError(`--format: expected table or json, came "${text}"`);
    }
    return text;
  }
}
