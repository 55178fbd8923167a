import { loadScenario } from '#libs/simulation';
import { systemClock } from '#libs/platform';
import { Injectable } from '@nestjs/common';
import { Command } from 'nest-commander';
import type { House } from '../backend/house.js';
import { metricsApi } from '../backend/intakes.js';
import { portOrAnyFree } from '../backend/port.js';
import { MesCommand } from '../mes.command.js';
import { figuresOf } from '../metrics/open-figures.js';
import type { Output } from '../output.js';
import { printFigures } from '../run/figures.js';
import { RequestedRuns } from '../run/requested-runs.js';
import { runScenario } from '../run/run-scenario.js';
import { parseThreshold } from '../run/thresholds.js';
import { readSettings, type CliSettings } from '../settings.js';

const DEMO_SCENARIO = 'national-december-2023';
const DEMO_SEED = 42;
/** Half the country: the demonstration stays under two minutes on two cores, download included. */
const DEMO_SCALE = 0.5;
/** Between two looks for a run that the page asks for. */
const WATCH_INTERVAL_MS = 500;

@Injectable()
@Command({
  name: 'demo',
  description:
    'A national month end to end: start everything, run it, print the proof; on a terminal its pages stay until Ctrl-C, elsewhere everything stops',
})
export class DemoCommand extends MesCommand {
  override async run(): Promise<void> {
    const settings = readSettings();
    // A script waits for the end of the demonstration; a person wants to look at it.
    const isWatched = process.stdout.isTTY;
    process.exitCode = await runScenario({
      settings,
      scenario: loadScenario(DEMO_SCENARIO, { scale: DEMO_SCALE }),
      seed: DEMO_SEED,
      thresholds: ['lost==0', 'wrong==0'].map(parseThreshold),
      emitters: settings.MES_EMITTERS,
      aggregators: settings.MES_AGGREGATORS,
      sonsAggregators: settings.MES_SONS_AGGREGATORS,
      partitions: settings.MES_PARTITIONS,
      out: undefined,
      listeners: isWatched
        ? [metricsApi(settings, await portOrAnyFree(settings.MES_METRICS_API_PORT))]
        : [],
      afterwards: async ({ house, output }) => {
        await printFigures(figuresOf(house.pool), output);
        output.line(
          `These figures are those of a run at scale ${String(DEMO_SCALE)}. The whole country: npm run mes -- simulate ${DEMO_SCENARIO}`,
        );
        await showPages(house, settings, output);
      },
    });
  }
}

/** Ends with the address of the pages. Where this command serves them it stays, and runs what they ask for. */
async function showPages(house: House, settings: CliSettings, output: Output): Promise<void> {
  const address = house.services?.addresses().find(({ instance }) => instance === 'metrics-api-1');
  const usual = `http://127.0.0.1:${settings.MES_METRICS_API_PORT}/`;
  if (house.backend.isAttached) {
    output.line(`The pages of these figures: ${usual} (of the running mes up)`);
    return;
  }
  if (address === undefined) {
    output.line(
      `The pages: run this on a terminal, which keeps them up with these figures; or npm run mes -- up, then ${usual}`,
    );
    return;
  }
  output.line(
    `The pages of these figures: ${address.address}/  Ctrl-C stops everything; these data go then.`,
  );
  const requested = new RequestedRuns({ house, settings, output, clock: systemClock });
  for (;;) {
    house.services?.assertHealthy();
    if (settings.MES_RUNS_FROM_PAGE === 'on') await requested.look();
    await systemClock.sleep(WATCH_INTERVAL_MS);
  }
}
