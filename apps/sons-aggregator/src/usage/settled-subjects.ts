// Reads of typed arrays say `?? 0` for the compiler only: slots are masked to the table.
import type { BufferWords } from './buffer-words.js';

/** Bytes of a FINESS or SIREN as StructIdNat: its kind, then nine digits. */
const SITE_BYTES = 10;
/** Bytes of an RPPS as PSIdNat: its kind, then eleven digits. */
const AUTHOR_BYTES = 12;
/** Slots at the start; doubled whenever half of them are taken. A power of two. */
const SLOTS_MIN = 1024;
/** Slots at most, 32 bytes each: half a million subjects in 32 MiB. Whoever comes later is looked up the long way. */
const SLOTS_MAX = 2 ** 20;
/** Words of a slot: three of the site and the solution, three of the author, two for the instant. */
const SLOT_WORDS = 8;
const SITE_WORD = 0;
const AUTHOR_WORD = 3;
/** Where the instant lies, in units of eight bytes. */
const INSTANT_DOUBLE = 3;
const SLOT_DOUBLES = SLOT_WORDS / 2;

/** Where the identifiers of a document lie in a buffer. */
export interface SubjectPlace {
  readonly siteStart: number;
  readonly siteEnd: number;
  readonly authorStart: number;
  readonly authorEnd: number;
  /** Index in SONS_SOLUTIONS. */
  readonly solution: number;
}

/**
 * From which instant on a subject's documents change nothing any more. That is true of nearly every
 * document of a long stream, and asking costs one cache line: a slot holds the identifiers' bytes as
 * words, all of which are compared, and the instant beside them. It is a short cut and knows only
 * subjects that it was told about, with identifiers of the usual length; all others are Infinity.
 *
 * What it was told stays true while documents are counted, as a full list only ever gets earlier
 * instants. When a request begins to watch a subject, it has to be told to forget.
 */
export class SettledSubjects {
  #words = new Int32Array(SLOTS_MIN * SLOT_WORDS);
  #instants = new Float64Array(this.#words.buffer);
  #mask = SLOTS_MIN - 1;
  #taken = 0;
  /** The words of the subject looked for. */
  #site0 = 0;
  #site1 = 0;
  #site2 = 0;
  #author0 = 0;
  #author1 = 0;
  #author2 = 0;

  /** @param isByAuthor whether the documents of a solution are counted by author, by index: 1 when they are */
  constructor(
    private readonly isByAuthor: Uint8Array,
    private readonly bufferWords: BufferWords,
  ) {}

