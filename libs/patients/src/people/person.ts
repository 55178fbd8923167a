import type { InsOidSymbol, MatriculeIns } from '#libs/identifiers';
import type { StrictTraits } from '../contract.js';

/** A synthetic person: everything about it that never changes. */
export interface Person {
  /** From 0 to PEOPLE_COUNT − 1; null for the official test identity. */
  readonly ordinal: number | null;
  readonly matricule: MatriculeIns;
  readonly oid: InsOidSymbol;
  readonly traits: StrictTraits;
  /** Department of residence, code of the Code officiel géographique. */
  readonly department: string;
}
