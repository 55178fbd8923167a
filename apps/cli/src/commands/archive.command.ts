import { STREAM_TOPICS } from '#libs/events';
import { BadInvocationError, EXIT_CODE, systemClock, type KafkaAccess } from '#libs/platform';
import {
  CODECS,
  RECORD_FORMATS,
  TopicSource,
  archiveBytesNeeded,
  assertArchiveSpace,
  recordsAtMost,
  verifyArchive,
  writeArchive,
  type Codec,
  type RecordFormat,
} from '#libs/replay';
import { Injectable } from '@nestjs/common';
import { Command, Option, SubCommand } from 'nest-commander';
import { archiveReport, archiveLines, type ArchiveReport } from '../archive/archive-report.js';
import { verificationLines } from '../archive/verification-lines.js';
import { openKeptHouse } from '../backend/house.js';
import { MesCommand } from '../mes.command.js';
import { outFile } from '../options.js';
import { count, standardOutput, type Output } from '../output.js';
import { writeJson } from '../run/out-file.js';
import { readSettings } from '../settings.js';

/** What DuckDB reads; zstandard is smaller and faster, and known to Spark and fastavro. */
const CODEC_DEFAULT: Codec = 'deflate';

interface ArchiveCommandOptions {
  topic?: readonly string[];
  to?: string;
  codec?: Codec;
  format?: RecordFormat;
  out?: string;
}

@Injectable()
@SubCommand({
  name: 'verify',
  arguments: '<folder>',
  description:
    'Check an archive by itself, without broker or database: digests, counts, offsets, every record',
})
export class ArchiveVerifyCommand extends MesCommand {
  override async run([folder]: string[]): Promise<void> {
    // `mes archive` has an --out too, and commander gives it whichever --out there is.
    const { out } = this.command.optsWithGlobals<{ out?: string }>();
    const output = standardOutput(() => systemClock.monotonicMs());
    const verification = await verifyArchive(folder ?? '', {
      onProgress: (done, of) => {
        output.progress(`  ${count(done)} of ${count(of)} files`);
      },
    });
    output.endProgress();
    for (const line of verificationLines(verification)) output.line(line);
    if (out !== undefined) await writeJson(out, verification);
    process.exitCode = verification.faults.length === 0 ? EXIT_CODE.done : EXIT_CODE.failed;
  }

  @Option({ flags: '--out <json=FILE>', description: 'write the result as one JSON object' })
  parseOut(text: string): string {
    return outFile(text);
  }
}

@Injectable()
@Command({
  name: 'archive',
  description: 'Write topics to files that can be verified, analysed and replayed',
  subCommands: [ArchiveVerifyCommand],
})
export class ArchiveCommand extends MesCommand {
  override async run(_: string[], options: ArchiveCommandOptions = {}): Promise<void> {
    const { to, out } = options;
    if (to === undefined) {
      throw new BadInvocationError(
        'expected: mes archive --to FOLDER [--topic …], or: mes archive verify FOLDER',
      );
    }
    const output = standardOutput(() => systemClock.monotonicMs());
    const house = await openKeptHouse(readSettings(), output);
    try {
      const report = await archive(house.kafka, { ...options, to }, output);
      for (const line of archiveLines(report)) output.line(line);
      if (out !== undefined) await writeJson(out, report);
    } finally {
      await house.close();
    }
  }

  @Option({
    flags: '--topic <topics>',
    description: 'comma-separated; default: every topic of events and facts',
  })
  parseTopic(text: string): string[] {
    const topics = text.split(',').filter((topic) => topic !== '');
    if (topics.length === 0) {
      throw new BadInvocationError(`--topic: expected at least one topic, came "${text}"`);
    }
    return [...new Set(topics)];
  }

  @Option({ flags: '--to <folder>', description: 'a new or empty folder' })
  parseTo(text: string): string {
    return text;
  }

  @Option({
    flags: '--codec <codec>',
    description:
      'compression of the blocks: deflate (default; every reader knows it), zstandard or null',
  })
  parseCodec(text: string): Codec {
    return oneOf('--codec', text, CODECS);
  }

  @Option({
    flags: '--format <format>',
    description: 'avro (default): bytes and columns; ndjson: CloudEvents, one a line',
  })
  parseFormat(text: string): RecordFormat {
    return oneOf('--format', text, RECORD_FORMATS);
  }

  @Option({ flags: '--out <json=FILE>', description: 'write the result as one JSON object' })
  parseOut(text: string): string {
    return outFile(text);
  }
}

async function archive(
  kafka: KafkaAccess,
  options: ArchiveCommandOptions & { readonly to: string },
  output: Output,
): Promise<ArchiveReport> {
  const { to: folder, codec = CODEC_DEFAULT, format = 'avro' } = options;
  const topics = options.topic ?? Object.values(STREAM_TOPICS);
  const source = await TopicSource.open({ ...kafka, clientId: 'mes-archive', topics });
  try {
    const expected = recordsAtMost(source.partitions);
    await assertArchiveSpace(folder, archiveBytesNeeded(expected, format, codec));
    const startedMs = systemClock.monotonicMs();
    const manifest = await writeArchive(source, {
      folder,
      format,
      codec,
      clock: systemClock,
      onProgress: (records) => {
        output.progress(`  ${count(records)} of ${count(expected)} records`);
      },
    });
    output.endProgress();
    return archiveReport(folder, manifest, (systemClock.monotonicMs() - startedMs) / 1000);
  } finally {
    await source.close();
  }
}

function oneOf<T extends string>(option: string, text: string, known: readonly T[]): T {
  const found = known.find((one) => one === text);
  if (found === undefined) {
    throw new BadInvocationError(`${option}: expected ${known.join(', ')}; came "${text}"`);
  }
  return found;
}
