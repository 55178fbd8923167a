import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { chromium, type Browser } from 'playwright-core';

/** What distributions call it; the first one that is found is used. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'] as const;

/**
 * Starts the machine's own chromium; MES_TEST_CHROMIUM names another program.
 *
 * @throws Error that says what is missing and how to get it: the tests do not skip
 */
export async function launchChromium(): Promise<Browser> {
  const executablePath = process.env['MES_TEST_CHROMIUM'] ?? findProgram(process.env['PATH'] ?? '');
  if (executablePath === undefined) {
    throw new Error(
      `expected one of ${NAMES.join(', ')} in PATH; came none. The browser tests need a real browser and do not skip: apt-get install chromium, or set MES_TEST_CHROMIUM.`,
    );
  }
  // Chromium refuses its sandbox to root, which containers run as.
  const isRoot = process.getuid?.() === 0;
  return chromium.launch({ executablePath, args: isRoot ? ['--no-sandbox'] : [] });
}

/** The first of the names that is an executable file in one of the folders. */
export function findProgram(path: string): string | undefined {
  return path
    .split(delimiter)
    .filter((folder) => folder !== '')
    .flatMap((folder) => NAMES.map((name) => join(folder, name)))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
