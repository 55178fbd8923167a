/**
 * Chance that a seed repeats: splitmix32. The schedule of a campaign is drawn from it and from
 * nothing else, so that seed and round give the same faults at the same moments.
 */
export class Chance {
  #state: number;

  /** @param words whole numbers that name this chance, such as seed and round */
  constructor(...words: readonly number[]) {
    this.#state = 0;
    for (const word of words) this.#state = (this.#next() ^ word) | 0;
  }

  /** A whole number from 0 to before `below`. */
  below(below: number): number {
    return Math.floor((this.#next() / 0x1_0000_0000) * below);
  }

  /** A whole number from `from` to `to`, both inclusive. */
  between(from: number, to: number): number {
    return from + this.below(to - from + 1);
  }

  #next(): number {
    this.#state = (this.#state + 0x9e3779b9) | 0;
    let word = this.#state ^ (this.#state >>> 16);
    word = Math.imul(word, 0x21f0aaad);
    word ^= word >>> 15;
    word = Math.imul(word, 0x735a2d97);
    return (word ^ (word >>> 15)) >>> 0;
  }
}
