import { describe, expect, it } from '@jest/globals';
import { SONS_DSRS, type SonsDsrCode } from '#libs/reference';
import { ADVANCE_SHARES, advancePermille } from './advance-shares.js';
import { CAPS, LGO_BANDS, SGL_BANDS, capCents, type CapBand } from './caps.js';
import { formatEuros } from './euros.js';
import { roundHalfUp } from './rounding.js';
import { SAS_FORFAIT } from './sas-forfait.js';

/** The figures that the publications derive from each other: geer.fr, mind Health, lepharmaciendefrance.fr. */
const HOSPITALS = 3_300;
const IMAGING_SITES = 1_800;
const PHARMACIES = 21_000;
const LABORATORY_GROUPS = 383;
const LABORATORY_SITES = 4_444;
const EQUIPPED_DOCTORS_OF_THE_POT = 88_028;

const EURO_CENTS = 100;
const MILLION_EUROS_CENTS = 1_000_000 * EURO_CENTS;

/** Mean of the bands over their clients, thousandths of a cent. */
function meanMillicents(bands: readonly CapBand[]): number {
  return bands.reduce((sum, band) => sum + band.capCents * band.clientsPermille, 0);
}

describe('pharmacies', () => {
  it('have a mean cap of 703.00 € over the assumed bands', () => {
    expect(meanMillicents(LGO_BANDS)).toBe(703_00 * 1000);
  });

  it('make 70,300 € for a hundred clients and 14.8 million € for all, inside 13 to 18', () => {
    const mean = meanMillicents(LGO_BANDS) / 1000;
    expect(formatEuros(mean * 100)).toBe('70300.00');
    expect(((mean * PHARMACIES) / MILLION_EUROS_CENTS).toFixed(1)).toBe('14.8');
    expect(((mean * PHARMACIES * 0.4) / MILLION_EUROS_CENTS).toFixed(1)).toBe('5.9');
  });

  it('go from 625 to 875 € with the turnover, each bound belonging to the band above', () => {
    expect(capCents('LGO', 0)).toBe(625_00);
    expect(capCents('LGO', 59_999_999)).toBe(625_00);
    expect(capCents('LGO', 60_000_000)).toBe(675_00);
    expect(capCents('LGO', 179_999_999)).toBe(825_00);
    expect(capCents('LGO', 180_000_000)).toBe(875_00);
    expect(capCents('LGO', Number.MAX_SAFE_INTEGER)).toBe(875_00);
  });
});

describe('practices', () => {
  it('make 34,080 € for 120 doctors at 284 €', () => {
    expect(formatEuros(120 * capCents('LGC', 0))).toBe('34080.00');
  });

  it('make about 25 million € for 88,028 doctors', () => {
    const total = EQUIPPED_DOCTORS_OF_THE_POT * capCents('LGC', 0);
    expect((total / MILLION_EUROS_CENTS).toFixed(3)).toBe('25.000');
  });

  it('leave 198.80 € for the balance, which may be the "200 €" of a small editor', () => {
    const cap = capCents('LGC', 0);
    const advance = roundHalfUp(cap * advancePermille('LGC'), 1000);
    expect([formatEuros(advance), formatEuros(cap - advance)]).toEqual(['85.20', '198.80']);
  });
});

