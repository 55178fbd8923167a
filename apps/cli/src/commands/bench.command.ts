import { mkdir } from 'node:fs/promises';
import { BadInvocationError, EXIT_CODE, onShutdown, systemClock } from '#libs/platform';
import { Plan, loadScenario } from '#libs/simulation';
import { Injectable } from '@nestjs/common';
import { Command, Option, SubCommand } from 'nest-commander';
import { openHouse, type House, type HouseOptions } from '../backend/house.js';
import { benchAggregate } from '../bench/aggregate-bench.js';
import type { BenchReport } from '../bench/bench-report.js';
import { BENCH_SCENARIO, seedOfRound } from '../bench/bench-stream.js';
import { benchCodec } from '../bench/codec-bench.js';
import { benchDedup, dedupLines } from '../bench/dedup-bench.js';
import { benchEmit } from '../bench/emit-bench.js';
import { BenchGrowthCommand } from '../bench/growth.command.js';
import { BenchMetricsCommand } from '../bench/metrics.command.js';
import { kafkaTools, type KafkaTools } from '../bench/kafka-tools.js';
import { LOOP_STREAMS, benchLoop, wrongCells } from '../bench/loop-bench.js';
import { benchReplay } from '../bench/replay-bench.js';
import { reportLines } from '../bench/report-lines.js';
import { BenchCeilingCommand } from '../load/ceiling.command.js';
import { MesCommand } from '../mes.command.js';
import { atLeastOne, outFile, positiveNumber } from '../options.js';
import { standardOutput, type Output } from '../output.js';
import { assertDiskSpace } from '../run/disk-space.js';
import { writeJson } from '../run/out-file.js';
import { assertMayWreck, readSettings, type CliSettings } from '../settings.js';

const RUNS_DEFAULT = 5;
const SCALE_DEFAULT = 0.2;
/** A peer of some 50,000 records a second takes 8 s for them. */
const PEER_RECORDS_DEFAULT = 400_000;
const REPLAY_RUNS_DEFAULT = 3;
const REPLAY_EVENTS_DEFAULT = 4_000_000;
/** Less would measure the start of processes. */
const REPLAY_EVENTS_MIN = 10_000;
const DEDUP_EVENTS_DEFAULT = 100_000_000;
/** The bitmap beside ours addresses a sequence by 31 bits. */
const DEDUP_EVENTS_MAX = 2_000_000_000;
const DEDUP_WINDOW_DEFAULT = 64;
const DEDUP_WINDOW_MAX = 4096;

interface BenchOptions {
  runs?: number;
  out?: string;
}

/** What every bench takes. */
abstract class OneBenchCommand extends MesCommand {
  protected readonly output = standardOutput(() => systemClock.monotonicMs());

  @Option({ flags: '--runs <number>', description: 'measured runs after the warm-up; default 5' })
  parseRuns(text: string): number {
    return atLeastOne('--runs', text);
  }

  @Option({ flags: '--out <json=FILE>', description: 'write the result as one JSON object' })
  parseOut(text: string): string {
    return outFile(text);
  }

  /** Prints the table and writes the file. */
  protected async conclude(
    report: BenchReport,
    lines: readonly string[],
    { out }: BenchOptions,
  ): Promise<void> {
    for (const line of lines) this.output.line(line);
    if (out !== undefined) await writeJson(out, report);
  }
}

interface BrokerBenchOptions extends BenchOptions {
  scale?: number;
  peerRecords?: number;
  withoutJava?: boolean;
}

/** What a bench against peers with a broker takes. It always has a backend of its own: services of a `mes up` would take part. */
abstract class PeersBenchCommand extends OneBenchCommand {
  @Option({
    flags: '--scale <factor>',
    description: 'size of each run against the national month; default 0.2',
  })
  parseScale(text: string): number {
    return positiveNumber('--scale', text);
  }

  @Option({
    flags: '--peer-records <number>',
    description:
      'records of the peers that are slow, which are rated by the second; default 400000',
  })
  parsePeerRecords(text: string): number {
    return atLeastOne('--peer-records', text);
  }

  @Option({ flags: '--without-java', description: 'leave out Kafka’s own performance tools' })
  parseWithoutJava(): boolean {
    return true;
  }

  protected async openOwnHouse(settings: CliSettings): Promise<House> {
    return openBenchHouse(
      settings,
      { mayAttach: false, withServices: false, streams: [], emitters: 0, aggregators: 0 },
      this.output,
    );
  }

  protected async tools(
    settings: CliSettings,
    { withoutJava }: BrokerBenchOptions,
  ): Promise<KafkaTools | undefined> {
    if (withoutJava) return undefined;
    return kafkaTools(settings.MES_CACHE_DIR, (line) => {
      this.output.line(line);
    });
  }
}

