import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const require = createRequire(import.meta.url);
const AXE = require.resolve('axe-core/axe.min.js');

/** Faults of axe-core that keep somebody from reading or acting. */
export interface AxeFault {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly string[];
}

/** Serious and critical faults of the page as it stands. */
export async function axeFaults(page: Page): Promise<AxeFault[]> {
  // The page's policy lets no script in; the one of the test comes by the debugger.
  const source = readFileSync(AXE, 'utf8');
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
