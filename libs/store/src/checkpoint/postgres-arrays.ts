/**
 * Writes numbers as the text of a PostgreSQL array. The driver would quote and escape each element,
 * which costs more than the whole insert for the tens of thousands of cells of a commit.
 */
export function numberArray(numbers: readonly (number | bigint | null)[]): string {
  return `{${numbers.map((number) => number ?? 'null').join(',')}}`;
}
