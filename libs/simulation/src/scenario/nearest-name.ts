/** Edits that a name may be away from a known one and still count as a slip of the pen, by length. */
const LETTERS_PER_EDIT = 3;
const EDITS_MAX = 4;

/**
 * The known name that a mistyped one most likely stands for, or undefined when none is near.
 * Case does not count; a tie goes to the first in the list.
 */
export function nearestName(given: string, known: readonly string[]): string | undefined {
  const allowed = Math.min(EDITS_MAX, Math.max(1, Math.ceil(given.length / LETTERS_PER_EDIT)));
  let nearest: string | undefined;
  let fewest = allowed + 1;
  for (const name of known) {
    if (Math.abs(name.length - given.length) >= fewest) continue;
    const edits = editsBetween(given.toLowerCase(), name.toLowerCase());
    if (edits < fewest) {
      nearest = name;
      fewest = edits;
    }
  }
  return nearest;
}

/** Insertions, deletions, replacements and swaps of neighbours that turn one text into the other. */
function editsBetween(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const isSame = from[row - 1] === to[column - 1];
      let edits = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (isSame ? 0 : 1),
      );
      const isSwap = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (row > 1 && column > 1 && isSwap) {
        edits = Math.min(edits, (beforeLast[column - 2] ?? 0) + 1);
      }
      current.push(edits);
    }
    beforeLast = last;
    last = current;
  }
  return last[to.length] ?? 0;
}
