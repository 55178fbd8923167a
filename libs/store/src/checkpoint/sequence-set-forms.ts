/** Sequences of one page. */
export const PAGE_SEQUENCES = 65_536;
/** A page as bits, at most. */
export const PAGE_BYTES = PAGE_SEQUENCES / 8;
const WORDS = PAGE_SEQUENCES / 32;
/** 32 sequences that were all counted. */
const FULL_WORD = -1;

/**
 * First byte of a packed page. Bits have none: their first byte is the upper half of the position of
 * their first byte, at most 0x1f, as in every database written before the other forms came.
 */
const PRESENT = 0x80;
const ABSENT = 0x81;
const RUN = 0x82;
const PRESENT_HEADER_BYTES = 1;
/** The first byte, then two for the last position that is present. */
const ABSENT_HEADER_BYTES = 3;
const BITS_HEADER_BYTES = 2;
/** The first byte, then eight for the number of pages. */
const RUN_BYTES = 9;

/** What a page holds from one position on. */
interface PageSummary {
  /** Positions present. */
  readonly present: number;
  /** First one present; `PAGE_SEQUENCES` when there is none. */
  readonly first: number;
  /** The one after the last present; the start of counting when there is none. */
  readonly end: number;
}

/** A page with nothing in it, as bits: 2,048 words, low bit first. */
export function newBits(): Int32Array {
  return new Int32Array(WORDS);
}

/** A page with everything in it, as bits. */
export function fullBits(): Int32Array {
  return newBits().fill(FULL_WORD);
}

/** Length of the run of present positions that starts at a position, to the end of the page at most. */
export function runOfBits(bits: Int32Array, from: number): number {
  let index = from >>> 5;
  const absent = ~(bits[index] ?? 0) >>> (from & 31);
  if (absent !== 0) return lowestBit(absent);
  index += 1;
  while (index < WORDS && bits[index] === FULL_WORD) index += 1;
  const rest = index < WORDS ? lowestBit(~(bits[index] ?? 0)) : 0;
  return index * 32 + rest - from;
}

/** Counts what is present at `from` and after it. */
export function summaryOf(bits: Int32Array, from: number): PageSummary {
  let present = 0;
  let first = PAGE_SEQUENCES;
  let end = from;
  for (let index = from >>> 5; index < WORDS; index++) {
    const word = wordFrom(bits, index, from);
    if (word === 0) continue;
    if (present === 0) first = index * 32 + lowestBit(word);
    present += onesOf(word);
    end = index * 32 + 32 - Math.clz32(word);
  }
  return { present, first, end };
}

/**
 * Packs what is present at `from` and after it into the shortest of three forms: the list of what is
 * present, the list of what is absent before the last one present, or the bytes between the first and
 * the last one. Positions below `from` count as present.
 *
 * @param summary of the same bits from the same position; something is present
 */
export function packBits(bits: Int32Array, from: number, summary: PageSummary): Uint8Array {
  const { present, first, end } = summary;
  const absent = end - from - present;
  const firstByte = first >>> 3;
  const bitsBytes = BITS_HEADER_BYTES + ((end + 7) >>> 3) - firstByte;
  const presentBytes = PRESENT_HEADER_BYTES + 2 * present;
  const absentBytes = ABSENT_HEADER_BYTES + 2 * absent;
  if (presentBytes <= Math.min(absentBytes, bitsBytes)) {
    const packed = new Uint8Array(presentBytes);
    packed[0] = PRESENT;
    writeOnes(packed, PRESENT_HEADER_BYTES, bits, 0, from, end);
    return packed;
  }
  if (absentBytes <= bitsBytes) {
    const packed = new Uint8Array(absentBytes);
    packed[0] = ABSENT;
    putPosition(packed, 1, end - 1);
    writeOnes(packed, ABSENT_HEADER_BYTES, bits, FULL_WORD, from, end);
    return packed;
  }
  return packBytes(bits, from, firstByte, bitsBytes);
}

/**
 * The bits of a packed page.
 *
 * @throws RangeError when it is none that was ever written
 */
export function unpackBits(packed: Uint8Array): Int32Array {
  const bits = newBits();
  switch (formOf(packed)) {
    case 'present':
      for (let at = PRESENT_HEADER_BYTES; at < packed.length; at += 2) {
        const position = positionAt(packed, at);
        bits[position >>> 5] = (bits[position >>> 5] ?? 0) | (1 << position);
      }
      return bits;
    case 'absent':
      fillBelow(bits, positionAt(packed, 1) + 1);
      for (let at = ABSENT_HEADER_BYTES; at < packed.length; at += 2) {
        const position = positionAt(packed, at);
        bits[position >>> 5] = (bits[position >>> 5] ?? 0) & ~(1 << position);
      }
      return bits;
    case 'bits': {
      const firstByte = positionAt(packed, 0);
      for (let at = BITS_HEADER_BYTES; at < packed.length; at++) {
        const byte = firstByte + at - BITS_HEADER_BYTES;
        bits[byte >>> 2] = (bits[byte >>> 2] ?? 0) | ((packed[at] ?? 0) << ((byte & 3) * 8));
      }
      return bits;
    }
    case 'run':
      throw new RangeError('expected one page, came a run of full pages');
  }
}

