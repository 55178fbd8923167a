import type { Random } from './random.js';

/** Bytes between other bytes, which a reader must not look at. */
export interface Placed {
  readonly buffer: Buffer;
  readonly start: number;
  readonly end: number;
}

/** Something that reads bytes of strangers. */
export interface FuzzTarget {
  readonly name: string;
  /** Real inputs; mutations start from them. */
  readonly originals: readonly Buffer[];
  /** Makes checksums and lengths right again, so that the change itself is what the reader meets. Omitted: nothing to make right. */
  repair?(random: Random, bytes: Buffer): void;
  /**
   * What the reader makes of the bytes, as a text that is the same for the same reading.
   *
   * @throws an error of `named`: the reader refuses the bytes
   */
  read(placed: Placed): string;
  /**
   * What a second reader makes of them: the same text, REFUSED, or undefined when it cannot say.
   * Omitted: there is none.
   */
  expected?(bytes: Buffer): string | undefined;
  /** Errors with a name that the reader may throw. */
  readonly named: readonly (abstract new (...args: never[]) => Error)[];
  /** Memory that the reader may take beside a multiple of the input, bytes. */
  readonly memoryBytesMax: number;
}

/** Reading of refused bytes. */
export const REFUSED = 'refused';

/** A short number for what was read: FNV-1a. */
export class Digest {
  #value = 0x811c9dc5;

  add(value: number): void {
    this.#value = Math.imul(this.#value ^ (value & 0xffff), 0x01000193);
    this.#value = Math.imul(this.#value ^ (value >>> 16), 0x01000193);
  }

  /** null differs from no bytes. */
  addBytes(bytes: Uint8Array | null): void {
    this.add(bytes === null ? -1 : bytes.length);
    if (bytes === null) return;
    for (const byte of bytes) this.#value = Math.imul(this.#value ^ byte, 0x01000193);
  }

  toString(): string {
    return (this.#value >>> 0).toString(16);
  }
}
