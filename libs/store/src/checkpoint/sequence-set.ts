/** Sequences of one page. */
export const PAGE_SEQUENCES = 65_536;
const PAGE_BYTES = PAGE_SEQUENCES / 8;
/** Pages above the low-water mark that one source may keep open, 8 KiB each: 268 million sequences behind a gap. */
export const PAGES_OPEN_MAX = 4096;

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

/** A page as it is stored: the bytes from the first to the last one that is not zero. */
export interface SequencePage {
  /** Number of the page: the sequences from `page` × 65,536 on. */
  readonly page: number;
  /** Two bytes, big-endian, for the position of the first stored byte; then the bytes, low bit first. */
  readonly bits: Uint8Array;
}

/** What changed in a set since it was last asked. */
export interface SequenceChanges {
  /** All sequences below it were counted. */
  readonly lowWaterMark: number;
  /** Pages whose bits changed. */
  readonly pages: readonly SequencePage[];
  /** Stored pages that hold nothing any more: every sequence set in them lies below the mark. */
  readonly emptiedPages: readonly number[];
}

interface Page {
  readonly bits: Uint8Array;
  /** Bits that are set above the low-water mark; those below it stay set and mean nothing. */
  above: number;
  isDirty: boolean;
  isStored: boolean;
}

/**
 * Which sequences of one source were counted. A source numbers its events densely from 0, so that a
 * stream in order costs one number, the low-water mark; what comes ahead of a gap is kept as bits.
 */
export class SequenceSet {
  readonly #pages = new Map<number, Page>();
  #lowWaterMark = 0;
  #takenMark = 0;
  /** Bits above the mark over all pages. */
  #above = 0;
  #lastPage: Page | undefined;
  #lastPageNumber = -1;

  /**
   * Puts a set back together from what was stored.
   *
   * @param lowWaterMark all sequences below it were counted
   * @param pages in any order, as `takeChanges` gave them
   */
  static restore(lowWaterMark: number, pages: Iterable<SequencePage>): SequenceSet {
    const set = new SequenceSet();
    set.#lowWaterMark = lowWaterMark;
    set.#takenMark = lowWaterMark;
    for (const stored of pages) set.#restorePage(stored);
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
    if (sequence === this.#lowWaterMark) {
      this.#lowWaterMark = sequence + 1;
      if (this.#above > 0) this.#absorb();
      return true;
    }
    if (!Number.isSafeInteger(sequence) || sequence < 0) {
      throw new SequenceNotTrackedError(
        'SEQUENCE_OUT_OF_RANGE',
        `expected a whole sequence from 0 to 2^53 - 1, came ${sequence}`,
      );
    }
    return sequence > this.#lowWaterMark && this.#addAhead(sequence);
  }

  /**
   * What changed since the last call, to be stored; the set counts as stored from then on.
   *
   * @returns undefined when nothing changed
   */
  takeChanges(): SequenceChanges | undefined {
    const pages: SequencePage[] = [];
    const emptiedPages: number[] = [];
    const currentPage = Math.floor(this.#lowWaterMark / PAGE_SEQUENCES);
    for (const [number, page] of this.#pages) {
      if (page.above === 0 && page.isStored) emptiedPages.push(number);
      if (page.above > 0 && page.isDirty) {
        const from = Math.max(0, this.#lowWaterMark - number * PAGE_SEQUENCES);
        pages.push({ page: number, bits: trimmed(page.bits, from) });
      }
      page.isDirty = false;
      page.isStored = page.above > 0;
      if (number < currentPage) this.#drop(number);
    }
    const isChanged =
      this.#lowWaterMark !== this.#takenMark || pages.length > 0 || emptiedPages.length > 0;
    this.#takenMark = this.#lowWaterMark;
    return isChanged ? { lowWaterMark: this.#lowWaterMark, pages, emptiedPages } : undefined;
  }

  #addAhead(sequence: number): boolean {
    const number = Math.floor(sequence / PAGE_SEQUENCES);
    const page =
      number === this.#lastPageNumber && this.#lastPage ? this.#lastPage : this.#pageOf(number);
    const bit = sequence % PAGE_SEQUENCES;
    const byte = page.bits[bit >>> 3] ?? 0;
    const mask = 1 << (bit & 7);
    if ((byte & mask) !== 0) return false;
    page.bits[bit >>> 3] = byte | mask;
    page.above += 1;
    page.isDirty = true;
    this.#above += 1;
    return true;
  }

  /** Moves the mark over the bits that now follow it without a gap. */
  #absorb(): void {
    while (this.#above > 0) {
      const page = this.#pages.get(Math.floor(this.#lowWaterMark / PAGE_SEQUENCES));
      if (page === undefined || page.above === 0) return;
      const from = this.#lowWaterMark % PAGE_SEQUENCES;
      const taken = runOfBits(page.bits, from);
      this.#lowWaterMark += taken;
      this.#above -= taken;
      page.above -= taken;
      if (from + taken < PAGE_SEQUENCES) return;
    }
  }

  #pageOf(number: number): Page {
    let page = this.#pages.get(number);
    if (page === undefined) {
      if (this.#pages.size >= PAGES_OPEN_MAX) {
        throw new SequenceNotTrackedError(
          'SEQUENCE_TOO_SPARSE',
          `expected a source that numbers its events densely: at most ${PAGES_OPEN_MAX} pages of ${PAGE_SEQUENCES} sequences open above ${this.#lowWaterMark}; came page ${number} on top of them`,
        );
      }
      page = { bits: new Uint8Array(PAGE_BYTES), above: 0, isDirty: false, isStored: false };
      this.#pages.set(number, page);
    }
    this.#lastPage = page;
    this.#lastPageNumber = number;
    return page;
  }

  #drop(number: number): void {
    this.#pages.delete(number);
    if (number !== this.#lastPageNumber) return;
    this.#lastPage = undefined;
    this.#lastPageNumber = -1;
  }

  #restorePage({ page: number, bits: stored }: SequencePage): void {
    const bits = new Uint8Array(PAGE_BYTES);
    bits.set(stored.subarray(2), ((stored[0] ?? 0) << 8) | (stored[1] ?? 0));
    const above = countBits(bits, Math.max(0, this.#lowWaterMark - number * PAGE_SEQUENCES));
    this.#pages.set(number, { bits, above, isDirty: false, isStored: true });
    this.#above += above;
  }
}

/** Length of the run of set bits that starts at a position, to the end of the page at most. */
function runOfBits(bits: Uint8Array, from: number): number {
  let bit = from;
  while (bit < PAGE_SEQUENCES && ((bits[bit >>> 3] ?? 0) & (1 << (bit & 7))) !== 0) bit += 1;
  return bit - from;
}

function countBits(bits: Uint8Array, from: number): number {
  let count = 0;
  for (let bit = from; bit < PAGE_SEQUENCES; bit++) {
    if (((bits[bit >>> 3] ?? 0) & (1 << (bit & 7))) !== 0) count += 1;
  }
  return count;
}

/** The bytes from that of bit `from` on, without the zero bytes around them. */
function trimmed(bits: Uint8Array, from: number): Uint8Array {
  let first = from >>> 3;
  while (first < bits.length && bits[first] === 0) first += 1;
  let end = bits.length;
  while (end > first && bits[end - 1] === 0) end -= 1;
  const stored = new Uint8Array(2 + end - first);
  stored[0] = first >>> 8;
  stored[1] = first & 0xff;
  stored.set(bits.subarray(first, end), 2);
  return stored;
}
