import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { validUntilMs } from './limits.js';

const parisMs = (text: string): number =>
  Temporal.ZonedDateTime.from(`${text}[Europe/Paris]`).epochMilliseconds;

describe('validUntilMs', () => {
  it.each([
    ['an ordinary day', '2023-12-05T10:30', '2024-03-05T00:00'],
    ['the last minute of a day in Paris', '2023-12-05T23:59', '2024-03-05T00:00'],
    ['the first minute of a day in Paris', '2023-12-06T00:00', '2024-03-06T00:00'],
    ['a day that the month lacks', '2023-11-30T12:00', '2024-02-29T00:00'],
    ['a day before the clocks change', '2023-12-31T12:00', '2024-03-31T00:00'],
    ['summer into winter', '2023-08-01T12:00', '2023-11-01T00:00'],
  ])('ends three months later at midnight in Paris: %s', (_, occurredAt, until) => {
    expect(validUntilMs(parisMs(occurredAt))).toBe(parisMs(until));
  });

  it('lies 89 to 92 days, less the hours of the first day, after the prescription', () => {
    const hourMs = 3_600_000;
    fc.assert(
      fc.property(fc.integer({ min: 946_684_800_000, max: 2_200_000_000_000 }), (occurredAtMs) => {
        const hours = (validUntilMs(occurredAtMs) - occurredAtMs) / hourMs;
        expect(hours).toBeGreaterThan(88 * 24 - 1);
        expect(hours).toBeLessThanOrEqual(92 * 24 + 1);
      }),
    );
  });
});
