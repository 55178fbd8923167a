/**
 * The dashboard in a real browser, on figures of a real PostgreSQL: every page at three widths, light
 * and dark, with and without JavaScript. Pictures are saved for whoever looks at them: coverage/pages.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { HttpService } from '#libs/edge';
import { DatabaseFigures } from '#libs/figures';
import { testBackend } from '#libs/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { startTestDashboard } from '../../apps/metrics-api/src/dashboard/test-dashboard.js';
import { findProgram, launchChromium } from './chromium.js';
import { axeFaults, overflowOf } from './looks.js';
import { createNationalDatabase, type NationalDatabase } from './national-database.js';

const PICTURES = join(import.meta.dirname, '../../coverage/pages');

const PAGES = [
  { name: 'overview', path: '/' },
  { name: 'volumes', path: '/volumes' },
  { name: 'volumes-filtered', path: '/volumes?from=2023-07&to=2023-12&couloir=biology' },
  { name: 'volumes-mssante', path: '/volumes?channel=mssante&lang=en' },
  { name: 'per-inhabitant', path: '/per-inhabitant' },
  {
    name: 'per-inhabitant-2023',
    path: '/per-inhabitant?month=2023-12&window=calendar_year&lang=en',
  },
  { name: 'people', path: '/people' },
  { name: 'people-month', path: '/people?window=calendar_month&month=2023-12&lang=en' },
  { name: 'definitions', path: '/definitions' },
  { name: 'quality', path: '/quality' },
  { name: 'refused', path: '/volumes?from=2023-13&couloir=dentist' },
  { name: 'refused-en', path: '/volumes?from=2023-13&couloir=dentist&lang=en' },
] as const;

const WIDTHS = [360, 768, 1440] as const;
const SCHEMES = ['light', 'dark'] as const;

/** What the public view may show of two national years is decided in this process: minutes, once. */
const DECIDING_TIMEOUT_MS = 480_000;

let browser: Browser;
let database: NationalDatabase;
let api: HttpService;
beforeAll(async () => {
  mkdirSync(PICTURES, { recursive: true });
  browser = await launchChromium();
  database = await createNationalDatabase(testBackend().MES_DATABASE_URL);
  api = await startTestDashboard(new DatabaseFigures(database.pool));
  // The first answer decides what is suppressed; those after it find that decided.
  for (const path of ['/volumes', '/volumes?channel=mssante', '/per-inhabitant'])
    await (await fetch(`${api.url}${path}`)).text();
}, DECIDING_TIMEOUT_MS);
afterAll(async () => {
  await browser.close();
  await api.service.close();
  await database.drop();
});

interface Look {
  readonly width: number;
  readonly scheme: 'light' | 'dark';
  readonly hasScript: boolean;
}

/** Opens a page, gives it to `look`, and returns what the console complained about. */
async function withPage(
  path: string,
  { width, scheme, hasScript }: Look,
  look: (page: Page) => Promise<void>,
): Promise<string[]> {
  const context: BrowserContext = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: scheme,
    javaScriptEnabled: hasScript,
    reducedMotion: 'reduce',
  });
  const complaints: string[] = [];
  try {
    const page = await context.newPage();
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`${api.url}${path}`, { waitUntil: 'load' });
    await look(page);
    return complaints;
  } finally {
    await context.close();
  }
}

/** A refusal is answered with 400, which the browser notes: nothing else may be complained about. */
const unexpected = (complaints: readonly string[]): string[] =>
  complaints.filter((text) => !text.includes('status of 400'));

describe('the checks of the pages', () => {
  it('find a fault and an overflow where there is one, and none where there is none', async () => {
    const page = await browser.newPage({ viewport: { width: 360, height: 600 } });
    try {
      await page.setContent(
        '<html lang="fr"><title>t</title><main><h1>t</h1><p style="color:#eee">pâle</p><div style="width:900px">large</div><input></main>',
      );
      const faults = (await axeFaults(page)).map(({ id }) => id);
      expect(faults).toEqual(expect.arrayContaining(['color-contrast', 'label']));
      expect(await overflowOf(page)).toHaveLength(1);
      await page.setContent('<html lang="fr"><title>t</title><main><h1>t</h1></main>');
      expect(await axeFaults(page)).toEqual([]);
      expect(await overflowOf(page)).toEqual([]);
    } finally {
      await page.close();
    }
  });

  it('say what is missing where there is no browser', () => {
    expect(findProgram('/nowhere:/neither')).toBeUndefined();
    expect(findProgram(process.env['PATH'] ?? '')).toBeDefined();
  });
});

