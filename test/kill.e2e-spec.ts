import { eventually, servicesOf, startMes, type Report } from '#libs/testing';
import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const FLOW_TIMEOUT_MS = 240_000;
/** Which process dies in which round; the moment inside the round is left to chance. */
const VICTIMS = ['volume-aggregator', 'dmp-emitter', 'volume-aggregator', 'mssante-emitter'];
const BETWEEN_KILLS_MS = { min: 300, span: 1500 };

describe('processes killed with -9 in the middle of a run', () => {
  it(
    'cost time and not one cell',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'mes-kill-'));
      const out = join(folder, 'out.json');
      const { child, result } = startMes([
        ...['simulate', 'national-december-2023', '--scale', '0.05', '--seed', '11'],
        ...['--aggregators', '2', '--emitters', '2', '--out', `json=${out}`],
      ]);
      try {
        const parent = child.pid ?? -1;
        await eventually('all eight services run', 90_000, () =>
          servicesOf(parent).length === 8 ? true : undefined,
        );
        let killed = 0;
        for (const app of VICTIMS) {
          await new Promise((resolve) =>
            setTimeout(resolve, BETWEEN_KILLS_MS.min + Math.random() * BETWEEN_KILLS_MS.span),
          );
          const victim = servicesOf(parent).find((service) => service.app === app);
          if (victim) {
            process.kill(victim.pid, 'SIGKILL');
            killed += 1;
          }
        }
        const { exitCode, stdout, stderr } = await result;
        expect({ exitCode, stderr: exitCode === 0 ? '' : `${stdout}\n${stderr}` }).toEqual({
          exitCode: 0,
          stderr: '',
        });
        const report = JSON.parse(readFileSync(out, 'utf8')) as Report;
        expect(killed).toBe(VICTIMS.length);
        expect(report.restarts).toBeGreaterThan(0);
        expect(report.events.lost).toBe(0);
        expect(report.verification.wrong).toBe(0);
      } finally {
        child.kill('SIGKILL');
        rmSync(folder, { recursive: true, force: true });
      }
    },
    FLOW_TIMEOUT_MS,
  );
});
