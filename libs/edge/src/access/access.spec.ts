import { makePsIdNat } from '#libs/identifiers';
import { systemClock, type Clock } from '#libs/platform';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SignJWT, UnsecuredJWT } from 'jose';
import { ProblemError } from '../problem.js';
import { Access, assertScope } from './access.js';
import { TestIssuer } from './test-issuer.js';

const NOW_MS = 1_760_000_000_000;
const TOLERANCE_SECONDS = 5;
const PROFESSIONAL = makePsIdNat(7);

let issuer: TestIssuer;
let access: Access;
let nowMs: number;
const clock: Clock = { ...systemClock, nowMs: () => nowMs };

beforeEach(async () => {
  nowMs = NOW_MS;
  issuer = await TestIssuer.start();
  access = accessTo(issuer.url);
});

afterEach(async () => {
  await issuer.close();
});

function accessTo(url: string): Access {
  return new Access(
    {
      tokens: {
        issuer: url,
        audience: 'mes-flow',
        clockToleranceSeconds: TOLERANCE_SECONDS,
        keysCooldownMs: 0,
        issuerPauseMs: 0,
      },
      keys: null,
    },
    clock,
  );
}

/** Name and status of the refusal; `accepted` where there is none. */
async function outcomeOf(
  token: string | undefined,
  scope: string | null = null,
  asked = access,
): Promise<string> {
  try {
    const caller = await asked.identify(token === undefined ? undefined : `Bearer ${token}`);
    assertScope(caller, scope);
    return 'accepted';
  } catch (error) {
    if (error instanceof ProblemError) return `${error.facts.status} ${error.facts.name}`;
    throw error;
  }
}

