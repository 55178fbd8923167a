import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { comparePeople } from './compare-people.js';
import {
  PERSONS_PER_SAMPLED,
  PersonOutOfRangeError,
  PersonSample,
  isSampled,
  type PersonRow,
} from './person-sample.js';

/** Few values each, so that rows meet. */
const rows: fc.Arbitrary<PersonRow> = fc.record({
  high: fc.oneof(fc.nat(3), fc.constantFrom(0x8000_0000, 0xffff_ffff)),
  low: fc.constantFrom(0, 1024, 0x8000_0000, 0xffff_fc00),
  month: fc.integer({ min: 286, max: 288 }),
  department: fc.nat(2),
  documents: fc.integer({ min: 1, max: 9 }),
});
const lists = fc.array(rows, { maxLength: 200 });

function sampleOf(list: readonly PersonRow[]): PersonSample {
  const sample = new PersonSample();
  for (const { high, low, month, department, documents } of list) {
    sample.add(high, low, month, department, documents);
  }
  return sample;
}

/** `persons` persons with one row each: makes the table grow. */
function sampleOfPersons(persons: number): PersonSample {
  const sample = new PersonSample();
  for (let person = 0; person < persons; person++) {
    sample.add(person, person * PERSONS_PER_SAMPLED, 287, person % 101);
  }
  return sample;
}

describe('isSampled', () => {
  it.each([
    [0, true],
    [1, false],
    [1023, false],
    [1024, true],
    [1025, false],
    [0xffff_fc00, true],
    [0xffff_fc00 | 0, true],
    [0xffff_ffff, false],
  ])('of a lower half %d: %s', (low, expected) => {
    expect(isSampled(low)).toBe(expected);
  });

  it('chooses one of PERSONS_PER_SAMPLED', () => {
    let sampled = 0;
    for (let low = 0; low < 100 * PERSONS_PER_SAMPLED; low++) if (isSampled(low)) sampled += 1;
    expect(sampled).toBe(100);
  });
});

describe('PersonSample', () => {
  it('agrees with a plain map of joined keys, in the order of the keys', () => {
    fc.assert(
      fc.property(lists, (list) => {
        const plain = new Map<string, number>();
        for (const { high, low, month, department, documents } of list) {
          const key = [high, low, month, department].join();
          plain.set(key, (plain.get(key) ?? 0) + documents);
        }
        const held = sampleOf(list).rows();
        expect(
          new Map(
            held.map((row) => [
              `${row.high},${row.low},${row.month},${row.department}`,
              row.documents,
            ]),
          ),
        ).toEqual(plain);
        expect(held).toHaveLength(plain.size);
        const sorted = [...held].sort(
          (a, b) =>
            a.high - b.high || a.low - b.low || a.month - b.month || a.department - b.department,
        );
        expect(held).toEqual(sorted);
      }),
    );
  });

  it('gives the same rows for any order, and for parts that are merged', () => {
    fc.assert(
      fc.property(lists, fc.nat(200), (list, cut) => {
        const merged = sampleOf(list.slice(cut));
        merged.merge(sampleOf(list.slice(0, cut)));
        expect(merged.rows()).toEqual(sampleOf(list).rows());
        expect(sampleOf([...list].reverse()).rows()).toEqual(sampleOf(list).rows());
      }),
    );
  });

  it('takes signed halves as the unsigned ones that they stand for', () => {
    const sample = new PersonSample();
    sample.add(-1, -1024, 287, 1);
    sample.add(0xffff_ffff, 0xffff_fc00, 287, 1);
    expect(sample.rows()).toEqual([
      { high: 0xffff_ffff, low: 0xffff_fc00, month: 287, department: 1, documents: 2 },
    ]);
  });

  it.each([0, 1, 128, 129, 5000, 70_000])('holds %d persons and forgets them', (persons) => {
    const sample = sampleOfPersons(persons);
    expect(sample.size).toBe(persons);
    const held = sample.rows();
    expect(held).toHaveLength(persons);
    expect(held.every((row, index) => row.high === index && row.documents === 1)).toBe(true);
    sample.clear();
    expect([sample.size, sample.rows()]).toEqual([0, []]);
    sample.add(7, 1024, 287, 3);
    expect(sample.rows()).toHaveLength(1);
  });

  it.each<[string, Parameters<PersonSample['add']>]>([
    ['a person who is not sampled', [1, 1023, 287, 1]],
    ['a half of 33 bits', [2 ** 32, 0, 287, 1]],
    ['a half that is no whole number', [0.5, 0, 287, 1]],
    ['a month before 2000', [1, 0, -1, 1]],
    ['a month after the last', [1, 0, 512, 1]],
    ['a department after the last', [1, 0, 287, 128]],
    ['no document', [1, 0, 287, 1, 0]],
    ['half a document', [1, 0, 287, 1, 0.5]],
  ])('refuses %s', (_, row) => {
    expect(() => {
      new PersonSample().add(...row);
    }).toThrow(PersonOutOfRangeError);
  });

  it('holds the last of every range, and refuses the sum that would wrap to a small one', () => {
    const sample = new PersonSample();
    sample.add(0xffff_ffff, 0xffff_fc00, 511, 127, 0xffff_ffff);
    expect(sample.rows()[0]).toMatchObject({ month: 511, department: 127, documents: 0xffff_ffff });
    expect(() => {
      sample.add(0xffff_ffff, 0xffff_fc00, 511, 127);
    }).toThrow(PersonOutOfRangeError);
  });
});

describe('comparePeople', () => {
  const truth = (): PersonSample => sampleOfPersons(300);

  it('finds nothing between equal samples', () => {
    expect(comparePeople(truth(), truth())).toEqual([]);
    expect(comparePeople(new PersonSample(), new PersonSample())).toEqual([]);
  });

  it('names a changed, a missing and an extra row', () => {
    const actual = truth();
    actual.add(5, 5 * 1024, 287, 5);
    const expected = truth();
    expected.add(0xabc, 0x400, 288, 0);
    actual.add(9, 9 * 1024, 286, 9);
    expect(comparePeople(expected, actual).map(({ description }) => description)).toEqual([
      'changed row of the person sample 2023-12 person 0000000500001400 department 06: expected 1, came 2',
      'missing row of the person sample 2024-01 person 00000abc00000400 department 01: expected 1, came 0',
      'extra row of the person sample 2023-11 person 0000000900002400 department 10: expected 0, came 1',
    ]);
  });

  it('finds exactly the rows that were changed', () => {
    fc.assert(
      fc.property(lists, lists, (list, others) => {
        const [expected, actual] = [sampleOf(list), sampleOf([...list, ...others])];
        // Documents are only added, so each row of the others differs, once.
        expect(comparePeople(expected, actual)).toHaveLength(sampleOf(others).size);
        expect(comparePeople(actual, expected)).toHaveLength(sampleOf(others).size);
      }),
    );
  });
});
