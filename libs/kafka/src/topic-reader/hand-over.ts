/**
 * Turns calls into a loop: one side gives items and waits until each is done with, the other side
 * takes them one after the other. It holds one item at a time.
 */
export class HandOver<T> {
  #item: { readonly value: T; readonly done: () => void } | undefined;
  #taken: { readonly value: T; readonly done: () => void } | undefined;
  #wakeTaker: (() => void) | undefined;
  #isEnded = false;

  /** Resolves when the taker asks for the next item, or at once after end(). */
  give(value: T): Promise<void> {
    if (this.#isEnded) return Promise.resolve();
    return new Promise((done) => {
      this.#item = { value, done };
      this.#wakeTaker?.();
    });
  }

  /** The next item; undefined after end(). The one before is done with. */
  async take(): Promise<T | undefined> {
    this.#finish();
    if (this.#item === undefined && !this.#isEnded) {
      await new Promise<void>((resolve) => {
        this.#wakeTaker = resolve;
      });
      this.#wakeTaker = undefined;
    }
    this.#taken = this.#item;
    this.#item = undefined;
    return this.#taken?.value;
  }

  /** Nothing more comes: wakes both sides. */
  end(): void {
    this.#isEnded = true;
    this.#item?.done();
    this.#item = undefined;
    this.#finish();
    this.#wakeTaker?.();
  }

  #finish(): void {
    this.#taken?.done();
    this.#taken = undefined;
  }
}
