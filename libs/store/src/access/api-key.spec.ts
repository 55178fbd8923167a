import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isSameSecret, makeApiKey, readApiKey } from './api-key.js';

describe('an API key', () => {
  it('is read as it was made, and never twice the same', () => {
    const made = Array.from({ length: 200 }, makeApiKey);
    for (const { id, text, secretSha256 } of made) {
      expect(text).toMatch(/^mes_[0-9a-f]{12}_[A-Za-z0-9_-]{43}$/);
      expect(readApiKey(text)).toEqual({ id, secretSha256 });
    }
    expect(new Set(made.map(({ text }) => text.slice(-43))).size).toBe(made.length);
  });

  it('is another one when a character of its secret changes', () => {
    const { text, secretSha256 } = makeApiKey();
    fc.assert(
      fc.property(fc.integer({ min: text.length - 43, max: text.length - 1 }), (at) => {
        const other = text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);
        const came = readApiKey(other)?.secretSha256;
        expect(came !== undefined && isSameSecret(came, secretSha256)).toBe(false);
      }),
    );
  });

  it.each(['', 'mes_', 'mes_0123456789ab_short', `mes_0123456789AB_${'a'.repeat(43)}`])(
    'is not %j',
    (text) => {
      expect(readApiKey(text)).toBeUndefined();
    },
  );

  it('is compared with nothing and equal to nothing', () => {
    const { secretSha256 } = makeApiKey();
    expect(isSameSecret(secretSha256, secretSha256)).toBe(true);
    expect(isSameSecret(secretSha256, undefined)).toBe(false);
  });
});
