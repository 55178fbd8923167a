import {
  PAGE_BYTES,
  PAGE_SEQUENCES,
  absentBesideList,
  fullBits,
  isPacked,
  newBits,
  packBits,
  packRun,
  pagesOfRun,
  runOfBits,
  summaryOf,
  unpackBits,
} from './sequence-set-forms.js';
import { FullRuns } from './sequence-set-runs.js';

/**
 * Pages with few sequences that one source may have above its low-water mark: 268 million sequences
 * in any order. Pages that are nearly full count for less, and full ones for nothing.
 */
export const PAGES_SPARSE_MAX = 4096;
/** What a page costs besides its sequences, measured: its object, its buffer, its places in maps. */
const PAGE_OVERHEAD_BYTES = 768;
const SPARSE_PAGE_BYTES = PAGE_BYTES + PAGE_OVERHEAD_BYTES;
/** A run of full pages: its two numbers, and its row among those stored. */
const RUN_BYTES = 64;
/**
 * Memory that the pages of one set may be charged, 36.7 MB. A page is charged when it is opened with
 * all that it may come to need, so that only a new page is ever refused, and less once it is nearly
 * full: 10⁹ sequences of which 1 % never come are charged 32 MB at most, wherever the gaps are.
 */
export const SET_BYTES_MAX = PAGES_SPARSE_MAX * SPARSE_PAGE_BYTES;
/** Absent sequences up to which a page is charged two bytes for each of them, and not as bits. */
const NEARLY_FULL_ABSENT_MAX = PAGE_BYTES / 2;
/** Pages of one set that stay bits between two calls of `takeChanges`, 8 KiB each: disorder over a million sequences. */
const PAGES_UNPACKED_MIN = 16;
/** Where disorder is wider, so many may, on top of what is charged: 8.4 MB, disorder over 67 million sequences. */
const PAGES_UNPACKED_MAX = 1024;
/** New sequences that make it worth to have unpacked a page: with fewer, more pages stay bits. */
const WORTH_UNPACKING = 1024;
/** Searches in one packed page after which it is unpacked: someone reads through it. */
const SEARCHES_MAX = 16;
const SEQUENCES = 2 ** 53;
const POSITION_MASK = PAGE_SEQUENCES - 1;
/** No sequence less this is a position in a page. */
const NOWHERE = -Infinity;
const NOTHING = new Uint8Array(0);
const NO_BITS = newBits();
/** Stands for every full page; nothing is ever written to it, for there is no bit left to set. */
const FULL_BITS = fullBits();

/** Why a sequence cannot be tracked. A dead letter carries it. */
export type SequenceFault = 'SEQUENCE_OUT_OF_RANGE' | 'SEQUENCE_TOO_SPARSE';

/** A sequence that the set cannot hold: its source does not number its events densely from 0. */
export class SequenceNotTrackedError extends Error {
  constructor(
    readonly reason: SequenceFault,
    detail: string,
  ) {
    super(detail);
    this.name = new.target.name;
  }
}

/** A page as it is stored, or a run of full pages. */
export interface SequencePage {
  /** Number of the page, or of the first one of the run: the sequences from `page` × 65,536 on. */
  readonly page: number;
  /** Packed in one of the forms of `sequence-set-forms.ts`. Never to be written to: the set shares it. */
  readonly bits: Uint8Array;
}

/** What changed in a set since it was last asked. */
export interface SequenceChanges {
  /** All sequences below it were counted. */
  readonly lowWaterMark: number;
  /** Pages and runs that changed. */
  readonly pages: readonly SequencePage[];
  /** Stored pages that are none any more: they lie below the mark, or in a run that begins before them. */
  readonly emptiedPages: readonly number[];
}

interface Page {
  readonly number: number;
  /** Undefined while it is packed. Bits below the low-water mark mean nothing. */
  bits: Int32Array | undefined;
  /** Empty while it is bits. */
  packed: Uint8Array;
  /** Sequences not present when it was packed last. */
  absent: number;
  /** Grows with each use: the page used longest ago is packed first. */
  usedAt: number;
}

