/** The dashboard on what a real run has left: emitted to a real broker, counted by a real aggregator. */
import type { HttpService } from '#libs/edge';
import { startBackend, type Backend } from '#libs/embedded';
import { DatabaseFigures } from '#libs/figures';
import { createPool } from '#libs/store';
import { runMesForReport, type Report, testCacheDirectory } from '#libs/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Pool } from 'pg';
import type { Browser } from 'playwright-core';
import { startTestDashboard } from '../../apps/metrics-api/src/dashboard/test-dashboard.js';
import { launchChromium } from './chromium.js';
import { axeFaults, overflowOf } from './looks.js';

const PICTURES = join(import.meta.dirname, '../../coverage/pages');

let backend: Backend;
let browser: Browser;
let pool: Pool;
let api: HttpService;
let report: Report;
beforeAll(async () => {
  mkdirSync(PICTURES, { recursive: true });
  browser = await launchChromium();
  // Of its own: on a Kafka that other specs write to, a fresh database counts what they sent as well.
  backend = await startBackend({
    infra: 'auto',
    cacheDirectory: testCacheDirectory(),
    onProgress: () => undefined,
  });
  const { json } = await runMesForReport(['simulate', 'smoke', '--seed', '7'], {
    MES_KAFKA_BROKERS: backend.kafkaBrokers,
    MES_DATABASE_URL: backend.databaseUrl,
  });
  report = json;
  pool = createPool(backend.databaseUrl);
  api = await startTestDashboard(new DatabaseFigures(pool));
});
afterAll(async () => {
  await browser.close();
  await api.service.close();
  await pool.end();
  await backend.stop();
});

describe('the pages of a real run', () => {
  it.each([
    '/',
    '/volumes',
    '/per-inhabitant',
    '/people',
    '/quality',
    '/volumes?view=owner&lang=en',
  ])('can be read: %s', async (path) => {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    try {
      await page.goto(`${api.url}${path}`);
      const name = `run-${path.replaceAll(/[^a-z]+/g, '-')}`;
      await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
      expect(await axeFaults(page)).toEqual([]);
      expect(await overflowOf(page)).toEqual([]);
    } finally {
      await page.close();
    }
  });

  it('name the run, and hold the figures that the database holds', async () => {
    expect(report.verification.wrong).toBe(0);
    const text = await (await fetch(`${api.url}/?view=owner&lang=en`)).text();
    expect(text).toContain('smoke, seed 7');
    const { rows } = await pool.query<{ events: string }>(
      `select sum(events) as events from monthly_volumes where is_volume and month = '2023-12'`,
    );
    expect(text).toContain(`${Number(rows[0]?.events).toLocaleString('en-GB')} exactly`);
  });
});
