/**
 * The dashboard in a real browser, on figures of a real PostgreSQL: every page at three widths, light
 * and dark, with and without JavaScript. Pictures are saved for whoever looks at them: coverage/pages.
 */
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { HttpService } from '#libs/edge';
import { DatabaseFigures } from '#libs/figures';
import { testBackend } from '#libs/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { startTestDashboard } from '../../apps/metrics-api/src/dashboard/test-dashboard.js';
import { launchChromium } from './chromium.js';
import { createNationalDatabase, type NationalDatabase } from './national-database.js';

const PICTURES = join(import.meta.dirname, '../../coverage/pages');
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

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
  { name: 'definitions', path: '/definitions' },
  { name: 'quality', path: '/quality' },
  { name: 'refused', path: '/volumes?from=2023-13&couloir=dentist&lang=en' },
] as const;

const WIDTHS = [360, 768, 1440] as const;
const SCHEMES = ['light', 'dark'] as const;

let browser: Browser;
let database: NationalDatabase;
let api: HttpService;
beforeAll(async () => {
  mkdirSync(PICTURES, { recursive: true });
  browser = await launchChromium();
  database = await createNationalDatabase(testBackend().MES_DATABASE_URL);
  api = await startTestDashboard(new DatabaseFigures(database.pool));
  // The first answer decides what is suppressed; those after it find that decided.
  for (const path of ['/volumes', '/per-inhabitant'])
    await (await fetch(`${api.url}${path}`)).text();
});
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

/** Faults of axe-core that keep somebody from reading or acting. */
interface AxeFault {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly string[];
}

async function axeFaults(page: Page): Promise<AxeFault[]> {
  // The page's policy lets no script in; the one of the test comes by the debugger.
  const source = (await import('node:fs')).readFileSync(AXE, 'utf8');
  await page.evaluate(source);
  return page.evaluate(async () => {
    const axe = (
      globalThis as unknown as {
        axe: {
          run: (options: object) => Promise<{
            violations: { id: string; impact: string; nodes: { html: string }[] }[];
          }>;
        };
      }
    ).axe;
    const { violations } = await axe.run({ resultTypes: ['violations'] });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, impact, nodes }) => ({
        id,
        impact,
        nodes: nodes.slice(0, 3).map(({ html }) => html.slice(0, 200)),
      }));
  });
}

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

/** Elements that stick out of the window, but for those inside a frame that scrolls by itself. */
function overflowOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return [...document.querySelectorAll('body *')]
      .filter((element) => element.closest('.table-frame') === null)
      .filter((element) => element.getBoundingClientRect().right > width + 1)
      .slice(0, 5)
      .map((element) => element.outerHTML.slice(0, 120));
  });
}
