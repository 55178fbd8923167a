import type { InsOidSymbol } from '#libs/identifiers';
import type { StrictTraits } from '../contract.js';
import type { InsiAnswer } from '../insi/insi.js';
import { areSame } from '../insi/insi.js';

/** Statuses of an identity (RNIV): provisoire, récupérée, validée, qualifiée. */
export const IDENTITY_STATUSES = ['PROV', 'RECUP', 'VALI', 'QUAL'] as const;

export type IdentityStatus = (typeof IDENTITY_STATUSES)[number];

/** Documents that prove an identity: passport, national identity card, residence permit. */
export const IDENTITY_DOCUMENTS = ['PASSPORT', 'NATIONAL_ID_CARD', 'RESIDENCE_PERMIT'] as const;

export type IdentityDocument = (typeof IDENTITY_DOCUMENTS)[number];

/** An INS as INSi supplied it. */
export interface SuppliedIns {
  readonly matricule: string;
  readonly oid: InsOidSymbol;
}

/**
 * A patient's identity at one site. Its status is read from two facts and stored nowhere: whether a
 * high-trust document was seen, and whether INSi supplied the INS.
 */
export interface LocalIdentity {
  readonly traits: StrictTraits;
  readonly document: IdentityDocument | null;
  /** Only ever what INSi supplied (EX_GEN-1530): no command carries a number into it. */
  readonly ins: SuppliedIns | null;
}

/** What a site does with an identity. */
export type IdentityCommand =
  | { readonly type: 'show-document'; readonly document: IdentityDocument }
  | { readonly type: 'insi-answered'; readonly answer: InsiAnswer }
  | { readonly type: 'doubt' };

/** Why an identity stayed as it was. */
export type IdentityRefusal = 'document-already-shown' | 'nothing-to-doubt' | 'insi-traits-differ';

export type IdentityOutcome =
  | { readonly kind: 'changed' | 'unchanged'; readonly identity: LocalIdentity }
  | {
      readonly kind: 'refused';
      readonly reason: IdentityRefusal;
      readonly identity: LocalIdentity;
    };

/** PROV: neither fact; RECUP: INSi alone; VALI: the document alone; QUAL: both. */
export function identityStatus({ document, ins }: LocalIdentity): IdentityStatus {
  if (ins === null) return document === null ? 'PROV' : 'VALI';
  return document === null ? 'RECUP' : 'QUAL';
}

/** A manual creation: always provisional. */
export function newIdentity(traits: StrictTraits): LocalIdentity {
  return { traits, document: null, ins: null };
}

/** Applies a command, a pure function. */
export function changeIdentity(identity: LocalIdentity, command: IdentityCommand): IdentityOutcome {
  switch (command.type) {
    case 'show-document':
      return showDocument(identity, command.document);
    case 'insi-answered':
      return insiAnswered(identity, command.answer);
    case 'doubt':
      return doubt(identity);
  }
}

/** PROV becomes VALI, RECUP becomes QUAL; a second document adds nothing. */
function showDocument(identity: LocalIdentity, document: IdentityDocument): IdentityOutcome {
  if (identity.document !== null) return refused(identity, 'document-already-shown');
  return { kind: 'changed', identity: { ...identity, document } };
}

/**
 * 00: PROV becomes RECUP and takes INSi's traits, VALI becomes QUAL. Another answer takes the number
 * away: QUAL falls back to VALI, RECUP to PROV.
 */
function insiAnswered(identity: LocalIdentity, answer: InsiAnswer): IdentityOutcome {
  if (answer.code !== '00') {
    if (identity.ins === null) return { kind: 'unchanged', identity };
    return { kind: 'changed', identity: { ...identity, ins: null } };
  }
  const { matricule, oid, traits } = answer.person;
  // Traits that were read from a document are not overwritten: somebody has to look at the difference.
  if (identity.document !== null && !areSame(identity.traits, traits)) {
    return refused(identity, 'insi-traits-differ');
  }
  const ins = { matricule: matricule.text, oid };
  if (identity.ins?.matricule === ins.matricule && areSame(identity.traits, traits)) {
    return { kind: 'unchanged', identity };
  }
  return { kind: 'changed', identity: { ...identity, traits, ins } };
}

/** A doubt takes back everything: whoever it is has to show a document and be asked about again. */
function doubt(identity: LocalIdentity): IdentityOutcome {
  if (identityStatus(identity) === 'PROV') return refused(identity, 'nothing-to-doubt');
  return { kind: 'changed', identity: { ...identity, document: null, ins: null } };
}

function refused(identity: LocalIdentity, reason: IdentityRefusal): IdentityOutcome {
  return { kind: 'refused', reason, identity };
}
