import { MAGIC_BYTE } from '../schema-ids.js';
import { encodeStringSegment, putBytes, putInt, putLong } from './varints.js';

/**
 * What all events start with. One object, changed for each event: the generator allocates none.
 * Segments are encoded once with `encodeStringSegment` and `encodeSiteSegment`.
 */
export interface HeadFields {
  sourceSegment: Uint8Array;
  /** Dense from 0 within the source. */
  sequence: number;
  /** The act, milliseconds since 1970 in UTC. */
  occurredAtMs: number;
  /** The registry's acceptance or refusal, milliseconds since 1970 in UTC; in Europe/Paris it chooses the month. */
  registeredAtMs: number;
  /** Ties the channels of one clinical act together. */
  actId: number;
  /** First four bytes of the patient's keyed pseudonym, as a 32-bit integer of either sign. */
  patientHigh: number;
  /** Last four bytes of the pseudonym. */
  patientLow: number;
  /** Code of the patient's department, as text. */
  departmentSegment: Uint8Array;
  /** Index in INS_OID_SYMBOLS. */
  insOid: number;
  siteSegment: Uint8Array;
}

/** What a depositing site repeats in every event of one of its authors. */
export interface SiteFields {
  /** PSIdNat of the author. */
  readonly author: string;
  /** StructIdNat of the site; also the record's key. */
  readonly site: string;
  /** Index in COULOIR_SYMBOLS. */
  readonly couloir: number;
  /** Index in the published solution catalogue. */
  readonly solution: number;
}

/** Encodes author, site, couloir and solution, the end of the head, once for many events. */
export function encodeSiteSegment(fields: SiteFields): Uint8Array {
  const author = encodeStringSegment(fields.author);
  const site = encodeStringSegment(fields.site);
  const segment = new Uint8Array(author.length + site.length + 10);
  let p = putBytes(segment, 0, author);
  p = putBytes(segment, p, site);
  p = putInt(segment, p, fields.couloir);
  p = putInt(segment, p, fields.solution);
  return segment.slice(0, p);
}

/**
 * Writes the framing and the head of an event; the record's own tail writer goes on from there.
 *
 * @param b target, long enough
 * @param p position to write at
 * @param schemaId one of SCHEMA_ID
 * @param head the fields, all encodable
 * @returns the next position
 */
export function writeHead(b: Uint8Array, p: number, schemaId: number, head: HeadFields): number {
  b[p] = MAGIC_BYTE;
  p = putBigEndian(b, p + 1, schemaId);
  p = putBytes(b, p, head.sourceSegment);
  p = putLong(b, p, head.sequence);
  p = putLong(b, p, head.occurredAtMs);
  p = putLong(b, p, head.registeredAtMs);
  p = putLong(b, p, head.actId);
  p = putBigEndian(b, p, head.patientHigh);
  p = putBigEndian(b, p, head.patientLow);
  p = putBytes(b, p, head.departmentSegment);
  p = putInt(b, p, head.insOid);
  return putBytes(b, p, head.siteSegment);
}

function putBigEndian(b: Uint8Array, p: number, value: number): number {
  b[p] = value >>> 24;
  b[p + 1] = value >>> 16;
  b[p + 2] = value >>> 8;
  b[p + 3] = value;
  return p + 4;
}
