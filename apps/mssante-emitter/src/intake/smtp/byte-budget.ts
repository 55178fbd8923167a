/** Bytes that may be in memory at once; taken while a message arrives, given back with its answer. */
export class ByteBudget {
  #taken = 0;

  constructor(private readonly bytesMax: number) {}

  /** Bytes that are taken now. */
  get taken(): number {
    return this.#taken;
  }

  /** Takes bytes; false, and nothing taken, when there are not enough left. */
  take(bytes: number): boolean {
    if (this.#taken + bytes > this.bytesMax) return false;
    this.#taken += bytes;
    return true;
  }

  /** Gives bytes back. */
  give(bytes: number): void {
    this.#taken -= bytes;
  }
}
