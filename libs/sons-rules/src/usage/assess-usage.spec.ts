import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newRequest } from '../request/new-request.js';
import type { RequestState } from '../request/request-state.js';
import { CLIENT, DOCTORS, LGC } from '../request/test-history.js';
import { assessUsage, ThresholdOutOfRangeError } from './assess-usage.js';
import { insertInstant } from './insert-instant.js';
import { DEFAULT_USAGE } from './usage-parameters.js';
import { INSTANTS_KEPT_MAX, type UsageAssessment, type UsageParameters } from './usage-types.js';

const INSTALLED_MS = Date.UTC(2023, 0, 10, 9);
const DEPOSITED_MS = Date.UTC(2023, 9, 10, 15);
const [FIRST = '', SECOND = ''] = DOCTORS;

const request: RequestState = {
  ...newRequest(CLIENT, LGC),
  window: 'V1-CITY',
  units: [FIRST, SECOND],
  signedAtMs: Date.UTC(2022, 5, 1),
  installedAtMs: INSTALLED_MS,
  balanceUnits: [FIRST, SECOND],
  balanceDepositedAtMs: DEPOSITED_MS,
};

/** What is kept of documents at these instants, from the installation on. */
function kept(instants: readonly number[]): number[] {
  const list: number[] = [];
  for (const atMs of instants) if (atMs >= INSTALLED_MS) insertInstant(list, atMs);
  return list;
}

function assess(
  instants: readonly number[],
  parameters: Partial<UsageParameters> = {},
): UsageAssessment | undefined {
  const [first] = assessUsage(
    request,
    (unit) =>
      unit === FIRST
        ? { unit, fromOrder: kept(instants), fromInstallation: kept(instants) }
        : undefined,
    { ...DEFAULT_USAGE, ...parameters },
  );
  return first;
}

const documents = (count: number, fromMs = INSTALLED_MS, stepMs = 3_600_000): number[] =>
  Array.from({ length: count }, (_, index) => fromMs + index * stepMs);

describe('assessUsage', () => {
  it.each([
    [9, 'below', -1],
    [10, 'met', 0],
    [11, 'met', 1],
  ])('decides %i documents: %s', (count, verdict, distance) => {
    expect(assess(documents(count))).toMatchObject({ documents: count, verdict, distance });
  });

  it.each([
    ['one second before the installation', INSTALLED_MS - 1000, 9],
    ['at the installation', INSTALLED_MS, 10],
    ['one second after the installation', INSTALLED_MS + 1000, 10],
    ['one second before the deposit', DEPOSITED_MS - 1000, 10],
    ['at the deposit', DEPOSITED_MS, 10],
    ['one second after the deposit', DEPOSITED_MS + 1000, 9],
  ])('counts a tenth document %s or not', (_when, atMs, count) => {
    const nine = documents(9, INSTALLED_MS + 60_000);
    expect(assess([...nine, atMs])?.documents).toBe(count);
  });

  it('is the same in whatever order the documents come', () => {
    const instants = [
      ...documents(9, INSTALLED_MS - 5000, 700),
      ...documents(14, DEPOSITED_MS - 8000, 1000),
    ];
    const expected = instants.filter((atMs) => atMs >= INSTALLED_MS && atMs <= DEPOSITED_MS).length;
    expect(expected).toBeLessThan(INSTANTS_KEPT_MAX);
    fc.assert(
      fc.property(fc.shuffledSubarray(instants, { minLength: instants.length }), (shuffled) => {
        expect(assess(shuffled)?.documents).toBe(expected);
      }),
    );
  });

  it('says "16 or more" above what is kept', () => {
    expect(assess(documents(16))).toMatchObject({ documents: 16, isCapped: true });
    expect(assess(documents(400))).toMatchObject({ documents: 16, isCapped: true });
    expect(assess(documents(15))).toMatchObject({ documents: 15, isCapped: false });
  });

  it('counts the doctors of a practice together when asked to', () => {
    const both = assessUsage(
      request,
      (unit) => ({ unit, fromOrder: [], fromInstallation: documents(5) }),
      { ...DEFAULT_USAGE, grain: 'practice' },
    );
    expect(both.map((assessment) => assessment.documents)).toEqual([10, 10]);
  });

  it('ends with the closing, exclusive, when asked to', () => {
    const closingMs = Date.UTC(2023, 11, 14, 13);
    const instants = [closingMs - 1, closingMs];
    expect(assess(instants)?.documents).toBe(0);
    expect(assess(instants, { windowEnd: 'closing' })?.documents).toBe(1);
  });

  it('gives no verdict on documents before the installation is known', () => {
    const [unit] = assessUsage({ ...request, installedAtMs: null }, () => undefined, DEFAULT_USAGE);
    expect(unit).toMatchObject({ verdict: 'not_installed', cause: null });
  });

  it.each([0, 17, 2.5])('refuses a threshold of %d, which nothing could decide', (threshold) => {
    expect(() => assess([], { threshold })).toThrow(ThresholdOutOfRangeError);
  });
});