describe('laboratories', () => {
  it('go from 22,500 to 38,565 € with the sites', () => {
    expect([1, 49, 50, 99, 100, 149, 150, 4_444].map((sites) => capCents('SGL', sites))).toEqual([
      22_500_00, 22_500_00, 27_855_00, 27_855_00, 33_210_00, 33_210_00, 38_565_00, 38_565_00,
    ]);
  });

  it('make 8.6 to 8.7 million € for 383 groups, and their sites suffice for the bands', () => {
    const total = (meanMillicents(SGL_BANDS) / 1000) * LABORATORY_GROUPS;
    expect(total).toBeGreaterThan(8.6 * MILLION_EUROS_CENTS);
    expect(total).toBeLessThan(8.7 * MILLION_EUROS_CENTS);
    const fewestSites = SGL_BANDS.reduce(
      (sum, { clientsPermille }, band) =>
        sum + clientsPermille * (SGL_BANDS[band - 1]?.basisBelow ?? 1),
      0,
    );
    expect((fewestSites / 1000) * LABORATORY_GROUPS).toBeLessThan(LABORATORY_SITES);
  });

  it('have 3,500 € for the LOINC transcoder', () => {
    expect(formatEuros(capCents('LOINC', 0))).toBe('3500.00');
  });
});

describe('the assumed caps', () => {
  const totalOf = (clients: number, ...dsrs: SonsDsrCode[]) =>
    clients * dsrs.reduce((sum, dsr) => sum + capCents(dsr, 1), 0);

  it('make about 77 million € for the hospitals', () => {
    const total = totalOf(HOSPITALS, 'DPI', 'RI', 'PFI');
    expect((total / MILLION_EUROS_CENTS).toFixed(0)).toBe('77');
  });

  it('make about 160 million € for the sanitary couloirs of wave 1', () => {
    const total =
      totalOf(HOSPITALS, 'DPI', 'RI', 'PFI') +
      totalOf(EQUIPPED_DOCTORS_OF_THE_POT, 'LGC') +
      (meanMillicents(LGO_BANDS) / 1000) * PHARMACIES +
      totalOf(IMAGING_SITES, 'RIS') +
      totalOf(LABORATORY_GROUPS, 'SGL', 'LOINC');
    expect((total / MILLION_EUROS_CENTS).toFixed(0)).toBe('159');
  });
});

describe('the tables', () => {
  const codes = SONS_DSRS.map(({ code }) => code).sort();

  it('have a cap and an advance share for every DSR, and for nothing else', () => {
    expect(Object.keys(CAPS).sort()).toEqual(codes);
    expect(Object.keys(ADVANCE_SHARES).sort()).toEqual(codes);
  });

  it('have bands that rise, end open and hold every client', () => {
    for (const { bands } of Object.values(CAPS)) {
      const bounds = bands.map(({ basisBelow }) => basisBelow ?? Infinity);
      expect(bounds).toEqual([...new Set(bounds)].sort((a, b) => a - b));
      expect(bounds.at(-1)).toBe(Infinity);
      const amounts = bands.map((band) => band.capCents);
      expect(amounts).toEqual([...amounts].sort((a, b) => a - b));
      expect(bands.reduce((sum, { clientsPermille }) => sum + clientsPermille, 0)).toBe(1000);
    }
  });

  it('say where each figure comes from, and "assumed" where no publication has it', () => {
    const sourced = SONS_DSRS.filter(({ code }) => !CAPS[code].assumed).map(({ code }) => code);
    expect(sourced).toEqual(['LGC', 'LOINC']);
    for (const figure of [...Object.values(CAPS), ...Object.values(ADVANCE_SHARES)]) {
      expect(figure.source).not.toBe('');
      if (figure.assumed) expect(figure.source).toContain('assumed');
    }
  });

  it.each([-1, 0.5, Number.NaN, Infinity])('take a basis of %d for a bug', (basis) => {
    expect(() => capCents('LGO', basis)).toThrow(RangeError);
  });
});

describe('the SAS', () => {
  it('is 100,000 € = 30,000 + 70,000 €, the split that the other DSR borrow', () => {
    const { totalCents, advanceCents, balanceCents } = SAS_FORFAIT;
    expect(formatEuros(totalCents)).toBe('100000.00');
    expect(advanceCents + balanceCents).toBe(totalCents);
    for (const { permille } of Object.values(ADVANCE_SHARES)) {
      expect(roundHalfUp(totalCents * permille, 1000)).toBe(advanceCents);
    }
  });
});