/**
 * Which sequences of one source were counted. A source numbers its events densely from 0, so that a
 * stream in order costs one number, the low-water mark. What comes ahead of a gap is kept in pages:
 * as bits while it is worked on, else packed in the shortest form, and full pages as runs.
 */
export class SequenceSet {
  readonly #pages = new Map<number, Page>();
  readonly #runs = new FullRuns();
  readonly #unpacked: Page[] = [];
  #unpackedMax = PAGES_UNPACKED_MIN;
  /** Numbers of the rows that a database holds. */
  readonly #storedRows = new Set<number>();
  /** Numbers of rows that may differ from what is stored. */
  readonly #changedRows = new Set<number>();
  #chargedBytes = 0;
  #uses = 0;

  #lowWaterMark = 0;
  #takenMark = 0;
  /** While the mark is below it, no page holds what follows the mark. */
  #quietUntil = Infinity;

  /** The page under work: its first sequence, its bits, and whether one of them was set. */
  #base = NOWHERE;
  #bits = NO_BITS;
  #isMarked = false;

  #searchedPage = -1;
  #searches = 0;

  /**
   * Puts a set back together from what was stored.
   *
   * @param lowWaterMark all sequences below it were counted
   * @param pages in any order, as `takeChanges` gave them
   * @throws RangeError when a page is in no known form
   */
  static restore(lowWaterMark: number, pages: Iterable<SequencePage>): SequenceSet {
    const set = new SequenceSet();
    set.#lowWaterMark = lowWaterMark;
    set.#takenMark = lowWaterMark;
    for (const stored of pages) set.#restoreRow(stored);
    set.#quietUntil = set.#pages.size + set.#runs.size > 0 ? 0 : Infinity;
    return set;
  }

  /** All sequences below this were counted. */
  get lowWaterMark(): number {
    return this.#lowWaterMark;
  }

