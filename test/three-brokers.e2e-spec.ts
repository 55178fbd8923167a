import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startBackend, type Backend } from '#libs/embedded';
import { TOPICS } from '#libs/events';
import { TopicAdmin } from '#libs/kafka';
import { eventually, servicesOf, startMes, type Report, testCacheDirectory } from '#libs/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const FLOW_TIMEOUT_MS = 400_000;
const START_TIMEOUT_MS = 120_000;
/** A killed broker is missed after its session's 6 s; its partitions have new leaders then. */
const RECOVERY_MS_MAX = 60_000;
/** Each broker once, one after the other: two of three are always there. */
const VICTIMS = ['kafka-2', 'kafka', 'kafka-3'];

/** Where start-backend.js put Kafka's jars. */
const cacheDirectory = testCacheDirectory();

// Real: three brokers, a database, and the services as a command starts them.
describe('three brokers, each killed with -9 while a month runs', () => {
  let backend: Backend;

  beforeAll(async () => {
    backend = await startBackend({
      infra: 'embedded',
      cacheDirectory,
      kafkaNodes: 3,
      kafkaHeapMegabytes: 768,
      onProgress: () => undefined,
    });
  }, START_TIMEOUT_MS);

  afterAll(async () => {
    await backend.stop();
  });

  /** Records in the topic of the documents, once all its partitions have a leader that answers. */
  const records = async (): Promise<bigint | undefined> => {
    const admin = await TopicAdmin.connect({
      brokers: backend.kafkaBrokers.split(','),
      clientId: 'spec',
    });
    try {
      return (await admin.endOffsets(TOPICS.dmp)).reduce((sum, end) => sum + end, 0n);
    } catch {
      return undefined;
    } finally {
      await admin.close();
    }
  };

  it(
    'cost time, and not one record and not one cell',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'mes-brokers-'));
      const out = join(folder, 'out.json');
      const { child, result } = startMes(
        [
          ...['simulate', 'national-december-2023', '--scale', '0.2', '--seed', '23'],
          ...['--threshold', 'lost==0', '--threshold', 'wrong==0', '--out', `json=${out}`],
        ],
        {
          MES_KAFKA_BROKERS: backend.kafkaBrokers,
          MES_DATABASE_URL: backend.databaseUrl,
        },
      );
      try {
        await eventually('the services run', START_TIMEOUT_MS, () =>
          servicesOf(child.pid ?? -1).length >= 4 ? true : undefined,
        );
        for (const name of VICTIMS) {
          const before = await eventually('records come', START_TIMEOUT_MS, records);
          const server = backend.servers.find((one) => one.name === name);
          process.kill(server?.pid ?? -1, 'SIGKILL');
          const killedAtMs = performance.now();
          await eventually(`records come without ${name}`, RECOVERY_MS_MAX, async () => {
            const now = await records();
            return child.exitCode !== null || (now ?? 0n) > before ? true : undefined;
          });
          process.stderr.write(
            `${name} killed: records again after ${((performance.now() - killedAtMs) / 1000).toFixed(1)} s\n`,
          );
          await server?.start();
          await delay(2000);
        }
        const { exitCode, stdout, stderr } = await result;
        expect({ exitCode, printed: exitCode === 0 ? '' : `${stdout}\n${stderr}` }).toEqual({
          exitCode: 0,
          printed: '',
        });
        const report = JSON.parse(readFileSync(out, 'utf8')) as Report;
        expect(report.events.lost).toBe(0);
        expect(report.verification.wrong).toBe(0);
        expect(report.verification.cells).toBeGreaterThan(10_000);
      } finally {
        child.kill('SIGKILL');
        rmSync(folder, { recursive: true, force: true });
      }
    },
    FLOW_TIMEOUT_MS,
  );
});
