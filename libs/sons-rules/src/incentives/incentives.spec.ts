import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { INCENTIVE_SCHEME_SYMBOLS, type IncentiveClaimed } from '#libs/events';
import {
  makeFiness,
  makePsIdNat,
  makeSiren,
  structIdNatOfFiness,
  structIdNatOfSiren,
} from '#libs/identifiers';
import { incentiveLineOf, type IncentiveLine } from './incentive-line.js';
import { INCENTIVE_SCHEMES, SUN_ES_PERIODS } from './incentive-schemes.js';

const HOSPITAL = structIdNatOfFiness(makeFiness('31', 7));
const PHARMACY = structIdNatOfFiness(makeFiness('974', 12));
const DOCTOR = makePsIdNat(42);

const HOSPITAL_CLAIM: IncentiveClaimed = {
  record: 'IncentiveClaimed',
  source: 'sons/test/7/3',
  sequence: 5,
  occurredAt: Date.parse('2022-10-03T09:00:00Z'),
  registeredAt: Date.parse('2022-10-03T09:00:01Z'),
  scheme: 'SUN_ES_DMP',
  beneficiary: HOSPITAL,
  period: '2022-H1',
  quantity: 303,
};
const DOCTOR_CLAIM: IncentiveClaimed = {
  ...HOSPITAL_CLAIM,
  scheme: 'AVENANT_9',
  beneficiary: DOCTOR,
  period: '2023',
  quantity: 280,
};
const PHARMACY_CLAIM: IncentiveClaimed = {
  ...HOSPITAL_CLAIM,
  scheme: 'ROSP_PHARMACY',
  beneficiary: PHARMACY,
  period: '2023',
  quantity: 350,
};

function lineOf(claim: IncentiveClaimed): IncentiveLine {
  const outcome = incentiveLineOf(claim);
  if ('refusal' in outcome) throw new Error(outcome.refusal.detail);
  return outcome.line;
}

function reasonOf(claim: IncentiveClaimed): string {
  const outcome = incentiveLineOf(claim);
  return 'refusal' in outcome ? outcome.refusal.reason : 'accepted';
}

