import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { assertConfirmed } from './confirmed.js';

/** A terminal at which somebody has typed this. */
function terminal(
  typed: string,
  isTTY = true,
): Required<Parameters<typeof assertConfirmed>>[1] & { readonly shown: () => string } {
  const input = Object.assign(new PassThrough(), { isTTY });
  const output = new PassThrough();
  input.end(typed);
  return { input, output, shown: () => String(output.read() ?? '') };
}

const act = { act: 'close 2023-12 early', word: '2023-12' };

describe('assertConfirmed', () => {
  it('asks nothing of who is sure', async () => {
    const asked = terminal('');
    await assertConfirmed({ ...act, isSure: true }, asked);
    expect(asked.shown()).toBe('');
  });

  it('goes on for the word alone, and says what it is about', async () => {
    const asked = terminal(' 2023-12 \n');
    await assertConfirmed({ ...act, isSure: false }, asked);
    expect(asked.shown()).toContain('This would close 2023-12 early. Type 2023-12 to go on: ');
  });

  it.each(['y\n', 'yes\n', '\n', '2023-11\n'])('does not go on for %j', async (typed) => {
    const asked = terminal(typed);
    await expect(assertConfirmed({ ...act, isSure: false }, asked)).rejects.toThrow(
      /nothing was changed/,
    );
  });

  it('waits for nobody where there is no terminal', async () => {
    const asked = terminal('2023-12\n', false);
    await expect(assertConfirmed({ ...act, isSure: false }, asked)).rejects.toThrow(
      /expected --yes/,
    );
  });
});
