import type { HttpService } from '#libs/edge';
import type { StoredRun } from '#libs/store';
import { eventually } from '#libs/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestDashboard } from '../dashboard/test-dashboard.js';
import { GivenFigures } from '../test-figures.js';
import { FOLLOWING_LIMITS } from './run-events.controller.js';
import { GivenRuns, completedRun, progressOf, runOf } from './test-runs.js';

describe('runs over HTTP', () => {
  let api: HttpService;
  let runs: GivenRuns;

  const start = async (mayStart = true): Promise<void> => {
    runs = new GivenRuns();
    api = await startTestDashboard(new GivenFigures(), {
      runs: { book: runs, mayStart },
    });
  };
  beforeEach(() => start());
  afterEach(() => api.service.close());

  const post = (
    path: string,
    form: Record<string, string> = {},
    headers: Record<string, string> = { origin: api.url },
  ): Promise<Response> =>
    fetch(`${api.url}${path}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: new URLSearchParams(form).toString(),
    });
  const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${api.url}${path}`, { headers });

  it('notes a run that the form asks for, and leads to its page', async () => {
    const answer = await post('/runs?lang=en', { scenario: 'smoke', scale: '0,5', seed: '42' });
    const location = answer.headers.get('location') ?? '';
    expect([answer.status, location]).toEqual([
      303,
      expect.stringMatching(/^\/runs\/[0-9a-f]{12}\?lang=en$/),
    ]);
    const [run] = await runs.list();
    expect(run).toMatchObject({ scenario: 'smoke', scale: 0.5, seed: 42, state: 'REQUESTED' });
  });

  it('draws a seed that the figures do not hold, and proposes a scale', async () => {
    expect((await post('/runs', { scenario: 'smoke', scale: '', seed: ' ' })).status).toBe(303);
    const [run] = await runs.list();
    expect(run?.scale).toBe(1);
    expect(run?.seed).toBeGreaterThanOrEqual(0);
    expect(run?.seed).toBeLessThan(2 ** 31);
  });

  it.each([
    ['smoke', '1'],
    ['smoke', '0.01'],
    ['national-december-2023', '0.02'],
    ['national-december-2023', '0.0001'],
    ['sons-wave-1', '0.02'],
  ])('takes %s at its bound %s', async (scenario, scale) => {
    expect((await post('/runs', { scenario, scale })).status).toBe(303);
  });

  it.each<[Record<string, string>, string]>([
    [{ scenario: 'smoke', scale: '1.01' }, 'scale'],
    [{ scenario: 'smoke', scale: '0.009' }, 'scale'],
    [{ scenario: 'national-december-2023', scale: '0.0201' }, 'scale'],
    [{ scenario: 'national-december-2023', scale: '1e-3' }, 'scale'],
    [{ scenario: 'smoke', scale: '<b>1</b>' }, 'scale'],
    [{ scenario: 'smoke', seed: '2147483648' }, 'seed'],
    [{ scenario: 'smoke', seed: '-1' }, 'seed'],
    [{ scenario: '../../etc/passwd' }, 'scenario'],
    [{ scenario: '<script>alert(1)</script>' }, 'scenario'],
    [{ scenario: 'constructor' }, 'scenario'],
    [{}, 'scenario'],
    [{ scenario: 'smoke', emitters: '9' }, 'emitters'],
  ])('refuses %j and says why', async (form, field) => {
    const answer = await post('/runs', form);
    expect(answer.status).toBe(400);
    const text = await answer.text();
    expect(text).toContain(`<code>${field}</code>`);
    expect(text).not.toMatch(/<script>|<b>1/);
    expect(await runs.list()).toEqual([]);
  });

  it('says all that is wrong at once', async () => {
    const text = await (await post('/runs', { scenario: 'smoke', scale: '9', seed: 'x' })).text();
    expect(text).toContain('<code>scale</code>');
    expect(text).toContain('<code>seed</code>');
  });

  it.each<Record<string, string>>([
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    {},
  ])('refuses a form of somebody else’s page: %j', async (headers) => {
    const answer = await post('/runs', { scenario: 'smoke' }, headers);
    expect(answer.status).toBe(403);
    expect(await runs.list()).toEqual([]);
  });

  it('takes forms as forms alone', async () => {
    const json = { origin: api.url, 'content-type': 'application/json' };
    expect((await post('/runs', { scenario: 'smoke' }, json)).status).toBe(415);
    const elsewhere = await post('/subjects/x', { schema: 'y' });
    expect(elsewhere.status).toBe(415);
  });

  it('starts nothing where runs are not started from the page', async () => {
    await api.service.close();
    await start(false);
    expect((await post('/runs', { scenario: 'smoke' })).status).toBe(403);
    expect(await runs.list()).toEqual([]);
    expect(await (await get('/runs')).text()).toContain('MES_RUNS_FROM_PAGE');
  });

  it('refuses a second run while one goes on, and too many within an hour', async () => {
    runs.refusal = { busy: runOf({ state: 'RUNNING' }) };
    const busy = await post('/runs', { scenario: 'smoke' });
    expect([busy.status, busy.headers.get('retry-after')]).toEqual([409, '15']);
    expect(await busy.text()).toContain('00000000000a');
    runs.refusal = { tooMany: 30 };
    expect((await post('/runs', { scenario: 'smoke' })).status).toBe(429);
  });

  it('refuses a run that does not go together with a scenario with SONS', async () => {
    runs.known = [{ name: 'sons-wave-1@0.01', seed: '3', hasSons: true }];
    const other = await post('/runs', { scenario: 'smoke' });
    expect([other.status, await other.text()]).toEqual([
      409,
      expect.stringMatching(/sons-wave-1@0\.01.*3/),
    ]);
    const same = { scenario: 'sons-wave-1', scale: '0.01', seed: '3' };
    expect((await post('/runs', same)).status).toBe(303);
  });

  it.each<[Partial<StoredRun>, number]>([
    [{ state: 'REQUESTED' }, 303],
    [{ state: 'RUNNING' }, 303],
    [{ state: 'RUNNING', requestedBy: 'command' }, 409],
    [{ state: 'REQUESTED', scenario: 'sons-wave-1', scale: 0.01 }, 303],
    [{ state: 'RUNNING', scenario: 'sons-wave-1', scale: 0.01 }, 409],
    [{ state: 'FAILED', detail: 'x' }, 409],
  ])('answers to the cancelling of %j with %d', async (facts, status) => {
    runs.put(runOf(facts));
    expect((await post('/runs/00000000000a/cancel')).status).toBe(status);
    expect(runs.cancelled).toEqual(status === 303 ? ['00000000000a'] : []);
  });

  it('shows a run with its proof, and its result as JSON', async () => {
    const run = completedRun();
    runs.put(run);
    const answer = await get(`/runs/${run.id}`);
    const text = await answer.text();
    expect(answer.status).toBe(200);
    expect(text).toMatch(/Preuve.*1.234 cellules comparées, toutes égales/);
    expect(text).toContain('a'.repeat(64));
    expect(text).not.toContain('http-equiv');
    expect(await (await get(`/runs/${run.id}/report.json`)).json()).toEqual(run.report);
    const known = { 'if-none-match': answer.headers.get('etag') ?? '' };
    expect((await get(`/runs/${run.id}`, known)).status).toBe(304);
    runs.put({ ...run, version: run.version + 1 });
    expect((await get(`/runs/${run.id}`, known)).status).toBe(200);
  });

  it('says that a run is wrong when one cell differs', async () => {
    const { report, ...rest } = completedRun();
    if (report === null) throw new Error('a completed run has a report');
    runs.put({ ...rest, wrong: 1, report: { ...report, verification: { cells: 1234, wrong: 1 } } });
    const text = await (await get('/runs/00000000000a?lang=en')).text();
    expect(text).toMatch(/1 of 1,234 cells are wrong/);
    expect(text).not.toContain('all equal');
  });

  it('loads the page of a run that goes on again without a script, and shows markup as text', async () => {
    runs.put(runOf({ state: 'RUNNING', progress: progressOf(), version: 2 }));
    const going = await (await get('/runs/00000000000a')).text();
    expect(going).toContain('<noscript><meta http-equiv="refresh" content="3"');
    expect(going).toContain('data-run-events="/runs/00000000000a/events"');
    runs.put(runOf({ state: 'FAILED', detail: '<img src=x onerror=alert(1)>', version: 3 }));
    const failed = await (await get('/runs/00000000000a')).text();
    expect(failed).not.toContain('<img');
    expect(failed).toContain('&lt;img');
  });

  it.each(['/runs/ffffffffffff', '/runs/x', '/runs/%3Cb%3E', '/runs/ffffffffffff/events'])(
    'knows no run at %s',
    async (path) => {
      const answer = await get(path);
      expect(answer.status).toBe(404);
      expect(await answer.text()).not.toContain('<b>');
    },
  );

  it('tells how a run goes on until its end, and nothing that was seen', async () => {
    runs.put(runOf({ state: 'RUNNING', progress: progressOf(), version: 2 }));
    const stream = await get('/runs/00000000000a/events', { 'last-event-id': '1' });
    expect(stream.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(stream.headers.get('cache-control')).toContain('no-transform');
    runs.put(completedRun());
    const events = parsed(await stream.text());
    expect(events.map(({ event, id }) => [event, id])).toEqual([
      ['progress', '2'],
      ['end', '9'],
    ]);
    expect(events.at(-1)?.data).toMatchObject({
      state: 'COMPLETED',
      verification: { cells: 1234, wrong: 0 },
    });
    expect((await get('/runs/00000000000a/events', { 'last-event-id': '9' })).status).toBe(204);
    const again = parsed(
      await (await get('/runs/00000000000a/events', { 'last-event-id': '8' })).text(),
    );
    expect(again.map(({ event }) => event)).toEqual(['end']);
    expect((await get('/runs/00000000000a/events', { 'last-event-id': 'x' })).status).toBe(400);
  });

  it('lets so many follow at once as the limit says, and frees their places', async () => {
    runs.put(runOf());
    const followers = Array.from({ length: FOLLOWING_LIMITS.listenersMax }, () => {
      const leave = new AbortController();
      return {
        leave,
        answer: fetch(`${api.url}/runs/00000000000a/events`, { signal: leave.signal }),
      };
    });
    for (const { answer } of followers) expect((await answer).status).toBe(200);
    const beyond = await get('/runs/00000000000a/events');
    expect([beyond.status, beyond.headers.get('retry-after')]).toEqual([503, '5']);
    for (const { leave } of followers) leave.abort();
    await eventually('a place among the followers', 5000, async () => {
      const leave = new AbortController();
      const { status } = await fetch(`${api.url}/runs/00000000000a/events`, {
        signal: leave.signal,
      });
      leave.abort();
      return status === 200 ? true : undefined;
    });
  });
});

interface SentEvent {
  readonly id: string;
  readonly event: string;
  readonly data: unknown;
}

function parsed(text: string): SentEvent[] {
  return text
    .split('\n\n')
    .filter((block) => block.includes('data: '))
    .map((block) => {
      const field = (name: string): string =>
        new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? '';
      return { id: field('id'), event: field('event'), data: JSON.parse(field('data')) as unknown };
    });
}
