import { randomInt } from 'node:crypto';
import { BadInvocationError, EXIT_CODE, onShutdown, systemClock } from '#libs/platform';
import { Injectable } from '@nestjs/common';
import { Command, Option } from 'nest-commander';
import { openCampaignHouse, type CampaignHouse } from '../chaos/campaign-house.js';
import { runCampaign } from '../chaos/campaign.js';
import { Journal, readJournal } from '../chaos/journal.js';
import { FAULT_KINDS, type FaultKind } from '../chaos/schedule.js';
import { EMPTY_TALLY, faultLines, type Tally } from '../chaos/tally.js';
import { MesCommand } from '../mes.command.js';
import { atLeastOne, brokerNumber, outFile, positiveNumber, wholeNumber } from '../options.js';
import { count, seconds, standardOutput } from '../output.js';
import { writeJson } from '../run/out-file.js';
import { readSettings, withBrokers } from '../settings.js';

interface ChaosOptions {
  seed?: number;
  rounds?: number;
  deaths?: number;
  roundFrom?: number;
  roundsPerBackend?: number;
  scenario?: string;
  scale?: number;
  rate?: number;
  brokers?: number;
  only?: readonly FaultKind[];
  journal?: string;
  resume?: string;
  out?: string;
}

const DEFAULTS = {
  scenario: 'national-december-2023',
  scale: 0.05,
  rounds: 10,
  roundsPerBackend: 8,
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
    const name = { seed, scenario, scale };
    const from =
      options.resume === undefined
        ? { roundFrom: options.roundFrom ?? 0, tally: EMPTY_TALLY }
        : await readJournal(options.resume, name);
    output.line(
      `campaign of seed ${String(seed)}, from round ${String(from.roundFrom)}: the same seed and commit repeat its schedule`,
    );
    let house: CampaignHouse | undefined;
    onShutdown(async () => {
      await house?.close();
      process.exit(EXIT_CODE.failed);
    });
    const tally = await runCampaign({
      ...name,
      settings,
      openHouse: async () => (house = await openCampaignHouse(settings, name, output)),
      rate: options.rate,
      from,
      rounds: options.rounds ?? (options.deaths === undefined ? DEFAULTS.rounds : ROUNDS_MAX),
      roundsPerBackend: options.roundsPerBackend ?? DEFAULTS.roundsPerBackend,
      deaths: options.deaths ?? Infinity,
      kinds: options.only ?? FAULT_KINDS,
      journal: new Journal(options.journal ?? options.resume),
      output,
    });
    for (const line of tallyLines(tally)) output.line(line);
    if (options.out !== undefined) await writeJson(options.out, { seed, ...tally });
    process.exitCode = tally.wrong === 0 && tally.lost === 0 ? EXIT_CODE.done : EXIT_CODE.failed;
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
    flags: '--rate <recordsPerSecond>',
    description:
      'pace of each round over all channels, so that it lasts under its faults; omitted: as fast as it goes',
  })
  parseRate(text: string): number {
    return positiveNumber('--rate', text);
  }

  @Option({
    flags: '--rounds-per-backend <number>',
    description:
      'rounds after which the topics are counted again, their data removed and a fresh backend started; default 8',
  })
  parseRoundsPerBackend(text: string): number {
    return atLeastOne('--rounds-per-backend', text);
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

  @Option({
    flags: '--resume <file>',
    description:
      'go on after the last round of that journal, with its counts, and append to it; takes the same seed, scenario and scale',
  })
  parseResume(text: string): string {
    return text;
  }

  @Option({ flags: '--out <json=file>', description: 'write the tally as one JSON object' })
  parseOut(text: string): string {
    return outFile(text);
  }
}

function tallyLines(tally: Tally): string[] {
  return [
    `${count(tally.rounds)} rounds in ${seconds(tally.seconds)}, ${count(tally.events)} events, ${count(tally.deaths)} deaths, ${count(tally.endedByThemselves)} more ends because a server was away:`,
    ...faultLines(tally),
    `${count(tally.duplicatesIgnored)} repetitions ignored; ${count(tally.lost)} lost, ${count(tally.cells)} cells compared, ${count(tally.wrong)} wrong; topics of ${count(tally.roundsRecounted)} rounds counted again`,
  ];
}
