import { STREAMS } from '#libs/events';
import { BadInvocationError, onShutdown, redact, systemClock } from '#libs/platform';
import { Injectable } from '@nestjs/common';
import { Command, Option } from 'nest-commander';
import { openHouse } from '../backend/house.js';
import { listenerLines, listeners } from '../backend/intakes.js';
import {
  metricsFirstPortOf,
  metricsLine,
  removeTargets,
  targetsFile,
  writeTargets,
} from '../backend/metrics-ports.js';
import { readUpState, removeUpState, stateFile, writeUpState } from '../backend/up-state.js';
import { MesCommand } from '../mes.command.js';
import { brokerNumber, wholeNumber } from '../options.js';
import { standardOutput } from '../output.js';
import { RequestedRuns } from '../run/requested-runs.js';
import { readSettings, withBrokers, withTopics } from '../settings.js';

/** Between two looks at the services. */
const WATCH_INTERVAL_MS = 500;

interface UpOptions {
  brokers?: number;
  createTopics?: boolean;
  readonly sonsAggregators?: number;
  readonly metrics?: boolean;
}

@Injectable()
@Command({
  name: 'up',
  description: 'Start the backend and every service, keep the data, and stay until Ctrl-C',
})
export class UpCommand extends MesCommand {
  override async run(_: string[], options: UpOptions = {}): Promise<void> {
    const settings = withTopics(withBrokers(readSettings(), options.brokers), options.createTopics);
    const running = readUpState(settings.MES_CACHE_DIR);
    if (running) {
      throw new BadInvocationError(
        `expected no running mes up; one runs as process ${String(running.pid)} (${running.description}). Use it, or stop it first.`,
      );
    }
    const output = standardOutput(() => systemClock.monotonicMs());
    const house = await openHouse(
      settings,
      {
        keepData: true,
        mayAttach: false,
        withServices: true,
        partitions: settings.MES_PARTITIONS,
        streams: STREAMS,
        emitters: settings.MES_EMITTERS,
        aggregators: settings.MES_AGGREGATORS,
        sonsAggregators: options.sonsAggregators ?? settings.MES_SONS_AGGREGATORS,
        listeners: listeners(settings),
        ...metricsFirstPortOf(settings, options.metrics),
      },
      output,
    );
    const { backend } = house;
    writeUpState(settings.MES_CACHE_DIR, {
      pid: process.pid,
      kafkaBrokers: backend.kafkaBrokers,
      access: backend.kafka,
      databaseUrl: backend.databaseUrl,
      description: backend.description,
      ...backend.versions,
    });
    output.line(`kafka      ${backend.kafkaBrokers}`);
    output.line(
      `postgres   ${redact(backend.databaseUrl)} (with its password in ${stateFile(settings.MES_CACHE_DIR)}, for this user alone)`,
    );
    for (const line of listenerLines(settings)) output.line(line);
    if (house.metricsTargets.length > 0) {
      writeTargets(settings.MES_CACHE_DIR, house.metricsTargets);
      output.line(metricsLine(house.metricsTargets, targetsFile(settings.MES_CACHE_DIR)));
    }
    output.line(
      'ready: mes simulate, verify, months, metrics and sons use this backend. Ctrl-C stops it, the data stay.',
    );
    const stopped = new AbortController();
    onShutdown((reason) => {
      output.line(`${reason}: stopping`);
      stopped.abort();
      return Promise.resolve();
    });
    const requested =
      settings.MES_RUNS_FROM_PAGE === 'on'
        ? new RequestedRuns({ house, settings, output, clock: systemClock })
        : undefined;
    try {
      while (!stopped.signal.aborted) {
        house.services?.assertHealthy();
        await requested?.look();
        await systemClock.sleep(WATCH_INTERVAL_MS);
      }
    } finally {
      await requested?.stop();
      removeUpState(settings.MES_CACHE_DIR);
      removeTargets(settings.MES_CACHE_DIR);
      await house.close();
    }
  }

  @Option({
    flags: '--brokers <number>',
    description:
      'brokers of the embedded Kafka, 1 or 3 (three copies, two in sync); default MES_KAFKA_NODES; kept data keep their number',
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
    flags: '--metrics',
    description: 'each process tells its metrics, on ports from MES_METRICS_PORT on; default 8700',
  })
  parseMetrics(): boolean {
    return true;
  }

  @Option({
    flags: '--sons-aggregators <processes>',
    description: 'processes of the SONS aggregator; default MES_SONS_AGGREGATORS; 0: none',
  })
  parseSonsAggregators(text: string): number {
    return wholeNumber('--sons-aggregators', text);
  }
}
