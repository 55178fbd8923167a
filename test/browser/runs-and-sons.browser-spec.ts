/**
 * Editors and the SONS, known on a day, calibration and runs in a real browser, on figures that a real
 * run made, and on national ones with months that were published and revised.
 */
import { randomUUID } from 'node:crypto';
import type { HttpService } from '#libs/edge';
import { DatabaseFigures } from '#libs/figures';
import { parseMonth } from '#libs/reference';
import { Runs, closeMonth, createPool, newRunId } from '#libs/store';
import { runMes, testBackend } from '#libs/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { Browser } from 'playwright-core';
import { startTestDashboard } from '../../apps/metrics-api/src/dashboard/test-dashboard.js';
import { DatabaseRunBook } from '../../apps/metrics-api/src/runs/run-book.js';
import { launchChromium } from './chromium.js';
import { createNationalDatabase, type NationalDatabase } from './national-database.js';
import {
  SCHEMES,
  WIDTHS,
  expectReadable,
  overflowOf,
  savePicture,
  withPage,
} from './page-checks.js';

/** A run, and what the public view may show of two national years, decided in this process: minutes, once. */
const RUN_TIMEOUT_MS = 480_000;
const PUBLISHED = [
  ['2023-10', '2023-12-15'],
  ['2023-11', '2024-01-15'],
  ['2023-12', '2024-02-15'],
] as const;

interface Site {
  readonly api: HttpService;
  readonly pool: pg.Pool;
}

let browser: Browser;
let national: NationalDatabase;
let sons: Site;
let country: Site;
/** Ids of runs by what became of them. */
let runs: Readonly<Record<'proven' | 'running' | 'failed', string>>;

beforeAll(async () => {
  browser = await launchChromium();
  sons = await sonsSite();
  national = await createNationalDatabase(testBackend().MES_DATABASE_URL);
  await publishAndRevise(national.pool);
  country = await siteOf(national.pool);
  runs = await runsOf(sons.pool);
  // The first answer decides what is suppressed; those after it find that decided.
  for (const path of ['/volumes', '/as-known-on?date=2022-06-20'])
    await (await fetch(`${country.api.url}${path}`)).text();
}, RUN_TIMEOUT_MS);
afterAll(async () => {
  await browser.close();
  await sons.api.service.close();
  await country.api.service.close();
  await sons.pool.end();
  await national.drop();
});

const PAGES = [
  { name: 'editors', path: '/editors', of: 'sons' },
  { name: 'editors-owner', path: '/editors?view=owner&lang=en', of: 'sons' },
  { name: 'editors-without-sons', path: '/editors', of: 'country' },
  { name: 'as-known-on', path: '/as-known-on?view=owner', of: 'country' },
  { name: 'as-known-on-before', path: '/as-known-on?date=2022-06-20&lang=en', of: 'country' },
  {
    name: 'as-known-on-two-days',
    path: '/as-known-on?date=2024-01-20&until=2024-03-01&view=owner&lang=en',
    of: 'country',
  },
  { name: 'calibration', path: '/calibration?view=owner', of: 'country' },
  { name: 'calibration-en', path: '/calibration?lang=en', of: 'sons' },
  { name: 'runs', path: '/runs', of: 'sons' },
  { name: 'runs-empty', path: '/runs?lang=en', of: 'country' },
  { name: 'run-proven', path: '/runs/proven', of: 'sons' },
  { name: 'run-running', path: '/runs/running', of: 'sons' },
  { name: 'run-failed', path: '/runs/failed?lang=en', of: 'sons' },
] as const;

function addressOf({ path, of }: (typeof PAGES)[number]): string {
  const site = of === 'sons' ? sons : country;
  return `${site.api.url}${path.replace(/proven|running|failed/, (name) => runs[name as keyof typeof runs])}`;
}

