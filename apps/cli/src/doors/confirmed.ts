import { createInterface } from 'node:readline/promises';
import { BadInvocationError } from '#libs/platform';

/**
 * Asks whoever is at the terminal to type a word before something is done that cannot be taken back.
 * Where there is no terminal, `--yes` says it.
 *
 * @param act what would be done, as a sentence: `close 2023-12 before its grace period is over`
 * @param word what has to be typed: the name of what is at stake, not just y
 * @throws BadInvocationError when it is not confirmed; nothing was changed
 */
export async function assertConfirmed(
  { act, word, isSure }: { readonly act: string; readonly word: string; readonly isSure: boolean },
  terminal: {
    readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
    readonly output: NodeJS.WritableStream;
  } = { input: process.stdin, output: process.stderr },
): Promise<void> {
  if (isSure) return;
  if (terminal.input.isTTY !== true) {
    throw new BadInvocationError(
      `expected --yes, or a terminal to confirm on, to ${act}; came neither. Nothing was changed.`,
    );
  }
  const reader = createInterface({ input: terminal.input, output: terminal.output });
  try {
    const typed = await reader.question(`This would ${act}. Type ${word} to go on: `);
    if (typed.trim() === word) return;
  } finally {
    reader.close();
  }
  throw new BadInvocationError(`expected ${word} to be typed to ${act}; nothing was changed.`);
}
