import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { askKafka, untilAnswered } from './answers.js';
import { KafkaStartError } from './errors.js';
import { BOOTSTRAP_FILE, KAFKA_VERSION } from './kafka-jars.js';
import {
  kafkaDataFolder,
  kafkaLogFile,
  kafkaLogSettings,
  kafkaMetaProperties,
  kafkaProcess,
  kafkaSettings,
  propertiesText,
  randomKafkaId,
} from './kafka-server.js';
import type { KeeperClient } from './keeper-client.js';
import { freePorts, LOOPBACK } from './ports.js';
import { logTail } from './log-tail.js';

/** Two seconds on a quiet machine. */
const START_TIMEOUT_MS = 90_000;
const ANSWER_TIMEOUT_MS = 30_000;
/** A free port may be taken by another process before Kafka binds it. */
const ATTEMPTS_MAX = 3;

/**
 * Starts one broker on a folder and waits until it serves.
 *
 * @param folder formatted here when it is new
 * @param preferredPorts broker and controller, kept where they are free
 * @returns the ports it listens on
 * @throws KafkaStartError with the end of its log
 */
export async function startKafka(options: {
  readonly keeper: KeeperClient;
  readonly folder: string;
  readonly jarsFolder: string;
  readonly java: string;
  readonly javaOptions: readonly string[];
  readonly heapMegabytes: number;
  readonly isDataKept: boolean;
  readonly preferredPorts: readonly number[];
}): Promise<{ readonly brokerPort: number; readonly controllerPort: number }> {
  const { keeper, folder } = options;
  await format(folder, options.jarsFolder);
  for (let attempt = 1; ; attempt++) {
    const [brokerPort = 0, controllerPort = 0] = await freePorts(
      2,
      attempt === 1 ? options.preferredPorts : [],
    );
    const plan = { ...options, brokerPort, controllerPort };
    await writeFile(join(folder, 'server.properties'), propertiesText(kafkaSettings(plan)));
    const server = await keeper.run(kafkaProcess(plan));
    try {
      await untilAnswered({
        ask: () => askKafka(`${LOOPBACK}:${String(brokerPort)}`, ANSWER_TIMEOUT_MS),
        hasEnded: () => server.ending,
        timeoutMs: START_TIMEOUT_MS,
      });
      return { brokerPort, controllerPort };
    } catch (error) {
      keeper.giveUp('kafka');
      const log = await logTail([kafkaLogFile(folder), join(folder, 'console.log')]);
      const isPortTaken = log.includes('Address already in use') && server.ending !== undefined;
      if (isPortTaken && attempt < ATTEMPTS_MAX) continue;
      throw startError(log, error);
    }
  }
}

async function format(folder: string, jarsFolder: string): Promise<void> {
  const dataFolder = kafkaDataFolder(folder);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await mkdir(dataFolder, { recursive: true });
  await mkdir(join(folder, 'tmp'), { recursive: true });
  await writeFile(join(folder, 'log4j2.properties'), propertiesText(kafkaLogSettings(folder)));
  const metaFile = join(dataFolder, 'meta.properties');
  if (existsSync(metaFile)) return;
  await copyFile(join(jarsFolder, BOOTSTRAP_FILE), join(dataFolder, BOOTSTRAP_FILE));
  // Last: it is what makes the folder a formatted one.
  await writeFile(metaFile, propertiesText(kafkaMetaProperties(randomKafkaId())));
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