@Injectable()
@SubCommand({
  name: 'emit',
  description: 'One emitter process against ProducerPerformance, kafkajs and @platformatic/kafka',
})
export class BenchEmitCommand extends PeersBenchCommand {
  override async run(_: string[], options: BrokerBenchOptions = {}): Promise<void> {
    const settings = readSettings();
    const { runs = RUNS_DEFAULT, scale = SCALE_DEFAULT } = options;
    // Ours, and two runs of ProducerPerformance that weigh about as much.
    await refuseFullDisk(settings, { runs: runs * 3, scale });
    const house = await this.openOwnHouse(settings);
    try {
      const report = await benchEmit({
        ...{ house, runs, scale, output: this.output },
        peerRecords: options.peerRecords ?? PEER_RECORDS_DEFAULT,
        tools: await this.tools(settings, options),
      });
      await this.conclude(report, reportLines(report), options);
    } finally {
      await house.close();
    }
  }
}

@Injectable()
@SubCommand({
  name: 'aggregate',
  description:
    'The volume aggregator against ConsumerPerformance, Nest’s transport, and kafkajs with JSON',
})
export class BenchAggregateCommand extends PeersBenchCommand {
  override async run(_: string[], options: BrokerBenchOptions = {}): Promise<void> {
    const settings = readSettings();
    const { runs = RUNS_DEFAULT, scale = SCALE_DEFAULT } = options;
    await refuseFullDisk(settings, { runs, scale });
    const house = await this.openOwnHouse(settings);
    try {
      const report = await benchAggregate({
        ...{ house, settings, runs, scale, output: this.output },
        peerRecords: options.peerRecords ?? PEER_RECORDS_DEFAULT,
        tools: await this.tools(settings, options),
      });
      await this.conclude(report, reportLines(report), options);
    } finally {
      await house.close();
    }
  }
}

interface ReplayBenchOptions extends BenchOptions {
  events?: number;
  peerRecords?: number;
}

@Injectable()
@SubCommand({
  name: 'replay',
  description: 'Archived events replayed into the volume aggregator, and rebuilt without Kafka',
})
export class BenchReplayCommand extends OneBenchCommand {
  override async run(_: string[], options: ReplayBenchOptions = {}): Promise<void> {
    const settings = readSettings();
    const { runs = REPLAY_RUNS_DEFAULT, events = REPLAY_EVENTS_DEFAULT } = options;
    await mkdir(settings.MES_CACHE_DIR, { recursive: true });
    // The topic of each round stays for a moment after it is deleted, and marks make records longer.
    await assertDiskSpace(settings.MES_CACHE_DIR, events * 4);
    const house = await openBenchHouse(
      settings,
      { mayAttach: false, withServices: false, streams: [], emitters: 0, aggregators: 0 },
      this.output,
    );
    try {
      const report = await benchReplay({
        ...{ house, settings, runs, events, output: this.output },
        peerRecords: options.peerRecords ?? PEER_RECORDS_DEFAULT,
      });
      await this.conclude(report, reportLines(report), options);
    } finally {
      await house.close();
    }
  }

  @Option({
    flags: '--events <number>',
    description: 'distinct events in the archive, such as 1e8; default 4e6',
  })
  parseEvents(text: string): number {
    const events = Number(text);
    if (!Number.isSafeInteger(events) || events < REPLAY_EVENTS_MIN) {
      throw new BadInvocationError(
        `--events: expected a whole number from ${String(REPLAY_EVENTS_MIN)}, came "${text}"`,
      );
    }
    return events;
  }

  @Option({
    flags: '--peer-records <number>',
    description: 'records of the peer, which is rated by the second; default 400000',
  })
  parsePeerRecords(text: string): number {
    return atLeastOne('--peer-records', text);
  }
}

interface LoopOptions extends BenchOptions {
  scale?: number;
  emitters?: number;
  aggregators?: number;
}

