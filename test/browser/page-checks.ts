import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';

/** Pictures for whoever looks at them. */
const PICTURES = join(import.meta.dirname, '../../coverage/pages');
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

export const WIDTHS = [360, 768, 1440] as const;
export const SCHEMES = ['light', 'dark'] as const;

/** How a reader looks at a page. */
export interface Look {
  readonly width: number;
  readonly scheme: 'light' | 'dark';
  readonly hasScript: boolean;
}

/** Opens a page, gives it to `look`, and returns what the console complained about. */
export async function withPage(
  browser: Browser,
  address: string,
  { width, scheme, hasScript }: Look,
  look: (page: Page) => Promise<void>,
): Promise<string[]> {
  const context = await browser.newContext({
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
    await page.goto(address, { waitUntil: 'load' });
    await look(page);
    return complaints;
  } finally {
    await context.close();
  }
}

/** Saves a picture of the whole page. */
export async function savePicture(page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
}

/** Axe-core finds nothing serious, and nothing sticks out of the window. */
export async function expectReadable(page: Page): Promise<void> {
  // The page's policy lets no script in; the one of the test comes by the debugger.
  await page.evaluate(readFileSync(AXE, 'utf8'));
  expect(await page.evaluate(seriousFaults)).toEqual([]);
  expect(await overflowOf(page)).toEqual([]);
}

/** In the browser: faults of axe-core that keep somebody from reading or acting. */
async function seriousFaults(): Promise<object[]> {
  interface Violation {
    readonly id: string;
    readonly impact: string;
    readonly nodes: readonly { readonly html: string }[];
  }
  // Cast: the script that was evaluated before leaves it there.
  const { axe } = globalThis as unknown as {
    axe: { run: (options: object) => Promise<{ violations: Violation[] }> };
  };
  const { violations } = await axe.run({ resultTypes: ['violations'] });
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => ({
      id,
      nodes: nodes.slice(0, 3).map(({ html }) => html.slice(0, 200)),
    }));
}

/** Elements that stick out of the window, but for those inside a frame that scrolls by itself. */
export function overflowOf(page: Page): Promise<string[]> {
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
