import { INSTANTS_KEPT_MAX, insertInstant } from '#libs/sons-rules';

/** A unit of a request whose documents are counted from two starts on. */
export interface Watcher {
  readonly client: string;
  readonly solution: number;
  /** Perimeter unit of the order. */
  readonly unit: string;
  readonly signedAtMs: number;
  installedAtMs: number | null;
  /** Earliest registrations, milliseconds, ascending. */
  fromOrder: number[];
  fromInstallation: number[];
}

/**
 * Whose documents are counted together, and what is kept of them. As long as no request watches it,
 * that is the earliest registrations of all; then the earliest from each start of each request on.
 */
export class Subject {
  readonly watchers: Watcher[] = [];
  /** Earliest registrations of all, milliseconds, ascending; undefined once a request watches. */
  ever: number[] | undefined = [];
  /** From this instant on no document changes anything. Infinity while a list has room. */
  settledFromMs = Infinity;

  constructor(
    readonly site: string,
    readonly author: string,
    readonly solution: number,
  ) {}

  /**
   * Counts a document.
   *
   * @param onChanged gets each watcher whose lists changed
   * @returns whether `ever` changed
   */
  count(atMs: number, onChanged: (watcher: Watcher) => void): boolean {
    let isChanged = false;
    if (this.ever !== undefined) isChanged = insertInstant(this.ever, atMs);
    for (const watcher of this.watchers) {
      if (countFor(watcher, atMs)) onChanged(watcher);
    }
    this.settle();
    return isChanged;
  }

  /**
   * The earliest registrations from an instant on, as far as what is kept tells them for sure.
   *
   * @returns undefined when documents were met that are not kept: they must be counted again
   */
  earliestFrom(fromMs: number): number[] | undefined {
    for (const [sinceMs, kept] of this.#keptLists()) {
      if (sinceMs > fromMs) continue;
      const tail = kept.filter((atMs) => atMs >= fromMs);
      if (kept.length < INSTANTS_KEPT_MAX || tail.length === INSTANTS_KEPT_MAX) return tail;
    }
    return undefined;
  }

  /** To be called after a list changed from outside. */
  settle(): void {
    let settledFromMs = this.ever === undefined ? -Infinity : settledFrom(this.ever);
    for (const { fromOrder, fromInstallation, installedAtMs } of this.watchers) {
      settledFromMs = Math.max(settledFromMs, settledFrom(fromOrder));
      if (installedAtMs !== null)
        settledFromMs = Math.max(settledFromMs, settledFrom(fromInstallation));
    }
    this.settledFromMs = settledFromMs;
  }

  /** Each list that is kept, with the instant that it starts from. */
  #keptLists(): (readonly [sinceMs: number, kept: readonly number[]])[] {
    const lists: (readonly [number, readonly number[]])[] = [];
    if (this.ever !== undefined) lists.push([-Infinity, this.ever]);
    for (const { signedAtMs, installedAtMs, fromOrder, fromInstallation } of this.watchers) {
      lists.push([signedAtMs, fromOrder]);
      if (installedAtMs !== null) lists.push([installedAtMs, fromInstallation]);
    }
    return lists;
  }
}

function countFor(watcher: Watcher, atMs: number): boolean {
  const { signedAtMs, installedAtMs } = watcher;
  const isOrderChanged = atMs >= signedAtMs && insertInstant(watcher.fromOrder, atMs);
  const isInstallationChanged =
    installedAtMs !== null &&
    atMs >= installedAtMs &&
    insertInstant(watcher.fromInstallation, atMs);
  return isOrderChanged || isInstallationChanged;
}

function settledFrom(kept: readonly number[]): number {
  return kept.length < INSTANTS_KEPT_MAX ? Infinity : (kept[INSTANTS_KEPT_MAX - 1] ?? Infinity);
}
