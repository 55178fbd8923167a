import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseMonth } from '#libs/reference';
import { Plan } from '../plan/plan.js';
import { describeScenario, totalsOf } from './describe-scenario.js';
import {
  ScenarioInvalidError,
  ScenarioScaleError,
  ScenarioUnreadableError,
  UnknownScenarioError,
} from './errors.js';
import { sumOfMonths } from './monthly-series.js';
import { listScenarios, loadScenario, parseScenario } from './scenario-catalogue.js';

const NAMES = ['national-2021-to-2023', 'national-december-2023', 'smoke', 'sons-wave-1'];
const december = parseMonth('2023-12');

describe('the built-in scenarios', () => {
  it('are listed by name, each with its title and its file', () => {
    expect(listScenarios().map(({ name }) => name)).toEqual(NAMES);
    for (const { name, title, file } of listScenarios()) {
      expect(title.length).toBeGreaterThan(10);
      expect(readFileSync(file, 'utf8')).toContain(`name: ${name}\n`);
    }
  });

  it.each(NAMES)('%s is valid, named like its file, and at scale 1', (name) => {
    expect(loadScenario(name)).toMatchObject({ name, scale: 1 });
  });

  it.each(NAMES)('%s gives every figure a source or a reason', (name) => {
    const { dmp, mssante, eprescription, figures } = loadScenario(name);
    const flows = [dmp.documents, dmp.shares, mssante.messages, mssante.shares].flat();
    const prescriptions = [...eprescription.issued, ...eprescription.dispensed];
    for (const { source } of [...flows, ...prescriptions, ...Object.values(figures ?? {})]) {
      expect(source.length).toBeGreaterThan(10);
    }
  });

  it('smoke has about 20,000 events in two months, with every fault on', () => {
    const scenario = loadScenario('smoke');
    const events = Object.values(totalsOf(scenario)).reduce((sum, count) => sum + count, 0);
    expect(events).toBeGreaterThan(19_500);
    expect(events).toBeLessThan(20_500);
    expect(scenario.dmp.documents.map(({ month }) => month)).toEqual([december - 1, december]);
    const { faults } = scenario;
    const { duplicatedDelivery, lateDeposit, replacedDocument } = faults;
    const { changedVisibility, deletedDocument, reordering, refusedDeposit } = faults;
    const rates = [duplicatedDelivery, lateDeposit, replacedDocument, deletedDocument]
      .concat(changedVisibility)
      .map(({ rate }) => rate);
    expect(Math.min(...rates, ...Object.values(refusedDeposit))).toBeGreaterThan(0);
    expect(Object.keys(refusedDeposit)).toHaveLength(12);
    expect(reordering.windowRecords).toBe(64);
  });

  it('national-december-2023 has exactly 18,800,000 documents, and about 31 million events', () => {
    const scenario = loadScenario('national-december-2023');
    expect(scenario.dmp.documents.map(({ month, events }) => [month, events])).toEqual([
      [december, 18_800_000],
    ]);
    expect(scenario.dmp.documents[0]?.assumed).toBe(false);
    expect(totalsOf(scenario)).toMatchObject({
      documents: 18_800_000,
      refused: 282_000,
      messages: 9_000_000,
      issued: 2_000_000,
      dispensed: 7_500,
    });
    expect(describeScenario(scenario)).toContain(
      '  all channels, no duplicates           31,259,450',
    );
  });

  it('national-2021-to-2023 has 6,000,000 documents in 2021 and 147 million in calendar 2023', () => {
    const { dmp, mssante, eprescription } = loadScenario('national-2021-to-2023');
    const of = (from: string, to: string) => [parseMonth(from), parseMonth(to)] as const;
    expect(dmp.documents).toHaveLength(36);
    expect(sumOfMonths(dmp.documents, ...of('2021-01', '2021-12'))).toBe(6_000_000);
    // The monthly rhythms that were published make 145 to 150 M; 226 M is December times 12.
    expect(sumOfMonths(dmp.documents, ...of('2023-01', '2023-12'))).toBe(147_386_591);
    expect(dmp.documents.at(-1)).toMatchObject({ events: 18_800_000, assumed: false });
    expect(sumOfMonths(mssante.messages, ...of('2021-06', '2021-06'))).toBe(7_000_000);
    expect(sumOfMonths(eprescription.issued, ...of('2022-12', '2023-10'))).toBe(5_600_000);
    expect(sumOfMonths(eprescription.dispensed, ...of('2022-12', '2023-10'))).toBe(13_000);
    expect(sumOfMonths(eprescription.dispensed, ...of('2023-10', '2023-10'))).toBe(4_616);
    expect(sumOfMonths(eprescription.issued, ...of('2021-01', '2021-12'))).toBe(153_447);
  });

  it('national-2021-to-2023 never falls from one month to the next but where it was published', () => {
    const { documents } = loadScenario('national-2021-to-2023').dmp;
    const falls = documents.filter(
      ({ events }, index) => events < (documents[index - 1]?.events ?? 0),
    );
    expect(falls.map(({ month }) => month)).toEqual([parseMonth('2023-04'), parseMonth('2023-08')]);
  });

  it('are described with the very totals of their plan', () => {
    for (const [name, scale] of [
      ['smoke', 1],
      ['national-2021-to-2023', 0.001],
    ] as const) {
      const scenario = loadScenario(name, { scale });
      const totals = Object.values(totalsOf(scenario)).reduce((sum, count) => sum + count, 0);
      expect(totals).toBe(new Plan(scenario, 42).totals().allEvents);
    }
  });

  it('keep their shape when loaded at a smaller scale', () => {
    const scenario = loadScenario('national-december-2023', { scale: 0.01 });
    expect(scenario).toMatchObject({ name: 'national-december-2023', scale: 0.01 });
    expect(scenario.dmp.documents[0]?.events).toBe(188_000);
    expect(() => loadScenario('smoke', { scale: 0 })).toThrow(ScenarioScaleError);
  });
});

