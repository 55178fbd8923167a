import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Used by specs only: two certificates that are their own authority, and the key of the first. */
export const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBizCCATGgAwIBAgIUDJ1K24s8cciLaiGXfAuRopC/qj4wCgYIKoZIzj0EAwIw
GjEYMBYGA1UEAwwPbWVzLWZsb3cgc3BlYyAxMCAXDTI2MTEyNzE4MDQ1N1oYDzIx
MjYxMTAzMTgwNDU3WjAaMRgwFgYDVQQDDA9tZXMtZmxvdyBzcGVjIDEwWTATBgcq
hkjOPQIBBggqhkjOPQMBBwNCAAQTyUgBHKxUQT/rv8AR4+rHzz9BbAvX+G6iMO+o
B2F6QLd9U+ajNbdL1iYm8wapIaJtWTxDxafSMPVgkEZpV+ZUo1MwUTAdBgNVHQ4E
FgQU/Iz7PLFAzISSaUdW36aeYsUE6lowHwYDVR0jBBgwFoAU/Iz7PLFAzISSaUdW
36aeYsUE6lowDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiAPBOwI
NeAEx6b9ItZ6Y80cbQzCTkxmN0gFnmZ4VvZr3AIhAPnJr0nxG8pYu8+PIfGJrtZG
iKejhsO9NCpGmKLDe/4i
-----END CERTIFICATE-----
`;
export const OTHER_CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBijCCATGgAwIBAgIUX+PL60EE3+7QbydKvtbZIkvwutUwCgYIKoZIzj0EAwIw
GjEYMBYGA1UEAwwPbWVzLWZsb3cgc3BlYyAyMCAXDTI2MTEyNzE4MDQ1N1oYDzIx
MjYxMTAzMTgwNDU3WjAaMRgwFgYDVQQDDA9tZXMtZmxvdyBzcGVjIDIwWTATBgcq
hkjOPQIBBggqhkjOPQMBBwNCAASYdwSY+g397AuEPk8ARQGiblVV+4EMBunV+Pk2
DAQF9uhb6y3zew6qwiMdFPL0ddHbl2x7vo1tGRZRDJQ7Uq1xo1MwUTAdBgNVHQ4E
FgQUYTEFQ1aLNzxVAF9F7C2bNC2z2FIwHwYDVR0jBBgwFoAUYTEFQ1aLNzxVAF9F
7C2bNC2z2FIwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNHADBEAiA2aype
jcUITVvvEuwFHLKG9emkZvPd97HCkTkJlFNa5gIgaEK6ISxhUy4ldUsYBUM4oPq8
BVua5vYTKtJQJBtPvgs=
-----END CERTIFICATE-----
`;
export const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgQ0RYJpTyj77Y6Vnp
bcVEuk0wEUrWmyb8qg1vrUgcaEChRANCAAQTyUgBHKxUQT/rv8AR4+rHzz9BbAvX
+G6iMO+oB2F6QLd9U+ajNbdL1iYm8wapIaJtWTxDxafSMPVgkEZpV+ZU
-----END PRIVATE KEY-----
`;

/** A folder with files; remove it afterwards. */
export function filesOf<N extends string>(
  texts: Readonly<Record<N, string>>,
): { readonly paths: Readonly<Record<N, string>>; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'mes-files-'));
  const paths = Object.fromEntries(
    Object.entries<string>(texts).map(([name, text]) => {
      const path = join(folder, name);
      writeFileSync(path, text);
      return [name, path];
    }),
  ) as Record<N, string>; // the names that were given
  return {
    paths,
    remove: () => {
      rmSync(folder, { recursive: true });
    },
  };
}
