import { randomInt } from 'node:crypto';
import { BadInvocationError } from '#libs/platform';
import { Injectable } from '@nestjs/common';
import { Command, Option } from 'nest-commander';
import { parseRamp, type LoadOptions } from '../load/load-request.js';
import { MesCommand } from '../mes.command.js';
import {
  atLeastOne,
  brokerNumber,
  outFile,
  positiveNumber,
  positiveSeconds,
  servicesPlace,
  timeSeconds,
  wholeNumber,
} from '../options.js';
import { planDetailLines, planLines } from '../run/plan-page.js';
import { printSample } from '../run/sample.js';
import { runScenario, type ServicesPlace } from '../run/run-scenario.js';
import { parseThreshold } from '../run/thresholds.js';
import { Plan, loadScenario } from '#libs/simulation';
import { readSettings, withBrokers, withTopics, type CliSettings } from '../settings.js';

interface SimulateOptions extends LoadOptions {
  seed?: number;
  scale?: number;
  emitters?: number;
  aggregators?: number;
  sonsAggregators?: number;
  partitions?: number;
  brokers?: number;
  createTopics?: boolean;
  sample?: number;
  dryRun?: boolean;
  threshold?: string[];
  out?: string;
  services?: ServicesPlace;
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
    const settings = withTopics(withBrokers(readSettings(), options.brokers), options.createTopics);
    const scenario = loadScenario(name ?? '', { scale: options.scale ?? 1 });
    const services = placeOf(options, settings);
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
      loadOptions: options,
      emitters: options.emitters ?? settings.MES_EMITTERS,
      aggregators: options.aggregators ?? settings.MES_AGGREGATORS,
      sonsAggregators: options.sonsAggregators ?? settings.MES_SONS_AGGREGATORS,
      partitions: options.partitions ?? settings.MES_PARTITIONS,
      out: options.out,
      services,
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
    description:
      'open-model load: constant arrival rate over all channels, whatever the system answers; with --ramp the rate to start from; omitted: as fast as it goes',
  })
  parseRate(text: string): number {
    return positiveNumber('--rate', text);
  }

  @Option({
    flags: '--ramp <stages>',
    description:
      'open-model load in stages TIME:RATE, such as 10s:1000,60s:200000: within 10 s in a straight line to 1000/s, within 60 s more to 200000/s; starts from --rate, default 0; ends with the last stage',
  })
  parseRamp(text: string): LoadOptions['ramp'] {
    return parseRamp(text);
  }

  @Option({
    flags: '--duration <time>',
    description: 'stop after this long, such as 90s or 10m; omitted: the whole scenario',
  })
  parseDuration(text: string): number {
    return positiveSeconds('--duration', text);
  }

  @Option({
    flags: '--warmup <time>',
    description:
      'first part of a load, counted apart from the steady state; default a tenth of the planned duration, at most 10s; 0s: none',
  })
  parseWarmup(text: string): number {
    return timeSeconds('--warmup', text);
  }

  @Option({
    flags: '--late-max <time>',
    description:
      'a record whose send cannot start within this of its intended time is dropped and counted, never sent late; default 1s',
  })
  parseLateMax(text: string): number {
    return positiveSeconds('--late-max', text);
  }

  @Option({
    flags: '--brokers <number>',
    description:
      'brokers of the embedded Kafka, 1 or 3 (three copies, two in sync); default MES_KAFKA_NODES',
  })
  parseBrokers(text: string): number {
    return brokerNumber('--brokers', text);
  }

  @Option({
    flags: '--create-topics',
    description:
      'make topics that are missing on the brokers of MES_KAFKA_BROKERS; otherwise they are named and nothing is made',
  })
  parseCreateTopics(): boolean {
    return true;
  }

  @Option({
    flags: '--abort-on-rate-miss',
    description: 'end the run at the first record dropped after the warm-up, with exit code 99',
  })
  parseAbortOnRateMiss(): boolean {
    return true;
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
    flags: '--services <place>',
    description:
      'own: started by this command, the default; elsewhere: they run already at MES_KAFKA_BROKERS and MES_DATABASE_URL, in containers or in a cluster',
  })
  parseServices(text: string): ServicesPlace {
    return servicesPlace('--services', text);
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

/**
 * Where the services are.
 *
 * @throws BadInvocationError when they should be elsewhere and no address says where
 */
function placeOf(
  { services = 'own' }: SimulateOptions,
  { MES_KAFKA_BROKERS }: Pick<CliSettings, 'MES_KAFKA_BROKERS'>,
): ServicesPlace {
  if (services === 'elsewhere' && MES_KAFKA_BROKERS === '') {
    throw new BadInvocationError(
      '--services elsewhere: expected MES_KAFKA_BROKERS and MES_DATABASE_URL, where those services work; came neither',
    );
  }
  return services;
}
