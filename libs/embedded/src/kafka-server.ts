import { randomBytes } from 'node:crypto';
import { LOOPBACK } from './ports.js';
import type { ManagedProcess } from './keeper.js';

/** A node of the cluster: broker and controller. */
export interface KafkaNode {
  /** From 1. */
  readonly nodeId: number;
  readonly brokerPort: number;
  readonly controllerPort: number;
  /** A second listener, and the port that it tells its clients; undefined: there is none. */
  readonly network?: { readonly port: number; readonly advertisedPort: number };
}

/** What distinguishes one embedded broker from another. */
export interface KafkaServerPlan {
  readonly nodeId: number;
  /** All nodes of its cluster, itself among them. */
  readonly nodes: readonly KafkaNode[];
  /** Folder of this broker; its settings, log file and data live there. */
  readonly folder: string;
  /** Folder of the jars. */
  readonly jarsFolder: string;
  readonly java: string;
  /** Options of Java beside the usual ones. */
  readonly javaOptions: readonly string[];
  readonly heapMegabytes: number;
  /** False: data is thrown away at the end, so stopping may be rude and quick. */
  readonly isDataKept: boolean;
}

const SIXTEEN_MEBIBYTES = 16 * 1024 * 1024;
/** Offsets, transactions and share state: few partitions, since each costs files and start time. */
const INTERNAL_TOPIC_PARTITIONS = 4;

/** Copies of each partition in a cluster of several nodes, and how many of them have to have a record. */
const REPLICAS = 3;
const REPLICAS_IN_SYNC_MIN = 2;

/** The broker's settings: a node that is broker and controller, reachable from this machine only. */
export function kafkaSettings(plan: KafkaServerPlan): Readonly<Record<string, string>> {
  const { nodes, nodeId, folder } = plan;
  const node = nodes.find((one) => one.nodeId === nodeId);
  if (node === undefined) throw new RangeError(`node ${String(nodeId)} is none of the cluster`);
  const broker = `${LOOPBACK}:${String(node.brokerPort)}`;
  const controller = `${LOOPBACK}:${String(node.controllerPort)}`;
  return {
    ...brokerSettings(nodes.length),
    'node.id': String(nodeId),
    'controller.quorum.voters': nodes
      .map((one) => `${String(one.nodeId)}@${LOOPBACK}:${String(one.controllerPort)}`)
      .join(','),
    listeners: `PLAINTEXT://${broker},CONTROLLER://${controller}`,
    'advertised.listeners': `PLAINTEXT://${broker}`,
    ...(node.network && networkSettings(broker, controller, node.network)),
    'log.dirs': kafkaDataFolder(folder),
  };
}

/** A listener for clients that come through a network of the caller, beside the usual one. */
function networkSettings(
  broker: string,
  controller: string,
  { port, advertisedPort }: NonNullable<KafkaNode['network']>,
): Readonly<Record<string, string>> {
  return {
    listeners: `PLAINTEXT://${broker},NETWORK://${LOOPBACK}:${String(port)},CONTROLLER://${controller}`,
    'advertised.listeners': `PLAINTEXT://${broker},NETWORK://${LOOPBACK}:${String(advertisedPort)}`,
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,NETWORK:PLAINTEXT',
  };
}

/**
 * What does not depend on where the broker runs.
 *
 * @param nodes of the cluster; default 1
 */
export function brokerSettings(nodes = 1): Readonly<Record<string, string>> {
  const replicas = String(Math.min(nodes, REPLICAS));
  const inSync = String(nodes < REPLICAS ? 1 : REPLICAS_IN_SYNC_MIN);
  return {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',

    // A topic that nobody created is an error of the caller, not a topic with default settings.
    'auto.create.topics.enable': 'false',
    'num.partitions': '12',
    // Nothing vanishes while a run is being verified.
    'log.retention.ms': '-1',
    'log.retention.bytes': '-1',
    'message.max.bytes': String(SIXTEEN_MEBIBYTES),
    'replica.fetch.max.bytes': String(SIXTEEN_MEBIBYTES),
    'socket.request.max.bytes': String(6 * SIXTEEN_MEBIBYTES),
    'socket.send.buffer.bytes': String(1024 * 1024),
    'socket.receive.buffer.bytes': String(1024 * 1024),

    // Every index is laid out at its largest, and its first look-up has the kernel read what is not
    // written yet: 10 MB, as by default, cost 1 ms of processor time for each index of a new partition.
    // Room for the index of 350 MB of the smallest batches; a segment that needs more ends earlier.
    'log.index.size.max.bytes': String(1024 * 1024),

    // As many copies as there are nodes, three at most; acks=all then waits for two.
    'default.replication.factor': replicas,
    'min.insync.replicas': inSync,
    'offsets.topic.replication.factor': replicas,
    'offsets.topic.num.partitions': String(INTERNAL_TOPIC_PARTITIONS),
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.min.isr': inSync,
    'transaction.state.log.num.partitions': String(INTERNAL_TOPIC_PARTITIONS),
    'share.coordinator.state.topic.replication.factor': replicas,
    'share.coordinator.state.topic.min.isr': inSync,
    'share.coordinator.state.topic.num.partitions': String(INTERNAL_TOPIC_PARTITIONS),
    // A copy that lags for longer is taken out of those in sync; a dead broker is noticed sooner than
    // by default (9 s), for nobody waits for a slow network here.
    'broker.session.timeout.ms': '6000',
    'replica.lag.time.max.ms': '10000',

    // Members join and leave often in tests and runs: neither should be waited for long.
    'group.initial.rebalance.delay.ms': '0',
    'group.min.session.timeout.ms': '3000',
    'group.consumer.min.session.timeout.ms': '3000',
    'group.consumer.min.heartbeat.interval.ms': '1000',

    // Sized for a small machine that also runs the applications.
    'num.network.threads': '2',
    'num.io.threads': '4',
    'background.threads': '2',
    'num.recovery.threads.per.data.dir': '2',
    'log.cleaner.dedupe.buffer.size': String(SIXTEEN_MEBIBYTES),
  };
}

