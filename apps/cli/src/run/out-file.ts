import { writeFile } from 'node:fs/promises';
import { BadInvocationError } from '#libs/platform';

/** Writes one JSON object for `--out json=FILE`. */
export async function writeJson(file: string, value: unknown): Promise<void> {
  try {
    await writeFile(file, `${JSON.stringify(value, null, 2)}\n`);
  } catch (cause) {
    throw new BadInvocationError(`--out json=${file}: expected a file that can be written`, {
      cause,
    });
  }
}