/** Whether a position is present in a packed page; found without unpacking it. */
export function isPacked(packed: Uint8Array, position: number): boolean {
  switch (formOf(packed)) {
    case 'present':
      return isListed(packed, PRESENT_HEADER_BYTES, position);
    case 'absent':
      return position <= positionAt(packed, 1) && !isListed(packed, ABSENT_HEADER_BYTES, position);
    case 'bits': {
      const at = BITS_HEADER_BYTES + (position >>> 3) - positionAt(packed, 0);
      return at >= BITS_HEADER_BYTES && ((packed[at] ?? 0) & (1 << (position & 7))) !== 0;
    }
    case 'run':
      return true;
  }
}

/** Positions that are not in a page packed as a list; undefined when it is packed otherwise. */
export function absentBesideList(packed: Uint8Array): number | undefined {
  const form = formOf(packed);
  if (form === 'present') return PAGE_SEQUENCES - (packed.length - PRESENT_HEADER_BYTES) / 2;
  if (form !== 'absent') return undefined;
  const end = positionAt(packed, 1) + 1;
  return PAGE_SEQUENCES - end + (packed.length - ABSENT_HEADER_BYTES) / 2;
}

/** Packs a run of full pages. */
export function packRun(pages: number): Uint8Array {
  const packed = new Uint8Array(RUN_BYTES);
  packed[0] = RUN;
  new DataView(packed.buffer).setBigUint64(1, BigInt(pages));
  return packed;
}

/** Number of full pages of a packed run; undefined when it is one page in another form. */
export function pagesOfRun(packed: Uint8Array): number | undefined {
  if (formOf(packed) !== 'run') return undefined;
  return Number(new DataView(packed.buffer, packed.byteOffset).getBigUint64(1));
}

function formOf(packed: Uint8Array): 'present' | 'absent' | 'bits' | 'run' {
  const [first = -1] = packed;
  const { length } = packed;
  if (first === PRESENT && length % 2 === PRESENT_HEADER_BYTES % 2) return 'present';
  if (first === ABSENT && length >= ABSENT_HEADER_BYTES && length % 2 === 1) return 'absent';
  if (first === RUN && length === RUN_BYTES) return 'run';
  const firstByte = first < PRESENT && length >= BITS_HEADER_BYTES ? positionAt(packed, 0) : -1;
  if (firstByte !== -1 && firstByte + length - BITS_HEADER_BYTES <= PAGE_BYTES) return 'bits';
  throw new RangeError(
    `expected a packed page of sequences (column bits of sequence_page), came ${length} bytes that begin with ${first}; it was written by a later version, or damaged`,
  );
}

function packBytes(
  bits: Int32Array,
  from: number,
  firstByte: number,
  packedBytes: number,
): Uint8Array {
  const packed = new Uint8Array(packedBytes);
  putPosition(packed, 0, firstByte);
  for (let at = BITS_HEADER_BYTES; at < packedBytes; at++) {
    const byte = firstByte + at - BITS_HEADER_BYTES;
    packed[at] = wordFrom(bits, byte >>> 2, from) >>> ((byte & 3) * 8);
  }
  return packed;
}

/** Writes the positions from `from` to `end` whose bit differs from that of `flip`. */
function writeOnes(
  packed: Uint8Array,
  start: number,
  bits: Int32Array,
  flip: number,
  from: number,
  end: number,
): void {
  let at = start;
  for (let index = from >>> 5; index * 32 < end; index++) {
    let word = (bits[index] ?? 0) ^ flip;
    if (index === from >>> 5) word &= FULL_WORD << from;
    while (word !== 0) {
      const position = index * 32 + lowestBit(word);
      if (position >= end) return;
      putPosition(packed, at, position);
      at += 2;
      word &= word - 1;
    }
  }
}

/** A word without the positions below `from`. */
function wordFrom(bits: Int32Array, index: number, from: number): number {
  const word = bits[index] ?? 0;
  return index === from >>> 5 ? word & (FULL_WORD << from) : word;
}

function fillBelow(bits: Int32Array, end: number): void {
  bits.fill(FULL_WORD, 0, end >>> 5);
  if ((end & 31) !== 0) bits[end >>> 5] = ~(FULL_WORD << end);
}

function isListed(packed: Uint8Array, start: number, position: number): boolean {
  let low = 0;
  let high = (packed.length - start) >>> 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (positionAt(packed, start + 2 * middle) < position) low = middle + 1;
    else high = middle;
  }
  const at = start + 2 * low;
  return at < packed.length && positionAt(packed, at) === position;
}

function positionAt(packed: Uint8Array, at: number): number {
  return ((packed[at] ?? 0) << 8) | (packed[at + 1] ?? 0);
}

function putPosition(packed: Uint8Array, at: number, position: number): void {
  packed[at] = position >>> 8;
  packed[at + 1] = position & 0xff;
}

/** Position of the lowest bit of a word that is not 0. */
function lowestBit(word: number): number {
  return 31 - Math.clz32(word & -word);
}

/** How many bits of a word are set: pairs, then nibbles, then bytes, added up by one multiplication. */
function onesOf(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
