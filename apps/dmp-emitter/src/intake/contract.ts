import type {
  DocumentEntry,
  DocumentWish,
  EntryPart,
  IntakeRefusal,
  RegisteredDocument,
} from '#libs/admission';

/** A document to register, and where its parts stand in the request. */
export interface EntryToRegister {
  readonly entry: DocumentEntry;
  /** JSON pointer of a part in the body of the request, for refusals. */
  readonly pointerOf: (part: EntryPart) => string;
}

/** A submission set: its documents enter together or not at all. */
export interface SubmissionSet {
  /** OID; null when the sender named none: then only the documents tell a repetition. */
  readonly uniqueId: string | null;
  /** Patient of the set, `OID|matricule`; null when the set names none. */
  readonly patient: string | null;
}

/** What the intake of the DMP is asked to do. */
export type DmpCommand =
  | {
      readonly kind: 'register';
      readonly entries: readonly EntryToRegister[];
      readonly set: SubmissionSet | null;
    }
  | {
      readonly kind: 'change';
      readonly uniqueId: string;
      /** StructIdNat of who asks; null: the site of the document, for its own author. */
      readonly site: string | null;
      /** PSIdNat of who asks; null: the author of the document. */
      readonly author: string | null;
      /** What the document is to become, as far as that depends on what it is. */
      readonly wishOf: (registered: RegisteredDocument) => DocumentWish | IntakeRefusal;
    };

/** A refusal with its place in the request. */
export interface PlacedRefusal {
  readonly refusal: IntakeRefusal;
  readonly pointer: string;
}

export type DmpAnswer =
  | { readonly kind: 'settled'; readonly documents: readonly RegisteredDocument[] }
  | { readonly kind: 'refused'; readonly refusals: readonly PlacedRefusal[] };

/** Codes for which an answer refuses; empty for one that does not. */
export function refusalCodesOf(answer: DmpAnswer): string[] {
  if (answer.kind === 'settled') return [];
  return [...new Set(answer.refusals.map(({ refusal }) => refusal.code))];
}
