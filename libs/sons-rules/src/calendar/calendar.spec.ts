import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { SONS_COULOIRS, SONS_DSRS, TIME_ZONE } from '#libs/reference';
import { RuleUnknownError, deadlinesOf } from './deadlines.js';
import { endOfParisDayMs, parisMs } from './paris-instants.js';
import { CALENDAR_VERSION, RULE_VERSIONS } from './rule-versions.js';
import {
  MSS_DEPLOYMENT_FROM_MS,
  SONS_WINDOWS,
  UnknownWindowError,
  needsMssDeployment,
  windowOfCode,
} from './windows.js';

const CLOSING_MS = Date.parse('2023-12-14T14:00:00+01:00');
const SANITARY = ['V1-HOSPITAL', 'V1-CITY', 'V1-RADIOLOGY', 'V1-BIOLOGY'];

describe('instants of Europe/Paris', () => {
  it.each([
    ['winter', '2023-12-14T14:00', '2023-12-14T14:00:00+01:00'],
    ['summer', '2024-09-12T14:00', '2024-09-12T14:00:00+02:00'],
    ['the beginning of a day', '2022-06-21', '2022-06-21T00:00:00+02:00'],
    ['the first hour after the clock went forward', '2023-03-26T03:00', '2023-03-26T01:00:00Z'],
  ])('are read in %s', (_when, text, expected) => {
    expect(parisMs(text)).toBe(Date.parse(expected));
  });

  it.each([
    ['2022-07-15', '2022-07-16T00:00:00+02:00'],
    ['2022-11-30', '2022-12-01T00:00:00+01:00'],
    ['2024-02-28', '2024-02-29T00:00:00+01:00'],
    // 23 and 25 hours after their beginning.
    ['2023-03-26', '2023-03-27T00:00:00+02:00'],
    ['2023-10-29', '2023-10-30T00:00:00+01:00'],
  ])('end %s at the next midnight', (day, expected) => {
    expect(endOfParisDayMs(day)).toBe(Date.parse(expected));
  });
});

describe('the deadlines of the city', () => {
  it.each([
    ['the day of the arrêté', '2021-08-13', 'V1-CITY/1'],
    ['the last moment before the move', '2022-06-20T23:59:59.999', 'V1-CITY/1'],
    ['the day of the move', '2022-06-21', 'V1-CITY/2'],
    ['December 2022', '2022-12-01', 'V1-CITY/2'],
    ['the second move', '2023-03-31', 'V1-CITY/3'],
  ])('known on %s (%s) are %s', (_when, knownOn, version) => {
    expect(deadlinesOf('V1-CITY', parisMs(knownOn)).version).toBe(version);
  });

  it('moved twice while orders or installations were open', () => {
    expect(deadlinesOf('V1-CITY', parisMs('2022-06-20'))).toMatchObject({
      orderSignedBeforeMs: Date.parse('2022-07-15T22:00:00Z'),
      orderDepositedBeforeMs: null,
      installedBeforeMs: Date.parse('2022-10-15T22:00:00Z'),
      balanceDepositedBeforeMs: Date.parse('2022-10-15T22:00:00Z'),
    });
    expect(deadlinesOf('V1-CITY', parisMs('2022-12-01'))).toMatchObject({
      orderSignedBeforeMs: null,
      orderDepositedBeforeMs: Date.parse('2022-11-30T23:00:00Z'),
      installedBeforeMs: Date.parse('2023-04-28T22:00:00Z'),
      balanceDepositedBeforeMs: Date.parse('2023-04-28T22:00:00Z'),
    });
    expect(deadlinesOf('V1-CITY', Infinity)).toMatchObject({
      version: 'V1-CITY/3',
      orderSignedBeforeMs: null,
      orderDepositedBeforeMs: Date.parse('2022-11-30T23:00:00Z'),
      installedBeforeMs: Date.parse('2023-09-20T22:00:00Z'),
      balanceDepositedBeforeMs: CLOSING_MS,
    });
  });

  it.each(SANITARY)('hold in %s too', (window) => {
    for (const knownOn of ['2021-08-31', '2022-12-01', '2024-01-01']) {
      const { version, ...deadlines } = deadlinesOf(window, parisMs(knownOn));
      const { version: cityVersion, ...cityDeadlines } = deadlinesOf('V1-CITY', parisMs(knownOn));
      expect(version.split('/')[1]).toBe(cityVersion.split('/')[1]);
      expect(deadlines.balanceDepositedBeforeMs).toBe(cityDeadlines.balanceDepositedBeforeMs);
      expect(deadlines.installedBeforeMs).toBe(cityDeadlines.installedBeforeMs);
    }
  });
});

