import { BadInvocationError, systemClock, onShutdown } from '#libs/platform';
import { Injectable } from '@nestjs/common';
import { Command } from 'nest-commander';
import { openHouse } from '../backend/house.js';
import { readUpState, removeUpState, writeUpState } from '../backend/up-state.js';
import { MesCommand } from '../mes.command.js';
import { standardOutput } from '../output.js';
import { readSettings } from '../settings.js';

/** Between two looks at the services. */
const WATCH_INTERVAL_MS = 500;

@Injectable()
@Command({
  name: 'up',
  description: 'Start the backend and every service, keep the data, and stay until Ctrl-C',
})
export class UpCommand extends MesCommand {
  override async run(): Promise<void> {
    const settings = readSettings();
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
        emitters: settings.MES_EMITTERS,
        aggregators: settings.MES_AGGREGATORS,
      },
      output,
    );
    const { backend } = house;
    writeUpState(settings.MES_CACHE_DIR, {
      pid: process.pid,
      kafkaBrokers: backend.kafkaBrokers,
      databaseUrl: backend.databaseUrl,
      description: backend.description,
      ...backend.versions,
    });
    output.line(`kafka      ${backend.kafkaBrokers}`);
    output.line(`postgres   ${backend.databaseUrl}`);
    output.line(
      'ready: mes simulate, verify, months and metrics use this backend. Ctrl-C stops it, the data stay.',
    );
    const stopped = new AbortController();
    onShutdown((reason) => {
      output.line(`${reason}: stopping`);
      stopped.abort();
      return Promise.resolve();
    });
    try {
      while (!stopped.signal.aborted) {
        house.services?.assertHealthy();
        await systemClock.sleep(WATCH_INTERVAL_MS);
      }
    } finally {
      removeUpState(settings.MES_CACHE_DIR);
      await house.close();
    }
  }
}
