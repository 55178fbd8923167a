/** The sources of an archive's events, up to a bound. */
export class SourceNames {
  readonly #names = new Set<string>();
  readonly #namesMax: number;
  #areMore = false;

  constructor(namesMax: number) {
    this.#namesMax = namesMax;
  }

  remember(source: string): void {
    if (this.#names.has(source)) return;
    if (this.#names.size < this.#namesMax) this.#names.add(source);
    else this.#areMore = true;
  }

  /** In the order of their texts. */
  get names(): readonly string[] {
    return [...this.#names].sort();
  }

  /** True when there were more than are kept. */
  get areMore(): boolean {
    return this.#areMore;
  }
}
