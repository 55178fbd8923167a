import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually, servicesOf, startMes, type Report } from '#libs/testing';
import { describe, expect, it } from '@jest/globals';

const TIMEOUT_MS = 300_000;
/** Emitters in the middle of their units, aggregators in the middle of their folds. */
const STOPPED = ['dmp-emitter', 'volume-aggregator', 'mssante-emitter', 'volume-aggregator'];

describe('services that are stopped by SIGTERM in the middle of a run', () => {
  it(
    'end with 0, each of them, and cost not one cell',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'mes-rolling-'));
      const out = join(folder, 'out.json');
      const { child, result } = startMes(
        [
          ...['simulate', 'national-december-2023', '--scale', '0.05', '--seed', '21'],
          ...['--aggregators', '2', '--out', `json=${out}`],
        ],
        { MES_LOG_FORMAT: 'json' },
      );
      try {
        const parent = child.pid ?? -1;
        await eventually('the services run', 120_000, () =>
          servicesOf(parent).length >= 5 ? true : undefined,
        );
        await delay(1000);
        let stopped = 0;
        for (const app of STOPPED) {
          const victim = servicesOf(parent).find((service) => service.app === app);
          if (victim === undefined) continue;
          process.kill(victim.pid, 'SIGTERM');
          stopped++;
          await delay(400);
        }
        const { exitCode, stdout, stderr } = await result;
        expect({ exitCode, text: exitCode === 0 ? '' : `${stdout}\n${stderr}` }).toEqual({
          exitCode: 0,
          text: '',
        });
        const ends = [...stdout.matchAll(/(\S+) ended with (.+?); started again/g)];
        expect(ends.length).toBeGreaterThan(0);
        expect(ends.length).toBeLessThanOrEqual(stopped);
        for (const [, , how] of ends) expect(how).toBe('exit code 0');
        const report = JSON.parse(readFileSync(out, 'utf8')) as Report;
        expect(report.events.lost).toBe(0);
        expect(report.verification.wrong).toBe(0);
      } finally {
        child.kill('SIGKILL');
        rmSync(folder, { recursive: true, force: true });
      }
    },
    TIMEOUT_MS,
  );
});