describe('the smallest file of docs/scenarios.md', () => {
  it('is a valid scenario', () => {
    const page = readFileSync(join(import.meta.dirname, '../../../../docs/scenarios.md'), 'utf8');
    const [, text = ''] = /```yaml\n([^`]*name: [^`]*)```/.exec(page) ?? [];
    expect(parseScenario(text, { file: 'docs/scenarios.md' })).toMatchObject({
      scenario: { name: 'one-quiet-month', dmp: { documents: [{ events: 100_000 }] } },
    });
  });
});

describe('a name that no scenario has', () => {
  it('is refused with the known names and the nearest', () => {
    const attempt = (): unknown => loadScenario('national-decembre-2023');
    expect(attempt).toThrow(UnknownScenarioError);
    expect(attempt).toThrow(
      `scenario: expected one of ${NAMES.join(', ')}, or the path of a .yaml file; ` +
        'came "national-decembre-2023"; did you mean "national-december-2023"?',
    );
  });

  it.each(['', '.', '..', '../scenarios/smoke', './smoke', 'smoke/', 'smoke\0', '/etc/passwd'])(
    'never becomes a path: %j',
    (name) => {
      expect(() => loadScenario(name)).toThrow(UnknownScenarioError);
    },
  );
});

describe('a file of one’s own', () => {
  let folder: string;
  const smoke = readFileSync(listScenarios().find(({ name }) => name === 'smoke')?.file ?? '');

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'mes-scenario-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  function write(name: string, content: string | Uint8Array): string {
    const file = join(folder, name);
    writeFileSync(file, content);
    return file;
  }

  it('is loaded by its path', () => {
    const file = write('mine.yaml', smoke.toString().replace('name: smoke', 'name: mine'));
    expect(loadScenario(file, { scale: 2 })).toMatchObject({ name: 'mine', scale: 2 });
  });

  it('may not keep the name of the built-in scenario it was copied from', () => {
    const file = write('smoke.yaml', smoke);
    expect(() => loadScenario(file)).toThrow(ScenarioInvalidError);
    expect(() => loadScenario(file)).toThrow(
      `${file}:2:7 name: expected a name that no built-in scenario has`,
    );
    expect(parseScenario(smoke.toString(), { file })).toMatchObject({ faults: [{ line: 2 }] });
  });

  it('may be the built-in file itself', () => {
    for (const { name, file } of listScenarios()) expect(loadScenario(file).name).toBe(name);
  });

  it('is refused with exit code 2 when it is absent, a folder, too long or not UTF-8', () => {
    const folderInPlaceOfAFile = join(folder, 'folder.yaml');
    mkdirSync(folderInPlaceOfAFile);
    const attempts = [
      [join(folder, 'absent.yaml'), 'ENOENT'],
      [folderInPlaceOfAFile, 'EISDIR'],
      [write('long.yaml', '#'.repeat(3 * 1024 * 1024)), 'came 3145728 bytes'],
      [write('latin.yaml', Uint8Array.of(0x6e, 0xe9)), 'text in UTF-8'],
    ] as const;
    for (const [file, reason] of attempts) {
      const attempt = (): unknown => loadScenario(file);
      expect(attempt).toThrow(ScenarioUnreadableError);
      expect(attempt).toThrow(reason);
      expect(attempt).toThrow(expect.objectContaining({ exitCode: 2 }));
    }
  });
});

describe('a scenario for a person', () => {
  it('says totals, shares, rates and where each comes from, the same origin once', () => {
    const lines = describeScenario(loadScenario('national-december-2023', { scale: 0.1 }));
    expect(lines[1]).toBe('scale 0.1');
    expect(lines).toContain('  2023-12                                1,880,000');
    expect(lines.filter((line) => line.includes('plausible small rates'))).toHaveLength(1);
    expect(lines.join('\n')).toContain('source: mind Health, 27 Feb 2024');
    expect(lines.join('\n')).toContain('SGL 52.3 %');
  });

  it('sums a long flow by calendar year', () => {
    const lines = describeScenario(loadScenario('national-2021-to-2023'));
    expect(lines).toContain('  2023 (calendar year)                 147,386,591');
    expect(lines).toContain('  29 of the 36 months are assumed');
  });
});