describe('the deadlines of the other windows', () => {
  it('moved twice in pharmacies, to 14:00 of a winter and of a summer day', () => {
    expect(deadlinesOf('V1-PHARMACY', parisMs('2022-10-16'))).toMatchObject({
      version: 'V1-PHARMACY/1',
      orderSignedBeforeMs: Date.parse('2022-12-18T23:00:00Z'),
      balanceDepositedBeforeMs: Date.parse('2023-03-31T22:00:00Z'),
    });
    expect(deadlinesOf('V1-PHARMACY', parisMs('2023-03-30'))).toMatchObject({
      version: 'V1-PHARMACY/2',
      orderDepositedBeforeMs: Date.parse('2023-03-15T13:00:00Z'),
      balanceDepositedBeforeMs: Date.parse('2023-04-28T12:00:00Z'),
    });
    expect(deadlinesOf('V1-PHARMACY', Infinity)).toMatchObject({
      version: 'V1-PHARMACY/3',
      orderDepositedBeforeMs: Date.parse('2023-03-15T13:00:00Z'),
      installedBeforeMs: Date.parse('2023-09-20T22:00:00Z'),
      balanceDepositedBeforeMs: CLOSING_MS,
    });
  });

  it('leave the social window open to the end of 2024', () => {
    expect(deadlinesOf('SMS', parisMs('2023-06-01'))).toMatchObject({
      version: 'SMS/1',
      orderSignedBeforeMs: Date.parse('2024-02-28T23:00:00Z'),
      installedBeforeMs: Date.parse('2024-12-19T23:00:00Z'),
      balanceDepositedBeforeMs: Date.parse('2024-12-19T23:00:00Z'),
    });
    expect(deadlinesOf('SMS', Infinity).version).toBe('SMS/2');
  });

  it('end the advance requests of wave 2 at 12:00', () => {
    expect(deadlinesOf('V2-HOSPITAL-DPI', Infinity).orderDepositedBeforeMs).toBe(
      Date.parse('2025-12-17T11:00:00Z'),
    );
    expect(deadlinesOf('V2-HOSPITAL-PFI', Infinity).orderDepositedBeforeMs).toBe(
      Date.parse('2025-09-17T10:00:00Z'),
    );
    expect(deadlinesOf('V2-IMAGING', Infinity).balanceDepositedBeforeMs).toBeNull();
  });
});

describe('the MSS deployment', () => {
  it('is asked for from 12 September 2024 14:00 on, in the social window alone', () => {
    const fromMs = Date.parse('2024-09-12T14:00:00+02:00');
    expect(needsMssDeployment('SMS', fromMs - 1)).toBe(false);
    expect(needsMssDeployment('SMS', fromMs)).toBe(true);
    expect(needsMssDeployment('SMS', fromMs + 1)).toBe(true);
    expect(needsMssDeployment('V1-CITY', fromMs)).toBe(false);
  });

  it('is the change of the social window’s second version', () => {
    expect(deadlinesOf('SMS', MSS_DEPLOYMENT_FROM_MS).effectiveAtMs).toBe(MSS_DEPLOYMENT_FROM_MS);
  });
});

describe('unknown rules', () => {
  it('are an error that names window and date, up to the last millisecond', () => {
    const knownAtMs = parisMs('2021-08-13');
    expect(deadlinesOf('V1-CITY', knownAtMs).version).toBe('V1-CITY/1');
    expect(() => deadlinesOf('V1-CITY', knownAtMs - 1)).toThrow(
      /came "V1-CITY" on 2021-08-12T21:59:59.999Z/,
    );
  });

  it.each([
    ['an unknown window', 'V9-MARS', Infinity],
    ['no window', '', Infinity],
    ['the beginning of time', 'V1-CITY', -Infinity],
    ['no instant', 'V1-CITY', Number.NaN],
    ['a version instead of a window', 'V1-CITY/1', Infinity],
  ])('are an error for %s', (_what, window, knownOnMs) => {
    expect(() => deadlinesOf(window, knownOnMs)).toThrow(RuleUnknownError);
  });

  it('are no error of a window that is merely looked up', () => {
    expect(windowOfCode('V2-IMAGING').dsrs).toEqual(['RIS_V2', 'DRIMBOX']);
    expect(() => windowOfCode('v1-city')).toThrow(UnknownWindowError);
  });
});

