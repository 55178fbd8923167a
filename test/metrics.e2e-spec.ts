import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBackend, type Backend } from '#libs/embedded';
import { runMes, type MesResult, testCacheDirectory, testInfra } from '#libs/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parquetReadObjects } from 'hyparquet';
import pg from 'pg';

const TIMEOUT_MS = 120_000;

type Row = Readonly<Record<string, string | number | boolean | null>>;

describe('mes metrics', () => {
  let backend: Backend;
  let settings: Readonly<Record<string, string>>;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mes-metrics-'));
    backend = await startBackend({
      infra: testInfra(),
      cacheDirectory: testCacheDirectory(),
      onProgress: () => undefined,
    });
    settings = {
      MES_KAFKA_BROKERS: backend.kafkaBrokers,
      MES_DATABASE_URL: backend.databaseUrl,
    };
    const { exitCode } = await runMes(['simulate', 'smoke', '--seed', '7'], settings);
    expect(exitCode).toBe(0);
  }, TIMEOUT_MS);
  afterAll(async () => {
    await backend.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const metrics = async (...args: readonly string[]): Promise<MesResult> => {
    const result = await runMes(['metrics', ...args], settings);
    expect(result.exitCode).toBe(0);
    return result;
  };
  const rowsOf = async (...args: readonly string[]): Promise<Row[]> => {
    const { stdout } = await metrics(...args, '--format', 'json');
    return (JSON.parse(stdout) as { rows: Row[] }).rows;
  };

  it(
    'prints on standard output what the database counted, and nothing else',
    async () => {
      const rows = await rowsOf('volumes', '--by', 'couloir');
      const client = new pg.Client({ connectionString: backend.databaseUrl });
      await client.connect();
      const { rows: counted } = await client.query<{ events: string }>(
        "select sum(events) events from monthly_volumes where measure = 'documents_deposited'",
      );
      await client.end();
      expect(rows.reduce((sum, { events }) => sum + Number(events), 0)).toBe(
        Number(counted[0]?.events),
      );
      expect(rows.length).toBeGreaterThan(2);
    },
    TIMEOUT_MS,
  );

  it(
    'holds the same numbers as CSV and as Parquet, with s where the public view suppresses',
    async () => {
      const asked = ['volumes', '--by', 'department', '--view', 'public'];
      const rows = await rowsOf(...asked);
      const { stdout: csv } = await metrics(...asked, '--format', 'csv');
      const [header = '', ...lines] = csv.trimEnd().split('\r\n');
      const names = header.split(',');
      const cells = lines.map((line) => line.split(','));
      const file = join(folder, 'volumes.parquet');
      await metrics(...asked, '--format', 'parquet', '--out-file', file);
      const parquet = await parquetReadObjects({ file: new Uint8Array(readFileSync(file)).buffer });
      expect(cells).toHaveLength(rows.length);
      expect(parquet).toHaveLength(rows.length);
      expect(rows.some(({ status }) => status === 's')).toBe(true);
      for (const [index, { events = null, status }] of rows.entries()) {
        const fromCsv = cells[index]?.[names.indexOf('events')] ?? '';
        const fromParquet: unknown = parquet[index]?.['events'] ?? null;
        expect(fromCsv === '' ? null : Number(fromCsv)).toBe(events);
        expect(fromParquet === null ? null : Number(fromParquet)).toBe(events);
        expect(cells[index]?.at(-1)).toBe(status);
        expect(parquet[index]?.['status']).toBe(status);
        if (status === 's') expect(events).toBeNull();
      }
    },
    TIMEOUT_MS,
  );

  it(
    'without an indicator prints volumes and rates for a person, and says where they come from',
    async () => {
      const { stdout } = await metrics();
      expect(stdout).toMatch(/^2023-12 +documents_deposited +5 000 /m);
      expect(stdout).toMatch(/^2023-12 +calendar_month +national +legal-population /m);
      expect(stdout).toContain('Simulation: smoke, seed 7');
      const { stdout: json } = await metrics('--format', 'json');
      expect(Object.keys(JSON.parse(json) as object)).toEqual(['volumes', 'rates']);
    },
    TIMEOUT_MS,
  );

  it('refuses a wrong invocation with all its faults, and starts nothing for it', async () => {
    const args = [
      'metrics',
      'volumes',
      '--from',
      '2023-13',
      '--where',
      'colour=red',
      '--format',
      'xlsx',
    ];
    // Neither a broker nor a database would answer there.
    const nowhere = {
      MES_KAFKA_BROKERS: '127.0.0.1:1',
      MES_DATABASE_URL: 'postgres://127.0.0.1:1/no',
    };
    const { exitCode, stdout, stderr } = await runMes(args, nowhere);
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^--format: expected one of table, json, csv, .*; came "xlsx"$/m);
    expect(stderr).toMatch(/^--from: expected a month .*; came "2023-13"/m);
    expect(stderr).toMatch(/^--where colour=: expected a parameter of volumes/m);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
