import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runMes } from '#libs/testing';
import { describe, expect, it } from '@jest/globals';

const CAMPAIGN_TIMEOUT_MS = 600_000;

interface Tally {
  readonly deaths: number;
  readonly lost: number;
  readonly wrong: number;
  readonly cells: number;
  readonly faults: Readonly<Record<string, number>>;
}

/** Runs a campaign; with a mutant every process of it has that bug. */
async function campaign(
  args: readonly string[],
  mutant?: string,
): Promise<{ readonly exitCode: number; readonly text: string; readonly tally: Tally }> {
  const folder = mkdtempSync(join(tmpdir(), 'mes-faults-'));
  try {
    const out = join(folder, 'tally.json');
    const program = `--import=${join(import.meta.dirname, 'mutants', `${mutant ?? ''}.js`)}`;
    const { exitCode, stdout, stderr } = await runMes(
      ['chaos', ...args, '--out', `json=${out}`],
      mutant === undefined ? {} : { NODE_OPTIONS: program },
    );
    const text = `${stdout}\n${stderr}`;
    try {
      const tally = JSON.parse(readFileSync(out, 'utf8')) as Tally;
      return { exitCode, text, tally };
    } catch (cause) {
      throw new Error(`no tally was written:\n${text}`, { cause });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('a campaign of faults', () => {
  it(
    'kills, freezes and cuts off without one wrong cell',
    async () => {
      const { exitCode, text, tally } = await campaign(['--seed', '20', '--rounds', '4']);
      expect({ exitCode, text: exitCode === 0 ? '' : text }).toEqual({ exitCode: 0, text: '' });
      expect(tally).toMatchObject({ lost: 0, wrong: 0 });
      expect(tally.deaths).toBeGreaterThanOrEqual(10);
      expect(tally.cells).toBeGreaterThan(100_000);
    },
    CAMPAIGN_TIMEOUT_MS,
  );

  it.each([
    ['sequences-forgotten', 'kill emitter,kill aggregator'],
    ['offsets-apart', 'kill aggregator'],
    ['epoch-unchecked', 'freeze aggregator'],
    ['page-forgotten', 'kill SONS aggregator'],
  ])(
    'catches the mutant %s',
    async (mutant, only) => {
      const { exitCode, tally } = await campaign(
        ['--seed', '21', '--rounds', '6', '--only', only],
        mutant,
      );
      expect(exitCode).toBe(1);
      expect(tally.wrong + tally.lost).toBeGreaterThan(0);
    },
    CAMPAIGN_TIMEOUT_MS,
  );
});
