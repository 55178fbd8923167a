import type { KnownPatient } from '#libs/patients';
import { isSameHash, refusalOfContent, refusalOfEmptyDocument } from './content-gate.js';
import { refusalOfDmp } from './dmp-gate.js';
import type { DocumentEntry, IntakeRefusal } from './document-entry.js';
import { refusalOfIdentity } from './identity-gate.js';
import { checkMetadata, type CheckedMetadata } from './metadata-gate.js';
import type { RegisteredDocument } from './registered-document.js';

/** What the registry knows when a document comes. */
export interface DepositFacts {
  /** What INSi answers for the stated matricule. */
  readonly patient: KnownPatient | undefined;
  /** The document registered under the same uniqueId. */
  readonly registered: RegisteredDocument | undefined;
  /** The document that is to be replaced. */
  readonly target: RegisteredDocument | undefined;
  /** The instant of the registry, milliseconds since 1970. */
  readonly registeredAtMs: number;
}

export type DepositDecision =
  | { readonly kind: 'refused'; readonly refusal: IntakeRefusal }
  /** The same document again: the answer of the first time, and no new event. */
  | { readonly kind: 'known'; readonly registered: RegisteredDocument }
  | {
      readonly kind: 'accepted';
      readonly metadata: CheckedMetadata;
      readonly patient: KnownPatient;
      /** The document that is superseded; undefined for a new one. */
      readonly target: RegisteredDocument | undefined;
    };

/**
 * May this document enter the DMP? The same uniqueId and hash again is answered like the first time,
 * whatever happened since; then come the three gates: identity, DMP, registry.
 */
export function decideDeposit(entry: DocumentEntry, facts: DepositFacts): DepositDecision {
  const { patient, registered, registeredAtMs } = facts;
  if (registered && isSameHash(registered.hash, entry.content.hash)) {
    return { kind: 'known', registered };
  }
  const refusal =
    refusalOfIdentity(entry.patient, patient, registeredAtMs) ?? refusalOfEmptyDocument(entry);
  if (refusal) return { kind: 'refused', refusal };
  // The identity gate has refused what INSi does not know.
  if (patient === undefined) throw new Error('an unknown patient has passed the identity gate');
  const closed = refusalOfDmp(patient);
  if (closed) return { kind: 'refused', refusal: closed };
  const metadata = checkMetadata(entry, registeredAtMs);
  if ('code' in metadata) return { kind: 'refused', refusal: metadata };
  const wrong = refusalOfContent(entry) ?? refusalOfRegistry(entry, metadata, patient, facts);
  if (wrong) return { kind: 'refused', refusal: wrong };
  return { kind: 'accepted', metadata, patient, target: facts.target };
}

/** Third gate, last part: what is registered already. */
function refusalOfRegistry(
  entry: DocumentEntry,
  { site }: CheckedMetadata,
  patient: KnownPatient,
  { registered, target }: DepositFacts,
): IntakeRefusal | undefined {
  if (registered) {
    return {
      code: 'XDSNonIdenticalHash',
      part: 'uniqueId',
      reason: 'expected the hash that this uniqueId is registered with; came another document',
    };
  }
  if (entry.replaces === null) return undefined;
  if (target === undefined) {
    return {
      code: 'SIM_DOCUMENT_UNKNOWN',
      part: 'replaces',
      reason: 'expected the uniqueId of a document that this interface registered',
    };
  }
  if (!isSameHash(target.patient, patient.pseudonym)) {
    return {
      code: 'XDSPatientIdDoesNotMatch',
      part: 'matricule',
      reason: 'expected the patient of the document to replace; came another',
    };
  }
  if (target.site !== site) return otherSite('site');
  if (target.status === 'superseded') {
    return {
      code: 'XDSRegistryDeprecatedDocumentError',
      part: 'replaces',
      reason: `expected the version in force; it is superseded by ${target.replacedBy ?? 'another'}`,
    };
  }
  return target.status === 'deleted' ? deletedDocument('replaces') : undefined;
}

/** Sequences of a change point into the stream of the site that deposited. */
export function otherSite(part: 'site' | 'replaces'): IntakeRefusal {
  return {
    code: 'SIM_OTHER_SITE',
    part,
    reason: 'expected the site that deposited the document; came another',
  };
}

export function deletedDocument(part: 'uniqueId' | 'replaces'): IntakeRefusal {
  return {
    code: 'SIM_DOCUMENT_DELETED',
    part,
    reason: 'expected a document that is not deleted',
  };
}
