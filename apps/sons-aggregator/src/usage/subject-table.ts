import { Subject } from './subject.js';

/** Slots at the start; doubled whenever half of them are taken. A power of two. */
const SLOTS_MIN = 1024;
/** Bytes of keys at the start; doubled when they are full. */
const KEY_BYTES_MIN = 16_384;
/** Subjects that one partition may have: each costs about 400 bytes for as long as it is held. */
const SUBJECTS_MAX = 1_000_000;

/** Where the texts of a subject lie in a buffer; an empty author has two equal positions. */
export interface SubjectBytes {
  siteStart: number;
  siteEnd: number;
  authorStart: number;
  authorEnd: number;
  solution: number;
}

/** More subjects than the memory is made for. */
class TooManySubjectsError extends Error {
  /** Exit code 1: the run failed. */
  readonly exitCode = 1;

  constructor() {
    super(
      `documents: expected at most ${SUBJECTS_MAX} different (site, author, solution) in a partition, came one more; see SUBJECTS_MAX`,
    );
    this.name = new.target.name;
  }
}

/**
 * Subjects by the bytes of their site, author and solution: a look-up hashes bytes where they lie,
 * makes no text, and compares all of them. Subjects are only ever added.
 */
export class SubjectTable {
  readonly subjects: Subject[] = [];
  #slots = new Int32Array(SLOTS_MIN);
  #hashes = new Int32Array(columnsOf(SLOTS_MIN));
  /** Position of each subject's key: its site's bytes, then its author's. */
  #keyStarts = new Int32Array(columnsOf(SLOTS_MIN));
  #siteLengths = new Uint8Array(columnsOf(SLOTS_MIN));
  #keys = new Uint8Array(KEY_BYTES_MIN);
  #keysEnd = 0;

  /** The subject of these bytes, made when it is new. Throws TooManySubjectsError. */
  at(buffer: Uint8Array, bytes: SubjectBytes): Subject {
    const hash = hashOf(buffer, bytes);
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const index = (this.#slots[slot] ?? 0) - 1;
      if (index < 0) return this.#add(buffer, bytes, hash, slot);
      if (this.#hashes[index] === hash && this.#equals(index, buffer, bytes)) {
        const found = this.subjects[index];
        if (found !== undefined) return found;
      }
      slot = (slot + 1) & mask;
    }
  }

  /** The subject of these texts, made when it is new. Throws TooManySubjectsError. */
  of(site: string, author: string, solution: number): Subject {
    const buffer = Buffer.from(site + author, 'latin1');
    return this.at(buffer, {
      siteStart: 0,
      siteEnd: site.length,
      authorStart: site.length,
      authorEnd: buffer.length,
      solution,
    });
  }

  #equals(index: number, buffer: Uint8Array, bytes: SubjectBytes): boolean {
    const keys = this.#keys;
    const start = this.#keyStarts[index] ?? 0;
    const end = index + 1 < this.subjects.length ? this.#keyStarts[index + 1] : this.#keysEnd;
    const siteLength = bytes.siteEnd - bytes.siteStart;
    const length = siteLength + bytes.authorEnd - bytes.authorStart;
    if (end !== start + length || this.#siteLengths[index] !== siteLength) return false;
    for (let at = 0; at < siteLength; at++) {
      if (keys[start + at] !== buffer[bytes.siteStart + at]) return false;
    }
    const authorsKey = start + siteLength;
    for (let at = 0; at < length - siteLength; at++) {
      if (keys[authorsKey + at] !== buffer[bytes.authorStart + at]) return false;
    }
    return this.subjects[index]?.solution === bytes.solution;
  }

  #add(buffer: Uint8Array, bytes: SubjectBytes, hash: number, slot: number): Subject {
    const index = this.subjects.length;
    if (index >= SUBJECTS_MAX) throw new TooManySubjectsError();
    const site = buffer.subarray(bytes.siteStart, bytes.siteEnd);
    const author = buffer.subarray(bytes.authorStart, bytes.authorEnd);
    const subject = new Subject(textOf(site), textOf(author), bytes.solution);
    this.#keepKey(index, site, author);
    this.#hashes[index] = hash;
    this.subjects.push(subject);
    this.#slots[slot] = index + 1;
    if (this.subjects.length * 2 > this.#slots.length) this.#grow();
    return subject;
  }

  #keepKey(index: number, site: Uint8Array, author: Uint8Array): void {
    const end = this.#keysEnd + site.length + author.length;
    if (end > this.#keys.length) {
      const keys = new Uint8Array(Math.max(end, this.#keys.length * 2));
      keys.set(this.#keys);
      this.#keys = keys;
    }
    this.#keys.set(site, this.#keysEnd);
    this.#keys.set(author, this.#keysEnd + site.length);
    this.#keyStarts[index] = this.#keysEnd;
    this.#siteLengths[index] = site.length;
    this.#keysEnd = end;
  }

  /** Twice the slots. */
  #grow(): void {
    const slots = this.#slots.length * 2;
    this.#hashes = grown(this.#hashes, new Int32Array(columnsOf(slots)));
    this.#keyStarts = grown(this.#keyStarts, new Int32Array(columnsOf(slots)));
    this.#siteLengths = grown(this.#siteLengths, new Uint8Array(columnsOf(slots)));
    this.#slots = new Int32Array(slots);
    for (let index = 0; index < this.subjects.length; index++) {
      let slot = (this.#hashes[index] ?? 0) & (slots - 1);
      while (this.#slots[slot] !== 0) slot = (slot + 1) & (slots - 1);
      this.#slots[slot] = index + 1;
    }
  }
}

/** Subjects that there are at most before so many slots are doubled: one above half of them. */
function columnsOf(slots: number): number {
  return slots / 2 + 1;
}

function grown<Column extends Int32Array | Uint8Array>(column: Column, larger: Column): Column {
  larger.set(column);
  return larger;
}

/** FNV-1a over the bytes and the solution, then mixed so that the low bits depend on all of them. */
function hashOf(buffer: Uint8Array, bytes: SubjectBytes): number {
  let hash = 0x811c9dc5 ^ bytes.solution;
  for (let at = bytes.siteStart; at < bytes.siteEnd; at++) {
    hash = Math.imul(hash ^ (buffer[at] ?? 0), 0x01000193);
  }
  for (let at = bytes.authorStart; at < bytes.authorEnd; at++) {
    hash = Math.imul(hash ^ (buffer[at] ?? 0), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return hash ^ (hash >>> 15);
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}
