import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBackend, type Backend } from '#libs/embedded';
import {
  runMes,
  startSlowProxy,
  type Report,
  type SlowProxy,
  testCacheDirectory,
  testInfra,
} from '#libs/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const FLOW_TIMEOUT_MS = 120_000;
/** Bound of every process of the house, megabytes of resident memory: apps/cli/src/backend/services.ts bounds the heaps for it. */
const RSS_MEGABYTES_MAX = 512;
const TIMES_SLOWER = 10;
/** Has the volume aggregators interpreted and nothing compiled, which makes them about ten times as slow. */
const SLOW_AGGREGATOR = `--import=${join(import.meta.dirname, 'slow-aggregator.js')}`;
/** The bound of what waits for a commit, low, so that a short run meets it often. */
const MES_COMMIT_EVENTS = '20000';

describe('a run through a part that is ten times slower', () => {
  // A backend of its own: what limits a run must not be another suite.
  let backend: Backend;
  let proxy: SlowProxy;
  let folder: string;

  beforeAll(async () => {
    backend = await startBackend({
      infra: testInfra(),
      cacheDirectory: testCacheDirectory(),
      onProgress: () => undefined,
    });
    proxy = await startSlowProxy(backend.databaseUrl);
    folder = mkdtempSync(join(tmpdir(), 'mes-backpressure-'));
  }, FLOW_TIMEOUT_MS);

  afterAll(async () => {
    await proxy.close();
    await backend.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Runs a part of the national month on this backend, with these settings. */
  const run = async (
    given: { readonly seed: number; readonly scale: number },
    settings: Readonly<Record<string, string>>,
  ): Promise<Report> => {
    const out = join(folder, `${String(given.seed)}.json`);
    const { exitCode, stdout, stderr } = await runMes(
      [
        ...['simulate', 'national-december-2023', '--scale', String(given.scale)],
        ...['--seed', String(given.seed), '--out', `json=${out}`],
      ],
      {
        MES_KAFKA_BROKERS: backend.kafkaBrokers,
        MES_DATABASE_URL: backend.databaseUrl,
        ...settings,
      },
    );
    expect({ exitCode, text: exitCode === 0 ? '' : `${stdout}\n${stderr}` }).toEqual({
      exitCode: 0,
      text: '',
    });
    return JSON.parse(readFileSync(out, 'utf8')) as Report;
  };

  const expectAllCountedWithinMemory = (report: Report): void => {
    expect(report.events).toMatchObject({ counted: report.events.planned, lost: 0 });
    expect(report.verification.wrong).toBe(0);
    expect(report.restarts).toBe(0);
    const beyond = Object.entries(report.memoryMegabytesMax).filter(
      ([, megabytes]) => megabytes > RSS_MEGABYTES_MAX,
    );
    expect(beyond).toEqual([]);
  };

  it(
    'loses nothing, stays within its memory and says so when it is PostgreSQL',
    async () => {
      proxy.slowDown(TIMES_SLOWER);
      const settings = { MES_DATABASE_URL: proxy.url, MES_COMMIT_EVENTS };
      const report = await run({ seed: 31, scale: 0.01 }, settings);
      expectAllCountedWithinMemory(report);
      expect(report.limitedBy).toBe('database');
    },
    FLOW_TIMEOUT_MS,
  );

  it(
    'loses nothing, stays within its memory and says so when it is the aggregator',
    async () => {
      // Long enough for the aggregator to be behind for most of the time: it is so from 2 s of lag on.
      const report = await run({ seed: 32, scale: 0.05 }, { NODE_OPTIONS: SLOW_AGGREGATOR });
      expectAllCountedWithinMemory(report);
      expect(report.limitedBy).toBe('aggregator');
    },
    FLOW_TIMEOUT_MS,
  );
});
