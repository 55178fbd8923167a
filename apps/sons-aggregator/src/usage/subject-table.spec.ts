import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SubjectTable } from './subject-table.js';

describe('SubjectTable', () => {
  it('finds each subject again, by text and by bytes inside a buffer, after many were added', () => {
    const table = new SubjectTable();
    const names = Array.from({ length: 5000 }, (_, index) => ({
      site: `1${String(750_000_000 + index * 7)}`,
      author: index % 2 === 0 ? '' : `8${String(10_000_000_000 + index)}`,
      solution: index % 167,
    }));
    const made = names.map(({ site, author, solution }) => table.of(site, author, solution));
    expect(new Set(made).size).toBe(names.length);
    for (const [index, { site, author, solution }] of names.entries()) {
      expect(table.of(site, author, solution)).toBe(made[index]);
      const buffer = Buffer.from(`..${author}--${site}..`);
      const siteStart = 4 + author.length;
      const found = table.at(buffer, {
        siteStart,
        siteEnd: siteStart + site.length,
        authorStart: 2,
        authorEnd: 2 + author.length,
        solution,
      });
      expect(found).toBe(made[index]);
    }
    expect(table.subjects).toHaveLength(names.length);
  });

  it('takes two subjects for one exactly when site, author and solution are the same', () => {
    const name = fc.record({
      site: fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 3 }),
      author: fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 3 }),
      solution: fc.integer({ min: 0, max: 1 }),
    });
    fc.assert(
      fc.property(fc.array(name, { maxLength: 100 }), (names) => {
        const table = new SubjectTable();
        const subjects = names.map(({ site, author, solution }) =>
          table.of(site, author, solution),
        );
        const keys = names.map(({ site, author, solution }) => `${site}|${author}|${solution}`);
        expect(table.subjects).toHaveLength(new Set(keys).size);
        for (const [index, subject] of subjects.entries()) {
          expect(`${subject.site}|${subject.author}|${subject.solution}`).toBe(keys[index]);
        }
      }),
    );
  });
});