describe.each(PAGES)('the page $name', (place) => {
  it('has no serious fault, no complaint and no overflow, narrow and wide, light and dark', async () => {
    const look = { width: 320, scheme: 'light', hasScript: true } as const;
    const complaints = await withPage(browser, addressOf(place), look, async (page) => {
      // As a window of 1280 px does at 400 %.
      expect(await overflowOf(page)).toEqual([]);
      for (const colorScheme of SCHEMES) {
        await page.emulateMedia({ colorScheme });
        for (const width of WIDTHS) {
          await page.setViewportSize({ width, height: 900 });
          await savePicture(page, `${place.name}-${width}-${colorScheme}`);
          expect(await overflowOf(page)).toEqual([]);
        }
        await expectReadable(page);
      }
    });
    expect(complaints).toEqual([]);
  });

  it('says the same without JavaScript, in less than 200 kB', async () => {
    const texts: string[] = [];
    for (const hasScript of [true, false]) {
      const look = { width: 768, scheme: 'light', hasScript } as const;
      const complaints = await withPage(browser, addressOf(place), look, async (page) => {
        texts.push((await page.locator('body').innerText()).replaceAll(/\s+/g, ' '));
      });
      expect(complaints).toEqual([]);
    }
    expect(texts[1]).toBe(texts[0]);
    const response = await fetch(addressOf(place));
    expect(response.status).toBe(200);
    expect((await response.arrayBuffer()).byteLength).toBeLessThan(200_000);
  });
});

describe('the slider of the days', () => {
  const look = { width: 768, scheme: 'light', hasScript: true } as const;
  const address = (): string => `${country.api.url}/as-known-on?view=owner`;

  it('follows the field and is followed by it, by keyboard, and asks for the page by Enter', async () => {
    const complaints = await withPage(browser, address(), look, async (page) => {
      const field = page.locator('#filter-date');
      const slider = page.getByRole('slider', { name: /^Connu le/ });
      await field.fill('2024-02-01');
      expect(await slider.getAttribute('aria-valuetext')).toBe('15 janvier 2024');
      await slider.focus();
      await page.keyboard.press('Home');
      expect(await field.inputValue()).toBe('2023-12-15');
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
      expect(await field.inputValue()).toBe('2024-02-15');
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('Enter');
      await page.waitForURL(/date=2024-01-15/);
      expect(await page.locator('h1').innerText()).toBe('Connu le 15 janvier 2024');
      await expectReadable(page);
    });
    expect(complaints).toEqual([]);
  });

  it('asks for the page when it is let go, and shows what changed between two days', async () => {
    const complaints = await withPage(browser, address(), look, async (page) => {
      await page.locator('#filter-date').fill('2024-02-15');
      const until = page.getByRole('slider', { name: /^Comparé au/ });
      expect(await until.getAttribute('aria-valuetext')).toBe('aujourd’hui');
      const box = await until.boundingBox();
      if (box === null) throw new Error('the slider is not shown');
      // The last stop but one is the latest publication.
      await page.mouse.click(box.x + (box.width * 3) / 4, box.y + box.height / 2);
      await page.waitForURL(/date=2024-02-15&until=2024-04-15/);
      const text = await page.locator('#changes').innerText();
      expect(text).toMatch(/^\+.*\sdocuments dans les mois publiés/);
      await savePicture(page, 'as-known-on-slider-768-light');
    });
    expect(complaints).toEqual([]);
  });

  it('is not needed', async () => {
    await withPage(browser, address(), { ...look, hasScript: false }, async (page) => {
      expect(await page.getByRole('slider').count()).toBe(0);
      await page.locator('#filter-date').fill('2024-01-15');
      await page.locator('#filter-until').fill('2024-04-15');
      await page.locator('.filters button').click();
      await page.waitForURL(/date=2024-01-15&until=2024-04-15/);
    });
  });
});

describe('a run that the page asks for', () => {
  it.each([true, false])(
    'is asked for by keyboard, and followed to its end, with script: %s',
    async (hasScript) => {
      const look = { width: 768, scheme: 'light', hasScript } as const;
      const complaints = await withPage(browser, `${country.api.url}/runs`, look, async (page) => {
        await page.locator('#run-scale').focus();
        await page.keyboard.type('0,5');
        await page.keyboard.press('Tab');
        await page.keyboard.type('11');
        await page.keyboard.press('Enter');
        await page.waitForURL(/\/runs\/[0-9a-f]{12}$/);
        const id = page.url().slice(-12);
        await page.getByText('demandée', { exact: true }).waitFor();
        // Somebody runs it: here the spec, as mes up does.
        const book = new Runs(country.pool);
        await book.claim();
        await page.getByText('en cours', { exact: true }).waitFor();
        await book.finish(id, { state: 'FAILED', detail: 'ended by the spec' });
        await page.getByText('ended by the spec').waitFor();
      });
      expect(complaints).toEqual([]);
    },
  );
});

