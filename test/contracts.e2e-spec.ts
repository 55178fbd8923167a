import { runMes } from '#libs/testing';
import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '..', 'docs', 'contracts');

describe('mes contracts', () => {
  it('finds every committed document as the program gives it', async () => {
    const { exitCode, stdout, stderr } = await runMes(['contracts', 'check']);
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^\d+ contracts are as committed$/m);
  });

  it('prints what it compares', async () => {
    const { stdout } = await runMes(['contracts', 'asyncapi']);
    expect(stdout).toBe(readFileSync(join(folder, 'asyncapi.json'), 'utf8'));
    const { stdout: openApi } = await runMes(['contracts', 'openapi', 'metrics-api']);
    expect(openApi).toBe(readFileSync(join(folder, 'openapi-metrics-api.json'), 'utf8'));
  });

  it.each([
    ['openapi', 'nothing'],
    ['openapi', '../cli'],
    ['print', ''],
  ])('refuses %s %s', async (...args) => {
    const { exitCode, stderr } = await runMes(['contracts', ...args]);
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/expected/)]);
  });
});
