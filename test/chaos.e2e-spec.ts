import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runMes } from '#libs/testing';
import { describe, expect, it } from '@jest/globals';

const CAMPAIGN_TIMEOUT_MS = 180_000;

interface Tally {
  readonly deaths: number;
  readonly deathsByFault: Readonly<Record<string, number>>;
  readonly cells: number;
  readonly roundsRecounted: number;
}

// The short form of npm run test:faults: one round, and a few ways to die.
describe('a short campaign of faults', () => {
  it(
    'kills a dozen processes without one wrong cell, and counts their deaths',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'mes-chaos-'));
      try {
        const out = join(folder, 'tally.json');
        const { exitCode, stdout, stderr } = await runMes([
          ...['chaos', '--seed', '3', '--rounds', '1', '--scale', '0.0005', '--rate', '1500'],
          ...['--only', 'kill emitter,kill aggregator,kill after commit', '--out', `json=${out}`],
        ]);
        expect({ exitCode, text: exitCode === 0 ? '' : `${stdout}\n${stderr}` }).toEqual({
          exitCode: 0,
          text: '',
        });
        const tally = JSON.parse(readFileSync(out, 'utf8')) as Tally;
        expect(tally).toMatchObject({ lost: 0, wrong: 0, rounds: 1, roundsRecounted: 1 });
        expect(tally.cells).toBeGreaterThan(5000);
        expect(tally.deaths).toBeGreaterThanOrEqual(6);
        const byFault = Object.values(tally.deathsByFault);
        expect(byFault.reduce((sum, deaths) => sum + deaths, 0)).toBe(tally.deaths);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
    CAMPAIGN_TIMEOUT_MS,
  );
});
