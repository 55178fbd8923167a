import { isPsIdNat } from '#libs/identifiers';
import { systemClock, type Clock } from '#libs/platform';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startEmbeddedIssuer, type EmbeddedIssuer } from '../embedded-issuer/embedded-issuer.js';
import { startHttpService, type HttpService } from '../http-service.js';
import { KeptLog, ToyModule } from '../test-toy.js';

const TOKEN_SECONDS = 60;

let issuer: EmbeddedIssuer;
let http: HttpService;
let passedMs = 0;
const clock: Clock = { ...systemClock, nowMs: () => systemClock.nowMs() + passedMs };

beforeAll(async () => {
  issuer = await startEmbeddedIssuer({ tokenSeconds: TOKEN_SECONDS });
  http = await startHttpService({
    name: 'toy',
    title: 'Toys',
    description: 'A toy.',
    module: ToyModule,
    access: { issuer: issuer.url, audience: issuer.audience, clockToleranceSeconds: 0 },
    logger: new KeptLog(),
    clock,
  });
});

afterAll(async () => {
  await http.service.close();
  await issuer.close();
});

/** A token as `curl -u CLIENT:SECRET -d grant_type=client_credentials` gets it. */
async function tokenOf(
  clientId: string,
  scope?: string,
): Promise<{ status: number; token: string }> {
  const client = issuer.clients.find((one) => one.clientId === clientId);
  const answer = await fetch(issuer.tokenUrl, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${clientId}:${client?.clientSecret ?? ''}`).toString('base64')}`,
    },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      scope: scope ?? client?.scopes.join(' ') ?? '',
    }),
  });
  const { access_token: token = '' } = (await answer.json()) as { access_token?: string };
  return { status: answer.status, token };
}

const ask = (path: string, token: string | null, method = 'GET'): Promise<Response> =>
  fetch(http.url + path, {
    method,
    headers: token === null ? {} : { authorization: `Bearer ${token}` },
  });

describe('a service with the embedded issuer', () => {
  it('knows a professional by the RPPS number of the token', async () => {
    const { token } = await tokenOf('professional-1');
    const answer = await ask('/closed', token, 'POST');
    expect(answer.status).toBe(201);
    const caller = (await answer.json()) as { kind: string; author: string };
    expect(caller.kind).toBe('professional');
    expect(caller.author).toMatch(/^898\d{9}$/);
    expect(isPsIdNat(caller.author)).toBe(true);
  });

  it('knows a software by its client id', async () => {
    const { token } = await tokenOf('software-deposits');
    const answer = await ask('/closed', token, 'POST');
    expect(await answer.json()).toEqual({
      kind: 'software',
      subject: 'software-deposits',
      author: null,
    });
  });

  it('refuses a software without the scope, and says which one', async () => {
    const { token } = await tokenOf('software-metrics');
    const answer = await ask('/closed', token, 'POST');
    expect(answer.status).toBe(403);
    expect(answer.headers.get('www-authenticate')).toContain('scope="deposits:write"');
    expect(await answer.json()).toMatchObject({ type: 'urn:mes-flow:problem:scope-missing' });
    expect((await ask('/closed', token)).status).toBe(200);
  });

  it('gives no scope that a client may not have', async () => {
    expect((await tokenOf('software-metrics', 'deposits:write')).status).toBe(400);
  });

  it('challenges a caller without a token, with a problem or an OperationOutcome', async () => {
    const answer = await ask('/closed', null);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="mes-flow"');
    const outcome = await ask('/fhir/Toy', null, 'POST');
    expect(outcome.status).toBe(401);
    expect(await outcome.json()).toMatchObject({
      resourceType: 'OperationOutcome',
      issue: [{ code: 'login' }],
    });
  });

  it('asks for a token where a request of a public route asks for more', async () => {
    expect((await ask('/closed/some', null)).status).toBe(200);
    expect((await ask('/closed/some?all=yes', null)).status).toBe(401);
    const { token: some } = await tokenOf('software-metrics');
    const refused = await ask('/closed/some?all=yes', some);
    expect(refused.status).toBe(403);
    expect(refused.headers.get('www-authenticate')).toContain('scope="metrics:owner"');
    const { token: all } = await tokenOf('software-all');
    expect(await (await ask('/closed/some?all=yes', all)).json()).toMatchObject({
      subject: 'software-all',
    });
  });

  it('asks nobody who looks at a public route, health or the description', async () => {
    for (const path of ['/closed/public', '/health/live', '/health/ready', '/openapi.json']) {
      expect((await ask(path, null)).status).toBe(200);
    }
  });

  it('names the expiry of a token as the cause', async () => {
    const { token } = await tokenOf('professional-2');
    expect((await ask('/closed', token)).status).toBe(200);
    passedMs = (TOKEN_SECONDS + 1) * 1000;
    const answer = await ask('/closed', token);
    passedMs = 0;
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"');
    expect(await answer.json()).toMatchObject({ type: 'urn:mes-flow:problem:token-expired' });
  });
});

describe('startHttpService', () => {
  const options = {
    name: 'toy',
    title: 'Toys',
    description: 'A toy.',
    module: ToyModule,
    host: '0.0.0.0',
    logger: new KeptLog(),
  };

  it('refuses to listen beyond this machine without an issuer', async () => {
    await expect(startHttpService(options)).rejects.toThrow(/MES_OIDC_ISSUER/);
  });

  it('does so when it is told to', async () => {
    const open = await startHttpService({ ...options, anonymous: 'anywhere' });
    await open.service.close();
    expect(open.url).toMatch(/^http:\/\/0\.0\.0\.0:\d+$/);
  });
});