describe('a claim', () => {
  it('becomes a line that names its payer and can be found again', () => {
    expect(lineOf(HOSPITAL_CLAIM)).toEqual({
      line: `SUN_ES_DMP/${HOSPITAL}/2022-H1/sons/test/7/3/5`,
      scheme: 'SUN_ES_DMP',
      payer: 'State, through the ARS',
      beneficiary: HOSPITAL,
      period: '2022-H1',
      quantity: 303,
      // 39.5 million € × 303 millionths.
      amountCents: 1_196_850,
      claimedAtMs: HOSPITAL_CLAIM.registeredAt,
    });
  });

  it('is another line for another claim of the same beneficiary and period', () => {
    expect(lineOf({ ...HOSPITAL_CLAIM, sequence: 6 }).line).not.toBe(lineOf(HOSPITAL_CLAIM).line);
  });

  it.each([
    ['SUN-ES, DMP', HOSPITAL_CLAIM, 0, 0],
    ['SUN-ES, DMP', HOSPITAL_CLAIM, 1_000_000, 3_950_000_000],
    ['SUN-ES, MSSanté', { ...HOSPITAL_CLAIM, scheme: 'SUN_ES_MSSANTE' } as const, 1, 1_300],
    ['avenant 9, volet 1', DOCTOR_CLAIM, 280, 196_000],
    ['avenant 9, both volets', DOCTOR_CLAIM, 1_163, 814_100],
    ['ROSP just below its target', PHARMACY_CLAIM, 349, 0],
    ['ROSP at its target', PHARMACY_CLAIM, 350, 25_000],
    ['ROSP above its target', PHARMACY_CLAIM, 1_000, 25_000],
  ])('of %s is worth what its scheme says', (_scheme, claim, quantity, amountCents) => {
    expect(lineOf({ ...claim, quantity }).amountCents).toBe(amountCents);
  });

  it.each([
    ['a half-year after the last application', { ...HOSPITAL_CLAIM, period: '2023-H2' }],
    ['a half-year before the first one', { ...HOSPITAL_CLAIM, period: '2021-H1' }],
    ['a year for a half-yearly scheme', { ...HOSPITAL_CLAIM, period: '2022' }],
    ['a half-year for a yearly scheme', { ...DOCTOR_CLAIM, period: '2022-H1' }],
    ['a year before the convention', { ...PHARMACY_CLAIM, period: '2021' }],
    ['no period', { ...PHARMACY_CLAIM, period: '' }],
  ])('of %s is refused', (_what, claim) => {
    expect(reasonOf(claim)).toBe('UNKNOWN_PERIOD');
  });

  it.each([
    ['more than all the activity', { ...HOSPITAL_CLAIM, quantity: 1_000_001 }],
    ['a negative quantity', { ...HOSPITAL_CLAIM, quantity: -1 }],
    ['a fraction', { ...DOCTOR_CLAIM, quantity: 0.5 }],
    ['a point too many', { ...DOCTOR_CLAIM, quantity: 1_164 }],
    ['more than all prescriptions', { ...PHARMACY_CLAIM, quantity: 1_001 }],
    ['no number', { ...PHARMACY_CLAIM, quantity: Number.NaN }],
  ])('of %s is refused', (_what, claim) => {
    expect(reasonOf(claim)).toBe('QUANTITY_OUT_OF_RANGE');
  });

  it.each([
    ['a doctor for a hospital', { ...HOSPITAL_CLAIM, beneficiary: DOCTOR }],
    ['a pharmacy for a doctor', { ...DOCTOR_CLAIM, beneficiary: PHARMACY }],
    [
      'a company for a pharmacy',
      { ...PHARMACY_CLAIM, beneficiary: structIdNatOfSiren(makeSiren(3)) },
    ],
    ['a number with a wrong key', { ...HOSPITAL_CLAIM, beneficiary: '1310000000' }],
    ['nobody', { ...DOCTOR_CLAIM, beneficiary: '' }],
  ])('of %s is refused', (_what, claim) => {
    expect(reasonOf(claim)).toBe('BAD_BENEFICIARY');
  });

  it('that is refused says what was expected, and never a person’s whole number', () => {
    const outcome = incentiveLineOf({ ...HOSPITAL_CLAIM, beneficiary: DOCTOR });
    const detail = 'refusal' in outcome ? outcome.refusal.detail : '';
    expect(detail).toContain('expected a StructIdNat that holds a FINESS number of a hospital');
    expect(detail).not.toContain(DOCTOR);
  });
});

describe('the envelopes', () => {
  it('of the four windows add up to 158 and 52 million €, 210 in all', () => {
    const totalOf = (scheme: 'SUN_ES_DMP' | 'SUN_ES_MSSANTE') =>
      SUN_ES_PERIODS.reduce(
        (sum, period) =>
          sum + lineOf({ ...HOSPITAL_CLAIM, scheme, period, quantity: 1_000_000 }).amountCents,
        0,
      );
    expect(totalOf('SUN_ES_DMP')).toBe(158_000_000_00);
    expect(totalOf('SUN_ES_MSSANTE')).toBe(52_000_000_00);
  });

  it('are shared out to the cent, however the activity is cut: a millionth is whole cents', () => {
    const parts = fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(parts, (quantities) => {
        const paid = quantities.reduce(
          (sum, quantity) => sum + lineOf({ ...HOSPITAL_CLAIM, quantity }).amountCents,
          0,
        );
        const activity = quantities.reduce((sum, quantity) => sum + quantity, 0);
        expect(paid).toBe(3_950 * activity);
      }),
    );
  });
});

describe('the schemes', () => {
  it('are those of the facts, each with a payer and a source, none paid by the SONS', () => {
    expect(Object.keys(INCENTIVE_SCHEMES).sort()).toEqual([...INCENTIVE_SCHEME_SYMBOLS].sort());
    for (const { payer, source, note } of Object.values(INCENTIVE_SCHEMES)) {
      expect(payer).not.toMatch(/ASP|SONS/);
      expect(source).not.toBe('');
      expect(note).toContain('Assumed');
    }
  });
});