@Injectable()
@SubCommand({
  name: 'loop',
  description: 'Generation, transport, both aggregators and verification at the same time',
})
export class BenchLoopCommand extends OneBenchCommand {
  override async run(_: string[], options: LoopOptions = {}): Promise<void> {
    const settings = readSettings();
    const { runs = RUNS_DEFAULT, scale = SCALE_DEFAULT } = options;
    await refuseFullDisk(settings, { runs, scale });
    const house = await openBenchHouse(
      settings,
      {
        mayAttach: true,
        withServices: true,
        streams: LOOP_STREAMS,
        emitters: options.emitters ?? settings.MES_EMITTERS,
        aggregators: options.aggregators ?? settings.MES_AGGREGATORS,
      },
      this.output,
    );
    try {
      const report = await benchLoop({ house, settings, runs, scale, output: this.output });
      await this.conclude(report, reportLines(report), options);
      const wrong = wrongCells(report);
      this.output.line(`cells wrong: ${String(wrong)}`);
      process.exitCode = wrong === 0 ? EXIT_CODE.done : EXIT_CODE.failed;
    } finally {
      await house.close();
    }
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
}

@Injectable()
@SubCommand({
  name: 'codec',
  description: 'Encoding and decoding against avsc and JSON; needs no broker',
})
export class BenchCodecCommand extends OneBenchCommand {
  override async run(_: string[], options: BenchOptions = {}): Promise<void> {
    const report = await benchCodec({ runs: options.runs ?? RUNS_DEFAULT, output: this.output });
    await this.conclude(report, reportLines(report), options);
  }
}

interface DedupOptions extends BenchOptions {
  events?: number;
  window?: number;
}

@Injectable()
@SubCommand({
  name: 'dedup',
  description: 'De-duplication against a bitmap and a Set, with gaps; needs no broker',
})
export class BenchDedupCommand extends OneBenchCommand {
  override async run(_: string[], options: DedupOptions = {}): Promise<void> {
    const report = await benchDedup({
      events: options.events ?? DEDUP_EVENTS_DEFAULT,
      window: options.window ?? DEDUP_WINDOW_DEFAULT,
      runs: options.runs ?? RUNS_DEFAULT,
      output: this.output,
    });
    await this.conclude(report, dedupLines(report), options);
  }

  @Option({
    flags: '--events <number>',
    description: 'sequences, such as 1000000 or 1e9; default 1e8, at most 2e9',
  })
  parseEvents(text: string): number {
    const events = Number(text);
    if (!Number.isInteger(events) || events < 1 || events > DEDUP_EVENTS_MAX) {
      throw new BadInvocationError(`--events: expected 1 to 2e9, came "${text}"`);
    }
    return events;
  }

  @Option({
    flags: '--window <sequences>',
    description: 'sequences shuffled among themselves, a power of two up to 4096; default 64',
  })
  parseWindow(text: string): number {
    const window = atLeastOne('--window', text);
    if (window > DEDUP_WINDOW_MAX || !Number.isInteger(Math.log2(window))) {
      throw new BadInvocationError(`--window: expected a power of two up to 4096, came "${text}"`);
    }
    return window;
  }
}

@Injectable()
@Command({
  name: 'bench',
  description: 'Measure this product on this machine, beside its peers',
  subCommands: [
    BenchEmitCommand,
    BenchAggregateCommand,
    BenchLoopCommand,
    BenchCodecCommand,
    BenchDedupCommand,
    BenchReplayCommand,
    BenchCeilingCommand,
    BenchGrowthCommand,
    BenchMetricsCommand,
  ],
})
export class BenchCommand extends MesCommand {
  override run(): Promise<void> {
    throw new BadInvocationError(
      'expected: mes bench emit, aggregate, loop, codec, dedup, replay, ceiling, growth or metrics',
    );
  }
}

/** A house with fresh data that is closed when the command is interrupted. */
async function openBenchHouse(
  settings: CliSettings,
  options: Pick<
    HouseOptions,
    'mayAttach' | 'withServices' | 'streams' | 'emitters' | 'aggregators'
  >,
  output: Output,
): Promise<House> {
  assertMayWreck(settings, 'mes bench empties topics and tables, and its peers speak plain text');
  const house = await openHouse(
    settings,
    {
      ...options,
      keepData: false,
      partitions: settings.MES_PARTITIONS,
      sonsAggregators: Math.max(1, settings.MES_SONS_AGGREGATORS),
      sonsReadsDocumentsAlone: true,
    },
    output,
  );
  onShutdown(async (reason) => {
    output.line(`${reason}: stopping what was started`);
    await house.close();
    process.exit(EXIT_CODE.failed);
  });
  return house;
}

/** Records of all rounds stay on the disk until the broker looks for what it may delete. */
async function refuseFullDisk(
  settings: CliSettings,
  size: { readonly runs: number; readonly scale: number },
): Promise<void> {
  if (settings.MES_KAFKA_BROKERS !== '') return;
  const scenario = loadScenario(BENCH_SCENARIO, { scale: size.scale });
  const events = new Plan(scenario, seedOfRound(0)).totals().allEvents;
  await mkdir(settings.MES_CACHE_DIR, { recursive: true });
  await assertDiskSpace(settings.MES_CACHE_DIR, events * (size.runs + 1));
}
