import { DatabaseProxy } from '#libs/faults';
import { RunFailedError, systemClock } from '#libs/platform';
import { Plan, loadScenario } from '#libs/simulation';
import { openHouse, type House } from '../backend/house.js';
import type { Output } from '../output.js';
import type { CliSettings } from '../settings.js';
import { DeathBook } from './death-book.js';
import type { FaultTargets } from './inject.js';
import type { CampaignName } from './journal.js';

/** A backend of a campaign with its services, and what faults happen to. */
export interface CampaignHouse {
  readonly house: House;
  readonly targets: FaultTargets;
  close(): Promise<void>;
}

/**
 * Starts a Kafka, a PostgreSQL and services that are there to be killed. The services reach the
 * database through a network of ours; this process, which checks them, reaches it directly.
 */
export async function openCampaignHouse(
  settings: CliSettings,
  { seed, scenario, scale }: CampaignName,
  output: Output,
): Promise<CampaignHouse> {
  const plan = new Plan(loadScenario(scenario, { scale }), seed);
  let database: DatabaseProxy | undefined;
  try {
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
        servicesReach: async ({ kafkaBrokers, kafka, databaseUrl }) => {
          database = await DatabaseProxy.start(databaseUrl, { seed });
          return { kafkaBrokers, kafka, databaseUrl: database.url };
        },
      },
      { ...output, line: () => undefined },
    );
    const proxy = database;
    return {
      house,
      targets: targetsOf(house, proxy),
      close: async () => {
        await house.close();
        await proxy?.close();
      },
    };
  } catch (error) {
    await database?.close();
    throw error;
  }
}

function targetsOf(
  { services, backend }: House,
  database: DatabaseProxy | undefined,
): FaultTargets {
  if (services === undefined || database === undefined) {
    throw new RunFailedError('a campaign needs its own services');
  }
  const deaths = new DeathBook();
  services.onEnd((end) => {
    deaths.ended(end);
  });
  const { servers, databaseUrl } = backend;
  return { services, servers, databaseUrl, database, clock: systemClock, deaths };
}
