import { describe, expect, it } from '@jest/globals';
import { percentage, positiveSeconds, servicesPlace, timeSeconds } from './options.js';

describe('options', () => {
  it.each([
    ['0s', 0],
    ['500ms', 0.5],
    ['90s', 90],
    ['1.5m', 90],
    ['2h', 7200],
  ])('read %s as %d seconds', (text, expected) => {
    expect(timeSeconds('--warmup', text)).toBe(expected);
  });

  it.each(['', '5', 's', '-1s', '1 d', '1s2'])('refuse %j as a time', (text) => {
    expect(() => timeSeconds('--warmup', text)).toThrow(/--warmup: expected a time/);
  });

  it('refuse a time of nothing where something has to take time', () => {
    expect(() => positiveSeconds('--late-max', '0s')).toThrow(/--late-max: expected more than 0/);
    expect(positiveSeconds('--late-max', '1ms')).toBe(0.001);
  });

  it('take a place of services by its exact name', () => {
    expect(servicesPlace('--services', 'own')).toBe('own');
    expect(servicesPlace('--services', 'elsewhere')).toBe('elsewhere');
    for (const text of ['', 'none', 'Own', 'elsewhere ']) {
      expect(() => servicesPlace('--services', text)).toThrow(
        `--services: expected own or elsewhere, came "${text}"`,
      );
    }
  });

  it('read percentages as shares', () => {
    expect(percentage('--precision', '5%')).toBe(0.05);
    expect(percentage('--precision', '100 %')).toBe(1);
    for (const text of ['0%', '101%', '5', '', '-1%']) {
      expect(() => percentage('--precision', text)).toThrow(/--precision: expected a percentage/);
    }
  });
});