/** The broker's own log: warnings and errors, in a file, so that a terminal stays clean. */
export function kafkaLogSettings(folder: string): Readonly<Record<string, string>> {
  return {
    status: 'error',
    'appender.file.type': 'File',
    'appender.file.name': 'file',
    'appender.file.fileName': kafkaLogFile(folder),
    'appender.file.layout.type': 'PatternLayout',
    'appender.file.layout.pattern': '%d{ISO8601} %p %c %m%n',
    'rootLogger.level': 'warn',
    'rootLogger.appenderRef.file.ref': 'file',
  };
}

/** What makes a folder a formatted one, for this node and cluster. */
export function kafkaMetaProperties(
  clusterId: string,
  nodeId: number,
): Readonly<Record<string, string>> {
  return {
    version: '1',
    'cluster.id': clusterId,
    'node.id': String(nodeId),
    'directory.id': randomKafkaId(),
  };
}

/** 16 random bytes in Kafka's base64url form; one that starts with a dash would read as an option. */
export function randomKafkaId(): string {
  const id = randomBytes(16).toString('base64url');
  return id.startsWith('-') ? randomKafkaId() : id;
}

/**
 * A Java properties file. Java reads it as Latin-1 and takes the backslash as an escape, so anything
 * else is written as a Unicode escape: a home folder may well be called "Bureau d'été".
 */
export function propertiesText(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${escapeProperty(value)}\n`)
    .join('');
}

function escapeProperty(value: string): string {
  let text = '';
  for (let index = 0; index < value.length; index++) {
    const unit = value.charCodeAt(index);
    const isPlain = unit > 0x20 && unit < 0x7f && unit !== 0x5c;
    const isInnerSpace = unit === 0x20 && index > 0;
    text +=
      isPlain || isInnerSpace ? value.charAt(index) : `\\u${unit.toString(16).padStart(4, '0')}`;
  }
  return text;
}

export function kafkaDataFolder(folder: string): string {
  return `${folder}/data`;
}

export function kafkaLogFile(folder: string): string {
  return `${folder}/kafka.log`;
}

/** Name of a node's process and folder: the first has none of the others' numbers. */
export function kafkaName(nodeId: number): string {
  return nodeId === 1 ? 'kafka' : `kafka-${String(nodeId)}`;
}

/** The process to run: one JVM on a formatted folder. */
export function kafkaProcess(plan: KafkaServerPlan): ManagedProcess {
  const { nodeId, folder, java, javaOptions, jarsFolder, heapMegabytes, isDataKept } = plan;
  const settingsFile = `${folder}/server.properties`;
  return {
    name: kafkaName(nodeId),
    command: java,
    args: [
      ...kafkaJavaOptions(folder, heapMegabytes),
      ...javaOptions,
      '-cp',
      `${jarsFolder}/*`,
      'kafka.Kafka',
      settingsFile,
    ],
    environment: KAFKA_ENVIRONMENT,
    workingDirectory: folder,
    logFile: `${folder}/console.log`,
    marker: settingsFile,
    stopSteps: isDataKept
      ? [
          { signal: 'SIGTERM', graceMs: 30_000 },
          { signal: 'SIGKILL', graceMs: 5000 },
        ]
      : [{ signal: 'SIGKILL', graceMs: 5000 }],
  };
}

/** Java takes the encoding of file names from the locale: without this it cannot open "été". */
export const KAFKA_ENVIRONMENT = { LC_ALL: 'C.UTF-8' };

/** Room for new objects, megabytes: requests of half a megabyte die there, in pauses of 5 ms. */
const YOUNG_MEGABYTES_MAX = 96;

/**
 * How Java runs the broker, for runs of minutes on a machine that it shares with the applications.
 * Measured on two cores with our batches, every record read once or twice, median of six turns of 3 million
 * records: 289 ns of processor time a record, without the kernel's, against 446 ns with Java's own
 * choices, 5 s of a national month; 297 MB of memory against 425 MB.
 */
const JAVA_TUNING = [
  // One thread, no write barriers of a concurrent collector: to G1 a request of half a megabyte is huge.
  '-XX:+UseSerialGC',
  // Twenty times Java's thresholds: the optimising compiler kept busy for as long as anything ran
  // (100 ns a record even after 24 million), and left to the hottest methods it is done after seconds.
  '-XX:Tier4InvocationThreshold=100000',
  '-XX:Tier4MinInvocationThreshold=20000',
  '-XX:Tier4CompileThreshold=300000',
  '-XX:Tier4BackEdgeThreshold=1000000',
  // A Java that no longer knows one of these runs without it.
  '-XX:+IgnoreUnrecognizedVMOptions',
] as const;

export function kafkaJavaOptions(folder: string, heapMegabytes: number): readonly string[] {
  return [
    `-Xms${String(Math.min(256, heapMegabytes))}m`,
    `-Xmx${String(heapMegabytes)}m`,
    `-Xmn${String(Math.min(YOUNG_MEGABYTES_MAX, Math.floor(heapMegabytes / 3)))}m`,
    ...JAVA_TUNING,
    '-XX:+ExitOnOutOfMemoryError',
    '-XX:-UsePerfData',
    '-Djava.awt.headless=true',
    // Compression libraries unpack native code there: it must go with the run.
    `-Djava.io.tmpdir=${folder}/tmp`,
    `-Dlog4j2.configurationFile=${folder}/log4j2.properties`,
  ];
}
