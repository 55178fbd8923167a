import { afterEach, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Kafka, logLevel } from 'kafkajs';
import { Client } from 'pg';
import { eventually, testCacheDirectory } from '#libs/testing';
import { startBackend } from './backend.js';
import type { Backend, BackendOptions } from './contract.js';
import { ensureKafkaJars, kafkaJarsFolder } from './kafka-jars.js';
import type { KeeperRecord } from './keeper.js';
import { isAlive, isOurs } from './processes.js';
import { probeBackend } from './probe.js';
import { runsFolder } from './run-folder.js';

/** A real broker starts in two seconds on a quiet machine and in twenty on a loaded one. */
const START_TIMEOUT_MS = 120_000;
/** A keeper sees its pipe close at once; ending two servers takes well under a second. */
const END_TIMEOUT_MS = 15_000;
const TOPIC = 'mes.embedded-spec.v1';

/** Where start-backend.js put Kafka's jars: this spec must not fetch them again. */
const filledCache = testCacheDirectory();
const compiledLib = join(import.meta.dirname, '../../../dist/libs/embedded/src/index.js');

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

const ignore = (): void => undefined;

/** An empty cache folder of the spec's own, that shares the jars. */
const newCache = async (): Promise<string> => {
  const jars = await ensureKafkaJars({
    cacheDirectory: filledCache,
    java: 'java',
    onProgress: ignore,
  });
  const cacheDirectory = await mkdtemp(join(tmpdir(), 'mes-flow-spec-'));
  cleanUps.push(() => rm(cacheDirectory, { recursive: true, force: true }));
  await symlink(jars, kafkaJarsFolder(cacheDirectory));
  return cacheDirectory;
};

const start = async (options: Partial<BackendOptions> & { cacheDirectory: string }) => {
  const backend = await startBackend({
    infra: 'embedded',
    kafkaHeapMegabytes: 256,
    onProgress: ignore,
    ...options,
  });
  cleanUps.push(() => backend.stop());
  return backend;
};

const runFolderOf = async (cacheDirectory: string): Promise<string> => {
  const [name = 'none'] = await readdir(runsFolder(cacheDirectory));
  return join(runsFolder(cacheDirectory), name);
};

const recordOf = async (runFolder: string): Promise<KeeperRecord> =>
  JSON.parse(await readFile(join(runFolder, 'keeper.json'), 'utf8')) as KeeperRecord; // written by keeper.ts

const pidsOf = ({ keeperPid, servers }: KeeperRecord): readonly number[] => [
  keeperPid,
  ...servers.map(({ pid }) => pid),
];

const noneAlive = (pids: readonly number[]): true | undefined =>
  pids.some(isAlive) ? undefined : true;

