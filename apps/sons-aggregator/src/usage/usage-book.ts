import type { EventView } from '#libs/events';
import { SONS_SOLUTIONS } from '#libs/reference';
import type { RequestState } from '#libs/sons-rules';
import type { SubjectKey, SubjectRow, UsageRow } from '#libs/store';
import type { BufferWords } from './buffer-words.js';
import { SettledSubjects } from './settled-subjects.js';
import type { Subject, Watcher } from './subject.js';
import { SubjectTable, type SubjectBytes } from './subject-table.js';

/** Whether the documents of a solution are counted by author, by index in SONS_SOLUTIONS: those of LGC are. */
const isByAuthor = Uint8Array.from(SONS_SOLUTIONS, ({ dsr }) => (dsr === 'LGC' ? 1 : 0));

/** Rows of usage that a commit has to store. */
export interface UsageChanges {
  readonly usage: readonly UsageRow[];
  readonly subjects: readonly SubjectRow[];
  readonly watchedSubjects: readonly SubjectKey[];
}

/** Documents of one partition: whose they are, and the earliest of each. */
export class UsageBook {
  readonly #table = new SubjectTable();
  readonly #settled: SettledSubjects;
  readonly #changedWatchers = new Set<Watcher>();
  readonly #changedSubjects = new Set<Subject>();
  #watchedSubjects: SubjectKey[] = [];
  #isStale = false;
  readonly #bytes: SubjectBytes = {
    siteStart: 0,
    siteEnd: 0,
    authorStart: 0,
    authorEnd: 0,
    solution: 0,
  };
  /** Made once: a function made for each document would be garbage. */
  readonly #onChanged = (watcher: Watcher): void => {
    this.#changedWatchers.add(watcher);
  };

  /** @param bufferWords shared by all partitions of a fold */
  constructor(
    readonly partition: number,
    bufferWords: BufferWords,
  ) {
    this.#settled = new SettledSubjects(isByAuthor, bufferWords);
  }

  /** True when facts came after more documents than are kept: the partition is to be counted again. */
  get isStale(): boolean {
    return this.#isStale;
  }

  /** Rows that the next `takeChanges` will give. */
  get pendingRows(): number {
    return this.#changedWatchers.size + this.#changedSubjects.size + this.#watchedSubjects.length;
  }

  /** Counts the document that the view has read from the buffer. The caller knows that it is new and eligible. */
  count(view: EventView, buffer: Uint8Array): void {
    if (view.registeredAtMs < this.#settled.settledFromMs(buffer, view)) this.#count(view, buffer);
  }

  /** The long way, for the few documents that may change something. */
  #count(view: EventView, buffer: Uint8Array): void {
    const bytes = this.#bytes;
    bytes.siteStart = view.siteStart;
    bytes.siteEnd = view.siteEnd;
    bytes.solution = view.solution;
    bytes.authorStart = view.authorStart;
    bytes.authorEnd = isByAuthor[view.solution] === 1 ? view.authorEnd : view.authorStart;
    const subject = this.#table.at(buffer, bytes);
    const atMs = view.registeredAtMs;
    if (atMs < subject.settledFromMs && subject.count(atMs, this.#onChanged)) {
      this.#changedSubjects.add(subject);
    }
    this.#settled.note(buffer, view, subject.settledFromMs);
  }

  /** Watches the units of an order from its signature and its installation on; again after each of these changed. */
  watch(state: RequestState): void {
    if (state.signedAtMs === null) return;
    for (const unit of state.units) this.#watchUnit(state, unit, state.signedAtMs);
  }

  /** Puts back what was stored. */
  restore(
    subjects: readonly SubjectRow[],
    usage: readonly { readonly row: UsageRow; readonly state: RequestState }[],
  ): void {
    for (const { site, author, solution, ever } of subjects) {
      const subject = this.#table.of(site, author, solution);
      subject.ever = [...ever];
      this.#settle(subject);
    }
    for (const { row, state } of usage) {
      const subject = this.#subjectOf(state, row.unit);
      subject.ever = undefined;
      subject.watchers.push({
        client: state.client,
        solution: state.solution,
        unit: row.unit,
        signedAtMs: state.signedAtMs ?? Infinity,
        installedAtMs: state.installedAtMs,
        fromOrder: [...row.fromOrder],
        fromInstallation: [...row.fromInstallation],
      });
      this.#settle(subject);
    }
  }

  /** Takes copies of the rows that changed since the last call. */
  takeChanges(): UsageChanges {
    const changes = {
      usage: [...this.#changedWatchers].map((watcher) => usageRowOf(watcher, this.partition)),
      subjects: [...this.#changedSubjects].flatMap((subject) => this.#subjectRowsOf(subject)),
      watchedSubjects: this.#watchedSubjects,
    };
    this.#changedWatchers.clear();
    this.#changedSubjects.clear();
    this.#watchedSubjects = [];
    return changes;
  }

  #watchUnit(state: RequestState, unit: string, signedAtMs: number): void {
    const subject = this.#subjectOf(state, unit);
    const found = subject.watchers.find(
      (watcher) => watcher.client === state.client && watcher.unit === unit,
    );
    if (found?.installedAtMs === state.installedAtMs) return;
    const watcher = found ?? {
      client: state.client,
      solution: state.solution,
      unit,
      signedAtMs,
      installedAtMs: null,
      fromOrder: this.#cutOut(subject, signedAtMs),
      fromInstallation: [],
    };
    const { installedAtMs } = state;
    const fromInstallation = installedAtMs === null ? [] : this.#cutOut(subject, installedAtMs);
    watcher.installedAtMs = installedAtMs;
    watcher.fromInstallation = fromInstallation;
    if (found === undefined) this.#addWatcher(subject, watcher);
    this.#settle(subject);
    this.#changedWatchers.add(watcher);
  }

  /** After a change that no document made: what was settled may have room again. */
  #settle(subject: Subject): void {
    subject.settle();
    const { site, author, solution, settledFromMs } = subject;
    const place = {
      siteStart: 0,
      siteEnd: site.length,
      authorStart: site.length,
      authorEnd: site.length + author.length,
      solution,
    };
    this.#settled.note(Buffer.from(site + author, 'latin1'), place, settledFromMs);
  }

  #addWatcher(subject: Subject, watcher: Watcher): void {
    if (subject.ever !== undefined) {
      subject.ever = undefined;
      this.#changedSubjects.delete(subject);
      const { site, author, solution } = subject;
      this.#watchedSubjects.push({ partition: this.partition, site, author, solution });
    }
    subject.watchers.push(watcher);
  }

  #cutOut(subject: Subject, fromMs: number): number[] {
    const earliest = subject.earliestFrom(fromMs);
    if (earliest === undefined) this.#isStale = true;
    return earliest ?? [];
  }

  #subjectOf({ client, solution }: RequestState, unit: string): Subject {
    return isByAuthor[solution] === 1
      ? this.#table.of(client, unit, solution)
      : this.#table.of(unit, '', solution);
  }

  #subjectRowsOf({ site, author, solution, ever }: Subject): SubjectRow[] {
    if (ever === undefined) return [];
    return [{ partition: this.partition, site, author, solution, ever: [...ever] }];
  }
}

function usageRowOf(watcher: Watcher, partition: number): UsageRow {
  const { client, solution, unit, fromOrder, fromInstallation } = watcher;
  return {
    partition,
    client,
    solution,
    unit,
    fromOrder: [...fromOrder],
    fromInstallation: [...fromInstallation],
  };
}
