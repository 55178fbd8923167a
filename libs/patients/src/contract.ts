import type { InsOidSymbol, MatriculeIns } from '#libs/identifiers';

/** Strict traits of an identity (RNIV): what a document has to agree on with the INSi answer. */
export interface StrictTraits {
  readonly birthName: string;
  /** First of the given names in the civil record. */
  readonly firstGivenName: string;
  /** All given names, in the order of the civil record. */
  readonly givenNames: readonly string[];
  readonly sex: 'M' | 'F';
  /** YYYY-MM-DD. */
  readonly birthDate: string;
  /** Code officiel géographique of the place of birth, five characters. */
  readonly birthPlaceCode: string;
}

/** What TD0.2 would answer about a profile. */
export type ProfileStatus = 'active' | 'absent' | 'closed' | 'opposed';

/** A synthetic person that the INSi look-alike knows, with the state of the profile. */
export interface KnownPatient {
  readonly matricule: MatriculeIns;
  readonly oid: InsOidSymbol;
  readonly traits: StrictTraits;
  /** Department of residence, code of the Code officiel géographique. */
  readonly department: string;
  /** Keyed pseudonym that events carry, 8 bytes; not reversible to the matricule. */
  readonly pseudonym: Uint8Array;
  readonly profileStatus: ProfileStatus;
  /** Whether the person has activated the profile: told, and never a gate. */
  readonly isActivated: boolean;
}