  /**
   * Marks a sequence as counted.
   *
   * @returns true when it is new, false when it was counted before
   * @throws SequenceNotTrackedError when it cannot be held; nothing is marked then
   */
  add(sequence: number): boolean {
    const mark = this.#lowWaterMark;
    if (sequence === mark && sequence < SEQUENCES) {
      this.#lowWaterMark = sequence + 1;
      if (sequence + 1 >= this.#quietUntil) this.#absorb();
      return true;
    }
    const position = sequence - this.#base;
    if ((position & POSITION_MASK) !== position) return this.#addElsewhere(sequence);
    if (sequence < mark) return false;
    const index = position >>> 5;
    const word = this.#bits[index] ?? 0;
    const bit = 1 << position;
    if ((word & bit) !== 0) return false;
    this.#bits[index] = word | bit;
    this.#isMarked = true;
    return true;
  }

  /**
   * What changed since the last call, to be stored; the set counts as stored from then on.
   *
   * @returns undefined when nothing changed
   */
  takeChanges(): SequenceChanges | undefined {
    this.#layAside();
    for (const page of this.#unpacked.splice(0)) this.#pack(page);
    this.#unpackedMax = PAGES_UNPACKED_MIN;
    const pages: SequencePage[] = [];
    const emptiedPages: number[] = [];
    for (const row of this.#changedRows) {
      const bits = this.#packedRow(row);
      if (bits !== undefined) {
        pages.push({ page: row, bits });
        this.#storedRows.add(row);
      } else if (this.#storedRows.delete(row)) {
        emptiedPages.push(row);
      }
    }
    this.#changedRows.clear();
    const isChanged =
      this.#lowWaterMark !== this.#takenMark || pages.length > 0 || emptiedPages.length > 0;
    this.#takenMark = this.#lowWaterMark;
    return isChanged ? { lowWaterMark: this.#lowWaterMark, pages, emptiedPages } : undefined;
  }

  /** A sequence that is neither the mark nor in the page under work. */
  #addElsewhere(sequence: number): boolean {
    if (!Number.isSafeInteger(sequence) || sequence < 0) {
      throw new SequenceNotTrackedError(
        'SEQUENCE_OUT_OF_RANGE',
        `expected a whole sequence from 0 to 2^53 - 1, came ${sequence}`,
      );
    }
    if (sequence < this.#lowWaterMark) return false;
    const number = pageOf(sequence);
    const packed = this.#pages.get(number)?.packed ?? NOTHING;
    if (packed.length > 0 && this.#maySearch(number) && isPacked(packed, sequence % PAGE_SEQUENCES))
      return false;
    this.#use(number);
    return this.add(sequence);
  }

  /** A repeated event far behind costs a search; many in one page are cheaper in its bits. */
  #maySearch(number: number): boolean {
    if (number !== this.#searchedPage) this.#searches = 0;
    this.#searchedPage = number;
    this.#searches += 1;
    return this.#searches <= SEARCHES_MAX;
  }

  /** Moves the mark over what now follows it without a gap. */
  #absorb(): void {
    do {
      const position = this.#lowWaterMark - this.#base;
      if ((position & POSITION_MASK) !== position) continue;
      const run = runOfBits(this.#bits, position);
      this.#lowWaterMark += run;
      if (position + run < PAGE_SEQUENCES) return;
    } while (this.#turnToMark());
  }

  /** Makes the page of the mark the one under work; false when the mark stands before nothing. */
  #turnToMark(): boolean {
    const number = pageOf(this.#lowWaterMark);
    this.#dropPage(number - 1);
    // The run may also begin before the mark: its first page was under work when the mark went over it.
    const end =
      this.#runs.take(number - 1, this.#changedRows) ?? this.#runs.take(number, this.#changedRows);
    if (end !== undefined) {
      this.#lowWaterMark = Math.max(this.#lowWaterMark, end * PAGE_SEQUENCES);
      return true;
    }
    if (this.#pages.has(number)) {
      this.#use(number);
      return true;
    }
    const isEmpty = this.#pages.size + this.#runs.size === 0;
    this.#quietUntil = isEmpty ? Infinity : (number + 1) * PAGE_SEQUENCES;
    return false;
  }

  /** Makes a page the one under work, opening it when there is none. */
  #use(number: number): void {
    if (this.#runs.endOf(number) !== undefined) {
      this.#layAside();
      this.#bits = FULL_BITS;
    } else {
      const page = this.#pages.get(number) ?? this.#open(number);
      this.#layAside();
      this.#bits = this.#unpack(page);
    }
    this.#base = number * PAGE_SEQUENCES;
  }

  #layAside(): void {
    if (this.#isMarked) this.#changedRows.add(pageOf(this.#base));
    this.#isMarked = false;
    this.#base = NOWHERE;
    this.#bits = NO_BITS;
  }

  #open(number: number): Page {
    const chargedBytes = this.#chargedBytes + SPARSE_PAGE_BYTES + this.#runs.size * RUN_BYTES;
    if (chargedBytes > SET_BYTES_MAX) {
      throw new SequenceNotTrackedError(
        'SEQUENCE_TOO_SPARSE',
        `expected a source that numbers its events densely: at most ${SET_BYTES_MAX} bytes charged for pages of ${PAGE_SEQUENCES} sequences above ${this.#lowWaterMark}, ${PAGES_SPARSE_MAX} pages when they are sparse; came page ${number} on top of ${this.#pages.size}`,
      );
    }
    this.#quietUntil = 0;
    return this.#newPage(number);
  }

  #newPage(number: number): Page {
    const absent = PAGE_SEQUENCES;
    const page = { number, bits: undefined, packed: NOTHING, absent, usedAt: 0 };
    this.#chargedBytes += chargedFor(absent);
    this.#pages.set(number, page);
    return page;
  }

  #unpack(page: Page): Int32Array {
    page.usedAt = this.#uses += 1;
    if (page.bits !== undefined) return page.bits;
    if (this.#unpacked.length >= this.#unpackedMax) this.#packOldest();
    const bits = page.packed.length > 0 ? unpackBits(page.packed) : newBits();
    page.bits = bits;
    page.packed = NOTHING;
    this.#unpacked.push(page);
    return bits;
  }

  #packOldest(): void {
    let oldest = 0;
    for (let index = 1; index < this.#unpacked.length; index++) {
      if ((this.#unpacked[index]?.usedAt ?? 0) < (this.#unpacked[oldest]?.usedAt ?? 0)) {
        oldest = index;
      }
    }
    for (const page of this.#unpacked.splice(oldest, 1)) {
      const { absent } = page;
      this.#pack(page);
      if (absent - page.absent >= WORTH_UNPACKING) continue;
      this.#unpackedMax = Math.min(2 * this.#unpackedMax, PAGES_UNPACKED_MAX);
    }
  }

  /** Puts the bits of a page into their shortest form: nothing, a part of a run, or packed. */
  #pack(page: Page): void {
    const { number, bits } = page;
    if (bits === undefined) return;
    const from = Math.max(0, this.#lowWaterMark - number * PAGE_SEQUENCES);
    const summary = summaryOf(bits, from);
    page.bits = undefined;
    this.#noteAbsent(page, PAGE_SEQUENCES - from - summary.present);
    if (summary.present === 0) {
      this.#dropPage(number);
    } else if (summary.present === PAGE_SEQUENCES) {
      this.#dropPage(number);
      this.#runs.add({ start: number, end: number + 1 }, this.#changedRows);
    } else {
      page.packed = packBits(bits, from, summary);
    }
  }

  #noteAbsent(page: Page, absent: number): void {
    this.#chargedBytes += chargedFor(absent) - chargedFor(page.absent);
    page.absent = absent;
  }

  #dropPage(number: number): void {
    const page = this.#pages.get(number);
    if (page === undefined) return;
    if (this.#base === number * PAGE_SEQUENCES) this.#layAside();
    if (page.bits !== undefined) this.#unpacked.splice(this.#unpacked.indexOf(page), 1);
    this.#pages.delete(number);
    this.#chargedBytes -= chargedFor(page.absent);
    this.#changedRows.add(number);
  }

  /** What is stored under a number; undefined when nothing is. */
  #packedRow(row: number): Uint8Array | undefined {
    const end = this.#runs.endOfRunAt(row);
    return end === undefined ? this.#pages.get(row)?.packed : packRun(end - row);
  }

  #restoreRow({ page: number, bits: stored }: SequencePage): void {
    this.#storedRows.add(number);
    const pages = pagesOfRun(stored);
    if (pages !== undefined) {
      this.#runs.add({ start: number, end: number + pages }, new Set());
      return;
    }
    const page = this.#newPage(number);
    const isAhead = number > pageOf(this.#lowWaterMark);
    const absent = absentBesideList(stored);
    if (isAhead && absent !== undefined) {
      page.packed = new Uint8Array(stored);
      this.#noteAbsent(page, absent);
      return;
    }
    page.bits = unpackBits(stored);
    this.#pack(page);
    // What an older version stored as bits is stored shorter, once.
    if (isAhead && page.packed.length < stored.length) this.#changedRows.add(number);
  }
}

function pageOf(sequence: number): number {
  return Math.floor(sequence / PAGE_SEQUENCES);
}

/** Bytes that a page is charged. */
function chargedFor(absent: number): number {
  return absent > NEARLY_FULL_ABSENT_MAX ? SPARSE_PAGE_BYTES : PAGE_OVERHEAD_BYTES + 2 * absent;
}
