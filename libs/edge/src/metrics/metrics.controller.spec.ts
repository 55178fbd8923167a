import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startEmbeddedIssuer, type EmbeddedIssuer } from '../embedded-issuer/embedded-issuer.js';
import { startHttpService, type HttpService, type HttpServiceOptions } from '../http-service.js';
import { KeptLog, ToyModule } from '../test-toy.js';

const start = (options: Partial<HttpServiceOptions> = {}): Promise<HttpService> =>
  startHttpService({
    name: 'toy',
    title: 'Toys',
    description: 'A toy.',
    module: ToyModule,
    logger: new KeptLog(),
    ...options,
  });

/** The series of a metric with their numbers, without the label of the service. */
const seriesOf = (text: string, name: string): string[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`))
    .map((line) => line.replace(',service="toy"', ''));

describe('/metrics of a service that asks nobody', () => {
  let http: HttpService;

  beforeAll(async () => {
    http = await start();
  });

  afterAll(async () => {
    await http.service.close();
  });

  it('counts requests by the template of their route, never by their path', async () => {
    for (const path of ['/toys/1', '/toys/2', '/toys?page=1', '/nowhere/1234', '/toys/broken']) {
      await (await fetch(http.url + path)).text();
    }
    const answer = await fetch(`${http.url}/metrics`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    const text = await answer.text();
    expect(seriesOf(text, 'mes_http_request_duration_seconds_count').toSorted()).toEqual([
      'mes_http_request_duration_seconds_count{method="GET",route="/toys",status="2xx"} 1',
      'mes_http_request_duration_seconds_count{method="GET",route="/toys/:id",status="2xx"} 2',
      'mes_http_request_duration_seconds_count{method="GET",route="/toys/broken",status="5xx"} 1',
      'mes_http_request_duration_seconds_count{method="GET",route="none",status="4xx"} 1',
    ]);
    expect(text).not.toContain('1234');
  });

  it('counts refusals by the name of the problem, before a handler and in one', async () => {
    const post = { method: 'POST', headers: { 'content-type': 'application/json' } };
    await fetch(`${http.url}/toys`, { ...post, body: '{' });
    await fetch(`${http.url}/toys`, { ...post, body: '{}' });
    const problems = seriesOf(
      await (await fetch(`${http.url}/metrics`)).text(),
      'mes_http_problems_total',
    );
    expect(problems).toEqual(
      expect.arrayContaining([
        'mes_http_problems_total{problem="malformed-json"} 1',
        'mes_http_problems_total{problem="invalid-body"} 1',
        'mes_http_problems_total{problem="unknown-path"} 1',
      ]),
    );
  });

  it('is no part of what the service promises its callers', async () => {
    const document = (await (await fetch(`${http.url}/openapi.json`)).json()) as {
      paths: Record<string, unknown>;
    };
    expect(Object.keys(document.paths)).toContain('/health/ready');
    expect(Object.keys(document.paths)).not.toContain('/metrics');
  });
});

describe('/metrics of a service with an issuer', () => {
  let issuer: EmbeddedIssuer;
  let http: HttpService;

  beforeAll(async () => {
    issuer = await startEmbeddedIssuer({ tokenSeconds: 60 });
    const { url, audience } = issuer;
    http = await start({ access: { issuer: url, audience, clockToleranceSeconds: 5 } });
  });

  afterAll(async () => {
    await http.service.close();
    await issuer.close();
  });

  const tokenOf = async (clientId: string): Promise<string> => {
    const client = issuer.clients.find((one) => one.clientId === clientId);
    const secret = `${clientId}:${client?.clientSecret ?? ''}`;
    const answer = await fetch(issuer.tokenUrl, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(secret).toString('base64')}` },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        scope: client?.scopes.join(' ') ?? '',
      }),
    });
    return ((await answer.json()) as { access_token: string }).access_token;
  };

  it('needs a token that may read metrics', async () => {
    const ask = async (token: string | null): Promise<number> => {
      const headers = token === null ? {} : { authorization: `Bearer ${token}` };
      return (await fetch(`${http.url}/metrics`, { headers })).status;
    };
    expect(await ask(null)).toBe(401);
    const depositor = issuer.clients.find(({ scopes }) => !scopes.includes('metrics:read'));
    expect(await ask(await tokenOf(depositor?.clientId ?? ''))).toBe(403);
    expect(await ask(await tokenOf('software-metrics'))).toBe(200);
    expect((await fetch(`${http.url}/health/ready`)).status).toBe(200);
  });
});
