import { BadInvocationError, systemClock } from '#libs/platform';
import { writeBackup } from '#libs/store';
import { Injectable } from '@nestjs/common';
import { Command, Option } from 'nest-commander';
import { openBackend } from '../backend/backend-session.js';
import { MesCommand } from '../mes.command.js';
import { count, standardOutput } from '../output.js';
import { readSettings } from '../settings.js';

@Injectable()
@Command({
  name: 'backup',
  description:
    'Write figures, offsets and registries of the database into a file, while all goes on',
})
export class BackupCommand extends MesCommand {
  override async run(_: string[], { out }: { out?: string } = {}): Promise<void> {
    if (out === undefined) throw new BadInvocationError('expected: mes backup --out FILE');
    const settings = readSettings();
    const output = standardOutput(() => systemClock.monotonicMs());
    const backend = await openBackend(settings, {
      keepData: true,
      mayAttach: true,
      onProgress: (line) => {
        output.progress(`  ${line}`);
      },
    });
    try {
      output.line(`backend: ${backend.description}`);
      const { manifest, rows, bytes } = await writeBackup(backend.databaseUrl, out, systemClock);
      output.line(
        `${out}: ${count(rows)} rows of ${count(manifest.tables.length)} tables, ${count(bytes)} bytes, ` +
          `offsets of ${count(manifest.checkpoints.length)} partitions, schema ${manifest.migrations.at(-1) ?? ''}`,
      );
    } finally {
      await backend.close();
    }
  }

  @Option({ flags: '--out <file>', description: 'file to write; replaced when it is there' })
  parseOut(text: string): string {
    return text;
  }
}
