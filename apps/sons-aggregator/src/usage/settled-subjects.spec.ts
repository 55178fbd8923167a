import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BufferWords } from './buffer-words.js';
import { SettledSubjects } from './settled-subjects.js';

const BY_SITE = 0;
const BY_AUTHOR = 1;

/** A subject somewhere inside a buffer of its own. */
const placed = (site: string, author: string, solution: number) => {
  const buffer = Buffer.from(`.${author}.${site}.`, 'latin1');
  const siteStart = 2 + author.length;
  const siteEnd = siteStart + site.length;
  return {
    buffer,
    place: { siteStart, siteEnd, authorStart: 1, authorEnd: 1 + author.length, solution },
  };
};
const newTable = () => new SettledSubjects(Uint8Array.of(0, 1, 0, 1), new BufferWords());

describe('SettledSubjects', () => {
  it('finds each subject again after many were noted', () => {
    const table = newTable();
    const all = Array.from({ length: 20_000 }, (_, index) =>
      placed(
        `1${String(750_000_000 + (index >> 2) * 7)}`,
        `8${String(98_000_000_000 + index)}`,
        index & 3,
      ),
    );
    for (const [index, { buffer, place }] of all.entries()) table.note(buffer, place, index);
    for (const [index, { buffer, place }] of all.entries()) {
      expect(table.settledFromMs(buffer, place)).toBe(index);
    }
  });

  it('knows what a plain Map knows of identifiers that differ in one place', () => {
    const digits = (length: number, first: string) =>
      fc
        .tuple(fc.nat(length - 2), fc.constantFrom('0', '1'))
        .map(([at, digit]) => `${first}${'0'.repeat(at)}${digit}${'0'.repeat(length - 2 - at)}`);
    const steps = fc.array(
      fc.record({
        site: digits(10, '1'),
        author: digits(12, '8'),
        solution: fc.nat(3),
        settledFromMs: fc.oneof(fc.nat(100), fc.constant(Infinity)),
      }),
      { maxLength: 100 },
    );
    fc.assert(
      fc.property(steps, (all) => {
        const table = newTable();
        const plain = new Map<string, number>();
        for (const { site, author, solution, settledFromMs } of all) {
          const { buffer, place } = placed(site, author, solution);
          const key = `${site}/${solution % 2 === BY_AUTHOR ? author : ''}/${solution}`;
          expect(table.settledFromMs(buffer, place)).toBe(plain.get(key) ?? Infinity);
          table.note(buffer, place, settledFromMs);
          plain.set(key, settledFromMs);
        }
      }),
    );
  });

  it.each([
    ['site', '123456789', '898000000001', BY_SITE],
    ['site', '12345678901', '898000000001', BY_SITE],
    ['author', '1234567890', '89800000000', BY_AUTHOR],
    ['author', '1234567890', '8980000000012', BY_AUTHOR],
  ])('knows nothing of a %s of another length', (_, site, author, solution) => {
    const table = newTable();
    const { buffer, place } = placed(site, author, solution);
    table.note(buffer, place, 5);
    expect(table.settledFromMs(buffer, place)).toBe(Infinity);
  });

  it('takes any author where only the site matters', () => {
    const table = newTable();
    const noted = placed('1234567890', '', BY_SITE);
    table.note(noted.buffer, noted.place, 5);
    const other = placed('1234567890', '0123456789', BY_SITE);
    expect(table.settledFromMs(other.buffer, other.place)).toBe(5);
  });
});
