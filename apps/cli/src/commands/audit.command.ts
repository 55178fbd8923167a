import { BadInvocationError, systemClock } from '#libs/platform';
import { AUDIT_LIMITS, AuditLog } from '#libs/store';
import { Injectable } from '@nestjs/common';
import { Command, Option } from 'nest-commander';
import { openKeptHouse } from '../backend/house.js';
import { auditLine } from '../doors/doors-page.js';
import { MesCommand } from '../mes.command.js';
import { atLeastOne, outFile } from '../options.js';
import { errorOutput } from '../output.js';
import { writeJson } from '../run/out-file.js';
import { readSettings } from '../settings.js';

interface AuditOptions {
  readonly action?: string;
  readonly limit?: number;
  readonly out?: string;
}

@Injectable()
@Command({
  name: 'audit',
  description: 'What was done to the house: who, what, when, and how it came out; the latest first',
})
export class AuditCommand extends MesCommand {
  override async run(_: string[], { action, limit, out }: AuditOptions = {}): Promise<void> {
    const house = await openKeptHouse(
      readSettings(),
      errorOutput(() => systemClock.monotonicMs()),
    );
    try {
      const rows = await new AuditLog(house.pool).list({
        ...(action !== undefined && { action }),
        ...(limit !== undefined && { limit }),
      });
      for (const row of rows) process.stdout.write(`${auditLine(row)}\n`);
      if (rows.length === 0) process.stdout.write('nothing yet\n');
      if (out !== undefined) await writeJson(out, { rows });
    } finally {
      await house.close();
    }
  }

  @Option({ flags: '--action <name>', description: 'one action, such as keys.create' })
  parseAction(text: string): string {
    return text;
  }

  @Option({
    flags: '--limit <rows>',
    description: `rows at most; default ${AUDIT_LIMITS.listedDefault}, up to ${AUDIT_LIMITS.listedMax}`,
  })
  parseLimit(text: string): number {
    const limit = atLeastOne('--limit', text);
    if (limit <= AUDIT_LIMITS.listedMax) return limit;
    throw new BadInvocationError(
      `--limit: expected at most ${AUDIT_LIMITS.listedMax}, came "${text}"`,
    );
  }

  @Option({ flags: '--out <json=FILE>', description: 'write the rows as one JSON object' })
  parseOut(text: string): string {
    return outFile(text);
  }
}
