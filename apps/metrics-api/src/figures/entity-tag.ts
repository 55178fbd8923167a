import { createHash } from 'node:crypto';

/**
 * Goes up when the same data are written otherwise than before: a tag that a client keeps from an
 * earlier release must not say that nothing has changed.
 */
const WRITING_VERSION = 1;
/** Characters of the digest: 132 bits. */
const TAG_CHARACTERS = 22;
/** What tells the compressed bytes from the plain ones: two strong tags, because the bytes differ. */
const GZIP_SUFFIX = '-gzip';

/**
 * The strong entity tag of an answer (RFC 9110, 8.8.3), known before the answer is computed: equal
 * questions to equal data give equal bytes.
 *
 * @param parts everything that the bytes depend on
 */
export function entityTag(parts: readonly string[]): string {
  const text = JSON.stringify([WRITING_VERSION, ...parts]);
  const digest = createHash('sha256').update(text).digest('base64url').slice(0, TAG_CHARACTERS);
  return `"${digest}"`;
}

/** The tag of the same answer as gzip. */
export function gzipTag(tag: string): string {
  return `${tag.slice(0, -1)}${GZIP_SUFFIX}"`;
}

/**
 * Whether a client has the answer already, plain or compressed. If-None-Match compares weakly (RFC
 * 9110, 13.1.2); a header that cannot be read matches nothing, and costs the client one answer.
 */
export function isKnown(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  return ifNoneMatch
    .split(',')
    .map((one) => one.trim().replace(/^W\//, ''))
    .some((one) => one === tag || one === gzipTag(tag));
}
