/** What came instead of a connection, and what to do. */
export interface ServerFault {
  readonly came: string;
  readonly advice: string;
}

const UNKNOWN_AUTHORITY = new Set([
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_UNTRUSTED',
  'CERT_SIGNATURE_FAILURE',
  'INVALID_CA',
]);

/**
 * A TLS handshake that failed for good, by the codes of Node and OpenSSL; undefined for anything else,
 * such as a connection that was cut, which a server that restarts does as well.
 *
 * @param caSetting the setting that names the file of the CA
 */
export function tlsFaultOf(error: unknown, caSetting: string): ServerFault | undefined {
  for (const cause of causesOf(error)) {
    const fault = faultOfCode(textOf(cause, 'code'), cause, caSetting);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function faultOfCode(code: string, cause: object, caSetting: string): ServerFault | undefined {
  if (UNKNOWN_AUTHORITY.has(code)) {
    return {
      came: `a certificate of an authority that is not trusted here (${code})`,
      advice: `Set ${caSetting} to the PEM file of the CA that signed it.`,
    };
  }
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return { came: 'a certificate that has expired', advice: 'The server needs a new one.' };
    case 'CERT_NOT_YET_VALID':
      return {
        came: 'a certificate that is not valid yet',
        advice: 'Check the clock of this machine and of the server.',
      };
    case 'CERT_REVOKED':
      return { came: 'a certificate that was revoked', advice: 'The server needs a new one.' };
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return {
        came: `a certificate for another host: ${textOf(cause, 'reason') || 'its names do not fit'}`,
        advice: 'Use the host name that the certificate was made for.',
      };
  }
  // An answer that is no TLS reads as a record of a wrong version or length.
  if (/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|RECORD_LAYER_FAILURE/.test(code)) {
    return {
      came: 'an answer that is no TLS',
      advice: 'That port speaks plain text: use its TLS port.',
    };
  }
  if (
    /ALERT_(CERTIFICATE_REQUIRED|BAD_CERTIFICATE|UNKNOWN_CA|HANDSHAKE_FAILURE)|_ALERT_CERTIFICATE_/.test(
      code,
    )
  ) {
    return {
      came: `a server that refuses our side of TLS (${code})`,
      advice: 'It demands a certificate of ours, or another one than it was shown.',
    };
  }
  return undefined;
}

/** The error, its causes and those inside it, outermost first. By shape: they come from several realms. */
export function causesOf(error: unknown): object[] {
  if (typeof error !== 'object' || error === null) return [];
  const inner: unknown = Reflect.get(error, 'errors');
  return [
    error,
    ...causesOf(Reflect.get(error, 'cause')),
    ...(Array.isArray(inner) ? inner.flatMap(causesOf) : []),
  ];
}

function textOf(error: object, property: string): string {
  const value: unknown = Reflect.get(error, property);
  return typeof value === 'string' ? value : '';
}
