/**
 * One person in this many is in the sample (docs/decisions/0022-people-reached.md): about 66,400 of
 * the 68 million. A power of two, so that the choice is one `and`. Stored rows depend on it: another
 * rate takes another table and another layout of the encoded truth.
 */
export const PERSONS_PER_SAMPLED = 1024;
const SAMPLE_MASK = PERSONS_PER_SAMPLED - 1;

/** Months since 2000-01 and departments that a row may carry: those of the cells. */
const MONTHS = 512;
const DEPARTMENT_SLOTS = 128;
/** Documents of one person in one month and department. */
const DOCUMENTS_MAX = 0xffff_ffff;

/** Words of a slot: high and low half of the pseudonym, month × 128 + department, documents. */
const WORDS = 4;
const SLOTS_LEAST = 256;
/** Slots whose memory `clear` keeps: 1 MiB. */
const SLOTS_KEPT_MAX = 65_536;

/** A row that the sample cannot hold. It is a bug of the caller: edges validate before. */
export class PersonOutOfRangeError extends Error {
  constructor(low: number, month: number, department: number, documents: number) {
    super(
      `person sample: expected a pseudonym that is a multiple of ${PERSONS_PER_SAMPLED}, month 0..${MONTHS - 1} since 2000-01, ` +
        `department 0..${DEPARTMENT_SLOTS - 1}, documents from 1 to ${DOCUMENTS_MAX} in all; ` +
        `came …${(low >>> 0).toString(16)}, month ${month}, department ${department}, documents ${documents}`,
    );
    this.name = new.target.name;
  }
}

/** Documents of one sampled person in one month, in one department of residence. */
export interface PersonRow {
  /** Halves of the pseudonym, each from 0 to 2^32 - 1. */
  readonly high: number;
  readonly low: number;
  /** Months since 2000-01. */
  readonly month: number;
  /** Index in DEPARTMENTS. A person who moves has a row for each. */
  readonly department: number;
  readonly documents: number;
}

/**
 * Whether a person is in the sample: by the pseudonym alone, so that every partition, month and
 * replay chooses the same persons.
 *
 * @param low lower half of the pseudonym, signed or not
 */
export function isSampled(low: number): boolean {
  return (low & SAMPLE_MASK) === 0;
}

/**
 * Documents by sampled person, month and department. An open-addressing table in one typed array:
 * nothing is allocated for an event, and adding commutes, so that any order of the same events gives
 * the same rows.
 */
export class PersonSample {
  #words = new Uint32Array(SLOTS_LEAST * WORDS);
  #size = 0;

  /** Rows held. */
  get size(): number {
    return this.#size;
  }

  /**
   * Adds documents of one person.
   *
   * @param high,low halves of the pseudonym, signed or not; `isSampled(low)`
   * @param documents omitted: one
   * @throws PersonOutOfRangeError
   */
  add(high: number, low: number, month: number, department: number, documents = 1): void {
    const isInside =
      isWord(high) &&
      isWord(low) &&
      isSampled(low) &&
      month >>> 0 < MONTHS &&
      department >>> 0 < DEPARTMENT_SLOTS;
    if (!isInside || !(Number.isInteger(documents) && documents >= 1)) {
      throw new PersonOutOfRangeError(low, month, department, documents);
    }
    const place = month * DEPARTMENT_SLOTS + department;
    const at = this.#find(high >>> 0, low >>> 0, place);
    const words = this.#words;
    const before = words[at + 3] ?? 0;
    if (before + documents > DOCUMENTS_MAX) {
      throw new PersonOutOfRangeError(low, month, department, before + documents);
    }
    words[at + 3] = before + documents;
    if (before > 0) return;
    words[at] = high;
    words[at + 1] = low;
    words[at + 2] = place;
    this.#size += 1;
    // At most half full: a search ends after few steps.
    if (this.#size * 2 * WORDS > words.length) this.#grow();
  }

  /** Documents of a row; 0 when there is none. */
  documentsOf({ high, low, month, department }: Omit<PersonRow, 'documents'>): number {
    return this.#words[this.#find(high, low, month * DEPARTMENT_SLOTS + department) + 3] ?? 0;
  }

  /** Every row, ascending by pseudonym, month and department. */
  rows(): PersonRow[] {
    const rows: PersonRow[] = [];
    this.#forEach((row) => rows.push(row));
    return rows.sort(byPersonMonthAndDepartment);
  }

  /** Adds every row of another sample. */
  merge(other: PersonSample): void {
    other.#forEach(({ high, low, month, department, documents }) => {
      this.add(high, low, month, department, documents);
    });
  }

  /** Forgets every row; keeps the memory, up to a bound. */
  clear(): void {
    if (this.#size === 0) return;
    if (this.#words.length > SLOTS_KEPT_MAX * WORDS) {
      this.#words = new Uint32Array(SLOTS_LEAST * WORDS);
    } else {
      this.#words.fill(0);
    }
    this.#size = 0;
  }

  /** Position of the row's slot, or of the free one where it belongs. */
  #find(high: number, low: number, place: number): number {
    const words = this.#words;
    const last = words.length - WORDS;
    let at = (mixed(high, low, place) * WORDS) & last;
    while (
      words[at + 3] !== 0 &&
      (words[at] !== high || words[at + 1] !== low || words[at + 2] !== place)
    ) {
      at = (at + WORDS) & last;
    }
    return at;
  }

  #grow(): void {
    const before = this.#words;
    this.#words = new Uint32Array(before.length * 2);
    for (let at = 0; at < before.length; at += WORDS) {
      if (before[at + 3] === 0) continue;
      const to = this.#find(before[at] ?? 0, before[at + 1] ?? 0, before[at + 2] ?? 0);
      this.#words.set(before.subarray(at, at + WORDS), to);
    }
  }

  #forEach(visit: (row: PersonRow) => void): void {
    const words = this.#words;
    for (let at = 0; at < words.length; at += WORDS) {
      const documents = words[at + 3] ?? 0;
      if (documents === 0) continue;
      const place = words[at + 2] ?? 0;
      visit({
        high: words[at] ?? 0,
        low: words[at + 1] ?? 0,
        month: Math.floor(place / DEPARTMENT_SLOTS),
        department: place % DEPARTMENT_SLOTS,
        documents,
      });
    }
  }
}

/** Whether a number is 32 bits, signed or not: anything else would lose bits in silence. */
function isWord(half: number): boolean {
  return half >>> 0 === half || (half | 0) === half;
}

/** Pseudonyms look random in their upper bits; the place is what tells the months of one person apart. */
function mixed(high: number, low: number, place: number): number {
  const h = Math.imul(high ^ Math.imul(low, 0x9e3779b1) ^ Math.imul(place, 0x85ebca77), 0x7feb352d);
  return (h ^ (h >>> 15)) >>> 2;
}

function byPersonMonthAndDepartment(a: PersonRow, b: PersonRow): number {
  return a.high - b.high || a.low - b.low || a.month - b.month || a.department - b.department;
}