/** With kafkajs, as any client would: makes a topic, or finds the one of an earlier start. */
const topicsOf = async ({ kafkaBrokers }: Backend): Promise<readonly string[]> => {
  const kafka = new Kafka({ brokers: [kafkaBrokers], logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  try {
    await admin.createTopics({ topics: [{ topic: TOPIC, numPartitions: 2 }] });
    return await admin.listTopics();
  } finally {
    await admin.disconnect();
  }
};

const query = async <T>({ databaseUrl }: Backend, text: string): Promise<readonly T[]> => {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query(text);
    return rows as T[]; // the caller knows its query
  } finally {
    await client.end();
  }
};

/** A process of its own that starts a backend and does nothing more. */
const startInChild = async (cacheDirectory: string): Promise<ChildProcess> => {
  const script = `
    const { startBackend } = await import(${JSON.stringify(compiledLib)});
    await startBackend({
      infra: 'embedded',
      cacheDirectory: ${JSON.stringify(cacheDirectory)},
      kafkaHeapMegabytes: 256,
      onProgress: () => undefined,
    });
    console.log('started');
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  cleanUps.push(() => Promise.resolve(child.kill('SIGKILL')));
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  expect(line).toBe('started');
  return child;
};

describe('an embedded backend', () => {
  it(
    'serves beside another one, and leaves nothing behind when it is stopped',
    async () => {
      const cacheDirectory = await newCache();
      const backend = await start({ cacheDirectory });
      expect(backend.description).toMatch(/^kafka=embedded 4\.3\.1, postgres=embedded 18\.\d+$/);
      expect(await topicsOf(backend)).toContain(TOPIC);
      expect(await query(backend, 'SHOW fsync')).toEqual([{ fsync: 'on' }]);

      const runFolder = await runFolderOf(cacheDirectory);
      const record = await recordOf(runFolder);
      expect(record.servers.map(({ name }) => name).sort()).toEqual(['kafka', 'postgres']);
      expect(record.servers.every(({ pid, marker }) => isOurs(pid, marker))).toBe(true);
      await backend.stop();
      expect(pidsOf(record).filter(isAlive)).toEqual([]);
      expect(existsSync(runFolder)).toBe(false);
    },
    START_TIMEOUT_MS,
  );

  it(
    'ends, with its data, when the process that started it is killed with -9',
    async () => {
      const cacheDirectory = await newCache();
      const child = await startInChild(cacheDirectory);
      const runFolder = await runFolderOf(cacheDirectory);
      const pids = pidsOf(await recordOf(runFolder));
      expect(pids.filter(isAlive)).toHaveLength(3);
      child.kill('SIGKILL');
      await eventually('keeper, Kafka and PostgreSQL are gone', END_TIMEOUT_MS, () =>
        noneAlive(pids),
      );
      expect(existsSync(runFolder)).toBe(false);
    },
    START_TIMEOUT_MS,
  );

  it(
    'is ended by the next start when its keeper was killed with it',
    async () => {
      const cacheDirectory = await newCache();
      const child = await startInChild(cacheDirectory);
      const runFolder = await runFolderOf(cacheDirectory);
      const { keeperPid, servers } = await recordOf(runFolder);
      // Stopped first, so that it cannot end the servers between the two kills.
      child.kill('SIGSTOP');
      process.kill(keeperPid, 'SIGKILL');
      child.kill('SIGKILL');
      await eventually('the keeper is gone', END_TIMEOUT_MS, () => noneAlive([keeperPid]));
      expect(servers.map(({ pid }) => isAlive(pid))).toEqual([true, true]);

      const lines: string[] = [];
      await start({ cacheDirectory, onProgress: (line) => lines.push(line) });
      expect(servers.filter(({ pid }) => isAlive(pid))).toEqual([]);
      expect(existsSync(runFolder)).toBe(false);
      expect(lines.join('\n')).toContain('left by a run that was killed');
    },
    2 * START_TIMEOUT_MS,
  );

  it(
    'keeps its data and its addresses where a data folder is given',
    async () => {
      const cacheDirectory = await newCache();
      const dataDirectory = join(cacheDirectory, 'up');
      const first = await start({ cacheDirectory, dataDirectory });
      await topicsOf(first);
      await query(first, 'CREATE TABLE kept AS SELECT 42 AS answer');
      await first.stop();

      const second = await start({ cacheDirectory, dataDirectory });
      expect(await topicsOf(second)).toContain(TOPIC);
      expect(await query(second, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
      expect(second.databaseUrl).toBe(first.databaseUrl);
      expect(second.kafkaBrokers).toBe(first.kafkaBrokers);
    },
    2 * START_TIMEOUT_MS,
  );

  it(
    'starts for root in a folder that only root may pass',
    async () => {
      const cacheDirectory = await newCache();
      const closed = join(cacheDirectory, 'closed');
      await mkdir(closed);
      await chmod(closed, 0o700);
      await symlink(kafkaJarsFolder(filledCache), kafkaJarsFolder(closed));
      const backend = await start({ cacheDirectory: closed });
      expect(await query(backend, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
      const { servers } = await recordOf(await runFolderOf(closed));
      const database = servers.find(({ name }) => name === 'postgres');
      await backend.stop();
      expect(existsSync(database?.marker ?? '/')).toBe(false);
    },
    START_TIMEOUT_MS,
  );
});

describe('probeBackend', () => {
  it(
    'finds what the embedded services need, with every checksum right',
    async () => {
      const probes = await probeBackend({
        infra: 'embedded',
        cacheDirectory: filledCache,
        onProgress: ignore,
      });
      const missing = probes.filter(({ ok, isRequired }) => isRequired && !ok);
      expect(missing).toEqual([]);
      expect(probes.find(({ name }) => name === 'kafka jars')?.found).toContain('checksums right');
    },
    START_TIMEOUT_MS,
  );
});
