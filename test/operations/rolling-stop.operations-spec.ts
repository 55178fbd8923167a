import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually, servicesOf, startMes, type Report } from '#libs/testing';
import { describe, expect, it } from '@jest/globals';

const TIMEOUT_MS = 300_000;
/** Emitters in the middle of their units, aggregators in the middle of their folds. */
const STOPPED = new Set(['dmp-emitter', 'volume-aggregator', 'mssante-emitter']);

describe('services that are stopped by SIGTERM in the middle of a run', () => {
  it(
    'end with 0, each of them, and cost not one cell',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'mes-rolling-'));
      const out = join(folder, 'out.json');
      const { child, result } = startMes(
        [
          ...['simulate', 'national-december-2023', '--scale', '0.2', '--seed', '21'],
          ...['--aggregators', '2', '--out', `json=${out}`],
        ],
        { MES_LOG_FORMAT: 'json' },
      );
      try {
        const parent = child.pid ?? -1;
        let printed = '';
        child.stdout?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
        await eventually('the services are ready', 120_000, () =>
          printed.includes('services: ') ? true : undefined,
        );
        await delay(1000);
        // Those of now, and none that was started again: one that loads its modules has nothing in hand.
        const victims = servicesOf(parent).filter(({ app }) => STOPPED.has(app));
        for (const { pid } of victims) {
          process.kill(pid, 'SIGTERM');
          await delay(300);
        }
        const { exitCode, stdout, stderr } = await result;
        expect({ exitCode, text: exitCode === 0 ? '' : `${stdout}\n${stderr}` }).toEqual({
          exitCode: 0,
          text: '',
        });
        const ends = [...stdout.matchAll(/(\S+) ended with (.+?); started again/g)];
        expect(ends.length).toBe(victims.length);
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
