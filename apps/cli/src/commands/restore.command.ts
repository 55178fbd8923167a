import { TopicAdmin } from '#libs/kafka';
import { BadInvocationError, systemClock } from '#libs/platform';
import { checkBackup, createPool, restoreBackup, skipTo } from '#libs/store';
import { Injectable } from '@nestjs/common';
import { Command, Option } from 'nest-commander';
import { openBackend, type BackendSession } from '../backend/backend-session.js';
import { GapLostError, findGaps, missingText, type Gap } from '../backup/gap.js';
import { recoverTruth } from '../backup/recovered-truth.js';
import { MesCommand } from '../mes.command.js';
import { count, standardOutput, type Output } from '../output.js';
import { readSettings } from '../settings.js';

interface RestoreCommandOptions {
  readonly replace?: boolean;
  readonly skipGap?: boolean;
  readonly dryRun?: boolean;
}

@Injectable()
@Command({
  name: 'restore',
  arguments: '<file>',
  argsDescription: { file: 'written by mes backup' },
  description: 'Fill an empty database from a backup; the services then read the rest from Kafka',
})
export class RestoreCommand extends MesCommand {
  override async run([file]: string[], options: RestoreCommandOptions = {}): Promise<void> {
    if (file === undefined) throw new BadInvocationError('expected: mes restore FILE');
    const settings = readSettings();
    const output = standardOutput(() => systemClock.monotonicMs());
    const { manifest } = await checkBackup(file);
    output.line(
      `${file}: whole, taken ${manifest.takenAt} by ${manifest.version}, schema ${manifest.migrations.at(-1) ?? ''}`,
    );
    const backend = await openBackend(settings, {
      keepData: true,
      mayAttach: true,
      onProgress: (line) => {
        output.progress(`  ${line}`);
      },
    });
    try {
      output.line(`backend: ${backend.description}`);
      await restore(backend, file, options, output);
    } finally {
      await backend.close();
    }
  }

  @Option({ flags: '--replace', description: 'throw away what the database holds' })
  parseReplace(): boolean {
    return true;
  }

  @Option({
    flags: '--skip-gap',
    description: 'go on behind records that the log does not hold any more',
  })
  parseSkipGap(): boolean {
    return true;
  }

  @Option({ flags: '--dry-run', description: 'check the file and the gap, and change nothing' })
  parseDryRun(): boolean {
    return true;
  }
}

/** The gap is looked at before anything is changed: what cannot go on afterwards is not begun. */
async function restore(
  backend: BackendSession,
  file: string,
  { replace = false, skipGap = false, dryRun = false }: RestoreCommandOptions,
  output: Output,
): Promise<void> {
  const brokers = backend.kafkaBrokers.split(',');
  const { manifest } = await checkBackup(file);
  const gaps = await gapsOf(brokers, manifest.checkpoints);
  const lost = gaps.filter((gap) => gap.lost > 0n);
  output.line(gapText(gaps));
  if (lost.length > 0 && !skipGap) throw new GapLostError(lost);
  if (dryRun) {
    output.line('nothing was changed');
    return;
  }
  const { end } = await restoreBackup(backend.databaseUrl, file, { replace });
  const rows = Object.values(end.rows).reduce((sum, each) => sum + each, 0);
  output.line(`restored: ${count(rows)} rows`);
  const pool = createPool(backend.databaseUrl);
  try {
    if (lost.length > 0) {
      await skipTo(
        pool,
        lost.map((gap) => ({ ...gap, offset: gap.startOffset })),
      );
      output.line(`SKIPPED, to be put back from an archive: ${missingText(lost)}`);
    }
    const { streams, intakeEvents } = await recoverTruth(brokers, pool, manifest);
    output.line(
      `truth from the topics: ${count(streams)} streams of runs, ${count(intakeEvents)} events of the intakes`,
    );
  } finally {
    await pool.end();
  }
  output.line('start the services: they read the rest from Kafka');
}

async function gapsOf(
  brokers: readonly string[],
  checkpoints: Parameters<typeof findGaps>[1],
): Promise<Gap[]> {
  const admin = await TopicAdmin.connect({ brokers, clientId: 'mes-restore' });
  try {
    return await findGaps(admin, checkpoints);
  } finally {
    await admin.close();
  }
}

function gapText(gaps: readonly Gap[]): string {
  const byConsumer = [...Map.groupBy(gaps, ({ consumer }) => consumer)].map(
    ([consumer, own]) =>
      `${consumer} ${count(Number(own.reduce((sum, { records }) => sum + records, 0n)))}`,
  );
  return `records to read again: ${byConsumer.join(', ') || 'none'}`;
}