  /** From which instant on documents of these identifiers change nothing, milliseconds; Infinity when that is not known. */
  settledFromMs(buffer: Uint8Array, place: SubjectPlace): number {
    if (!this.#take(buffer, place)) return Infinity;
    const slot = this.#find();
    return this.#words[slot * SLOT_WORDS] === 0
      ? Infinity
      : (this.#instants[slot * SLOT_DOUBLES + INSTANT_DOUBLE] ?? Infinity);
  }

  /** Notes from which instant on documents of these identifiers change nothing; Infinity forgets it. */
  note(buffer: Uint8Array, place: SubjectPlace, settledFromMs: number): void {
    if (!this.#take(buffer, place)) return;
    const slot = this.#find();
    const isNew = this.#words[slot * SLOT_WORDS] === 0;
    if (isNew && (settledFromMs === Infinity || !this.#hasRoom())) return;
    this.#instants[slot * SLOT_DOUBLES + INSTANT_DOUBLE] = settledFromMs;
    if (!isNew) return;
    this.#putKey(slot);
    this.#taken += 1;
    if (this.#taken * 2 > this.#mask && this.#mask + 1 < SLOTS_MAX) this.#grow();
  }

  /** Takes the words of a subject; false when its identifiers are of another length. */
  #take(buffer: Uint8Array, place: SubjectPlace): boolean {
    const { siteStart, authorStart, solution } = place;
    const isByAuthor = this.isByAuthor[solution] === 1;
    if (place.siteEnd - siteStart !== SITE_BYTES) return false;
    if (isByAuthor && place.authorEnd - authorStart !== AUTHOR_BYTES) return false;
    const view = this.bufferWords.of(buffer);
    this.#site0 = view.getInt32(siteStart);
    this.#site1 = view.getInt32(siteStart + 4);
    this.#site2 = (view.getInt16(siteStart + 8) << 16) | solution;
    this.#author0 = isByAuthor ? view.getInt32(authorStart) : 0;
    this.#author1 = isByAuthor ? view.getInt32(authorStart + 4) : 0;
    this.#author2 = isByAuthor ? view.getInt32(authorStart + 8) : 0;
    return true;
  }

  /** The slot that holds the words taken, or the empty one where they belong. */
  #find(): number {
    const words = this.#words;
    const mask = this.#mask;
    let slot = this.#hash() & mask;
    for (;;) {
      const at = slot * SLOT_WORDS;
      const site0 = words[at + SITE_WORD] ?? 0;
      // Identifiers are printable: no first word is 0.
      if (site0 === 0) return slot;
      if (
        site0 === this.#site0 &&
        words[at + SITE_WORD + 1] === this.#site1 &&
        words[at + SITE_WORD + 2] === this.#site2 &&
        words[at + AUTHOR_WORD] === this.#author0 &&
        words[at + AUTHOR_WORD + 1] === this.#author1 &&
        words[at + AUTHOR_WORD + 2] === this.#author2
      )
        return slot;
      slot = (slot + 1) & mask;
    }
  }

  /** A sum of products by odd constants, mixed so that the low bits depend on all words. */
  #hash(): number {
    const sum =
      Math.imul(this.#site0, 0x9e3779b1) +
      Math.imul(this.#site1, 0x85ebca6b) +
      Math.imul(this.#site2, 0xc2b2ae35) +
      Math.imul(this.#author0, 0x27d4eb2f) +
      Math.imul(this.#author1, 0x165667b1) +
      Math.imul(this.#author2, 0x2c1b3c6d);
    const mixed = Math.imul(sum ^ (sum >>> 15), 0x45d9f3b);
    return mixed ^ (mixed >>> 16);
  }

  /** Half of the slots stay empty, so that every search ends soon. */
  #hasRoom(): boolean {
    return this.#taken * 2 <= this.#mask;
  }

  #putKey(slot: number): void {
    const at = slot * SLOT_WORDS;
    this.#words[at + SITE_WORD] = this.#site0;
    this.#words[at + SITE_WORD + 1] = this.#site1;
    this.#words[at + SITE_WORD + 2] = this.#site2;
    this.#words[at + AUTHOR_WORD] = this.#author0;
    this.#words[at + AUTHOR_WORD + 1] = this.#author1;
    this.#words[at + AUTHOR_WORD + 2] = this.#author2;
  }

  #grow(): void {
    const words = this.#words;
    const instants = this.#instants;
    const slots = this.#mask + 1;
    this.#words = new Int32Array(2 * words.length);
    this.#instants = new Float64Array(this.#words.buffer);
    this.#mask = 2 * slots - 1;
    for (let slot = 0; slot < slots; slot++) {
      const at = slot * SLOT_WORDS;
      if (words[at] === 0) continue;
      this.#site0 = words[at + SITE_WORD] ?? 0;
      this.#site1 = words[at + SITE_WORD + 1] ?? 0;
      this.#site2 = words[at + SITE_WORD + 2] ?? 0;
      this.#author0 = words[at + AUTHOR_WORD] ?? 0;
      this.#author1 = words[at + AUTHOR_WORD + 1] ?? 0;
      this.#author2 = words[at + AUTHOR_WORD + 2] ?? 0;
      const found = this.#find();
      this.#putKey(found);
      this.#instants[found * SLOT_DOUBLES + INSTANT_DOUBLE] =
        instants[slot * SLOT_DOUBLES + INSTANT_DOUBLE] ?? Infinity;
    }
  }
}
