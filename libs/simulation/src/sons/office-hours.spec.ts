import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DAY_MS, officeInstant, parisMs } from './office-hours.js';

const instants = fc.integer({ min: parisMs('2021-08-01T00:00'), max: parisMs('2024-07-01T00:00') });

describe('working hours', () => {
  it('hold every instant: Monday to Friday, 7 to 18 hours of UTC', () => {
    fc.assert(
      fc.property(instants, (atMs) => {
        const moved = new Date(officeInstant(atMs));
        expect([0, 6]).not.toContain(moved.getUTCDay());
        expect(moved.getUTCHours()).toBeGreaterThanOrEqual(7);
        expect(moved.getUTCHours()).toBeLessThan(18);
      }),
    );
  });

  it('never turn two instants round, and move none further than from Sunday to Friday', () => {
    fc.assert(
      fc.property(instants, instants, (one, other) => {
        const [first, second] = [Math.min(one, other), Math.max(one, other)];
        expect(officeInstant(first)).toBeLessThanOrEqual(officeInstant(second));
        expect(Math.abs(officeInstant(one) - one)).toBeLessThan(2.5 * DAY_MS);
      }),
    );
  });
});
