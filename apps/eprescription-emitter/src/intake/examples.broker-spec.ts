import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EprescriptionIntake } from './start-intake.js';
import { IntakeHouse } from './test-intake.js';

const PAGE = join(import.meta.dirname, '../../../../docs/eprescription.md');

/** A command of the page, with the answer that the page gives. */
interface Example {
  readonly method: string;
  readonly path: string;
  readonly body: string | undefined;
  readonly status: number;
  readonly answer: unknown;
}

/** Every `curl` of the page with the status and the JSON that follow it. */
function examplesOf(page: string): Example[] {
  const pattern = /```sh\n(curl .*?)```\n+Answers (\d{3}):\n+```json\n(.*?)```/gs;
  return [...page.matchAll(pattern)].map(([, command = '', status = '', answer = '']) => {
    const parts = /^curl (?:-X (\w+) )?http:\/\/127\.0\.0\.1:8603(\S+)/.exec(command);
    return {
      method: parts?.[1] ?? 'GET',
      path: parts?.[2] ?? '',
      body: /-d '(.*)'/s.exec(command)?.[1],
      status: Number(status),
      answer: JSON.parse(answer) as unknown,
    };
  });
}

/** What differs from run to run: shown as its kind. */
const VOLATILE: Readonly<Record<string, RegExp>> = {
  number: /^SIM-[0-9A-Z]{11}$/,
  issuedAt: /Z$/,
  occurredAt: /Z$/,
  dispensedAt: /Z$/,
  validUntil: /Z$/,
  uniqueId: /^2\.25\.\d+$/,
  hash: /^[0-9a-f]{40}$/,
  source: /^(eprescription\/intake|dmp\/intake-eprescription)\.[0-9a-f]{8}\/\d+$/,
};

/** The answer without what differs from run to run; fails where that has another form. */
function settled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(settled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => {
      const form = VOLATILE[name];
      if (form === undefined) return [name, settled(field)];
      expect(field).toMatch(form);
      return [name, 'as expected'];
    }),
  );
}

// Everything is real here: HTTP, the broker, the database.
describe('docs/eprescription.md', () => {
  const house = new IntakeHouse();
  const examples = examplesOf(readFileSync(PAGE, 'utf8'));
  let intake: EprescriptionIntake;

  beforeAll(async () => {
    await house.open();
    intake = await house.start();
  }, 60_000);

  afterAll(() => house.close());

  it('has an answer after each command', () => {
    const page = readFileSync(PAGE, 'utf8');
    expect(examples.length).toBe(page.split('```sh').length - 1);
    expect(examples.length).toBeGreaterThanOrEqual(5);
  });

  it('answers each command, from top to bottom, as the page says', async () => {
    let number = '';
    for (const { method, path, body, status, answer } of examples) {
      const response = await fetch(`${intake.url}${path.replace('$NUMBER', number)}`, {
        method,
        ...(body === undefined ? {} : { body, headers: { 'content-type': 'application/json' } }),
      });
      const text = await response.text();
      const json = JSON.parse(text) as { number?: string };
      number ||= json.number ?? '';
      expect([path, response.status, settled(json)]).toEqual([path, status, settled(answer)]);
    }
  });
});
