import type { EmbeddedIssuer } from '#libs/edge';

/** What a person needs to get a token: address, clients and a line to paste. */
export function issuerPage({
  url,
  tokenUrl,
  audience,
  clients,
}: Omit<EmbeddedIssuer, 'close'>): string {
  const width = Math.max(...clients.map(({ clientId }) => clientId.length));
  const rows = clients.map(
    ({ clientId, clientSecret, subject, scopes }) =>
      `  ${clientId.padEnd(width)}  ${clientSecret}  ${subject.padEnd(width)}  ${scopes.join(' ') || '(no scope)'}`,
  );
  const [first] = clients;
  const [scope = ''] = first?.scopes ?? [];
  return [
    `issuer     ${url}`,
    `audience   ${audience}`,
    '',
    `  ${'client'.padEnd(width)}  ${'secret of this run'.padEnd(24)}  ${'subject'.padEnd(width)}  scopes`,
    ...rows,
    '',
    'Services accept its tokens with',
    `  MES_OIDC_ISSUER=${url} MES_OIDC_AUDIENCE=${audience}`,
    'A token, the access_token of the answer:',
    ...(first === undefined
      ? []
      : [
          `  curl -s -u ${first.clientId}:${first.clientSecret} -d grant_type=client_credentials -d scope=${scope} ${tokenUrl}`,
        ]),
    'Every person and software is fictitious; secrets and keys end with this process. Ctrl-C stops it.',
    '',
  ].join('\n');
}
