import { request as httpRequest } from 'node:http';
import { systemClock, type Clock } from '#libs/platform';
import { makeApiKey, type AuditedAct, type StoredApiKey } from '#libs/store';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startHttpService, type HttpService, type HttpServiceOptions } from '../http-service.js';
import { KeptLog, ToyModule } from '../test-toy.js';
import type { DoorOptions } from './open-doors.js';

const FACTS = { name: 'toy', title: 'Toys', description: 'A toy.', module: ToyModule } as const;

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** A request with any header, also those that fetch sets itself. */
function ask(
  http: HttpService,
  path: string,
  { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    httpRequest(http.url + path, { method, headers, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      });
    })
      .on('error', reject)
      .end();
  });
}

const nameOf = ({ body }: Answer): string =>
  (JSON.parse(body) as { type: string }).type.replace('urn:mes-flow:problem:', '');

/** Keys of a spec, by their scopes. */
class GivenKeys {
  readonly #keys = new Map<string, StoredApiKey>();

  /** @returns what a caller sends */
  add(scopes: readonly string[], name = 'lab'): string {
    const { id, text, secretSha256 } = makeApiKey();
    const never = { expiresAt: null, revokedAt: null };
    const createdAt = new Date(0);
    this.#keys.set(id, { id, name, secretSha256, scopes, createdBy: 'spec', createdAt, ...never });
    return text;
  }

  find(id: string): Promise<StoredApiKey | undefined> {
    return Promise.resolve(this.#keys.get(id));
  }
}

/** An audit of a spec: what was noted, in order. */
class GivenAudit {
  readonly rows: (AuditedAct & { outcome: string; detail: string | null; id: string })[] = [];
  isAway = false;

  ask(act: AuditedAct): Promise<string> {
    if (this.isAway) return Promise.reject(new Error('postgres://mes:hunter2@h/d is away'));
    const id = `act ${this.rows.length}`;
    this.rows.push({ ...act, outcome: 'asked', detail: null, id });
    return Promise.resolve(id);
  }