describe.each(PAGES)('the page $name', ({ name, path }) => {
  it.each(WIDTHS.flatMap((width) => SCHEMES.map((scheme) => ({ width, scheme }))))(
    'has no serious fault, no complaint and no overflow at $width px, $scheme',
    async ({ width, scheme }) => {
      const complaints = await withPage(path, { width, scheme, hasScript: true }, async (page) => {
        await page.screenshot({
          path: join(PICTURES, `${name}-${width}-${scheme}.png`),
          fullPage: true,
        });
        expect(await axeFaults(page)).toEqual([]);
        expect(await overflowOf(page)).toEqual([]);
      });
      expect(unexpected(complaints)).toEqual([]);
    },
  );

  it('says the same without JavaScript', async () => {
    const texts: string[] = [];
    for (const hasScript of [true, false]) {
      const complaints = await withPage(
        path,
        { width: 768, scheme: 'light', hasScript },
        async (page) => {
          if (!hasScript) {
            await page.screenshot({
              path: join(PICTURES, `${name}-no-script.png`),
              fullPage: true,
            });
          }
          texts.push((await page.locator('body').innerText()).replaceAll(/\s+/g, ' '));
        },
      );
      expect(unexpected(complaints)).toEqual([]);
    }
    expect(texts[1]).toBe(texts[0]);
    expect(texts[0]?.length ?? 0).toBeGreaterThan(200);
  });

  it('reflows at 320 px, as a window of 1280 px does at 400 %', async () => {
    await withPage(path, { width: 320, scheme: 'light', hasScript: true }, async (page) => {
      expect(await overflowOf(page)).toEqual([]);
    });
  });

  it('weighs less than 200 kB', async () => {
    const response = await fetch(`${api.url}${path}`, {
      headers: { 'accept-encoding': 'identity' },
    });
    expect((await response.arrayBuffer()).byteLength).toBeLessThan(200_000);
  });
});

describe('the keyboard alone', () => {
  const desk: Look = { width: 1440, scheme: 'light', hasScript: true };

  it('skips to the content, and sees where it is at every stop', async () => {
    await withPage('/volumes', desk, async (page) => {
      await page.keyboard.press('Tab');
      const skip = page.locator('.skip');
      expect(await focused(page)).toMatchObject({ text: 'Aller au contenu' });
      expect((await skip.boundingBox())?.y).toBeGreaterThanOrEqual(0);
      await page.keyboard.press('Enter');
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('content');
      await page.goto(`${api.url}/volumes`);
      const stops: string[] = [];
      for (let stop = 0; stop < 24; stop++) {
        await page.keyboard.press('Tab');
        const { text, outline } = await focused(page);
        expect([text, outline >= 2]).toEqual([text, true]);
        stops.push(text);
      }
      const order = ['Aller au contenu', 'mes-flow', 'English', 'Vue d’ensemble', 'Qualité'];
      const places = order.map((text) => stops.findIndex((each) => each.startsWith(text)));
      expect(places).not.toContain(-1);
      expect(places).toEqual([...places].sort((a, b) => a - b));
    });
  });

  it('opens and closes a table, and sorts it', async () => {
    await withPage('/volumes', desk, async (page) => {
      const details = page.locator('#volumes-by-month details');
      await details.locator('summary').focus();
      await page.keyboard.press('Enter');
      expect(await details.getAttribute('open')).not.toBeNull();
      const months = details.locator('tbody th');
      const first = await months.first().innerText();
      const events = details.locator('thead th').filter({ hasText: 'Événements' });
      await events.locator('button').focus();
      await page.keyboard.press('Enter');
      expect(await events.getAttribute('aria-sort')).toBe('ascending');
      await page.keyboard.press('Enter');
      expect(await events.getAttribute('aria-sort')).toBe('descending');
      expect(await months.first().innerText()).not.toBe(first);
      await details.locator('summary').focus();
      await page.keyboard.press('Space');
      expect(await details.getAttribute('open')).toBeNull();
    });
  });

  it('asks the page again by its form', async () => {
    await withPage('/volumes?lang=en', { ...desk, hasScript: false }, async (page) => {
      await page.locator('#filter-channel').focus();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.waitForURL(/channel=mssante/);
      expect(page.url()).toContain('lang=en');
      expect(await page.locator('#filter-channel').inputValue()).toBe('mssante');
    });
  });
});

/** What has the focus, and how wide its outline is. */
function focused(page: Page): Promise<{ readonly text: string; readonly outline: number }> {
  return page.evaluate(() => {
    const element = document.activeElement as HTMLElement;
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    return {
      text: (element.innerText || element.id || element.tagName).replaceAll(/\s+/g, ' '),
      outline: outlineStyle === 'none' ? 0 : parseFloat(outlineWidth),
    };
  });
}
