import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startEmbeddedIssuer, type EmbeddedIssuer } from '#libs/edge';
import { example, startTestIntake, type TestIntake } from './test-intake.js';

const TOKEN_SECONDS = 1;
const CLOCK_TOLERANCE_SECONDS = 0;

// Real: HTTP, the issuer of the tokens, PostgreSQL. The broker is a list.
describe('the DMP intake, with an issuer', () => {
  let issuer: EmbeddedIssuer;
  let brief: EmbeddedIssuer;
  let intake: TestIntake;
  let documents = 0;

  beforeAll(async () => {
    issuer = await startEmbeddedIssuer({ professionals: 2 });
    intake = await startTestIntake({
      gatherMs: 0,
      access: { issuer: issuer.url, audience: issuer.audience },
    });
    brief = await startEmbeddedIssuer({ professionals: 1, tokenSeconds: TOKEN_SECONDS });
  });

  afterAll(async () => {
    await intake.stop();
    await issuer.close();
    await brief.close();
  });

  beforeEach(() => {
    intake.events.length = 0;
  });

  const tokenOf = async (
    clientId: string,
    { tokenUrl, clients }: EmbeddedIssuer = issuer,
  ): Promise<string> => {
    const client = clients.find((one) => one.clientId === clientId);
    const response = await fetch(tokenUrl, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${clientId}:${client?.clientSecret ?? ''}`)}` },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        scope: client?.scopes.join(' ') ?? '',
      }),
    });
    // The token endpoint answers with JSON (RFC 6749, 5.1).
    return ((await response.json()) as { access_token: string }).access_token;
  };

  const deposit = async (
    token: string | undefined,
    change: Record<string, unknown> = {},
    url = intake.url,
  ): Promise<{ status: number; type: string | undefined }> => {
    documents += 1;
    const answer = await fetch(`${url}/documents`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({
        ...example('document.json'),
        uniqueId: `2.25.4${documents}`,
        ...change,
      }),
    });
    const { type } = (await answer.json()) as { type?: string };
    return { status: answer.status, type };
  };

  it('takes the author from the token, and not from a body that says another', async () => {
    const token = await tokenOf('professional-1');
    const { subject } = issuer.clients.find(({ clientId }) => clientId === 'professional-1') ?? {};
    const other = issuer.clients.find(({ clientId }) => clientId === 'professional-2');
    for (const author of [undefined, subject, other?.subject]) {
      expect((await deposit(token, { author })).status).toBe(201);
    }
    expect(intake.events.map((event) => 'author' in event && event.author)).toEqual([
      subject,
      subject,
      subject,
    ]);
  });

  it('takes the author from the body for software', async () => {
    expect((await deposit(await tokenOf('software-deposits'))).status).toBe(201);
    expect(intake.events).toMatchObject([{ author: '899700218896' }]);
  });

  it.each([
    ['no token', () => Promise.resolve(undefined), 401, 'token-missing'],
    ['no token but a text', () => Promise.resolve('abc'), 401, 'token-malformed'],
    ['a token without the scope', () => tokenOf('software-metrics'), 403, 'scope-missing'],
    [
      'a token of another issuer',
      () => tokenOf('professional-1', brief),
      401,
      'token-signature-invalid',
    ],
  ])('refuses %s, and registers nothing', async (_, token, status, name) => {
    expect(await deposit(await token())).toEqual({
      status,
      type: `urn:mes-flow:problem:${name}`,
    });
    expect(intake.events).toEqual([]);
  });

  it('tells an expired token from a wrong one', async () => {
    const closing = await startTestIntake({
      gatherMs: 0,
      access: {
        issuer: brief.url,
        audience: brief.audience,
        clockToleranceSeconds: CLOCK_TOLERANCE_SECONDS,
      },
    });
    try {
      const token = await tokenOf('professional-1', brief);
      const expired = async (): Promise<string | undefined> => {
        for (;;) {
          const { status, type } = await deposit(token, { author: undefined }, closing.url);
          if (status !== 201) return type;
        }
      };
      expect(await expired()).toBe('urn:mes-flow:problem:token-expired');
    } finally {
      await closing.stop();
    }
  });
});
