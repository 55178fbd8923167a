import { SONS_SOLUTIONS } from '#libs/reference';
import { DEFAULT_USAGE, newRequest, type PayoutLine, type RequestState } from '#libs/sons-rules';
import { describe, expect, it } from '@jest/globals';
import {
  buildSonsReport,
  LineWithoutOrderError,
  type ReportDimension,
  type SonsReport,
} from './sons-report.js';

const LGC = SONS_SOLUTIONS.find(({ code }) => code === 'LGC-01')?.index ?? -1;
const CLIENT = '2080010572';
const DOCTORS = ['898000312334', '898000312342'];
const INSTALLED_MS = Date.UTC(2023, 2, 1);
const DEPOSITED_MS = Date.UTC(2023, 9, 10);
/** The end of 1 December 2022, when balances had to be deposited by 28 April 2023. */
const KNOWN_ON_MS = Date.UTC(2022, 11, 1, 23) - 1;

/** A practice of two doctors whose balance was deposited in October 2023. */
const practice: RequestState = {
  ...newRequest(CLIENT, LGC),
  status: 'balance_validated',
  window: 'V1-CITY',
  units: DOCTORS,
  unitPriceCents: 28_400,
  unitCapCents: 28_400,
  vatPermille: 200,
  signedAtMs: Date.UTC(2022, 5, 1),
  orderDepositedAtMs: Date.UTC(2022, 5, 2),
  advanceUnits: DOCTORS,
  advancePaidAtMs: Date.UTC(2022, 7, 1),
  installedAtMs: INSTALLED_MS,
  isVerificationSigned: true,
  unitInvoicedCents: 28_400,
  balanceUnits: DOCTORS,
  balanceFirstDepositedAtMs: DEPOSITED_MS,
  balanceDepositedAtMs: DEPOSITED_MS,
  balanceValidatedAtMs: DEPOSITED_MS + 1,
  obstacle: 'DIRECTORY',
};

/** Ten documents of the first doctor, nine of the second. */
const usageOf = (_client: string, _solution: number, unit: string) => {
  const documents = unit === DOCTORS[0] ? 10 : 9;
  const instants = Array.from({ length: documents }, (_, day) => INSTALLED_MS + day * 86_400_000);
  return { unit, fromOrder: instants, fromInstallation: instants };
};

const advance: PayoutLine = {
  line: 'x',
  client: CLIENT,
  solution: LGC,
  unit: DOCTORS[0] ?? '',
  kind: 'advance',
  paidAtMs: 1,
  exclTaxCents: 8520,
  vatPermille: 200,
  vatCents: 1704,
  inclTaxCents: 10_224,
  ruleVersion: 'V1-CITY/2',
  reverses: null,
};

const report = (by: ReportDimension = 'couloir', parameters = DEFAULT_USAGE): SonsReport =>
  buildSonsReport(
    { requests: [practice], usageOf, lines: [advance], requestsWithLowerBound: 0 },
    { by, parameters, knownOnMs: KNOWN_ON_MS, hasSensitivity: true },
  );

describe('buildSonsReport', () => {
  it('counts clients, requests, and what is paid beside what is due', () => {
    expect(report().rows).toEqual([
      {
        ...{ key: 'city', clients: 1, billingUnits: 2, decided: 2, below: 1, orders: 1 },
        ...{ deposited: 1, validated: 1, paid: 0, paidCents: 10_224 },
        // 284.00 with 20 % for the doctor above the threshold, the advance of it for the other.
        dueCents: 34_080 + 10_224,
      },
    ]);
  });

  it('says why clients are below', () => {
    expect(report('cause').rows.map(({ key, below, orders }) => ({ key, below, orders }))).toEqual([
      { key: 'DIRECTORY', below: 1, orders: 1 },
      { key: 'not below', below: 0, orders: 1 },
    ]);
  });

  it('moves with the threshold and with the grain', () => {
    const below = report().sensitivity.map((row) => [row.threshold, row.grain, row.below]);
    expect(below.slice(0, 4)).toEqual([
      [9, 'default', 0],
      [10, 'default', 1],
      [11, 'default', 2],
      [10, 'practice', 0],
    ]);
  });

  it('decides otherwise with the rules known before the deadlines moved', () => {
    expect(report().changedDecisions).toEqual([
      {
        couloir: 'city',
        versionThen: 'V1-CITY/2',
        versionToday: 'V1-CITY/3',
        reasons: 'then BALANCE_DEPOSITED_LATE',
        billingUnits: 1,
        differenceCents: 10_224 - 34_080,
        example: `${CLIENT}/${String(LGC)} ${DOCTORS[0] ?? ''}`,
      },
    ]);
  });

  it('fails on a line that no order explains, so that sums never lack it', () => {
    const stray = { ...advance, unit: '898000999999' };
    expect(() =>
      buildSonsReport(
        { requests: [practice], usageOf, lines: [stray], requestsWithLowerBound: 0 },
        { by: 'dsr', parameters: DEFAULT_USAGE, knownOnMs: undefined, hasSensitivity: false },
      ),
    ).toThrow(LineWithoutOrderError);
  });
});
