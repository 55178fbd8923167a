import { SCOPES, startEmbeddedIssuer, type EmbeddedIssuer, type HttpService } from '#libs/edge';
import { systemClock, type Clock } from '#libs/platform';
import { makeApiKey, type StoredApiKey } from '#libs/store';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HTTP_SERVICES } from '../../apps/cli/src/contracts/generated-contracts.js';
import { DOORS, PUBLIC_AND_NOT_GET } from './doors-table.js';
import { EVERY_SERVICE, startShell, type Route } from './every-service.js';

let issuer: EmbeddedIssuer;
let passedMs = 0;
const clock: Clock = { ...systemClock, nowMs: () => systemClock.nowMs() + passedMs };
const HOUR_MS = 3_600_000;
const stored = new Map<string, StoredApiKey>();
const keys = { find: (id: string) => Promise.resolve(stored.get(id)) };

function keyFor(scopes: readonly string[], facts: Partial<StoredApiKey> = {}): string {
  const { id, text, secretSha256 } = makeApiKey();
  const rest = { createdBy: 'spec', createdAt: new Date(0), expiresAt: null, revokedAt: null };
  stored.set(id, { id, name: 'walker', secretSha256, scopes, ...rest, ...facts });
  return text;
}

async function tokenFor(clientId: string): Promise<string> {
  const client = issuer.clients.find((one) => one.clientId === clientId);
  const answer = await fetch(issuer.tokenUrl, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${clientId}:${client?.clientSecret ?? ''}`)}` },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      scope: client?.scopes.join(' ') ?? '',
    }),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}

beforeAll(async () => {
  issuer = await startEmbeddedIssuer({ tokenSeconds: 60 });
});

afterAll(async () => {
  await issuer.close();
});

it('walks every service that has an interface over HTTP', () => {
  expect(Object.keys(EVERY_SERVICE).sort()).toEqual([...HTTP_SERVICES].sort());
});

describe.each(Object.keys(EVERY_SERVICE))('the doors of %s', (name) => {
  let http: HttpService;
  let routes: readonly Route[];

  beforeAll(async () => {
    const access = { issuer: issuer.url, audience: issuer.audience, clockToleranceSeconds: 0 };
    ({ http, routes } = await startShell(name, { access, doors: { keys }, clock }));
  });

  afterAll(async () => {
    await http.service.close();
  });

  const doorOf = ({ method, template }: Route): string | undefined =>
    DOORS[name]?.[`${method} ${template}`];

  const ask = async (
    { method, template }: Route,
    credential: string | undefined,
    query = '',
  ): Promise<{ status: number; challenge: string; body: string }> => {
    const path = template.replace(/:(\w+)/g, 'x').replace(/\{?\*\w+\}?/g, 'x');
    const answer = await fetch(`${http.url}${path}${query}`, {
      method,
      redirect: 'manual',
      headers: credential === undefined ? {} : { authorization: `Bearer ${credential}` },
    });
    const challenge = answer.headers.get('www-authenticate') ?? '';
    return { status: answer.status, challenge, body: await answer.text() };
  };

  /** Whether the door stayed shut, and that it says no more than that. */
  const refusalOf = async (...asked: Parameters<typeof ask>): Promise<string> => {
    const { status, challenge, body } = await ask(...asked);
    const isRefused = status === 401 || challenge.includes('insufficient_scope');
    if (!isRefused) return 'let in';
    expect(body).not.toMatch(/node_modules|\.[jt]s:\d+|\bat \S+ \(|TypeError|postgres/);
    expect(body.length).toBeLessThan(6_000);
    return String(status);
  };

  it('are all on the list, and no others', () => {
    const found = routes.map(({ method, template }) => `${method} ${template}`);
    expect([...new Set(found)].sort()).toEqual(Object.keys(DOORS[name] ?? {}).sort());
  });

  it('are public for reading alone, but for what is listed with its reason', () => {
    const changing = routes
      .filter((route) => route.method !== 'GET' && doorOf(route) === 'public')
      .map(({ method, template }) => `${method} ${template}`);
    expect(changing.filter((one) => !PUBLIC_AND_NOT_GET.includes(one))).toEqual([]);
  });

  it('stay shut without, with wrong and with expired credentials', async () => {
    const professional = await tokenFor('professional-1');
    const expired = keyFor(SCOPES, { expiresAt: new Date(clock.nowMs() - 1) });
    const revoked = keyFor(SCOPES, { revokedAt: new Date(clock.nowMs() - 1) });
    const right = keyFor(SCOPES);
    const forged = `${right.slice(0, 17)}${makeApiKey().text.slice(17)}`;
    const [head = '', payload = ''] = professional.split('.');
    const wrong = [undefined, 'abc', `${head}.${payload}.AAAA`, makeApiKey().text, forged];
    for (const route of routes) {
      const door = doorOf(route);
      const query = door === 'owner' ? '?view=owner' : '';
      const expected = door === 'public' ? 'let in' : '401';
      for (const credential of [...wrong, expired, revoked]) {
        expect([route, await refusalOf(route, credential, query)]).toEqual([route, expected]);
      }
      passedMs = HOUR_MS;
      expect([route, await refusalOf(route, professional, query)]).toEqual([route, expected]);
      passedMs = 0;
    }
  });

  it('open for their own scope and for no other', async () => {
    const withScope = new Map(SCOPES.map((scope) => [scope, keyFor([scope])]));
    for (const route of routes) {
      const door = doorOf(route);
      if (door === 'public') continue;
      const query = door === 'owner' ? '?view=owner' : '';
      const opens: string[] = [];
      for (const [scope, key] of withScope) {
        const refusal = await refusalOf(route, key, query);
        if (refusal === 'let in') opens.push(scope);
        else expect([route, scope, refusal]).toEqual([route, scope, '403']);
      }
      expect([route, opens]).toEqual([route, [door === 'owner' ? 'metrics:owner' : door]]);
    }
  });

  it('open nothing to pages of other origins', async () => {
    for (const { template } of routes) {
      const path = template.replace(/:(\w+)/g, 'x').replace(/\{?\*\w+\}?/g, 'x');
      const answer = await fetch(`${http.url}${path}`, {
        method: 'OPTIONS',
        headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
      });
      expect([path, answer.headers.get('access-control-allow-origin')]).toEqual([path, null]);
      await answer.body?.cancel();
    }
  });
});
