import { readCertificates, readNamed, readPrivateKey } from './pem-files.js';

/** A certificate and its key, PEM texts. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

/** The two files by the names of their settings; an empty one names none. */
export type KeyPairFiles = readonly [
  cert: readonly [setting: string, file: string],
  key: readonly [setting: string, file: string],
];

/**
 * Reads a certificate and its key, which go together.
 *
 * @param faults gets every fault of the two
 * @returns undefined where none is named or something is wrong
 */
export function readKeyPair([cert, key]: KeyPairFiles, faults: string[]): KeyPair | undefined {
  const [certSetting, certFile] = cert;
  const [keySetting, keyFile] = key;
  if ((certFile === '') !== (keyFile === '')) {
    const [given, missing] =
      certFile === '' ? [keySetting, certSetting] : [certSetting, keySetting];
    faults.push(
      `${missing}: expected a file, for a certificate and its key go together; came ${given} alone`,
    );
  }
  const certificate = readNamed(cert, 'a PEM certificate', readCertificates, faults);
  const privateKey = readNamed(key, 'a PEM private key', readPrivateKey, faults);
  if (certificate === undefined || privateKey === undefined) return undefined;
  if (certificate.first.checkPrivateKey(privateKey.key)) {
    return { cert: certificate.text, key: privateKey.text };
  }
  faults.push(
    `${keySetting}: expected the key of the certificate in "${certFile}"; came another one in "${keyFile}"`,
  );
  return undefined;
}
