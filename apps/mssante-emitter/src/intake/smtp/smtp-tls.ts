import { BadInvocationError, readKeyPair, type KeyPair } from '#libs/platform';

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
export function smtpTlsOf(settings: TlsSettings): KeyPair | undefined {
  const faults: string[] = [];
  const pair = read(settings, faults);
  if (faults.length > 0) throw new BadInvocationError(faults.join('\n'));
  return pair;
}

/** Every fault of the two files; empty when there is none. */
export function smtpTlsFaults(settings: TlsSettings): string[] {
  const faults: string[] = [];
  read(settings, faults);
  return faults;
}

function read(settings: TlsSettings, faults: string[]): KeyPair | undefined {
  return readKeyPair(
    [
      ['MES_MSSANTE_SMTP_TLS_CERT_FILE', settings.MES_MSSANTE_SMTP_TLS_CERT_FILE],
      ['MES_MSSANTE_SMTP_TLS_KEY_FILE', settings.MES_MSSANTE_SMTP_TLS_KEY_FILE],
    ],
    faults,
  );
}
