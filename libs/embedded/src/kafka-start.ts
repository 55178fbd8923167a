import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { askKafka, untilAnswered } from './answers.js';
import type { BackendServer } from './contract.js';
import { KafkaNodesError, KafkaStartError } from './errors.js';
import { BOOTSTRAP_FILE, KAFKA_VERSION } from './kafka-jars.js';
import {
  kafkaDataFolder,
  kafkaLogFile,
  kafkaLogSettings,
  kafkaMetaProperties,
  kafkaName,
  kafkaProcess,
  kafkaSettings,
  propertiesText,
  randomKafkaId,
  type KafkaNode,
  type KafkaServerPlan,
} from './kafka-server.js';
import type { KeeperClient, KeptProcess } from './keeper-client.js';
import { freePorts, LOOPBACK } from './ports.js';
import { logTail } from './log-tail.js';

/** Two seconds on a quiet machine, three brokers five. */
const START_TIMEOUT_MS = 90_000;
const ANSWER_TIMEOUT_MS = 30_000;
/** A free port may be taken by another process before Kafka binds it. */
const ATTEMPTS_MAX = 3;

export interface KafkaStartOptions {
  readonly keeper: KeeperClient;
  /** Folder of the run: each node has one of its own in it. */
  readonly runFolder: string;
  /** Brokers of the cluster. */
  readonly nodeCount: number;
  readonly jarsFolder: string;
  readonly java: string;
  readonly javaOptions: readonly string[];
  /** Of each node. */
  readonly heapMegabytes: number;
  readonly isDataKept: boolean;
  /** Broker and controller of each node, kept where they are free. */
  readonly preferredPorts: readonly number[];
  /** Changes the settings of a broker. Omitted: they are ours. */
  readonly adjust?: (ours: Readonly<Record<string, string>>) => Readonly<Record<string, string>>;
  /** Ports that a second listener of each node tells its clients. Omitted: no node has one. */
  readonly networkPorts?: readonly number[];
}

/** A cluster that serves. */
export interface StartedKafka {
  readonly nodes: readonly KafkaNode[];
  readonly servers: readonly BackendServer[];
}

/**
 * Starts the brokers on their folders, which are formatted here when they are new, and waits until
 * all serve.
 *
 * @throws KafkaStartError with the end of a log, KafkaNodesError for data of another number of brokers
 */
export async function startKafka(options: KafkaStartOptions): Promise<StartedKafka> {
  await format(options);
  for (let attempt = 1; ; attempt++) {
    const preferred = attempt === 1 ? options.preferredPorts : [];
    const { nodeCount, networkPorts = [] } = options;
    const ports = await freePorts(2 * nodeCount + networkPorts.length, preferred);
    const nodes = nodeIds(options).map((nodeId, index) => ({
      nodeId,
      brokerPort: ports[2 * index] ?? 0,
      controllerPort: ports[2 * index + 1] ?? 0,
      ...networkOf(networkPorts[index], ports[2 * nodeCount + index]),
    }));
    const servers = nodes.map((node) => new KafkaServer(options, node, nodes));
    const outcomes = await Promise.allSettled(servers.map((server) => server.start()));
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed === undefined) return { nodes, servers };
    const { message } = failed.reason as Error; // start() throws nothing else
    const isPortTaken = message.includes('Address already in use');
    if (!isPortTaken || attempt === ATTEMPTS_MAX) throw failed.reason;
    for (const server of servers) await server.end();
  }
}

function networkOf(advertisedPort: number | undefined, port = 0): Pick<KafkaNode, 'network'> {
  return advertisedPort === undefined ? {} : { network: { port, advertisedPort } };
}

/** One broker under the keeper, which may be killed and started again. */
class KafkaServer implements BackendServer {
  readonly name: string;
  readonly #options: KafkaStartOptions;
  readonly #node: KafkaNode;
  readonly #plan: KafkaServerPlan;
  #process: KeptProcess | undefined;

