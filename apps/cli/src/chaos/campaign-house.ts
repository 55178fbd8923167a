import { DatabaseProxy, TcpProxy } from '#libs/faults';
import { RunFailedError, systemClock } from '#libs/platform';
import { Plan, loadScenario } from '#libs/simulation';
import type { BackendSession } from '../backend/backend-session.js';
import { openHouse, type BackendAddresses, type House } from '../backend/house.js';
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
 * Starts a Kafka, a PostgreSQL and services that are there to be killed. The services reach both
 * through networks of ours; this process, which checks them, reaches them directly.
 */
export async function openCampaignHouse(
  settings: CliSettings,
  { seed, scenario, scale }: CampaignName,
  output: Output,
): Promise<CampaignHouse> {
  const plan = new Plan(loadScenario(scenario, { scale }), seed);
  const networks = await Networks.open(seed, settings.MES_KAFKA_NODES);
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
        kafkaNetworkPorts: networks.brokerPorts,
        servicesReach: (backend) => networks.before(backend),
      },
      { ...output, line: () => undefined },
    );
    return {
      house,
      targets: targetsOf(house, networks),
      close: async () => {
        await house.close();
        await networks.close();
      },
    };
  } catch (error) {
    await networks.close();
    throw error;
  }
}

/** What lies between the services and the servers. */
class Networks {
  #database: DatabaseProxy | undefined;
  #brokers: readonly TcpProxy[] = [];

  private constructor(
    private readonly seed: number,
    private readonly opened: readonly TcpProxy[],
  ) {}

  /** Ports that brokers have to name as theirs. */
  get brokerPorts(): readonly number[] {
    return this.opened.map(({ port }) => port);
  }

  /** Those that stand before a broker; empty where none can. */
  get brokers(): readonly TcpProxy[] {
    return this.#brokers;
  }

  /** Brokers have to know where they are reached before they start. */
  static async open(seed: number, brokers: number): Promise<Networks> {
    const opened: TcpProxy[] = [];
    while (opened.length < brokers)
      opened.push(await TcpProxy.start({ seed: seed + opened.length }));
    return new Networks(seed, opened);
  }

  get database(): DatabaseProxy | undefined {
    return this.#database;
  }

  /** Leads to the servers of a backend. @returns where they are reached through here */
  async before({
    databaseUrl,
    kafka,
    kafkaNetworkTargets,
  }: BackendSession): Promise<BackendAddresses> {
    this.#database = await DatabaseProxy.start(databaseUrl, { seed: this.seed });
    for (const [index, port] of kafkaNetworkTargets.entries()) this.opened[index]?.aim(port);
    // Brokers in containers have no second listener that a network could stand before.
    this.#brokers = this.opened.slice(0, kafkaNetworkTargets.length);
    const brokers =
      this.#brokers.length === 0
        ? kafka.brokers
        : this.#brokers.map(({ port }) => `127.0.0.1:${String(port)}`);
    return {
      databaseUrl: this.#database.url,
      kafka: { ...kafka, brokers },
      kafkaBrokers: brokers.join(','),
    };
  }

  async close(): Promise<void> {
    await this.#database?.close();
    for (const broker of this.opened) await broker.close();
  }
}

function targetsOf({ services, backend }: House, { database, brokers }: Networks): FaultTargets {
  if (services === undefined || database === undefined) {
    throw new RunFailedError('a campaign needs its own services');
  }
  const deaths = new DeathBook();
  services.onEnd((end) => {
    deaths.ended(end);
  });
  const { servers, databaseUrl } = backend;
  return { services, servers, databaseUrl, database, brokers, clock: systemClock, deaths };
}
