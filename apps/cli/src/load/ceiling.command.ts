import { randomInt } from 'node:crypto';
import { CHANNELS } from '#libs/events';
import { BadInvocationError, EXIT_CODE, systemClock } from '#libs/platform';
import { Plan, loadScenario, type Scenario } from '#libs/simulation';
import { Injectable } from '@nestjs/common';
import { Option, SubCommand } from 'nest-commander';
import { openHouse, type House } from '../backend/house.js';
import { MesCommand } from '../mes.command.js';
import {
  atLeastOne,
  outFile,
  percentage,
  positiveSeconds,
  timeSeconds,
  wholeNumber,
} from '../options.js';
import { count, standardOutput, type Output } from '../output.js';
import { assertDiskSpace } from '../run/disk-space.js';
import { writeJson } from '../run/out-file.js';
import { SimulationRun, type RunOutcome } from '../run/simulation-run.js';
import { parseThreshold, type Threshold } from '../run/thresholds.js';
import { readSettings, type CliSettings } from '../settings.js';
import { productVersions } from '../versions.js';
import { loadRequestOf } from './load-request.js';
import { runProbes } from './run-probes.js';

const DEFAULTS = {
  scenario: 'national-december-2023',
  thresholds: ['publish_p99<50ms', 'freshness_p99<1s', 'dropped==0', 'lost==0'],
  fromPerSecond: 10_000,
  toPerSecond: 1_000_000,
  stepSeconds: 20,
  precision: 0.05,
} as const;

/** Seeds of the warm-up and the probes follow each other, so that each brings new events. */
const SEED_MAX = 2 ** 31;

interface CeilingOptions {
  scenario?: string;
  threshold?: string[];
  from?: number;
  to?: number;
  stepDuration?: number;
  warmup?: number;
  lateMax?: number;
  precision?: number;
  seed?: number;
  emitters?: number;
  aggregators?: number;
  out?: string;
}

/** What every probe of a search has in common. */
interface ProbeSetting {
  readonly house: House;
  readonly settings: CliSettings;
  readonly scenario: Scenario;
  readonly seed: number;
  readonly stepSeconds: number;
  readonly thresholds: readonly Threshold[];
  readonly options: CeilingOptions;
  readonly output: Output;
}

@Injectable()
@SubCommand({
  name: 'ceiling',
  description:
    'The highest arrival rate that holds the thresholds: doubled until one is crossed, then halved in between',
})
export class BenchCeilingCommand extends MesCommand {
  override async run(_: string[], options: CeilingOptions = {}): Promise<void> {
    const settings = readSettings();
    const scenario = loadScenario(options.scenario ?? DEFAULTS.scenario, { scale: 1 });
    if (scenario.sons !== undefined) {
      throw new BadInvocationError(
        `--scenario: expected a scenario without SONS, came "${scenario.name}": each probe is a run of its own, and a database proves one run with SONS`,
      );
    }
    const thresholds = (options.threshold ?? DEFAULTS.thresholds).map(parseThreshold);
    const bounds = {
      from: options.from ?? DEFAULTS.fromPerSecond,
      to: options.to ?? DEFAULTS.toPerSecond,
      precision: options.precision ?? DEFAULTS.precision,
    };
    const stepSeconds = options.stepDuration ?? DEFAULTS.stepSeconds;
    const output = standardOutput(() => systemClock.monotonicMs());
    const seed = options.seed ?? randomInt(SEED_MAX);
    output.line(
      `${scenario.name}, seed ${String(seed)} and following; ${String(stepSeconds)} s a probe; held to ${thresholds.map(({ expression }) => expression).join(', ')}`,
    );
    const house = await openCeilingHouse(settings, options, output);
    try {
      const setting = { house, settings, scenario, seed, stepSeconds, thresholds, options, output };
      // Fresh processes are slow at first, and the first probe would break by that.
      await probe(setting, bounds.from, 0);
      output.line('warmed up, at the first rate');
      const result = await runProbes(
        bounds,
        (rate, index) => probe(setting, rate, index + 1),
        output,
      );
      output.line(ceilingLine(result.ceilingPerSecond, result.isBounded));
      if (options.out !== undefined) {
        await writeJson(options.out, {
          bench: 'ceiling',
          eventsPerSecond: result.ceilingPerSecond,
          ratios: {},
          thresholds: thresholds.map(({ expression }) => expression),
          ...bounds,
          stepSeconds,
          seed,
          ...result,
        });
      }
      const wrong = result.probes.some(({ report }) => report.verification.wrong > 0);
      process.exitCode = exitCodeOf(wrong, result.ceilingPerSecond);
    } finally {
      await house.close();
    }
  }

  @Option({
    flags: '--threshold <expression>',
    description: `what a rate is held to, as in mes simulate; may be given several times; default ${DEFAULTS.thresholds.join(', ')}`,
  })
  parseThreshold(text: string, previous: string[] = []): string[] {
    return [...previous, text];
  }

