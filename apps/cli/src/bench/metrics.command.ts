import { CHANNELS } from '#libs/events';
import { EXIT_CODE, onShutdown, systemClock } from '#libs/platform';
import { Injectable } from '@nestjs/common';
import { Option, SubCommand } from 'nest-commander';
import { openHouse } from '../backend/house.js';
import { MesCommand } from '../mes.command.js';
import { atLeastOne, outFile, positiveNumber } from '../options.js';
import { standardOutput } from '../output.js';
import { writeJson } from '../run/out-file.js';
import { readSettings } from '../settings.js';
import { benchMetrics, metricsLines } from './metrics-bench.js';

const READERS_DEFAULT = 50;
const SECONDS_DEFAULT = 20;
/** Some 5 million events over three channels; `cells` in the report says how many cells they fill. */
const HISTORY_SCALE_DEFAULT = 0.01;
const SCALE_DEFAULT = 1;

interface MetricsOptions {
  readers?: number;
  seconds?: number;
  pauseMs?: number;
  historyScale?: number;
  scale?: number;
  out?: string;
}

@Injectable()
@SubCommand({
  name: 'metrics',
  description:
    'Parallel readers of every indicator over 36 months, in silence and while a month is simulated',
})
export class BenchMetricsCommand extends MesCommand {
  override async run(_: string[], options: MetricsOptions = {}): Promise<void> {
    const settings = readSettings();
    const output = standardOutput(() => systemClock.monotonicMs());
    const house = await openHouse(
      settings,
      {
        ...{ keepData: false, mayAttach: false, withServices: true, streams: CHANNELS },
        partitions: settings.MES_PARTITIONS,
        emitters: settings.MES_EMITTERS,
        aggregators: settings.MES_AGGREGATORS,
        sonsAggregators: 1,
        listeners: [
          {
            ...{ app: 'metrics-api', instance: 'metrics-api-1' },
            settings: { MES_METRICS_API_PORT: '0' },
          },
        ],
      },
      output,
    );
    onShutdown(async (reason) => {
      output.line(`${reason}: stopping what was started`);
      await house.close();
      process.exit(EXIT_CODE.failed);
    });
    try {
      const report = await benchMetrics({
        ...{ house, settings, output },
        readers: options.readers ?? READERS_DEFAULT,
        seconds: options.seconds ?? SECONDS_DEFAULT,
        pauseMs: options.pauseMs ?? 0,
        historyScale: options.historyScale ?? HISTORY_SCALE_DEFAULT,
        scale: options.scale ?? SCALE_DEFAULT,
      });
      for (const line of metricsLines(report)) output.line(line);
      if (options.out !== undefined) await writeJson(options.out, report);
    } finally {
      await house.close();
    }
  }

  @Option({ flags: '--readers <number>', description: 'readers at once; default 50' })
  parseReaders(text: string): number {
    return atLeastOne('--readers', text);
  }

  @Option({ flags: '--seconds <number>', description: 'seconds of each measurement; default 20' })
  parseSeconds(text: string): number {
    return atLeastOne('--seconds', text);
  }

  @Option({
    flags: '--pause-ms <milliseconds>',
    description: 'between an answer and the next request of a reader; omitted: none',
  })
  parsePauseMs(text: string): number {
    return atLeastOne('--pause-ms', text);
  }

  @Option({
    flags: '--history-scale <factor>',
    description: 'size of the 36 months that are read; default 0.01',
  })
  parseHistoryScale(text: string): number {
    return positiveNumber('--history-scale', text);
  }

  @Option({
    flags: '--scale <factor>',
    description: 'size of the month that is simulated meanwhile; default 1',
  })
  parseScale(text: string): number {
    return positiveNumber('--scale', text);
  }

  @Option({ flags: '--out <json=FILE>', description: 'write the result as one JSON object' })
  parseOut(text: string): string {
    return outFile(text);
  }
}
