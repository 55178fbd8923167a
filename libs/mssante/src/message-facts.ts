import { createHash } from 'node:crypto';
import { DEPARTMENTS } from '#libs/reference';

const PSEUDONYM_BYTES = 8;
/** Key of the pseudonyms of people that nobody knows; public, because nobody stands behind them. */
const STRANGER = 'mes-flow mssante stranger 1';

/**
 * Pseudonym of a patient that the directory does not know, or whose document carries no INS: of the
 * first identifier in the document.
 *
 * @returns 16 hexadecimal digits
 */
export function strangerPseudonym(identifier: string): string {
  const digest = createHash('sha256').update(`${STRANGER} ${identifier}`).digest();
  return digest.toString('hex', 0, PSEUDONYM_BYTES);
}

/** Where a message counts that nothing places: Paris (assumed). */
const DEPARTMENT_OF_NOBODY = '75';
const DEPARTMENT_CODES: ReadonlySet<string> = new Set(DEPARTMENTS.map(({ code }) => code));

/**
 * Department of a patient that nobody knows: that of the sending structure when its FINESS number
 * shows it, else Paris (assumed: an event needs one, and the message was sent all the same).
 *
 * @param site StructIdNat
 */
export function strangerDepartment(site: string): string {
  const code = site.startsWith('1') ? site.slice(1, 3) : '';
  return DEPARTMENT_CODES.has(code) ? code : DEPARTMENT_OF_NOBODY;
}

/** Bytes of the hash that become an actId: below 2^48, where a JavaScript number is exact. */
const ACT_ID_BYTES = 6;

/** The act of a document: a function of its uniqueId, so that mails with one document share it. */
export function actIdOfDocument(uniqueId: string): number {
  return createHash('sha256').update(uniqueId).digest().readUIntBE(0, ACT_ID_BYTES);
}
