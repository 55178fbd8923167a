import { randomInt } from 'node:crypto';
import { CHANNELS } from '#libs/events';
import { BadInvocationError, EXIT_CODE, onShutdown, systemClock } from '#libs/platform';
import { Injectable } from '@nestjs/common';
import { Command, Option } from 'nest-commander';
import { openHouse } from '../backend/house.js';
import { MesCommand } from '../mes.command.js';
import { atLeastOne, outFile, percentage, positiveSeconds, wholeNumber } from '../options.js';
import { standardOutput } from '../output.js';
import { writeJson } from '../run/out-file.js';
import { readSettings } from '../settings.js';
import { assertFootprints } from './footprint.js';
import { hasHeld, runSoak, soakLines } from './soak.js';

const DEFAULTS = { seconds: 3600, share: 0.8 } as const;
/** Shorter, a third of the time would hold a handful of looks. */
const SECONDS_MIN = 30;

interface SoakOptions {
  duration?: number;
  rate?: number;
  share?: number;
  seed?: number;
  out?: string;
}

@Injectable()
@Command({
  name: 'soak',
  description:
    'A constant load for an hour: memory, descriptors and lag of every process must stay flat, and every cell right',
})
export class SoakCommand extends MesCommand {
  override async run(_: string[], options: SoakOptions = {}): Promise<void> {
    const settings = readSettings();
    if (settings.MES_KAFKA_BROKERS !== '') {
      throw new BadInvocationError(
        'soak: expected to start its own Kafka and PostgreSQL, whose records it deletes once they are counted; came MES_KAFKA_BROKERS. Records of others are not deleted.',
      );
    }
    assertFootprints();
    const output = standardOutput(() => systemClock.monotonicMs());
    const house = await openHouse(
      settings,
      {
        ...{ keepData: false, mayAttach: false, withServices: true, streams: CHANNELS },
        partitions: settings.MES_PARTITIONS,
        emitters: settings.MES_EMITTERS,
        aggregators: settings.MES_AGGREGATORS,
        sonsAggregators: 1,
        sonsReadsDocumentsAlone: true,
      },
      output,
    );
    onShutdown(async (reason) => {
      output.line(`${reason}: stopping what was started`);
      await house.close();
      process.exit(EXIT_CODE.failed);
    });
    try {
      const report = await runSoak({
        ...{ house, settings, output },
        seed: options.seed ?? randomInt(2 ** 31),
        seconds: options.duration ?? DEFAULTS.seconds,
        ratePerSecond: options.rate,
        share: options.share ?? DEFAULTS.share,
      });
      for (const line of soakLines(report)) output.line(line);
      if (options.out !== undefined) await writeJson(options.out, report);
      process.exitCode = hasHeld(report) ? EXIT_CODE.done : EXIT_CODE.failed;
    } finally {
      await house.close();
    }
  }

  @Option({ flags: '--duration <time>', description: 'such as 10m; default 1h, at least 30s' })
  parseDuration(text: string): number {
    const seconds = positiveSeconds('--duration', text);
    if (seconds < SECONDS_MIN) {
      throw new BadInvocationError(
        `--duration: expected at least ${String(SECONDS_MIN)}s, came "${text}": nothing can be said of less`,
      );
    }
    return seconds;
  }

  @Option({
    flags: '--rate <recordsPerSecond>',
    description: 'over all channels; omitted: a share of the ceiling, which is measured first',
  })
  parseRate(text: string): number {
    return atLeastOne('--rate', text);
  }

  @Option({ flags: '--share <percent>', description: 'of the ceiling; default 80%' })
  parseShare(text: string): number {
    return percentage('--share', text);
  }

  @Option({ flags: '--seed <number>', description: 'of the events; default drawn' })
  parseSeed(text: string): number {
    return wholeNumber('--seed', text);
  }

  @Option({ flags: '--out <json=FILE>', description: 'write the result as one JSON object' })
  parseOut(text: string): string {
    return outFile(text);
  }
}
