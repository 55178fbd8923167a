import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nearestName } from './nearest-name.js';

const known = ['smoke', 'national-december-2023', 'national-2021-to-2023', 'DPI', 'PFI'];

it.each([
  ['smok', 'smoke'],
  ['msoke', 'smoke'],
  ['Smoke', 'smoke'],
  ['national-decembre-2023', 'national-december-2023'],
  ['national-2021-2023', 'national-2021-to-2023'],
  ['PDI', 'DPI'],
])('takes %s for %s', (given, meant) => {
  expect(nearestName(given, known)).toBe(meant);
});

it.each(['', 'x', 'storm', 'national', 'LGC'])('takes %j for nothing known', (given) => {
  expect(nearestName(given, known)).toBeUndefined();
});

it('finds a name itself, and one letter away from it', () => {
  const names = fc.stringMatching(/^[a-z]{4,20}$/);
  fc.assert(
    fc.property(names, fc.nat(30), (name, place) => {
      expect(nearestName(name, ['0000', name])).toBe(name);
      const at = place % name.length;
      expect(nearestName(name.slice(0, at) + name.slice(at + 1), [name])).toBe(name);
      expect(nearestName(`${name.slice(0, at)}-${name.slice(at)}`, [name])).toBe(name);
    }),
  );
});