  @Option({
    flags: '--from <recordsPerSecond>',
    description: `first rate that is tried; default ${String(DEFAULTS.fromPerSecond)}`,
  })
  parseFrom(text: string): number {
    return atLeastOne('--from', text);
  }

  @Option({
    flags: '--to <recordsPerSecond>',
    description: `no rate above is tried; default ${String(DEFAULTS.toPerSecond)}`,
  })
  parseTo(text: string): number {
    return atLeastOne('--to', text);
  }

  @Option({
    flags: '--step-duration <time>',
    description: `length of each probe; default ${String(DEFAULTS.stepSeconds)}s`,
  })
  parseStepDuration(text: string): number {
    return positiveSeconds('--step-duration', text);
  }

  @Option({
    flags: '--warmup <time>',
    description: 'first part of each probe, held to nothing; default a tenth of it',
  })
  parseWarmup(text: string): number {
    return timeSeconds('--warmup', text);
  }

  @Option({
    flags: '--late-max <time>',
    description:
      'a record that cannot be sent within this of its intended time is dropped; default 1s',
  })
  parseLateMax(text: string): number {
    return positiveSeconds('--late-max', text);
  }

  @Option({
    flags: '--precision <percent>',
    description: 'gap above the ceiling at which the search ends, such as 5%; default 5%',
  })
  parsePrecision(text: string): number {
    return percentage('--precision', text);
  }

  @Option({
    flags: '--scenario <name>',
    description: `where the events come from; default ${DEFAULTS.scenario}`,
  })
  parseScenario(text: string): string {
    return text;
  }

  @Option({
    flags: '--seed <number>',
    description: 'seed of the first probe; omitted: drawn, and printed',
  })
  parseSeed(text: string): number {
    return wholeNumber('--seed', text);
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

  @Option({ flags: '--out <json=FILE>', description: 'write the result as one JSON object' })
  parseOut(text: string): string {
    return outFile(text);
  }
}

function openCeilingHouse(
  settings: CliSettings,
  options: CeilingOptions,
  output: Output,
): Promise<House> {
  return openHouse(
    settings,
    {
      keepData: false,
      mayAttach: true,
      withServices: true,
      partitions: settings.MES_PARTITIONS,
      streams: CHANNELS,
      emitters: options.emitters ?? settings.MES_EMITTERS,
      aggregators: options.aggregators ?? settings.MES_AGGREGATORS,
      sonsAggregators: 0,
    },
    output,
  );
}

/** One run at a constant rate, with events of its own, on the same house. */
async function probe(
  { house, settings, scenario, seed, stepSeconds, thresholds, options, output }: ProbeSetting,
  rate: number,
  index: number,
): Promise<RunOutcome> {
  const plan = new Plan(scenario, seed + index);
  const planned = plan.totals().allEvents;
  if (rate * stepSeconds > planned) {
    throw new BadInvocationError(
      `${scenario.name} holds ${count(planned)} events: expected a --step-duration that ${count(rate)}/s does not use up, came ${String(stepSeconds)} s`,
    );
  }
  if (settings.MES_KAFKA_BROKERS === '') {
    await assertDiskSpace(settings.MES_CACHE_DIR, rate * stepSeconds);
  }
  const load = loadRequestOf(
    {
      rate,
      duration: stepSeconds,
      // When nothing may be dropped, the rest of a probe that has dropped can tell nothing more.
      abortOnRateMiss: thresholds.some(({ expression }) => /^dropped\s*==\s*0$/.test(expression)),
      ...(options.warmup !== undefined && { warmup: options.warmup }),
      ...(options.lateMax !== undefined && { lateMax: options.lateMax }),
    },
    planned,
  );
  return new SimulationRun(
    { scenario, seed: seed + index, plan, thresholds, ...(load !== undefined && { load }) },
    {
      kafka: house.kafka,
      admin: house.admin,
      pool: house.pool,
      services: house.services,
      backend: house.backend.versions,
      versions: productVersions(),
      clock: systemClock,
      output,
      stallSeconds: settings.MES_STALL_SECONDS,
    },
  ).execute();
}

function ceilingLine(ceilingPerSecond: number, isBounded: boolean): string {
  if (ceilingPerSecond === 0) return 'ceiling: below the first rate; try a lower --from';
  const rate = `${count(ceilingPerSecond)}/s`;
  return isBounded ? `ceiling: ${rate}` : `ceiling: at least ${rate}; try a higher --to`;
}

function exitCodeOf(isWrong: boolean, ceilingPerSecond: number): number {
  if (isWrong) return EXIT_CODE.failed;
  return ceilingPerSecond === 0 ? EXIT_CODE.thresholdCrossed : EXIT_CODE.done;
}