describe('the tables', () => {
  it('put every DSR into exactly one window of its couloir and wave', () => {
    const placed = SONS_WINDOWS.flatMap(({ couloir, wave, dsrs }) =>
      dsrs.map((code) => ({ code, couloir, wave })),
    );
    const byCode = (a: { code: string }, b: { code: string }) => (a.code < b.code ? -1 : 1);
    const expected = SONS_DSRS.map(({ code, couloir, wave }) => ({ code, couloir, wave }));
    expect(placed.sort(byCode)).toEqual(expected.sort(byCode));
    const couloirs = SONS_COULOIRS.map(({ code }) => code);
    expect(new Set(SONS_WINDOWS.map(({ couloir }) => couloir))).toEqual(new Set(couloirs));
  });

  it.each(SONS_WINDOWS)('know and apply rules for $code before its first order', (window) => {
    const first = deadlinesOf(window.code, window.opensAtMs);
    expect(first.version).toBe(`${window.code}/1`);
    expect(first.effectiveAtMs).toBeLessThanOrEqual(window.opensAtMs);
  });

  it.each(SONS_WINDOWS)('number the versions of $code in the order of both times', ({ code }) => {
    const versions = RULE_VERSIONS.filter(({ window }) => window === code);
    expect(versions.map(({ version }) => version)).toEqual(
      versions.map((_, index) => `${code}/${index + 1}`),
    );
    for (const time of ['knownAtMs', 'effectiveAtMs'] as const) {
      const instants = versions.map((version) => version[time]);
      expect(instants).toEqual([...new Set(instants)].sort((a, b) => a - b));
    }
  });

  it('make no rule apply before it could be known, and end no deadline before it was', () => {
    for (const rule of RULE_VERSIONS) {
      expect(rule.knownAtMs).toBeLessThanOrEqual(rule.effectiveAtMs);
      expect(rule.balanceDepositedBeforeMs ?? Infinity).toBeGreaterThan(rule.knownAtMs);
      expect(rule.installedBeforeMs ?? Infinity).toBeLessThanOrEqual(
        rule.balanceDepositedBeforeMs === null
          ? Infinity
          : endOfParisDayMs(dayOf(rule.balanceDepositedBeforeMs - 1)),
      );
    }
  });

  it('never bring a deadline forward', () => {
    for (const { code } of SONS_WINDOWS) {
      const ends = RULE_VERSIONS.filter(({ window }) => window === code).map(
        (rule) => rule.balanceDepositedBeforeMs ?? 0,
      );
      expect(ends).toEqual([...ends].sort((a, b) => a - b));
    }
  });

  it('say where every rule comes from and name each assumption', () => {
    for (const { source, assumed, note } of RULE_VERSIONS) {
      expect(source).not.toBe('');
      if (assumed) expect(note).toMatch(/assumed|is read as/);
    }
    expect(RULE_VERSIONS.filter(({ assumed }) => !assumed).map(({ version }) => version)).toEqual([
      'V1-CITY/2',
    ]);
  });

  it('keep their edition: a change of any rule needs a new CALENDAR_VERSION and a new print here', () => {
    const rules = RULE_VERSIONS.map((rule) => [
      rule.version,
      rule.knownAtMs,
      rule.effectiveAtMs,
      rule.orderSignedBeforeMs,
      rule.orderDepositedBeforeMs,
      rule.installedBeforeMs,
      rule.balanceDepositedBeforeMs,
    ]);
    const print = createHash('sha256').update(JSON.stringify(rules)).digest('hex').slice(0, 16);
    expect(`${CALENDAR_VERSION} ${print}`).toBe('sons-calendar/1 f91a847486e2fb2b');
  });
});

function dayOf(epochMs: number): string {
  return Temporal.Instant.fromEpochMilliseconds(epochMs)
    .toZonedDateTimeISO(TIME_ZONE)
    .toPlainDate()
    .toString();
}
