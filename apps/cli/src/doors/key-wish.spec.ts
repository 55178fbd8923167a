import { describe, expect, it } from '@jest/globals';
import { keyExpiry, keyName, keyScopes } from './key-wish.js';

const NOW_MS = Date.UTC(2026, 0, 2, 3);

describe('a wish for a key', () => {
  it.each(['lab', 'lab 7', 'LGC-01', 'a'.repeat(64)])('takes the name %s', (name) => {
    expect(keyName(name)).toBe(name);
  });

  it.each(['', ' lab', 'lab\nforged', 'lab\u001b[31m', 'é', 'a'.repeat(65)])(
    'takes no name %j',
    (name) => {
      expect(() => keyName(name)).toThrow(/--name: expected/);
    },
  );

  it('takes scopes that there are, each once', () => {
    expect(keyScopes('metrics:read, admin,metrics:read')).toEqual(['admin', 'metrics:read']);
    for (const text of ['', 'root', 'admin,root', '*']) {
      expect(() => keyScopes(text)).toThrow(/expected some of admin, deposits:write/);
    }
  });

  it.each([
    ['2026-01-02', '2026-01-03T00:00:00.000Z'],
    ['2026-01-02T03:01Z', '2026-01-02T03:01:00.000Z'],
    ['90d', '2026-04-02T03:00:00.000Z'],
  ])('ends %s at %s', (text, at) => {
    expect(keyExpiry(text, NOW_MS).toISOString()).toBe(at);
  });

  it.each(['2026-01-01', '2026-01-02T03:00Z', '0d', '3661d', 'never', '2026-13-01', '1y'])(
    'does not end %s',
    (text) => {
      expect(() => keyExpiry(text, NOW_MS)).toThrow(/--expires: expected/);
    },
  );
});
