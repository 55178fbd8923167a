import { VISIBILITY_LABELS } from '#libs/reference';
import { deletedDocument, otherSite } from './decide-deposit.js';
import type { IntakeRefusal } from './document-entry.js';
import { refusalOfConfidentiality } from './metadata-gate.js';
import type { RegisteredDocument } from './registered-document.js';

/** What a document is to become; what is left out stays. */
export interface DocumentWish {
  readonly confidentiality?: readonly string[];
  readonly isArchived?: boolean;
  readonly isDeleted?: boolean;
}

/** What the event of a change says about who sees the document. */
export type Visibility = 'VISIBLE' | (typeof VISIBILITY_LABELS)[number];

export type ChangeDecision =
  | { readonly kind: 'refused'; readonly refusal: IntakeRefusal }
  /** The document is already as wished: no event. */
  | { readonly kind: 'unchanged'; readonly registered: RegisteredDocument }
  | {
      readonly kind: 'changed';
      readonly changed: RegisteredDocument;
      /** Undefined when nothing changes for those who read: archiving is no event. */
      readonly visibility: Visibility | undefined;
    }
  | { readonly kind: 'deleted'; readonly changed: RegisteredDocument };

/**
 * May a document change like this? Masking and unmasking for professionals and archiving go both
 * ways; what the patient could see once stays visible to the patient; a deleted document stays as it
 * is, and deleting it again changes nothing.
 *
 * @param site StructIdNat of who asks
 */
export function decideChange(
  registered: RegisteredDocument | undefined,
  site: string,
  wishOf: (registered: RegisteredDocument) => DocumentWish | IntakeRefusal,
): ChangeDecision {
  if (registered === undefined) {
    return refused({
      code: 'SIM_DOCUMENT_UNKNOWN',
      part: 'uniqueId',
      reason: 'expected the uniqueId of a document that this interface registered',
    });
  }
  if (registered.site !== site) return refused(otherSite('site'));
  const wish = wishOf(registered);
  if ('code' in wish) return refused(wish);
  if (registered.status === 'deleted') {
    return wish.isDeleted === true
      ? { kind: 'unchanged', registered }
      : refused(deletedDocument('uniqueId'));
  }
  if (wish.isDeleted === true) {
    return { kind: 'deleted', changed: { ...registered, status: 'deleted' } };
  }
  return decideVisibility(registered, wish);
}

function decideVisibility(registered: RegisteredDocument, wish: DocumentWish): ChangeDecision {
  const { confidentiality = registered.confidentiality, isArchived = registered.isArchived } = wish;
  const wrong = refusalOfConfidentiality(confidentiality);
  if (wrong) return refused(wrong);
  const before = new Set(registered.confidentiality);
  const after = new Set(confidentiality);
  if (after.has('INVISIBLE_PATIENT') && !before.has('INVISIBLE_PATIENT')) {
    return refused({
      code: 'SIM_ALREADY_VISIBLE',
      part: 'confidentiality',
      reason: 'the patient could see this document: it cannot be hidden from the patient any more',
    });
  }
  const isSame = before.size === after.size && [...after].every((code) => before.has(code));
  if (isSame && isArchived === registered.isArchived) return { kind: 'unchanged', registered };
  return {
    kind: 'changed',
    changed: { ...registered, confidentiality, isArchived },
    visibility: visibilityOfChange(before, after),
  };
}

/** One event says one thing: who is shut out newly, else who still is, else that all may see. */
function visibilityOfChange(
  before: ReadonlySet<string>,
  after: ReadonlySet<string>,
): Visibility | undefined {
  const hasChanged = VISIBILITY_LABELS.some((label) => before.has(label) !== after.has(label));
  if (!hasChanged) return undefined;
  return (
    VISIBILITY_LABELS.find((label) => after.has(label) && !before.has(label)) ??
    VISIBILITY_LABELS.find((label) => after.has(label)) ??
    'VISIBLE'
  );
}

function refused(refusal: IntakeRefusal): ChangeDecision {
  return { kind: 'refused', refusal };
}
