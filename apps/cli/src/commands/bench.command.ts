import { cpus, totalmem } from 'node:os';
import { CHANNELS } from '#libs/events';
import { BadInvocationError, EXIT_CODE, systemClock } from '#libs/platform';
import { Plan, loadScenario } from '#libs/simulation';
import { Injectable } from '@nestjs/common';
import { Command, Option, SubCommand } from 'nest-commander';
import { openHouse, type House } from '../backend/house.js';
import { MesCommand } from '../mes.command.js';
import { atLeastOne, outFile, positiveNumber } from '../options.js';
import { count, standardOutput, type Output } from '../output.js';
import { writeJson } from '../run/out-file.js';
import { SimulationRun, type RunOutcome } from '../run/simulation-run.js';
import { readSettings, type CliSettings } from '../settings.js';
import { productVersions } from '../versions.js';

const BENCH_SCENARIO = 'national-december-2023';
/** Seed of the warm-up; the measured runs take the following ones, so that each brings new events. */
const BENCH_SEED = 1000;

interface LoopOptions {
  runs?: number;
  scale?: number;
  emitters?: number;
  aggregators?: number;
  out?: string;
}

@Injectable()
@SubCommand({
  name: 'loop',
  description:
    'Generation, transport, aggregation and verification at the same time: median of several runs',
})
export class BenchLoopCommand extends MesCommand {
  override async run(_: string[], options: LoopOptions = {}): Promise<void> {
    const settings = readSettings();
    const output = standardOutput(() => systemClock.monotonicMs());
    const house = await openHouse(
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
    try {
      await benchLoop(
        house,
        settings,
        { runs: options.runs ?? 5, scale: options.scale ?? 0.2 },
        options.out,
        output,
      );
    } finally {
      await house.close();
    }
  }

  @Option({ flags: '--runs <number>', description: 'measured runs after the warm-up; default 5' })
  parseRuns(text: string): number {
    return atLeastOne('--runs', text);
  }

  @Option({
    flags: '--scale <factor>',
    description: 'size of each run against the national month; default 0.2',
  })
  parseScale(text: string): number {
    return positiveNumber('--scale', text);
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

async function benchLoop(
  house: House,
  settings: CliSettings,
  size: { readonly runs: number; readonly scale: number },
  out: string | undefined,
  output: Output,
): Promise<void> {
  const outcomes: RunOutcome[] = [];
  const scenario = loadScenario(BENCH_SCENARIO, { scale: size.scale });
  for (let run = 0; run <= size.runs; run++) {
    const seed = BENCH_SEED + run;
    const outcome = await new SimulationRun(
      { scenario, seed, plan: new Plan(scenario, seed), thresholds: [] },
      {
        kafkaBrokers: house.brokers,
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
    const { eventsPerSecond, verification } = outcome.report;
    output.line(
      `${run === 0 ? 'warm-up' : `run ${String(run)}  `}  ${count(eventsPerSecond)} events/s, ${count(verification.cells)} cells, ${String(verification.wrong)} wrong`,
    );
    if (run > 0) outcomes.push(outcome);
  }
  const rates = outcomes.map(({ report }) => report.eventsPerSecond).sort((a, b) => a - b);
  const wrong = outcomes.reduce((total, { report }) => total + report.verification.wrong, 0);
  const median = rates[Math.floor(rates.length / 2)] ?? 0;
  output.line(
    `loop: median ${count(median)} events/s, from ${count(rates[0] ?? 0)} to ${count(rates.at(-1) ?? 0)} over ${String(rates.length)} runs; ${String(wrong)} cells wrong; ${String(cpus().length)} cores, ${String(Math.round(totalmem() / 1024 ** 3))} GiB`,
  );
  if (out !== undefined) {
    await writeJson(out, { eventsPerSecond: median, runs: outcomes.map(({ report }) => report) });
  }
  process.exitCode = wrong === 0 ? EXIT_CODE.done : EXIT_CODE.failed;
}

@Injectable()
@Command({
  name: 'bench',
  description: 'Measure this product on this machine',
  subCommands: [BenchLoopCommand],
})
export class BenchCommand extends MesCommand {
  override run(): Promise<void> {
    throw new BadInvocationError('expected: mes bench loop');
  }
}
