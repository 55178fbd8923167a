import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Bytes of a secret: nobody guesses so many, so that a fast hash of them is safe. */
const SECRET_BYTES = 32;
const ID_BYTES = 6;

/** How a key begins: whoever finds one in a file knows what it is. */
export const API_KEY_PREFIX = 'mes_';

const API_KEY = /^mes_([0-9a-f]{12})_([A-Za-z0-9_-]{43})$/;

/** A key that was just made. */
export interface NewApiKey {
  /** Twelve hexadecimal digits; no secret. */
  readonly id: string;
  /** `mes_ID_SECRET`: shown once, and never stored. */
  readonly text: string;
  readonly secretSha256: Buffer;
}

/** A key of 256 random bits. */
export function makeApiKey(): NewApiKey {
  const id = randomBytes(ID_BYTES).toString('hex');
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  return { id, text: `${API_KEY_PREFIX}${id}_${secret}`, secretSha256: sha256Of(secret) };
}

/** The parts of a key; undefined for a text of another form. */
export function readApiKey(
  text: string,
): { readonly id: string; readonly secretSha256: Buffer } | undefined {
  const [, id, secret] = API_KEY.exec(text) ?? [];
  return id === undefined || secret === undefined
    ? undefined
    : { id, secretSha256: sha256Of(secret) };
}

/** Of a key that is not stored: compared all the same, so that time does not tell the two apart. */
const OF_NO_KEY = randomBytes(32);

/** Whether two digests are equal, in a time that does not depend on where they differ. */
export function isSameSecret(came: Buffer, stored: Buffer | undefined): boolean {
  return timingSafeEqual(came, stored ?? OF_NO_KEY) && stored !== undefined;
}

function sha256Of(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
