import { mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually, runMes, servicesOf, startMes, testCacheDirectory } from '#libs/testing';
import { describe, expect, it } from '@jest/globals';
import pg from 'pg';

const FLOW_TIMEOUT_MS = 240_000;
const PORT = 18_601;
const CLIENTS = 20;
const DEPOSITS_EACH = 150;
const KILLS = 4;
const BETWEEN_KILLS_MS = { min: 300, span: 900 };
/** Between two attempts of one deposit. */
const RETRY_MS = 100;

const url = `http://127.0.0.1:${PORT}/documents`;
const body = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', 'docs', 'examples', 'document.json'), 'utf8'),
) as Record<string, unknown>;

/** Deposits until it is answered: what a client does that lost its answer. */
async function deposit(uniqueId: string): Promise<number> {
  for (let attempts = 1; ; attempts++) {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...body, uniqueId }),
    }).catch(() => undefined);
    await answer?.text().catch(() => undefined);
    if (answer?.status === 201) return attempts;
    if (answer !== undefined && answer.status !== 503) {
      throw new Error(`expected 201 or 503 for ${uniqueId}; came ${answer.status}`);
    }
    await delay(RETRY_MS);
  }
}

/** A cache of its own that shares what was downloaded: `mes up` of a test never meets the user's. */
function cacheBeside(): string {
  const shared = testCacheDirectory();
  const own = mkdtempSync(join(tmpdir(), 'mes-intake-'));
  for (const name of readdirSync(shared)) {
    if (!/^(up|logs|runs?)/.test(name)) symlinkSync(join(shared, name), join(own, name));
  }
  return own;
}

describe('an intake killed with -9 while clients deposit', () => {
  it(
    'loses no acknowledged deposit and counts none twice',
    async () => {
      const cache = cacheBeside();
      const settings = { MES_CACHE_DIR: cache, MES_DMP_INTAKE_PORT: String(PORT) };
      const { child, result } = startMes(['up'], settings);
      let stdout = '';
      child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
      try {
        await eventually('mes up is ready', 120_000, () => stdout.includes('ready:') || undefined);
        const clients = Array.from({ length: CLIENTS }, async (_, client) => {
          for (let i = 0; i < DEPOSITS_EACH; i++) await deposit(`2.25.4.${client + 1}.${i + 1}`);
        });
        const all = Promise.all(clients);
        let killed = 0;
        for (let round = 0; round < KILLS; round++) {
          await delay(BETWEEN_KILLS_MS.min + Math.random() * BETWEEN_KILLS_MS.span);
          const victim = servicesOf(child.pid ?? -1).find(({ app }) => app === 'dmp-intake');
          if (victim) {
            process.kill(victim.pid, 'SIGKILL');
            killed += 1;
          }
        }
        await all;
        expect(killed).toBeGreaterThan(1);
        // What is printed has no password; the file beside it is this user's alone.
        const { databaseUrl } = JSON.parse(readFileSync(join(cache, 'up.json'), 'utf8')) as {
          databaseUrl: string;
        };
        const client = new pg.Client({ connectionString: databaseUrl });
        await client.connect();
        const counted = async (): Promise<number> =>
          Number(
            (
              await client.query<{ n: string | null }>(
                'select sum(events) n from volume_by_type where measure = 0',
              )
            ).rows[0]?.n ?? 0,
          );
        await eventually('every deposit is counted', 30_000, async () =>
          (await counted()) >= CLIENTS * DEPOSITS_EACH ? true : undefined,
        );
        expect(await counted()).toBe(CLIENTS * DEPOSITS_EACH);
        await client.end();
        const verify = await runMes(['verify', '--from-topics'], settings);
        expect([verify.exitCode, verify.stdout.match(/all equal/g)?.length]).toEqual([0, 3]);
      } finally {
        child.kill('SIGTERM');
        await result;
        rmSync(cache, { recursive: true, force: true });
      }
    },
    FLOW_TIMEOUT_MS,
  );
});
