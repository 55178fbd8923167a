import type { DocumentStatus, RegisteredDocument } from '#libs/admission';
import type { InsOidSymbol } from '#libs/identifiers';
import type { ClientBase, Pool } from 'pg';

interface DocumentRow {
  unique_id: string;
  hash: Buffer;
  size_bytes: number;
  source: string;
  sequence: string;
  site: string;
  author: string;
  solution: number;
  patient: Buffer;
  patient_department: string;
  ins_oid: InsOidSymbol;
  document_type: string;
  format: string;
  facility_type: string;
  practice_setting: string;
  confidentiality: string[];
  status: DocumentStatus;
  is_archived: boolean;
  replaces: string | null;
  replaced_by: string | null;
  submission_set: string | null;
  document_at_ms: string;
  registered_at_ms: string;
}

/** A refusal that was counted. */
export interface CountedRefusal {
  readonly uniqueId: string;
  readonly hash: Uint8Array;
  readonly code: string;
  readonly source: string;
  readonly sequence: number;
  readonly registeredAtMs: number;
}

/** A submission set as the registry holds it. */
export interface RegisteredSet {
  readonly uniqueId: string;
  readonly contentHash: Uint8Array;
  readonly registeredAtMs: number;
}

/**
 * The documents of a list of uniqueIds, by uniqueId. The queries of this file that look rows up are
 * not prepared by name: a plan kept from when the table was empty would go over all of it.
 */
export async function readDocuments(
  client: ClientBase | Pool,
  uniqueIds: readonly string[],
): Promise<Map<string, RegisteredDocument>> {
  const { rows } = await client.query<DocumentRow>({
    text: 'select * from dmp_registry where unique_id = any($1::text[])',
    values: [uniqueIds],
  });
  return new Map(rows.map((row) => [row.unique_id, documentOf(row)]));
}

/** The submission sets of a list of uniqueIds, by uniqueId. */
export async function readSets(
  client: ClientBase,
  uniqueIds: readonly string[],
): Promise<Map<string, RegisteredSet>> {
  if (uniqueIds.length === 0) return new Map();
  const { rows } = await client.query<{
    unique_id: string;
    content_hash: Buffer;
    registered_at_ms: string;
  }>('select * from dmp_submission_set where unique_id = any($1::text[])', [uniqueIds]);
  return new Map(
    rows.map((row) => [
      row.unique_id,
      {
        uniqueId: row.unique_id,
        contentHash: row.content_hash,
        registeredAtMs: Number(row.registered_at_ms),
      },
    ]),
  );
}

/** The refusals that were counted for a list of uniqueIds, as `refusalKey` writes them. */
export async function readRefusals(
  client: ClientBase,
  uniqueIds: readonly string[],
): Promise<Set<string>> {
  const { rows } = await client.query<{ unique_id: string; hash: Buffer; code: string }>({
    text: 'select unique_id, hash, code from dmp_refusal where unique_id = any($1::text[])',
    values: [uniqueIds],
  });
  return new Set(rows.map(({ unique_id, hash, code }) => refusalKey(unique_id, hash, code)));
}

/** What makes two refusals the same. */
export function refusalKey(uniqueId: string, hash: Uint8Array, code: string): string {
  return `${uniqueId} ${Buffer.from(hash).toString('hex')} ${code}`;
}

/** Stores documents that are new or have changed, sets and counted refusals. */
export async function saveRegistry(
  client: ClientBase,
  changes: {
    readonly documents: Iterable<RegisteredDocument>;
    readonly sets: readonly RegisteredSet[];
    readonly refusals: readonly CountedRefusal[];
  },
): Promise<void> {
  const documents = [...changes.documents].map(rowOf);
  if (documents.length > 0) {
    await client.query({
      name: 'dmp-save',
      text: `insert into dmp_registry select * from jsonb_populate_recordset(null::dmp_registry, $1::jsonb)
       on conflict (unique_id) do update set
         status = excluded.status, is_archived = excluded.is_archived,
         confidentiality = excluded.confidentiality, replaced_by = excluded.replaced_by`,
      values: [JSON.stringify(documents)],
    });
  }
  if (changes.sets.length > 0) {
    await client.query(
      `insert into dmp_submission_set
       select * from jsonb_populate_recordset(null::dmp_submission_set, $1::jsonb)`,
      [
        JSON.stringify(
          changes.sets.map(({ uniqueId, contentHash, registeredAtMs }) => ({
            unique_id: uniqueId,
            content_hash: hexOf(contentHash),
            registered_at_ms: registeredAtMs,
          })),
        ),
      ],
    );
  }
  if (changes.refusals.length > 0) {
    await client.query(
      `insert into dmp_refusal select * from jsonb_populate_recordset(null::dmp_refusal, $1::jsonb)`,
      [
        JSON.stringify(
          changes.refusals.map(({ uniqueId, hash, registeredAtMs, ...rest }) => ({
            ...rest,
            unique_id: uniqueId,
            hash: hexOf(hash),
            registered_at_ms: registeredAtMs,
          })),
        ),
      ],
    );
  }
}

function documentOf(row: DocumentRow): RegisteredDocument {
  return {
    uniqueId: row.unique_id,
    hash: row.hash,
    sizeBytes: row.size_bytes,
    source: row.source,
    sequence: Number(row.sequence),
    site: row.site,
    author: row.author,
    solution: row.solution,
    patient: row.patient,
    patientDepartment: row.patient_department,
    insOid: row.ins_oid,
    typeSymbol: row.document_type,
    formatSymbol: row.format,
    facilityType: row.facility_type,
    practiceSetting: row.practice_setting,
    confidentiality: row.confidentiality,
    status: row.status,
    isArchived: row.is_archived,
    replaces: row.replaces,
    replacedBy: row.replaced_by,
    submissionSet: row.submission_set,
    documentAtMs: Number(row.document_at_ms),
    registeredAtMs: Number(row.registered_at_ms),
  };
}

/** A row as JSON: PostgreSQL reads bytes from their text form. */
function rowOf(document: RegisteredDocument): Record<keyof DocumentRow, unknown> {
  return {
    unique_id: document.uniqueId,
    hash: hexOf(document.hash),
    size_bytes: document.sizeBytes,
    source: document.source,
    sequence: document.sequence,
    site: document.site,
    author: document.author,
    solution: document.solution,
    patient: hexOf(document.patient),
    patient_department: document.patientDepartment,
    ins_oid: document.insOid,
    document_type: document.typeSymbol,
    format: document.formatSymbol,
    facility_type: document.facilityType,
    practice_setting: document.practiceSetting,
    confidentiality: document.confidentiality,
    status: document.status,
    is_archived: document.isArchived,
    replaces: document.replaces,
    replaced_by: document.replacedBy,
    submission_set: document.submissionSet,
    document_at_ms: document.documentAtMs,
    registered_at_ms: document.registeredAtMs,
  };
}

function hexOf(bytes: Uint8Array): string {
  return `\\x${Buffer.from(bytes).toString('hex')}`;
}
