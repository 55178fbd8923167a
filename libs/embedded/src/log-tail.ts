import { readFile } from 'node:fs/promises';

const LINES_MAX = 12;
const LINE_CHARACTERS_MAX = 400;

/** The last lines of the log files that exist, indented, for an error message. */
export async function logTail(files: readonly string[]): Promise<string> {
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')));
  return texts
    .flatMap((text) => text.trim().split('\n').slice(-LINES_MAX))
    .filter((line) => line !== '')
    .map((line) => `    ${line.slice(0, LINE_CHARACTERS_MAX)}`)
    .join('\n');
}
