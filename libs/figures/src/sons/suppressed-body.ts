import type { Cell, Column, RowStatus, Text } from '#libs/exports';
import { suppressionTexts } from '#libs/indicators';
import type { Body } from '../source.js';

/** An answer of today's figures, with the status of each row and a note when one is hidden. */
export function suppressedBody(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  isHidden: readonly boolean[],
  {
    sources,
    notes = [],
  }: { readonly sources: readonly string[]; readonly notes?: readonly Text[] },
): Body {
  return {
    columns,
    rows,
    statuses: rows.map((_, at): RowStatus => (isHidden[at] === true ? 's' : '')),
    knownOn: null,
    sources,
    notes: isHidden.includes(true) ? [...notes, ...suppressionTexts()] : notes,
  };
}

export function isoOf(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
