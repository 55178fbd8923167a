import { describe, expect, it } from '@jest/globals';
import { auditLine, keyLine, keyState, newKeyLines } from './doors-page.js';

const AT = new Date('2026-01-02T03:04:05Z');
const key = {
  id: '0123456789ab',
  name: 'lab',
  secretSha256: Buffer.alloc(32, 7),
  scopes: ['admin', 'metrics:read'],
  createdBy: 'command me@here',
  createdAt: AT,
  expiresAt: null,
  revokedAt: null,
};

describe('what the command line shows of doors', () => {
  it('says whether a key counts, to the instant', () => {
    expect(keyState(key, AT.getTime())).toBe('active');
    expect(keyState({ ...key, expiresAt: AT }, AT.getTime() - 1)).toBe('active');
    expect(keyState({ ...key, expiresAt: AT }, AT.getTime())).toBe('expired');
    expect(keyState({ ...key, revokedAt: AT }, 0)).toBe('revoked');
  });

  it('lists a key without anything of its secret', () => {
    const line = keyLine(key, AT.getTime());
    expect(line).toBe(
      '0123456789ab  active   no end  admin,metrics:read  lab  (by command me@here)',
    );
  });

  it('gives a new key alone on the first line, for scripts', () => {
    expect(newKeyLines(key, 'mes_x')[0]).toBe('mes_x');
  });

  it('writes a row of the audit as one line, whatever callers put into it', () => {
    const line = auditLine({
      id: '1',
      act: '11111111-2222-3333-4444-555555555555',
      at: AT,
      actor: 'key:x (a\n2026 forged)',
      action: 'runs.start',
      parameters: { scenario: '\u001b[2J\u2028\u202e' },
      outcome: 'refused',
      detail: 'no\r\nsuch',
    });
    expect(line).not.toMatch(/[\p{Cc}\u2028-\u202e]/u);
    expect(line).toContain('key:x (a\\n2026 forged)');
  });
});
