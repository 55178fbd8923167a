import type { SiteFields } from './head.js';
import { putInt } from './varints.js';
import { viewOf } from './words.js';

/** Characters of an author's and of a site's identifier: a byte of length goes before each. */
const AUTHOR_CHARACTERS = 12;
const SITE_CHARACTERS = 10;

/** Where things stand in a row. */
export const SITE_ROW = {
  bytes: 32,
  /** The site inside its author's segment: also the key of a record. */
  keyStart: 1 + AUTHOR_CHARACTERS,
  keyBytes: 1 + SITE_CHARACTERS,
  /** A couloir takes one byte, a solution at most two. */
  segmentBytesMax: 27,
  /** Length of the segment; 0 marks an empty row. */
  lengthAt: 31,
} as const;

/** A site or author whose identifier does not fit into the columns of a row. */
export class SiteRowError extends Error {
  constructor({ author, site, couloir, solution }: SiteFields) {
    super(
      `site row: expected an author of ${AUTHOR_CHARACTERS} characters, a site of ${SITE_CHARACTERS} and ${SITE_ROW.segmentBytesMax} bytes in all, ` +
        `came ${author.length} and ${site.length} (couloir ${couloir}, solution ${solution}); see SITE_ROW in libs/events`,
    );
    this.name = new.target.name;
  }
}

/**
 * What the events of many authors repeat, encoded once: 32 bytes each in one piece of memory, so that
 * an event reads one line of the processor's cache, where an array of small arrays costs it several.
 */
export class SiteRows {
  readonly view: DataView;
  readonly #bytes: Uint8Array;

  /** @param count of rows, all empty at first */
  constructor(count: number) {
    this.#bytes = new Uint8Array(count * SITE_ROW.bytes);
    this.view = viewOf(this.#bytes);
  }

  /** Whether a row was never set. @param at position of the row, its index times SITE_ROW.bytes */
  isEmpty(at: number): boolean {
    return this.view.getUint8(at + SITE_ROW.lengthAt) === 0;
  }

  /**
   * Encodes a row: the bytes of `encodeSiteSegment`. Identifiers are made of ASCII.
   *
   * @throws SiteRowError
   */
  set(at: number, fields: SiteFields): void {
    const { author, site, couloir, solution } = fields;
    if (author.length !== AUTHOR_CHARACTERS || site.length !== SITE_CHARACTERS) {
      throw new SiteRowError(fields);
    }
    const row = this.#bytes;
    let p = putAscii(row, at, author);
    p = putAscii(row, p, site);
    p = putInt(row, putInt(row, p, couloir), solution);
    if (p - at > SITE_ROW.segmentBytesMax) throw new SiteRowError(fields);
    row[at + SITE_ROW.lengthAt] = p - at;
  }

  /** The end of an event's head, as `encodeSiteSegment` gives it: a window on the row. */
  segment(at: number): Uint8Array {
    return this.#bytes.subarray(at, at + this.view.getUint8(at + SITE_ROW.lengthAt));
  }

  /** The key of a record, as `encodeStringSegment` gives it: a window on the row. */
  key(at: number): Uint8Array {
    const start = at + SITE_ROW.keyStart;
    return this.#bytes.subarray(start, start + SITE_ROW.keyBytes);
  }
}

function putAscii(b: Uint8Array, p: number, text: string): number {
  const { length } = text;
  p = putInt(b, p, length);
  for (let i = 0; i < length; i++) b[p + i] = text.charCodeAt(i);
  return p + length;
}
