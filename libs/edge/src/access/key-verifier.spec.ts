import { makeApiKey, type StoredApiKey } from '#libs/store';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { ProblemError } from '../problem.js';
import { KEY_LIMITS, KeyVerifier } from './key-verifier.js';

const NOW_MS = Date.UTC(2026, 0, 2);

let nowMs: number;
let looks: number;
let stored: Map<string, StoredApiKey>;
let isAway: boolean;
let verifier: KeyVerifier;

beforeEach(() => {
  nowMs = NOW_MS;
  looks = 0;
  isAway = false;
  stored = new Map();
  verifier = new KeyVerifier(
    {
      find: (id) => {
        looks++;
        return isAway
          ? Promise.reject(new Error('postgres://mes:secret@h/d is away'))
          : Promise.resolve(stored.get(id));
      },
    },
    { nowMs: () => nowMs },
  );
});

function newKey(facts: Partial<StoredApiKey> = {}): string {
  const { id, text, secretSha256 } = makeApiKey();
  stored.set(id, {
    id,
    name: 'lab',
    secretSha256,
    scopes: ['deposits:write'],
    createdBy: 'spec',
    createdAt: new Date(NOW_MS),
    expiresAt: null,
    revokedAt: null,
    ...facts,
  });
  return text;
}

const idOf = (text: string): string => text.slice(4, 16);

/** Everything that a caller is told. */
async function answerTo(text: string): Promise<string> {
  try {
    await verifier.callerOf(text);
    return 'accepted';
  } catch (error) {
    if (error instanceof ProblemError) return JSON.stringify(error.facts);
    throw error;
  }
}

describe('KeyVerifier', () => {
  it('knows a caller by name, id and scopes', async () => {
    const text = newKey();
    expect(await verifier.callerOf(text)).toEqual({
      kind: 'software',
      subject: 'lab',
      keyId: idOf(text),
      scopes: new Set(['deposits:write']),
    });
  });

  it('tells unknown, wrong, revoked, expired and malformed keys apart by nothing', async () => {
    const right = newKey();
    const wrong = `${right.slice(0, 17)}${makeApiKey().text.slice(17)}`;
    const answers = [
      await answerTo(wrong),
      await answerTo(makeApiKey().text),
      await answerTo(newKey({ revokedAt: new Date(NOW_MS - 1) })),
      await answerTo(newKey({ expiresAt: new Date(NOW_MS) })),
      await answerTo('mes_x'),
      await answerTo(`${right}x`),
    ];
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain('key-refused');
    expect(await answerTo(right)).toBe('accepted');
  });

  it('lets a key expire at its instant, however lately it was looked up', async () => {
    const text = newKey({ expiresAt: new Date(NOW_MS + 1000) });
    nowMs += 999;
    expect(await answerTo(text)).toBe('accepted');
    nowMs += 1;
    expect(await answerTo(text)).toContain('key-refused');
    expect(looks).toBe(1);
  });

  it('stops to accept a revoked key within the bound, and not much earlier asks again', async () => {
    const text = newKey();
    expect(await answerTo(text)).toBe('accepted');
    const key = stored.get(idOf(text));
    if (key) stored.set(key.id, { ...key, revokedAt: new Date(nowMs) });
    nowMs += KEY_LIMITS.rememberedMs - 1;
    expect(await answerTo(text)).toBe('accepted');
    expect(looks).toBe(1);
    nowMs += 1;
    expect(await answerTo(text)).toContain('key-refused');
    expect(looks).toBe(2);
  });

  it('asks for what is not there as seldom as for what is', async () => {
    const { text } = makeApiKey();
    await answerTo(text);
    expect(verifier.remembers(text)).toBe(true);
    await answerTo(text);
    expect(looks).toBe(1);
    expect(verifier.remembers(makeApiKey().text)).toBe(false);
  });

  it('remembers a bounded number, the latest', async () => {
    const first = newKey();
    await answerTo(first);
    for (let i = 0; i < KEY_LIMITS.rememberedMax; i++) await answerTo(makeApiKey().text);
    expect(verifier.remembers(first)).toBe(false);
    expect(await answerTo(first)).toBe('accepted');
  });

  it('answers 503 while the table is away, without its address, and goes on with what it knows', async () => {
    const known = newKey();
    await answerTo(known);
    isAway = true;
    expect(await answerTo(known)).toBe('accepted');
    const told = await answerTo(newKey());
    expect(told).toContain('keys-unreachable');
    expect(told).not.toContain('secret');
    nowMs += KEY_LIMITS.rememberedMs;
    expect(await answerTo(known)).toContain('keys-unreachable');
  });
});