  conclude(act: AuditedAct, outcome: string, detail: string | null = null, id = ''): Promise<void> {
    this.rows.push({ ...act, outcome, detail, id });
    return Promise.resolve();
  }
}

describe('a service with keys', () => {
  const keys = new GivenKeys();
  let audit: GivenAudit;
  let http: HttpService;
  const bearer = (key: string): { headers: Record<string, string> } => ({
    headers: { authorization: `Bearer ${key}` },
  });

  beforeAll(async () => {
    const book = {
      ask: (act: AuditedAct) => audit.ask(act),
      conclude: (...given: Parameters<GivenAudit['conclude']>) => audit.conclude(...given),
    };
    http = await startHttpService({
      ...FACTS,
      host: '0.0.0.0',
      doors: { keys, audit: book },
      logger: new KeptLog(),
    });
  });

  beforeEach(() => {
    audit = new GivenAudit();
  });

  afterAll(async () => {
    await http.service.close();
  });

  it('may listen beyond this machine, and knows callers by their keys', async () => {
    const answer = await ask(http, '/closed', bearer(keys.add(['metrics:read'], 'lab 7')));
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toEqual({ kind: 'software', subject: 'lab 7', author: null });
  });

  it.each([
    ['nothing', undefined, 'token-missing'],
    ['another scheme', 'Basic bWVzOnNlY3JldA==', 'token-missing'],
    ['a key that nobody made', `Bearer ${makeApiKey().text}`, 'key-refused'],
    ['a token, where there is no issuer', 'Bearer a.b.c', 'key-refused'],
    ['a key cut short', `Bearer ${makeApiKey().text.slice(0, -1)}`, 'key-refused'],
  ])('refuses %s', async (_, authorization, name) => {
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
    const answer = await ask(http, '/closed', { headers });
    expect([answer.status, nameOf(answer)]).toEqual([401, name]);
    expect(answer.headers['www-authenticate']).toContain('Bearer realm="mes-flow"');
  });

  it('stays public where it is, for whoever brings a wrong key', async () => {
    for (const path of ['/closed/public', '/closed/some', '/health/ready', '/openapi.json']) {
      expect((await ask(http, path, bearer(makeApiKey().text))).status).toBe(200);
    }
  });

  it('notes a call that costs before and after, by the id of its key', async () => {
    const key = keys.add(['load:run']);
    const answer = await ask(http, '/closed/boat', { method: 'DELETE', ...bearer(key) });
    expect(answer.status).toBe(200);
    const act = {
      actor: `key:${key.slice(4, 16)} (lab)`,
      action: 'toys.destroy',
      parameters: { id: 'boat' },
      id: 'act 0',
    };
    expect(audit.rows).toEqual([
      { ...act, outcome: 'asked', detail: null },
      { ...act, outcome: 'done', detail: null },
    ]);
    expect(JSON.stringify(audit.rows)).not.toContain(key.slice(-43));
  });

  it.each([
    ['none', 404, 'refused', 'no-toy'],
    ['bug', 500, 'failed', 'unexpected'],
  ])('notes how DELETE of %s came out', async (id, status, outcome, detail) => {
    const key = keys.add(['load:run']);
    const answer = await ask(http, `/closed/${id}`, { method: 'DELETE', ...bearer(key) });
    expect(answer.status).toBe(status);
    expect(audit.rows.at(-1)).toMatchObject({ outcome, detail });
  });

  it('notes a known caller that was not allowed, and no stranger', async () => {
    const key = keys.add(['deposits:write', 'admin']);
    const denied = await ask(http, '/closed/boat', { method: 'DELETE', ...bearer(key) });
    expect([denied.status, nameOf(denied)]).toEqual([403, 'scope-missing']);
    expect(audit.rows.map(({ outcome }) => outcome)).toEqual(['denied']);
    await ask(http, '/closed/boat', { method: 'DELETE' });
    await ask(http, '/closed/boat', { method: 'DELETE', ...bearer(makeApiKey().text) });
    expect(audit.rows).toHaveLength(1);
  });

  it('does nothing that it cannot note, and does not say where the audit is', async () => {
    audit.isAway = true;
    const key = keys.add(['load:run']);
    const answer = await ask(http, '/closed/boat', { method: 'DELETE', ...bearer(key) });
    expect([answer.status, nameOf(answer)]).toEqual([503, 'audit-unreachable']);
    expect(answer.headers['retry-after']).toBe('5');
    expect(answer.body).not.toContain('destroyed');
    expect(answer.body).not.toContain('hunter2');
  });
});

describe('a service with limits', () => {
  const keys = new GivenKeys();
  let monotonicMs = 0;
  const clock: Clock = { ...systemClock, monotonicMs: () => monotonicMs };
  let http: HttpService;
  const start = async (doors: DoorOptions): Promise<void> => {
    http = await startHttpService({ ...FACTS, doors, logger: new KeptLog(), clock });
  };
  const limits = {
    requests: { perSecond: 1, burst: 3 },
    costly: { perSecond: 1 / 60, burst: 1 },
    isLoopbackLimited: true,
  };
  const statuses = async (
    requests: number,
    path: string,
    headers: Record<string, string> = {},
    method = 'GET',
  ): Promise<number[]> => {
    const found: number[] = [];
    for (let i = 0; i < requests; i++)
      found.push((await ask(http, path, { method, headers })).status);
    return found;
  };

  afterEach(async () => {
    await http.service.close();
  });

  it('answers 429 with Retry-After in the form of the path, and goes on a second later', async () => {
    await start({ limits });
    expect(await statuses(4, '/toys')).toEqual([200, 200, 200, 429]);
    const problem = await ask(http, '/toys');
    expect(nameOf(problem)).toBe('too-many-requests');
    expect(problem.headers['content-type']).toContain('application/problem+json');
    expect(problem.headers['retry-after']).toBe('1');
    const outcome = await ask(http, '/fhir/broken');
    expect(outcome.body).toContain('"code":"throttled"');
    monotonicMs += 1000;
    expect(await statuses(2, '/toys')).toEqual([200, 429]);
  });

  it('limits also what no route knows, and never the question whether it lives', async () => {
    await start({ limits });
    expect(await statuses(4, '/nothing')).toEqual([404, 404, 404, 429]);
    expect(await statuses(3, '/health/live')).toEqual([200, 200, 200]);
  });

  it('counts known callers by name and strangers by address, apart from each other', async () => {
    await start({ limits, keys });
    const one = { authorization: `Bearer ${keys.add(['metrics:read'])}` };
    const two = { authorization: `Bearer ${keys.add(['metrics:read'])}` };
    expect(await statuses(4, '/closed', one)).toEqual([200, 200, 200, 429]);
    expect(await statuses(4, '/closed', two)).toEqual([200, 200, 200, 429]);
    expect(await statuses(4, '/closed')).toEqual([401, 401, 401, 429]);
  });

  it('lets nobody use up what another one has by naming its key', async () => {
    await start({ limits, keys });
    const key = keys.add(['metrics:read']);
    const forged = `${key.slice(0, 17)}${makeApiKey().text.slice(17)}`;
    await statuses(6, '/closed', { authorization: `Bearer ${forged}` });
    expect(await statuses(1, '/closed', { authorization: `Bearer ${key}` })).toEqual([200]);
  });

  it('holds calls that cost to a limit of their own', async () => {
    await start({ limits, keys });
    const headers = { authorization: `Bearer ${keys.add(['load:run'])}` };
    expect(await statuses(2, '/closed/boat', headers, 'DELETE')).toEqual([200, 429]);
    expect(await statuses(1, '/closed', headers)).toEqual([200]);
  });

  it('leaves callers of this machine alone unless told otherwise, and not those they speak for', async () => {
    await start({ limits: { ...limits, isLoopbackLimited: false } });
    expect(new Set(await statuses(20, '/toys'))).toEqual(new Set([200]));
    for (const name of ['x-forwarded-for', 'forwarded', 'x-real-ip']) {
      const headers = { [name]: '192.0.2.1' };
      expect((await statuses(4, '/toys', headers)).at(-1)).toBe(429);
    }
  });

  it('believes a proxy whose address it was told, and nobody else', async () => {
    await start({ limits, trustedProxies: ['127.0.0.1'] });
    const of = (address: string): Record<string, string> => ({ 'x-forwarded-for': address });
    expect(await statuses(4, '/toys', of('192.0.2.1'))).toEqual([200, 200, 200, 429]);
    expect(await statuses(1, '/toys', of('192.0.2.2'))).toEqual([200]);
    await http.service.close();
    await start({ limits });
    expect(await statuses(3, '/toys', of('192.0.2.1'))).toEqual([200, 200, 200]);
    expect(await statuses(1, '/toys', of('192.0.2.2'))).toEqual([429]);
  });
});

it.each(['10.0.0.999', '10.0.0.0/99', '::/129'])('no proxy can be %s', async (proxy) => {
  const doors = { trustedProxies: [proxy] };
  await expect(startHttpService({ ...FACTS, doors, logger: new KeptLog() })).rejects.toThrow(
    /MES_HTTP_TRUSTED_PROXIES: expected/,
  );
});

describe('a service that asks nobody who they are', () => {
  let http: HttpService;
  const start = async (options: Partial<HttpServiceOptions> = {}): Promise<void> => {
    http = await startHttpService({ ...FACTS, logger: new KeptLog(), ...options });
  };

  afterEach(async () => {
    await http.service.close();
  });

  it.each(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example:80', 'evil'])(
    'is not known as %s: a page could have pointed its name here',
    async (host) => {
      await start();
      const answer = await ask(http, '/toys', { headers: { host } });
      expect([answer.status, nameOf(answer)]).toEqual([421, 'foreign-host']);
    },
  );

  it.each(['localhost:1', '127.0.0.1', '[::1]:8600'])('is known as %s', async (host) => {
    await start();
    expect((await ask(http, '/toys', { headers: { host } })).status).toBe(200);
  });

  it('is known by any name where a name is no matter', async () => {
    await start({ doors: { keys: new GivenKeys() } });
    const answer = await ask(http, '/health/live', { headers: { host: 'mes.example' } });
    expect(answer.status).toBe(200);
  });

  it('lets no page of another origin read anything, or send anything but what forms can', async () => {
    await start();
    const headers = {
      origin: 'https://evil.example',
      'access-control-request-method': 'DELETE',
      'access-control-request-headers': 'content-type',
    };
    for (const method of ['OPTIONS', 'GET', 'DELETE']) {
      const answer = await ask(http, '/toys', { method, headers });
      const named = Object.keys(answer.headers).filter((name) => name.startsWith('access-control'));
      expect(named).toEqual([]);
    }
  });
});
