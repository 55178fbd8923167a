/** The next offset to read of each partition. */
export class Positions {
  readonly #next: Map<string, number>;

  constructor(stored: Readonly<Record<string, number>>) {
    this.#next = new Map(Object.entries(stored));
  }

  /** Undefined: from the start. */
  of(partition: { readonly topic: string; readonly partition: number }): number | undefined {
    return this.#next.get(nameOf(partition));
  }

  set(partition: { readonly topic: string; readonly partition: number }, nextOffset: number): void {
    this.#next.set(nameOf(partition), nextOffset);
  }

  all(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#next);
  }
}

function nameOf({ topic, partition }: { topic: string; partition: number }): string {
  return `${topic}/${String(partition)}`;
}
