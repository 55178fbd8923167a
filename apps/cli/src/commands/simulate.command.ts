import { randomInt } from 'node:crypto';
import { BadInvocationError } from '#libs/platform';
import { Injectable } from '@nestjs/common';
import { Command, Option } from 'nest-commander';
import { MesCommand } from '../mes.command.js';
import { atLeastOne, outFile, positiveNumber, wholeNumber } from '../options.js';
import { planDetailLines, planLines } from '../run/plan-page.js';
import { printSample } from '../run/sample.js';
import { runScenario } from '../run/run-scenario.js';
import { parseThreshold } from '../run/thresholds.js';
import { Plan, loadScenario } from '#libs/simulation';
import { readSettings } from '../settings.js';

interface SimulateOptions {
  seed?: number;
  scale?: number;
  rate?: number;
  duration?: number;
  emitters?: number;
  aggregators?: number;
  sonsAggregators?: number;
  partitions?: number;
  sample?: number;
  dryRun?: boolean;
  threshold?: string[];
  out?: string;
}

@Injectable()
@Command({
  name: 'simulate',
  arguments: '<scenario>',
  argsDescription: { scenario: 'name of a built-in scenario, or a .yaml file' },
  description: 'Run a scenario through Kafka into PostgreSQL and prove every figure',
})
export class SimulateCommand extends MesCommand {
  override async run([name]: string[], options: SimulateOptions = {}): Promise<void> {
    const settings = readSettings();
    const scenario = loadScenario(name ?? '', { scale: options.scale ?? 1 });
    const seed = options.seed ?? randomInt(2 ** 31);
    const thresholds = (options.threshold ?? []).map(parseThreshold);
    if (options.dryRun) {
      const plan = new Plan(scenario, seed);
      for (const line of [...planLines(scenario, plan), ...planDetailLines(plan)]) {
        process.stdout.write(`${line}\n`);
      }
      return;
    }
    if (options.sample !== undefined) {
      printSample(scenario, seed, options.sample);
      return;
    }
    process.exitCode = await runScenario({
      settings,
      scenario,
      seed,
      thresholds,
      ...(options.rate !== undefined && { recordsPerSecond: options.rate }),
      ...(options.duration !== undefined && { durationSeconds: options.duration }),
      emitters: options.emitters ?? settings.MES_EMITTERS,
      aggregators: options.aggregators ?? settings.MES_AGGREGATORS,
      sonsAggregators: options.sonsAggregators ?? settings.MES_SONS_AGGREGATORS,
      partitions: options.partitions ?? settings.MES_PARTITIONS,
      out: options.out,
    });
  }

  @Option({
    flags: '--seed <number>',
    description: 'seed of the events; omitted: drawn, and printed',
  })
  parseSeed(text: string): number {
    return wholeNumber('--seed', text);
  }

  @Option({
    flags: '--scale <factor>',
    description: 'size against the scenario, 0.01 keeps the shape; default 1',
  })
  parseScale(text: string): number {
    return positiveNumber('--scale', text);
  }

  @Option({
    flags: '--rate <recordsPerSecond>',
    description: 'arrival rate over all channels; omitted: as fast as it goes',
  })
  parseRate(text: string): number {
    return positiveNumber('--rate', text);
  }

  @Option({
    flags: '--duration <time>',
    description: 'stop after this long, such as 90s or 10m; omitted: the whole scenario',
  })
  parseDuration(text: string): number {
    const match = /^(\d+(?:\.\d+)?)(s|m)$/.exec(text);
    const value = Number(match?.[1]) * (match?.[2] === 'm' ? 60 : 1);
    if (!match || value <= 0) {
      throw new BadInvocationError(
        `--duration: expected a time such as 90s or 10m, came "${text}"`,
      );
    }
    return value;
  }

  @Option({
    flags: '--emitters <processes>',
    description: 'processes per emitter; default MES_EMITTERS',
  })
  parseEmitters(text: string): number {
    return atLeastOne('--emitters', text);
  }

  @Option({
    flags: '--aggregators <processes>',
    description: 'processes of the volume aggregator; default MES_AGGREGATORS',
  })
  parseAggregators(text: string): number {
    return atLeastOne('--aggregators', text);
  }

  @Option({
    flags: '--sons-aggregators <processes>',
    description:
      'processes of the SONS aggregator, for a scenario with SONS; default MES_SONS_AGGREGATORS; 0: one runs elsewhere',
  })
  parseSonsAggregators(text: string): number {
    return wholeNumber('--sons-aggregators', text);
  }

  @Option({
    flags: '--partitions <number>',
    description: 'partitions of topics that are created; divides 48',
  })
  parsePartitions(text: string): number {
    return atLeastOne('--partitions', text);
  }

  @Option({
    flags: '--sample <events>',
    description: 'print so many events as CloudEvents JSON and exit; needs no broker',
  })
  parseSample(text: string): number {
    return atLeastOne('--sample', text);
  }

  @Option({ flags: '--dry-run', description: 'print the plan and exit; needs no broker' })
  parseDryRun(): boolean {
    return true;
  }

  @Option({
    flags: '--threshold <expression>',
    description:
      "hold the run to an expectation such as 'lost==0'; may be given several times; exit code 99 when crossed",
  })
  parseThreshold(text: string, previous: string[] = []): string[] {
    return [...previous, text];
  }

  @Option({ flags: '--out <json=FILE>', description: 'write the result as one JSON object' })
  parseOut(text: string): string {
    return outFile(text);
  }
}
