import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBackend, type Backend } from '#libs/embedded';
import {
  eventually,
  runMesForReport,
  startMes,
  type RunningMes,
  testCacheDirectory,
  testInfra,
} from '#libs/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const UP_TIMEOUT_MS = 120_000;
const RUN_TIMEOUT_MS = 60_000;

interface RunState {
  readonly state: string;
  readonly verification: { readonly cells: number; readonly wrong: number } | null;
}

/** A person at the page of a `mes up`: forms, events, and what comes of them. */
describe('a run that the page asks for', () => {
  let backend: Backend;
  let folder: string;
  let up: RunningMes;
  let url: string;
  let printed = '';

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mes-runs-'));
    // A backend of its own: the figures hold what these runs emitted and nothing else.
    backend = await startBackend({
      infra: testInfra(),
      cacheDirectory: testCacheDirectory(),
      onProgress: () => undefined,
    });
    const [api, dmp, mssante, smtp, prescriptions] = await freePorts(5);
    up = startMes(['up'], {
      MES_KAFKA_BROKERS: backend.kafkaBrokers,
      MES_DATABASE_URL: backend.databaseUrl,
      MES_CACHE_DIR: folder,
      MES_METRICS_API_PORT: String(api),
      MES_DMP_INTAKE_PORT: String(dmp),
      MES_MSSANTE_INTAKE_PORT: String(mssante),
      MES_MSSANTE_SMTP_PORT: String(smtp),
      MES_EPRESCRIPTION_INTAKE_PORT: String(prescriptions),
    });
    up.child.stdout?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    url = `http://127.0.0.1:${String(api)}`;
    await eventually('mes up is ready', UP_TIMEOUT_MS, () =>
      printed.includes('ready:') ? true : undefined,
    );
  }, UP_TIMEOUT_MS);
  afterAll(async () => {
    up.child.kill('SIGTERM');
    await up.result;
    await backend.stop();
    rmSync(folder, { recursive: true, force: true });
  }, UP_TIMEOUT_MS);

  const post = (path: string, form: Record<string, string>, origin = url): Promise<Response> =>
    fetch(url + path, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin },
      body: new URLSearchParams(form).toString(),
    });

  const startRun = async (form: Record<string, string>): Promise<string> => {
    const answer = await post('/runs', form);
    if (answer.status !== 303) throw new Error(await answer.text());
    return answer.headers.get('location') ?? '';
  };

  /** Follows the events of a run to its end. */
  const events = async (page: string): Promise<{ event: string; data: RunState }[]> => {
    const text = await (await fetch(`${url}${page}/events`)).text();
    return [...text.matchAll(/^event: (\w+)\ndata: (.*)$/gm)].map(([, event = '', data = '']) => ({
      event,
      data: JSON.parse(data) as RunState,
    }));
  };

  it('says where its pages are', () => {
    expect(printed).toContain(`dashboard             ${url}/`);
  });

  it(
    'ends COMPLETED with every cell compared and none wrong',
    async () => {
      const page = await startRun({ scenario: 'smoke', seed: '7' });
      const second = await post('/runs', { scenario: 'smoke', seed: '8' });
      expect(second.status).toBe(409);
      const followed = await events(page);
      expect(followed.length).toBeGreaterThan(1);
      const end = followed.at(-1);
      expect([end?.event, end?.data.state]).toEqual(['end', 'COMPLETED']);
      expect(end?.data.verification?.wrong).toBe(0);
      expect(end?.data.verification?.cells).toBeGreaterThan(1000);
      const fromPage = (await (await fetch(`${url}${page}/report.json`)).json()) as object;
      expect(fromPage).toMatchObject({
        scenario: 'smoke',
        seed: 7,
        events: { lost: 0 },
        thresholds: [{ passed: true }, { passed: true }],
      });
      expect(printed).toContain('asked for by the page');
      const shown = await (await fetch(`${url}${page}?lang=en`)).text();
      expect(shown).toContain('cells compared, all equal');
      expect(await (await fetch(`${url}/runs?lang=en`)).text()).toContain(page);
    },
    RUN_TIMEOUT_MS,
  );

  it(
    'makes the same bytes as the command, which finds nothing new',
    async () => {
      const { json } = await runMesForReport(['simulate', 'smoke', '--seed', '7'], {
        MES_CACHE_DIR: folder,
      });
      expect(json.events.counted).toBe(0);
      expect(json.verification.wrong).toBe(0);
    },
    RUN_TIMEOUT_MS,
  );

  it(
    'ends early when it is cancelled, with everything counted that was emitted',
    async () => {
      const page = await startRun({ scenario: 'national-december-2023', scale: '0.02' });
      expect((await post(`${page}/cancel`, {})).status).toBe(303);
      const end = (await events(page)).at(-1);
      expect(end?.data.state).toBe('CANCELLED');
      expect(end?.data.verification?.wrong ?? 0).toBe(0);
    },
    RUN_TIMEOUT_MS,
  );

  it.each<[Record<string, string>, number, string]>([
    [{ scenario: 'national-december-2023', scale: '0.021' }, 400, 'scale'],
    [{ scenario: 'national-december-2023', scale: '0.00009' }, 400, 'scale'],
    [{ scenario: 'unknown' }, 400, 'scenario'],
    [{ scenario: 'sons-wave-1' }, 409, 'SONS'],
  ])('is refused with its reason: %j', async (form, status, reason) => {
    const answer = await post('/runs', form);
    expect([answer.status, await answer.text()]).toEqual([status, expect.stringContaining(reason)]);
  });

  it('is refused to the page of somebody else', async () => {
    const answer = await post('/runs', { scenario: 'smoke' }, 'https://evil.example');
    expect(answer.status).toBe(403);
  });
});

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<ReturnType<typeof createServer>>((resolve) => {
          const server = createServer().listen(0, '127.0.0.1', () => {
            resolve(server);
          });
        }),
    ),
  );
  // Cast: a server that listens on TCP has an address of this kind.
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
