import type { Faults } from '../scenario/scenario.js';
import { choose, mix } from './mixing.js';
import { permute } from './permutation.js';

/** Attempts that are generated, delivered and fingerprinted together. A published constant: another value makes other bytes. */
export const BLOCK_ATTEMPTS = 4096;

/** A reordering window that blocks cannot be cut into. */
export class ReorderingWindowError extends Error {
  /** Bad invocation: nothing was changed. */
  readonly exitCode = 2;

  constructor(windowRecords: number) {
    super(
      `reordering.windowRecords: expected a whole number that divides ${BLOCK_ATTEMPTS}, got ${windowRecords}`,
    );
    this.name = new.target.name;
  }
}

/**
 * The order in which a shard's attempts are delivered: block after block, shuffled inside windows,
 * with the duplicated deliveries at the end of the block they copy from.
 */
export class Delivery {
  readonly blocks: number;
  readonly #attempts: number;
  readonly #window: number;
  readonly #duplicatedRate: number;
  readonly #key: number;
  readonly #blockAttempts: number;
  /** First attempt of the window asked for last, and what its order is drawn with. */
  #windowFirst = -1;
  #windowKey = 0;

  /**
   * @param blockAttempts attempts of a block, a power of two up to BLOCK_ATTEMPTS: fewer where records
   *   are long, so that a block keeps to the same buffers. A window is cut to a block.
   */
  constructor(attempts: number, faults: Faults, key: number, blockAttempts = BLOCK_ATTEMPTS) {
    const { windowRecords } = faults.reordering;
    if (!(windowRecords >= 1 && BLOCK_ATTEMPTS % windowRecords === 0)) {
      throw new ReorderingWindowError(windowRecords);
    }
    this.#attempts = attempts;
    this.#window = Math.min(windowRecords, blockAttempts);
    this.#blockAttempts = blockAttempts;
    this.#duplicatedRate = faults.duplicatedDelivery.rate;
    this.#key = key;
    this.blocks = Math.ceil(attempts / blockAttempts);
  }

  /** Distinct attempts of a block: as many as blocks have, fewer in the last one. */
  attemptsOfBlock(block: number): number {
    return Math.min(this.#blockAttempts, this.#attempts - block * this.#blockAttempts);
  }

  /** Records of a block, duplicated deliveries included. */
  recordsOfBlock(block: number): number {
    return this.attemptsOfBlock(block) + this.#duplicatesOfBlock(block);
  }

  /** The attempt delivered at a position of a block. */
  sequenceAt(block: number, position: number): number {
    const attempts = this.attemptsOfBlock(block);
    const first = block * this.#blockAttempts;
    if (position >= attempts) return first + this.#copied(block, position - attempts, attempts);
    if (this.#window === 1) return first + position;
    const inWindow = position % this.#window;
    const windowStart = position - inWindow;
    const size = Math.min(this.#window, attempts - windowStart);
    return first + windowStart + permute(inWindow, size, this.#keyOfWindow(first + windowStart));
  }

  #keyOfWindow(windowFirst: number): number {
    if (windowFirst !== this.#windowFirst) {
      this.#windowFirst = windowFirst;
      this.#windowKey = mix(this.#key, windowFirst);
    }
    return this.#windowKey;
  }

  #duplicatesOfBlock(block: number): number {
    return this.#duplicatesBefore(block + 1) - this.#duplicatesBefore(block);
  }

  #duplicatesBefore(block: number): number {
    return Math.floor(Math.min(this.#attempts, block * this.#blockAttempts) * this.#duplicatedRate);
  }

  /** Which attempt of the block a duplicated delivery copies: each one another. */
  #copied(block: number, duplicate: number, attempts: number): number {
    const duplicates = this.#duplicatesOfBlock(block);
    const start = Math.floor((duplicate * attempts) / duplicates);
    const end = Math.floor(((duplicate + 1) * attempts) / duplicates);
    return start + choose(mix(this.#key ^ block, duplicate), end - start);
  }
}