  constructor(options: KafkaStartOptions, node: KafkaNode, nodes: readonly KafkaNode[]) {
    this.#options = options;
    this.#node = node;
    this.name = kafkaName(node.nodeId);
    const folder = join(options.runFolder, this.name);
    this.#plan = { ...options, nodeId: node.nodeId, nodes, folder };
  }

  get pid(): number | undefined {
    return this.#process?.ending === undefined ? this.#process?.pid : undefined;
  }

  async start(): Promise<void> {
    const { folder } = this.#plan;
    const settings = (this.#options.adjust ?? unchanged)(kafkaSettings(this.#plan));
    await writeFile(join(folder, 'server.properties'), propertiesText(settings));
    const server = await this.#options.keeper.run(kafkaProcess(this.#plan));
    this.#process = server;
    try {
      await untilAnswered({
        ask: () => askKafka(`${LOOPBACK}:${String(this.#node.brokerPort)}`, ANSWER_TIMEOUT_MS),
        hasEnded: () => server.ending,
        timeoutMs: START_TIMEOUT_MS,
      });
    } catch (error) {
      this.#options.keeper.giveUp(this.name);
      throw startError(await logTail([kafkaLogFile(folder), join(folder, 'console.log')]), error);
    }
  }

  async end(): Promise<void> {
    this.#options.keeper.giveUp(this.name);
    if (this.pid !== undefined) process.kill(this.pid, 'SIGKILL');
    await this.#process?.whenEnded;
  }
}

function unchanged<T>(settings: T): T {
  return settings;
}

function nodeIds({ nodeCount }: KafkaStartOptions): number[] {
  return Array.from({ length: nodeCount }, (_, index) => index + 1);
}

/** Formats the folders that are new, all for one cluster. */
async function format(options: KafkaStartOptions): Promise<void> {
  const { runFolder, nodeCount, jarsFolder } = options;
  const metaFileOf = (nodeId: number): string =>
    join(kafkaDataFolder(join(runFolder, kafkaName(nodeId))), 'meta.properties');
  if (existsSync(metaFileOf(1))) refuseOtherNodes(nodeCount, (id) => existsSync(metaFileOf(id)));
  const clusterId = randomKafkaId();
  for (const nodeId of nodeIds(options)) {
    const folder = join(runFolder, kafkaName(nodeId));
    const dataFolder = kafkaDataFolder(folder);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await mkdir(dataFolder, { recursive: true });
    await mkdir(join(folder, 'tmp'), { recursive: true });
    await writeFile(join(folder, 'log4j2.properties'), propertiesText(kafkaLogSettings(folder)));
    if (existsSync(metaFileOf(nodeId))) continue;
    await copyFile(join(jarsFolder, BOOTSTRAP_FILE), join(dataFolder, BOOTSTRAP_FILE));
    // Last: it is what makes the folder a formatted one.
    await writeFile(metaFileOf(nodeId), propertiesText(kafkaMetaProperties(clusterId, nodeId)));
  }
}

/** Copies of the data are where they were made: a cluster keeps its number of brokers. */
function refuseOtherNodes(wanted: number, isFormatted: (nodeId: number) => boolean): void {
  let found = 1;
  while (isFormatted(found + 1)) found += 1;
  if (found === wanted) return;
  throw new KafkaNodesError({
    expected: `as many brokers as the kept data were made with, ${String(found)}`,
    came: String(wanted),
    action: `use --brokers ${String(found)}, or delete the data of mes up in the cache folder`,
  });
}

function startError(log: string, cause: unknown): KafkaStartError {
  return new KafkaStartError(
    {
      expected: `Kafka ${KAFKA_VERSION} to serve within ${String(START_TIMEOUT_MS / 1000)} s`,
      came: log === '' ? 'no answer and an empty log' : `in its log:\n${log}`,
      action: log.includes('No space left on device')
        ? 'free some space, or choose another cache folder with MES_CACHE_DIR'
        : 'look for the cause above; memory, disk and Java are checked by: mes doctor',
    },
    { cause },
  );
}