/** A database of its own, with a run of the SONS in it. */
async function sonsSite(): Promise<Site> {
  const { MES_DATABASE_URL: serverUrl, ...backend } = testBackend();
  const url = Object.assign(new URL(serverUrl), {
    pathname: `/mes_sons_${randomUUID().slice(0, 8)}`,
  });
  const server = new pg.Client({ connectionString: serverUrl });
  await server.connect();
  await server.query(`create database ${url.pathname.slice(1)}`);
  await server.end();
  const { exitCode, stdout, stderr } = await runMes(
    ['simulate', 'sons-wave-1', '--seed', '7', '--scale', '0.02', '--threshold', 'lost==0'],
    { ...backend, MES_DATABASE_URL: url.href },
  );
  if (exitCode !== 0) throw new Error(`${stdout}\n${stderr}`);
  return siteOf(createPool(url.href));
}

async function siteOf(pool: pg.Pool): Promise<Site> {
  const book = new DatabaseRunBook(pool);
  return {
    pool,
    api: await startTestDashboard(new DatabaseFigures(pool), {
      runs: { book, mayStart: true },
    }),
  };
}

/**
 * Three months are published; then late documents come for the last of them, which is published again,
 * and later ones once more.
 */
async function publishAndRevise(pool: pg.Pool): Promise<void> {
  for (const [month, day] of PUBLISHED) await publish(pool, month, 1, day);
  await countLate(pool, 2, 0.03);
  await publish(pool, '2023-12', 2, '2024-04-15');
  await countLate(pool, 3, 0.004);
}

async function publish(pool: pg.Pool, month: string, revision: number, day: string): Promise<void> {
  await closeMonth(pool, parseMonth(month), { graceHours: 72, force: true });
  await pool.query(
    'update month_publication set published_at = $3 where month = $1 and revision = $2',
    [parseMonth(month), revision, `${day}T09:00:00Z`],
  );
}

async function countLate(pool: pg.Pool, revision: number, share: number): Promise<void> {
  const late = parseMonth('2023-12');
  await pool.query(
    `insert into volume_by_department (month, revision, measure, solution, department, events)
     select month, $2, measure, solution, department, ceil(events * $3::float8)
     from volume_by_department where month = $1 and revision = 1 and events > 100`,
    [late, revision, share],
  );
  await pool.query(`update month_state set status = 'revising', revision = $2 where month = $1`, [
    late,
    revision,
  ]);
  // Both cubes hold the same events: what the one lacks is given the first document type.
  await pool.query(
    `insert into volume_by_type (month, revision, measure, solution, document_type, events)
     select month, revision, measure, solution, 0, sum(events) from volume_by_department cell
     where not exists (select from volume_by_type other where other.month = cell.month
       and other.revision = cell.revision and other.measure = cell.measure
       and other.solution = cell.solution)
     group by month, revision, measure, solution`,
  );
}

/** The run that made the figures, one of the page that goes on, and one that failed. */
async function runsOf(pool: pg.Pool): Promise<typeof runs> {
  const book = new Runs(pool);
  const proven = (await book.lastCompleted())?.id ?? '';
  const failed = newRunId();
  await book.request({ id: failed, scenario: 'smoke', seed: 3, scale: 1 });
  await book.finish(failed, {
    state: 'FAILED',
    detail: 'emission stands still: expected progress within 60 s (MES_STALL_SECONDS), came none.',
  });
  const running = newRunId();
  await book.create({ id: running, scenario: 'national-december-2023', seed: 4, scale: 0.01 });
  await book.report(running, {
    phase: 'emitting',
    elapsedSeconds: 3.4,
    planned: 312_597,
    emitted: 220_000,
    counted: 198_000,
    lag: 22_000,
    lagSeconds: 0.4,
    eventsPerSecond: 74_000,
    visibleMsP99: 610,
    limitedBy: 'aggregator',
    units: { done: 96, all: 144 },
  });
  // It lives as long as the spec.
  await pool.query(`update run set updated_at = now() + interval '1 hour' where id = $1`, [
    running,
  ]);
  return { proven, running, failed };
}
