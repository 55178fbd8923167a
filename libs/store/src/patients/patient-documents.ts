import {
  isSameDocument,
  type PatientDocument,
  type Person,
  type ProfileRefusal,
} from '#libs/patients';
import type { ClientBase, Pool } from 'pg';
import { inTransaction } from '../connection/transaction.js';
import { changeProfileWithin } from './change-profile.js';
import { lockByName } from './row-locks.js';

/** What became of a person's own document. */
export type PatientDocumentOutcome =
  | { readonly kind: 'stored' | 'known'; readonly depositedAtMs: number }
  /** The uniqueId is another document's: other content, or another person's. */
  | { readonly kind: 'other-document' }
  /** There is no open profile. */
  | { readonly kind: 'refused'; readonly reason: ProfileRefusal };

/**
 * Stores a document that a person adds to the own profile; no event, no professional figure. The
 * same again is known and changes nothing, also after a closing. A person who was not in the profile
 * yet is now: adding a document activates it.
 */
export async function storePatientDocument(
  pool: Pool,
  person: Person,
  document: PatientDocument,
): Promise<PatientDocumentOutcome> {
  return inTransaction(pool, async (client) => {
    await lockByName(client, 'document', document.uniqueId);
    const known = await outcomeOfKnown(client, person, document);
    if (known !== undefined) return known;
    const { outcome, nowMs } = await changeProfileWithin(client, person, { type: 'activate' });
    if (outcome.kind === 'refused' && outcome.reason !== 'already-activated') return outcome;
    const { uniqueId, typeCode, hash, sizeBytes } = document;
    await client.query(
      `insert into patient_document (unique_id, matricule, type_code, hash, size_bytes, deposited_at)
       values ($1, $2, $3, $4, $5, $6)`,
      [uniqueId, person.matricule.text, typeCode, hash, sizeBytes, new Date(nowMs)],
    );
    return { kind: 'stored', depositedAtMs: nowMs };
  });
}

/** What a uniqueId that was used before means for this document; undefined when it was not. */
async function outcomeOfKnown(
  client: ClientBase,
  person: Person,
  { uniqueId, hash }: PatientDocument,
): Promise<PatientDocumentOutcome | undefined> {
  const { rows } = await client.query<{ hash: string; matricule: string; deposited_at: Date }>(
    'select hash, matricule, deposited_at from patient_document where unique_id = $1',
    [uniqueId],
  );
  const [stored] = rows;
  if (stored === undefined) return undefined;
  const isSame = isSameDocument(stored, { hash, matricule: person.matricule.text });
  return isSame
    ? { kind: 'known', depositedAtMs: stored.deposited_at.getTime() }
    : { kind: 'other-document' };
}

/** Documents that people added themselves, all of them: a figure of its own. */
export async function countPatientDocuments(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ documents: string }>(
    'select count(*) as documents from patient_document',
  );
  return Number(rows[0]?.documents ?? 0);
}
