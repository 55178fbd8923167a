import { describe, expect, it } from '@jest/globals';
import type { Finding } from './soak-findings.js';
import { hasHeld } from './soak.js';

const GOOD = { lost: 0, wrong: 0, restarts: 0, events: 9900, dropped: 100, findings: [] };
const GROWN: Finding = {
  name: 'emitter',
  unit: 'MB',
  trend: { early: 1, late: 2, max: 2 },
  isFlat: false,
};

describe('a soak', () => {
  it('has held when all came, nothing died and nothing grew', () => {
    expect(hasHeld(GOOD)).toBe(true);
  });

  it.each([
    ['an event that is lost', { lost: 1 }],
    ['a cell that is wrong', { wrong: 1 }],
    ['a service that died', { restarts: 1 }],
    ['more than a hundredth dropped', { dropped: 101 }],
    ['something that grew', { findings: [GROWN] }],
  ])('has not with %s', (_, fault) => {
    expect(hasHeld({ ...GOOD, ...fault })).toBe(false);
  });
});
