import { BadInvocationError, systemClock } from '#libs/platform';
import { SONS_SOLUTIONS } from '#libs/reference';
import { Injectable } from '@nestjs/common';
import { SubCommand } from 'nest-commander';
import { openKeptHouse } from '../backend/house.js';
import { MesCommand } from '../mes.command.js';
import { standardOutput } from '../output.js';
import { readSettings } from '../settings.js';
import { readRequestFile } from '../sons/read-request-file.js';
import { requestPage } from '../sons/request-page.js';
import { parseRequestName } from '../sons/request-name.js';

@Injectable()
@SubCommand({
  name: 'request',
  arguments: '<request>',
  argsDescription: {
    request: 'CLIENT/SOLUTION, the solution by code or number, such as 2080010572/LGC-01',
  },
  description: 'One request: its facts, deadlines, documents and lines of the ledger',
})
export class SonsRequestCommand extends MesCommand {
  override async run([text]: string[]): Promise<void> {
    const name = parseRequestName(text ?? '');
    const output = standardOutput(() => systemClock.monotonicMs());
    const house = await openKeptHouse(readSettings(), output);
    try {
      const file = await readRequestFile(house.pool, name);
      if (file === undefined) {
        throw new BadInvocationError(
          `request ${name.client}/${SONS_SOLUTIONS[name.solution]?.code ?? ''}: expected one with facts, came none; the view usage_thresholds lists those there are`,
        );
      }
      for (const line of requestPage(file)) output.line(line);
    } finally {
      await house.close();
    }
  }
}
