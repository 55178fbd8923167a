import { loadScenario } from '#libs/simulation';
import { Injectable } from '@nestjs/common';
import { Command } from 'nest-commander';
import { MesCommand } from '../mes.command.js';
import { figuresOf } from '../metrics/open-figures.js';
import { printFigures } from '../run/figures.js';
import { runScenario } from '../run/run-scenario.js';
import { parseThreshold } from '../run/thresholds.js';
import { readSettings } from '../settings.js';

const DEMO_SCENARIO = 'national-december-2023';
const DEMO_SEED = 42;
/** Half the country: the demonstration stays under two minutes on two cores, download included. */
const DEMO_SCALE = 0.5;

@Injectable()
@Command({
  name: 'demo',
  description:
    'A national month end to end: start everything, run it, print the proof, stop everything',
})
export class DemoCommand extends MesCommand {
  override async run(): Promise<void> {
    const settings = readSettings();
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
      afterwards: async ({ pool, output }) => {
        await printFigures(figuresOf(pool), output);
        output.line(
          `These figures are those of a run at scale ${String(DEMO_SCALE)}. The whole country: npm run mes -- simulate ${DEMO_SCENARIO}`,
        );
      },
    });
  }
}
