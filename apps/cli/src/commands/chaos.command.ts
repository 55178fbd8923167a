import { randomInt } from 'node:crypto';
import { BadInvocationError, EXIT_CODE, onShutdown, systemClock } from '#libs/platform';
import { Plan, loadScenario } from '#libs/simulation';
import { Injectable } from '@nestjs/common';
import { Command, Option } from 'nest-commander';
import { openHouse } from '../backend/house.js';
import { faultsText, runCampaign } from '../chaos/campaign.js';
import { FAULT_KINDS, type FaultKind } from '../chaos/schedule.js';
import { MesCommand } from '../mes.command.js';
import { atLeastOne, brokerNumber, outFile, positiveNumber, wholeNumber } from '../options.js';
import { count, standardOutput } from '../output.js';
import { writeJson } from '../run/out-file.js';
import { readSettings, withBrokers } from '../settings.js';

interface ChaosOptions {
  seed?: number;
  rounds?: number;
  deaths?: number;
  roundFrom?: number;
  scenario?: string;
  scale?: number;
  brokers?: number;
  only?: readonly FaultKind[];
  journal?: string;
  out?: string;
}

const DEFAULTS = {
  scenario: 'national-december-2023',
  scale: 0.05,
  rounds: 10,
} as const;
/** Rounds of a campaign that ends by its deaths. */
const ROUNDS_MAX = 100_000;

@Injectable()
@Command({
  name: 'chaos',
  description:
    'Run a scenario again and again while processes and servers are killed, frozen and cut off, and prove every cell',
})
export class ChaosCommand extends MesCommand {
  override async run(_: string[], options: ChaosOptions = {}): Promise<void> {
    const settings = withBrokers(readSettings(), options.brokers);
    if (settings.MES_KAFKA_BROKERS !== '') {
      throw new BadInvocationError(
        'chaos: expected to start its own Kafka and PostgreSQL, which it kills; came MES_KAFKA_BROKERS. Servers of others are not harmed.',
      );
    }
    const output = standardOutput(() => systemClock.monotonicMs());
    const seed = options.seed ?? randomInt(2 ** 31);
    const scenario = options.scenario ?? DEFAULTS.scenario;
    const scale = options.scale ?? DEFAULTS.scale;
    const plan = new Plan(loadScenario(scenario, { scale }), seed);
    output.line(`campaign of seed ${String(seed)}: the same seed and commit repeat its schedule`);
    const house = await openHouse(
      settings,
      {
        keepData: false,
        mayAttach: false,
        withServices: true,
        partitions: settings.MES_PARTITIONS,
        streams: plan.streams(),
        emitters: 2,
        aggregators: 2,
        sonsAggregators: 1,
        sonsReadsDocumentsAlone: true,
        restartsMax: Infinity,
      },
      { ...output, line: () => undefined },
    );
    onShutdown(async () => {
      await house.close();
      process.exit(EXIT_CODE.failed);
    });
    try {
      const tally = await runCampaign({
        house,
        settings,
        scenario,
        scale,
        seed,
        roundFrom: options.roundFrom ?? 0,
        rounds: options.rounds ?? (options.deaths === undefined ? DEFAULTS.rounds : ROUNDS_MAX),
        deaths: options.deaths ?? Infinity,
        kinds: options.only ?? FAULT_KINDS,
        journal: options.journal,
        output,
      });
      output.line(
        `${count(tally.rounds)} rounds, ${count(tally.events)} events, ${count(tally.deaths)} deaths: ${faultsText(tally.faults)}`,
      );
      output.line(
        `${count(tally.duplicatesIgnored)} repetitions ignored; ${count(tally.lost)} lost, ${count(tally.cells)} cells compared, ${count(tally.wrong)} wrong`,
      );
      if (options.out !== undefined) await writeJson(options.out, { seed, ...tally });
      process.exitCode = tally.wrong === 0 && tally.lost === 0 ? EXIT_CODE.done : EXIT_CODE.failed;
    } finally {
      await house.close();
    }
  }

  @Option({
    flags: '--seed <number>',
    description: 'of the schedule and the events; default drawn, and printed',
  })
  parseSeed(text: string): number {
    return wholeNumber('--seed', text);
  }

  @Option({
    flags: '--rounds <number>',
    description: 'runs of the scenario at most; default 10, with --deaths as many as it takes',
  })
  parseRounds(text: string): number {
    return atLeastOne('--rounds', text);
  }

  @Option({
    flags: '--deaths <number>',
    description: 'end with the round that reaches so many deaths of processes',
  })
  parseDeaths(text: string): number {
    return atLeastOne('--deaths', text);
  }

  @Option({
    flags: '--round-from <number>',
    description:
      'first round: one after the last of an interrupted campaign of that seed; default 0',
  })
  parseRoundFrom(text: string): number {
    return wholeNumber('--round-from', text);
  }

  @Option({ flags: '--scenario <name>', description: 'default national-december-2023' })
  parseScenario(text: string): string {
    return text;
  }

  @Option({
    flags: '--scale <factor>',
    description: 'size of each round against the scenario; default 0.05',
  })
  parseScale(text: string): number {
    return positiveNumber('--scale', text);
  }

  @Option({
    flags: '--brokers <number>',
    description: 'brokers of the embedded Kafka, 1 or 3; default MES_KAFKA_NODES',
  })
  parseBrokers(text: string): number {
    return brokerNumber('--brokers', text);
  }

  @Option({
    flags: '--only <faults>',
    description: `kinds of faults, comma-separated, of: ${FAULT_KINDS.join(', ')}; default all`,
  })
  parseOnly(text: string): readonly FaultKind[] {
    const names = text.split(',').map((name) => name.trim());
    const kinds = FAULT_KINDS.filter((kind) => names.includes(kind));
    if (kinds.length === names.length) return kinds;
    throw new BadInvocationError(
      `--only: expected some of ${FAULT_KINDS.join(', ')}; came "${text}"`,
    );
  }

  @Option({ flags: '--journal <file>', description: 'append a line of JSON for each round' })
  parseJournal(text: string): string {
    return text;
  }

  @Option({ flags: '--out <json=file>', description: 'write the tally as one JSON object' })
  parseOut(text: string): string {
    return outFile(text);
  }
}