describe('Access', () => {
  it('makes a professional of "8" and an RPPS number', async () => {
    const token = await issuer.token({ sub: PROFESSIONAL, scope: 'a b' }, { nowMs });
    expect(await access.identify(`Bearer ${token}`)).toEqual({
      kind: 'professional',
      subject: PROFESSIONAL,
      author: { text: PROFESSIONAL, kind: 'rpps', number: PROFESSIONAL.slice(1), internal: null },
      scopes: new Set(['a', 'b']),
    });
  });

  it('makes a software of any other subject', async () => {
    const token = await issuer.token({}, { nowMs });
    expect(await access.identify(`bearer ${token}`)).toMatchObject({
      kind: 'software',
      subject: 'software-one',
    });
  });

  it('lets everybody in as anonymous where there is no issuer', async () => {
    expect(await new Access({ tokens: null, keys: null }).identify(undefined)).toEqual({
      kind: 'anonymous',
    });
  });

  it.each<[string, () => Promise<string | undefined>, string]>([
    ['no token', () => Promise.resolve(undefined), '401 token-missing'],
    ['a text that is no token', () => Promise.resolve('abc'), '401 token-malformed'],
    ['three parts that are no token', () => Promise.resolve('a.b.c'), '401 token-malformed'],
    [
      'an unsigned token',
      () => Promise.resolve(new UnsecuredJWT({ iss: issuer.url, sub: 'x' }).encode()),
      '401 token-algorithm-refused',
    ],
    [
      'a token signed with a shared secret',
      () =>
        new SignJWT({ iss: issuer.url, sub: 'x' })
          .setProtectedHeader({ alg: 'HS256' })
          .sign(new TextEncoder().encode('a secret of thirty-two bytes, or more')),
      '401 token-algorithm-refused',
    ],
    [
      'an asymmetric algorithm that is not on the list',
      async () => {
        await issuer.rotate('ES384');
        return issuer.token({}, { nowMs });
      },
      '401 token-algorithm-refused',
    ],
    [
      'a key that is not published',
      () => issuer.token({}, { nowMs, kid: 'another' }),
      '401 token-key-unknown',
    ],
    [
      'a signature by another key of the same name',
      async () => {
        const other = await TestIssuer.start();
        const token = await other.token({ iss: issuer.url }, { nowMs });
        await other.close();
        return token;
      },
      '401 token-signature-invalid',
    ],
    [
      'claims that were changed after the signature',
      async () => {
        const [header, , signature] = (await issuer.token({}, { nowMs })).split('.');
        const claims = Buffer.from(JSON.stringify({ sub: 'root' })).toString('base64url');
        return `${header ?? ''}.${claims}.${signature ?? ''}`;
      },
      '401 token-signature-invalid',
    ],
    [
      'another issuer',
      () => issuer.token({ iss: 'https://issuer.example' }, { nowMs }),
      '401 token-issuer-wrong',
    ],
    [
      'another audience',
      () => issuer.token({ aud: 'other' }, { nowMs }),
      '401 token-audience-wrong',
    ],
    [
      'a token that has expired, beyond the tolerance',
      () => issuer.token({}, { nowMs, expiresInSeconds: -TOLERANCE_SECONDS }),
      '401 token-expired',
    ],
    [
      'a token that is not valid yet, beyond the tolerance',
      () => issuer.token({ nbf: NOW_MS / 1000 + TOLERANCE_SECONDS + 1 }, { nowMs }),
      '401 token-not-yet-valid',
    ],
    ['no subject', () => issuer.token({ sub: undefined }, { nowMs }), '401 token-claim-missing'],
    ['no expiry', () => issuer.token({ exp: undefined }, { nowMs }), '401 token-claim-missing'],
    [
      'an RPPS number whose check digit is wrong',
      () =>
        issuer.token(
          { sub: PROFESSIONAL.slice(0, -1) + String((Number(PROFESSIONAL.at(-1)) + 1) % 10) },
          { nowMs },
        ),
      '401 token-subject-invalid',
    ],
    [
      'digits that are no RPPS number',
      () => issuer.token({ sub: '0123456789' }, { nowMs }),
      '401 token-subject-invalid',
    ],
    [
      'an ADELI number, which Pro Santé Connect does not give',
      () => issuer.token({ sub: '0991234567' }, { nowMs }),
      '401 token-subject-invalid',
    ],
    [
      'a missing scope',
      () => issuer.token({ scope: 'metrics:read' }, { nowMs }),
      '403 scope-missing',
    ],
    ['no scope at all', () => issuer.token({ scope: undefined }, { nowMs }), '403 scope-missing'],
    ['nothing wrong', () => issuer.token({}, { nowMs }), 'accepted'],
    [
      'an expiry within the tolerance',
      () => issuer.token({}, { nowMs, expiresInSeconds: 1 - TOLERANCE_SECONDS }),
      'accepted',
    ],
    [
      'a beginning within the tolerance',
      () => issuer.token({ nbf: NOW_MS / 1000 + TOLERANCE_SECONDS }, { nowMs }),
      'accepted',
    ],
    [
      'RS256',
      async () => {
        await issuer.rotate('RS256');
        return issuer.token({}, { nowMs });
      },
      'accepted',
    ],
    [
      'PS256',
      async () => {
        await issuer.rotate('PS256');
        return issuer.token({}, { nowMs });
      },
      'accepted',
    ],
  ])('answers %s by its own name', async (_, token, outcome) => {
    expect(await outcomeOf(await token(), 'deposits:write')).toBe(outcome);
  });

  it('refuses a token that expires while it is remembered', async () => {
    const token = await issuer.token({}, { nowMs, expiresInSeconds: 10 });
    expect(await outcomeOf(token)).toBe('accepted');
    nowMs += 9_999;
    expect(await outcomeOf(token)).toBe('accepted');
    nowMs += 10_000;
    expect(await outcomeOf(token)).toBe('401 token-expired');
  });

  it('takes a rotated key as soon as a token names it, and the old one no longer', async () => {
    const old = await issuer.token({}, { nowMs });
    expect(await outcomeOf(old)).toBe('accepted');
    await issuer.rotate();
    expect(await outcomeOf(await issuer.token({}, { nowMs }))).toBe('accepted');
    // Once it is no longer remembered.
    nowMs += 30_000;
    expect(await outcomeOf(old)).toBe('401 token-key-unknown');
  });

  it('asks for the keys once, however many tokens come', async () => {
    const tokens = await Promise.all(
      Array.from({ length: 20 }, (_, i) => issuer.token({ jti: String(i) }, { nowMs })),
    );
    expect(new Set(await Promise.all(tokens.map((token) => outcomeOf(token))))).toEqual(
      new Set(['accepted']),
    );
    expect(issuer.keyRequests).toBe(1);
  });

  it('lets nobody in while the issuer is down, and everybody again when it is back', async () => {
    const token = await issuer.token({}, { nowMs });
    issuer.isDown = true;
    expect(await outcomeOf(token)).toBe('503 issuer-unreachable');
    issuer.isDown = false;
    expect(await outcomeOf(token)).toBe('accepted');
  });

  it('lets nobody in whose key has to be asked for while the keys are down', async () => {
    expect(await outcomeOf(await issuer.token({}, { nowMs }))).toBe('accepted');
    await issuer.rotate();
    issuer.isDown = true;
    expect(await outcomeOf(await issuer.token({}, { nowMs }))).toBe('503 issuer-unreachable');
  });

  it('takes a refused connection and a foreign description for an issuer that is down', async () => {
    const token = await issuer.token({}, { nowMs });
    expect(await outcomeOf(token, null, accessTo('http://127.0.0.1:1'))).toBe(
      '503 issuer-unreachable',
    );
    // The description names the address without a slash: not the issuer that was asked for.
    expect(await outcomeOf(token, null, accessTo(`${issuer.url}/`))).toBe('503 issuer-unreachable');
  });
});
