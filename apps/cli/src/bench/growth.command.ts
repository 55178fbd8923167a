import { BadInvocationError, EXIT_CODE, systemClock } from '#libs/platform';
import { Injectable } from '@nestjs/common';
import { Option, SubCommand } from 'nest-commander';
import { MesCommand } from '../mes.command.js';
import { atLeastOne, outFile } from '../options.js';
import { standardOutput } from '../output.js';
import { writeJson } from '../run/out-file.js';
import { readSettings } from '../settings.js';
import { benchGrowth } from './growth-bench.js';
import { DIMENSIONS, type Dimension } from './growth-points.js';

const RUNS_DEFAULT = 1;
/** The largest size takes some two minutes and 14 GB; `--events-max 100000000` adds it. */
const EVENTS_MAX_DEFAULT = 10_000_000;

interface GrowthOptions {
  dimension?: Dimension[];
  runs?: number;
  eventsMax?: number;
  out?: string;
}

@Injectable()
@SubCommand({
  name: 'growth',
  description: 'What an event costs as events, partitions, aggregators, cells or clients grow',
})
export class BenchGrowthCommand extends MesCommand {
  override async run(_: string[], options: GrowthOptions = {}): Promise<void> {
    const settings = readSettings();
    if (settings.MES_KAFKA_BROKERS !== '') {
      throw new BadInvocationError(
        'expected neither MES_KAFKA_BROKERS nor MES_DATABASE_URL: each size needs a fresh backend on this machine, whose processor time is measured',
      );
    }
    const output = standardOutput(() => systemClock.monotonicMs());
    const report = await benchGrowth({
      settings,
      dimensions: options.dimension ?? DIMENSIONS,
      runs: options.runs ?? RUNS_DEFAULT,
      eventsMax: options.eventsMax ?? EVENTS_MAX_DEFAULT,
      output,
    });
    for (const [label, ratio] of Object.entries(report.ratios)) {
      output.line(`${ratio.toFixed(2).padStart(8)} × the cost of an event  ${label}`);
    }
    if (options.out !== undefined) await writeJson(options.out, report);
    const wrong = report.points
      .flatMap(({ runs }) => runs)
      .some(({ wrongCells }) => wrongCells > 0);
    process.exitCode = wrong ? EXIT_CODE.failed : EXIT_CODE.done;
  }

  @Option({
    flags: '--dimension <name>',
    description: `one of ${DIMENSIONS.join(', ')}; may be given several times; omitted: all`,
  })
  parseDimension(text: string, previous: Dimension[] = []): Dimension[] {
    const dimension = DIMENSIONS.find((known) => known === text);
    if (dimension === undefined) {
      throw new BadInvocationError(
        `--dimension: expected one of ${DIMENSIONS.join(', ')}, came "${text}"`,
      );
    }
    return [...previous, dimension];
  }

  @Option({ flags: '--runs <number>', description: 'measured runs of each size; default 1' })
  parseRuns(text: string): number {
    return atLeastOne('--runs', text);
  }

  @Option({
    flags: '--events-max <number>',
    description: 'largest number of events; default 10000000; 100000000 needs 28 GB of disk',
  })
  parseEventsMax(text: string): number {
    return atLeastOne('--events-max', text);
  }

  @Option({ flags: '--out <json=FILE>', description: 'write the result as one JSON object' })
  parseOut(text: string): string {
    return outFile(text);
  }
}
