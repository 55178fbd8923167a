import { X509Certificate, createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';

/** Bytes of a file of certificates, a key or a password: the bundle of a whole system is 250 kB. */
const FILE_BYTES_MAX = 2 * 1024 * 1024;

/** What was read, or why it is of no use. */
export type FileOutcome<T> =
  { readonly isGood: true; readonly value: T } | { readonly isGood: false; readonly fault: string };

const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/**
 * The certificates of a PEM file, its text as it is.
 *
 * @returns the text, or `FILE, REASON`
 */
export function readCertificates(
  file: string,
): FileOutcome<{ readonly text: string; readonly first: X509Certificate }> {
  return readSmallFile(file, (text) => {
    const [first, ...rest] = text.match(PEM_CERTIFICATE) ?? [];
    if (first === undefined) throw new Error('no PEM certificate in it (BEGIN CERTIFICATE)');
    for (const block of rest) parseCertificate(block);
    return { text, first: parseCertificate(first) };
  });
}

/** The private key of a PEM file, its text as it is. A key with a passphrase is none we can use. */
export function readPrivateKey(
  file: string,
): FileOutcome<{ readonly text: string; readonly key: KeyObject }> {
  return readSmallFile(file, (text) => {
    if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) {
      throw new Error('no PEM private key in it (BEGIN PRIVATE KEY)');
    }
    if (text.includes('ENCRYPTED'))
      throw new Error('a key with a passphrase; expected one without');
    return { text, key: parseKey(text) };
  });
}

/** A password: the file's text without the line's end that editors add. */
export function readPassword(file: string): FileOutcome<string> {
  return readSmallFile(file, (text) => {
    const password = text.replace(/\r?\n$/, '');
    if (password === '') throw new Error('an empty file');
    return password;
  });
}

/**
 * Reads the file that a setting names; an empty one names none.
 *
 * @param faults gets the fault of one that is of no use
 */
export function readNamed<T>(
  [setting, file]: readonly [setting: string, file: string],
  expected: string,
  read: (file: string) => FileOutcome<T>,
  faults: string[],
): T | undefined {
  if (file === '') return undefined;
  const outcome = read(file);
  if (outcome.isGood) return outcome.value;
  faults.push(`${setting}: expected a file with ${expected}; came ${outcome.fault}`);
  return undefined;
}

function readSmallFile<T>(file: string, parse: (text: string) => T): FileOutcome<T> {
  try {
    const { size } = statSync(file);
    if (size > FILE_BYTES_MAX) throw new Error(`${String(size)} bytes, at most ${FILE_BYTES_MAX}`);
    return { isGood: true, value: parse(readFileSync(file, 'utf8')) };
  } catch (error) {
    return { isGood: false, fault: `"${file}", ${reasonOf(error)}` };
  }
}

/** By shape: the system's errors may be of another realm. It names the call and the file once more: once is enough. */
function reasonOf(error: unknown): string {
  const message: unknown =
    typeof error === 'object' && error !== null ? Reflect.get(error, 'message') : undefined;
  return typeof message === 'string' ? message.replace(/, \w+ '.*'$/, '') : String(error);
}

function parseCertificate(block: string): X509Certificate {
  try {
    return new X509Certificate(block);
  } catch (cause) {
    throw new Error('a certificate in it that cannot be read', { cause });
  }
}

/** Node's own words may quote the text. */
function parseKey(text: string): KeyObject {
  try {
    return createPrivateKey(text);
  } catch (cause) {
    throw new Error('a private key that cannot be read', { cause });
  }
}
