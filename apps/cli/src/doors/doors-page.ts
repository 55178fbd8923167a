import type { AuditEntry, StoredApiKey } from '#libs/store';

/** Whether a key counts, in a word. */
export function keyState(
  { revokedAt, expiresAt }: Pick<StoredApiKey, 'revokedAt' | 'expiresAt'>,
  nowMs: number,
): 'active' | 'revoked' | 'expired' {
  if (revokedAt !== null) return 'revoked';
  return expiresAt !== null && expiresAt.getTime() <= nowMs ? 'expired' : 'active';
}

/** One key in a line; its secret is nowhere. */
export function keyLine(key: StoredApiKey, nowMs: number): string {
  const { id, name, scopes, expiresAt, createdBy } = key;
  const until = expiresAt === null ? 'no end' : `until ${expiresAt.toISOString()}`;
  return `${id}  ${keyState(key, nowMs).padEnd(7)}  ${until}  ${scopes.join(',')}  ${name}  (by ${createdBy})`;
}

/** What a person sees of a new key, for the only time. */
export function newKeyLines({ id, expiresAt }: StoredApiKey, text: string): string[] {
  return [
    text,
    '',
    `This is shown once: only a digest of it is stored. ${expiresAt === null ? 'It has no end.' : `It ends at ${expiresAt.toISOString()}.`}`,
    'Services with MES_API_KEYS=on take it as',
    '  Authorization: Bearer mes_…',
    `mes keys revoke ${id} ends it.`,
  ];
}

/** One row of the audit in a line: what others wrote is JSON, so that it can forge none. */
export function auditLine({
  at,
  act,
  outcome,
  actor,
  action,
  parameters,
  detail,
}: AuditEntry): string {
  const texts = [JSON.stringify(actor), JSON.stringify(parameters), JSON.stringify(detail)];
  const [who = '', what = '', why = ''] = texts.map(withoutControls);
  return `${at.toISOString()}  ${act.slice(0, 8)}  ${outcome.padEnd(7)}  ${action}  ${who}  ${what}${detail === null ? '' : `  ${why}`}`;
}

/** JSON leaves some signs as they are that move a cursor or turn a line round. */
function withoutControls(json: string): string {
  return json.replace(
    /[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
