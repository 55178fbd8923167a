import { DEPARTMENTS, formatMonth } from '#libs/reference';
import type { PersonRow, PersonSample } from './person-sample.js';

/** A sampled person whose documents of a month and department differ. */
export interface PersonDifference extends Omit<PersonRow, 'documents'> {
  /** changed: both count it, differently. missing: only expected counts it. extra: only actual does. */
  readonly kind: 'changed' | 'missing' | 'extra';
  /** Documents; 0 when that side has no such row. */
  readonly expected: number;
  readonly actual: number;
  /** The row and the counts in the words of the field. */
  readonly description: string;
}

/**
 * Compares two samples person by person.
 *
 * @param expected the truth
 * @param actual what was counted
 * @returns the rows that differ: those that are expected first, each part ascending by person, month
 *   and department; empty when both are the same
 */
export function comparePeople(expected: PersonSample, actual: PersonSample): PersonDifference[] {
  const differences: PersonDifference[] = [];
  for (const row of expected.rows()) {
    const came = actual.documentsOf(row);
    if (came !== row.documents) differences.push(differenceOf(row, row.documents, came));
  }
  for (const row of actual.rows()) {
    if (expected.documentsOf(row) === 0) differences.push(differenceOf(row, 0, row.documents));
  }
  return differences;
}

function differenceOf(
  { high, low, month, department }: PersonRow,
  expected: number,
  actual: number,
): PersonDifference {
  const kind = expected === 0 ? 'extra' : actual === 0 ? 'missing' : 'changed';
  const code = DEPARTMENTS[department]?.code ?? `unknown ${department}`;
  const row = `${formatMonth(month)} person ${hexOf(high)}${hexOf(low)} department ${code}`;
  const description = `${kind} row of the person sample ${row}: expected ${expected}, came ${actual}`;
  return { high, low, month, department, kind, expected, actual, description };
}

function hexOf(half: number): string {
  return half.toString(16).padStart(8, '0');
}
