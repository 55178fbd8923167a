import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runMes, testBackend, type MesResult } from '#libs/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const TIMEOUT_MS = 60_000;

function expectRefused(result: MesResult, message: RegExp): void {
  expect(`${result.stdout}${result.stderr}`).toMatch(message);
  // Expected trouble is told without a stack.
  expect(result.stderr).not.toMatch(/^\s+at /m);
  expect(result.exitCode).toBe(2);
}

describe('a wrong invocation', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'mes-bad-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('names the scenarios that exist when one does not', async () => {
    expectRefused(
      await runMes(['simulate', 'national-decembre-2023', '--dry-run']),
      /national-december-2023/,
    );
  });

  it('prints every fault of a scenario file with its line', async () => {
    const file = join(folder, 'broken.yaml');
    writeFileSync(file, 'name: broken\ntitel: x\ndmp: 3\n');
    const result = await runMes(['scenario', 'validate', file]);
    expectRefused(result, /broken\.yaml:2:\d+.*titel/);
    expect(result.stderr).toMatch(/broken\.yaml:3:\d+/);
  });

  it(
    'refuses a number of partitions that does not divide 48, before anything starts',
    async () => {
      expectRefused(await runMes(['simulate', 'smoke', '--partitions', '5']), /divides? 48|5/);
    },
    TIMEOUT_MS,
  );

  it('refuses services and a preparation elsewhere when nothing says where', async () => {
    const where = /expected MES_KAFKA_BROKERS and MES_DATABASE_URL.*came neither/;
    expectRefused(await runMes(['simulate', 'smoke', '--services', 'elsewhere']), where);
    expectRefused(await runMes(['simulate', 'smoke', '--services', 'none']), /own or elsewhere/);
    expectRefused(await runMes(['prepare']), where);
  });

  it(
    'says that a broker does not answer, within a bound',
    async () => {
      const { MES_DATABASE_URL } = testBackend();
      expectRefused(
        await runMes(['simulate', 'smoke'], { MES_KAFKA_BROKERS: '127.0.0.1:1', MES_DATABASE_URL }),
        /127\.0\.0\.1:1/,
      );
    },
    TIMEOUT_MS,
  );

  it(
    'says that the database does not answer, without its password',
    async () => {
      const { MES_KAFKA_BROKERS } = testBackend();
      const result = await runMes(['simulate', 'smoke'], {
        MES_KAFKA_BROKERS,
        MES_DATABASE_URL: 'postgres://mes:hunter2@127.0.0.1:1/mes',
      });
      expectRefused(result, /127\.0\.0\.1:1/);
      expect(`${result.stdout}${result.stderr}`).not.toContain('hunter2');
    },
    TIMEOUT_MS,
  );

  it('refuses settings with all their faults at once', async () => {
    const result = await runMes(['config', 'print'], {
      MES_PARTITIONS: 'many',
      MES_INFRA: 'cloud',
      MES_TYPO: '1',
    });
    expectRefused(result, /MES_PARTITIONS/);
    expect(result.stderr).toMatch(/MES_INFRA/);
    expect(result.stderr).toMatch(/MES_TYPO/);
  });

  it.each([
    [['simulate', 'smoke', '--threshold', 'loss==0'], /lost/],
    [['simulate', 'smoke', '--seed', 'x'], /--seed/],
    [['simulate', 'smoke', '--scale', '-1'], /--scale/],
    [['simulate', 'smoke', '--nope'], /unknown option/],
    [['simulate'], /missing required argument/],
    [['fly'], /unknown command/],
  ])('ends %j with 2 and a reason', async (args, reason) => {
    expectRefused(await runMes(args), reason);
  });
});

describe('commands that need no backend', () => {
  it('print events as CloudEvents JSON, the same for the same seed', async () => {
    const args = ['simulate', 'smoke', '--seed', '3', '--sample', '10'];
    const [one, two] = [await runMes(args), await runMes(args)];
    const events = one.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(events).toHaveLength(10);
    expect(events[0]).toMatchObject({
      specversion: '1.0',
      source: expect.stringMatching(/^dmp\/smoke\/3\//),
    });
    expect(two.stdout).toBe(one.stdout);
  });

  it('print the plan of a dry run with its exact total', async () => {
    const { stdout, exitCode } = await runMes([
      'simulate',
      'national-december-2023',
      '--seed',
      '1',
      '--dry-run',
    ]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/18 800 000/);
  });
});
