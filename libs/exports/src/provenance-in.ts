import type { Language, Provenance } from './table.js';

/** A provenance with its texts in one language: what every file carries. */
export interface WrittenProvenance extends Omit<Provenance, 'notice' | 'notes'> {
  readonly notice: string;
  readonly notes: readonly string[];
}

export function provenanceIn(language: Language, provenance: Provenance): WrittenProvenance {
  return {
    ...provenance,
    notice: provenance.notice[language],
    notes: provenance.notes.map((note) => note[language]),
  };
}
