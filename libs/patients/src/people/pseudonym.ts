import { createHmac } from 'node:crypto';
import { INS_OIDS, type InsOidSymbol } from '#libs/identifiers';

/**
 * Key of the pseudonyms. It is public because nobody stands behind the matricules; a registry of
 * real people keeps such a key secret, or a list of all matricules undoes the pseudonyms.
 */
const PSEUDONYM_KEY = 'mes-flow synthetic patients 1';

const PSEUDONYM_BYTES = 8;

/**
 * The pseudonym that events carry: the first 8 bytes of HMAC-SHA-256 over `MATRICULE^OID`. The OID is
 * part of it, because a matricule alone identifies nobody. Among 68 million people two share a
 * pseudonym with a chance of 1 in 8,000.
 */
export function pseudonymOf(matricule: string, oid: InsOidSymbol): Uint8Array {
  const domain = INS_OIDS.find(({ symbol }) => symbol === oid)?.oid ?? '';
  const digest = createHmac('sha256', PSEUDONYM_KEY).update(`${matricule}^${domain}`).digest();
  return new Uint8Array(digest.subarray(0, PSEUDONYM_BYTES));
}
