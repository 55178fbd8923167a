import { IdentifierError } from './identifier-error.js';

export type InsOidSymbol = 'INS_NIR_TEST' | 'INS_NIR_DEMONSTRATION';

/** A domain of matricules INS that this system makes and accepts. */
export interface InsOid {
  /** On the wire: never reorder. */
  readonly index: number;
  readonly symbol: InsOidSymbol;
  readonly oid: string;
}

/** An OID that names real persons, or none that we know: nothing of it may enter or leave. */
export class InsOidNotAllowedError extends IdentifierError {
  constructor(readonly oid: string) {
    super('INS OID not allowed', {
      expected: `${INS_OIDS.map((allowed) => `${allowed.oid} (${allowed.symbol})`).join(' or ')}: synthetic persons only`,
      came: `${JSON.stringify(oid)}, ${REFUSED_OIDS.get(oid) ?? 'not an OID of the INS'}`,
      where: 'docs/glossary.md, INS OID',
    });
  }
}

/**
 * The only two OIDs that may be made or accepted. A synthetic number can coincide with a living
 * person's, so nothing may ever carry a production OID.
 *
 * Source: HL7 FR core, issues 162 and 284.
 */
export const INS_OIDS: readonly InsOid[] = [
  { index: 0, symbol: 'INS_NIR_TEST', oid: '1.2.250.1.213.1.4.10' },
  { index: 1, symbol: 'INS_NIR_DEMONSTRATION', oid: '1.2.250.1.213.1.4.11' },
];

const REFUSED_OIDS: ReadonlyMap<string, string> = new Map([
  ['1.2.250.1.213.1.4.8', 'the INS-NIR of real persons'],
  ['1.2.250.1.213.1.4.9', 'the INS-NIA of real persons'],
  ['1.2.250.1.213.1.4.2', 'the obsolete calculated INS-C'],
  ['1.2.250.1.213.1.4.13', 'a NIR used for billing, which is not an INS'],
  ['1.2.250.1.213.1.4.14', 'a NIA used for billing, which is not an INS'],
]);

/** The allowed domain that an OID names. Throws InsOidNotAllowedError, which names the OID. */
export function parseInsOid(text: string): InsOid {
  const allowed = INS_OIDS.find(({ oid }) => oid === text);
  if (allowed === undefined) throw new InsOidNotAllowedError(text);
  return allowed;
}

/** Whether an OID is one of the two allowed ones. */
export function isInsOid(text: string): boolean {
  return INS_OIDS.some(({ oid }) => oid === text);
}
