import { BadInvocationError, readCertificates, readPrivateKey } from '#libs/platform';
import type { SmtpTls } from './smtp-edge.js';

interface TlsSettings {
  readonly MES_MSSANTE_SMTP_TLS_CERT_FILE: string;
  readonly MES_MSSANTE_SMTP_TLS_KEY_FILE: string;
}

/**
 * Certificate and key of the settings.
 *
 * @returns undefined where there are none
 * @throws BadInvocationError when a file has changed since the settings were checked
 */
export function smtpTlsOf(settings: TlsSettings): SmtpTls | undefined {
  const { faults, tls } = read(settings);
  if (faults.length > 0) throw new BadInvocationError(faults.join('\n'));
  return tls;
}

/** Every fault of the two files; empty when there is none. */
export function smtpTlsFaults(settings: TlsSettings): string[] {
  return read(settings).faults;
}

function read({
  MES_MSSANTE_SMTP_TLS_CERT_FILE: certFile,
  MES_MSSANTE_SMTP_TLS_KEY_FILE: keyFile,
}: TlsSettings): { readonly faults: string[]; readonly tls?: SmtpTls } {
  if (certFile === '' && keyFile === '') return { faults: [] };
  if (certFile === '' || keyFile === '') {
    const missing = certFile === '' ? 'CERT' : 'KEY';
    return {
      faults: [
        `MES_MSSANTE_SMTP_TLS_${missing}_FILE: expected a PEM file, because the other of certificate and key is given; came none`,
      ],
    };
  }
  const cert = readCertificates(certFile);
  const key = readPrivateKey(keyFile);
  const faults = [
    ...(cert.isGood
      ? []
      : [`MES_MSSANTE_SMTP_TLS_CERT_FILE: expected a certificate; came ${cert.fault}`]),
    ...(key.isGood
      ? []
      : [`MES_MSSANTE_SMTP_TLS_KEY_FILE: expected a private key; came ${key.fault}`]),
  ];
  if (!cert.isGood || !key.isGood) return { faults };
  if (!cert.value.first.checkPrivateKey(key.value.key)) {
    return {
      faults: [
        `MES_MSSANTE_SMTP_TLS_KEY_FILE: expected the key of the certificate in "${certFile}"; came another one in "${keyFile}"`,
      ],
    };
  }
  return { faults: [], tls: { cert: cert.value.text, key: key.value.text } };
}
