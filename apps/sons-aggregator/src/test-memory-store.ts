import { TOPICS } from '#libs/events';
import {
  SequenceSet,
  type AssignedPartition,
  type CheckpointChanges,
  type SequencePage,
  type SonsChanges,
  type StoredSons,
} from '#libs/store';
import type { FoldedSons } from './sons-fold.js';
import type { SonsStore, TakenSons } from './sons-store.js';

interface StoredSource {
  lowWaterMark: number;
  readonly pages: Map<number, SequencePage>;
}

/** Keeps what PostgreSQL would, as text, so that nothing in memory is shared with the fold. */
export class MemorySonsStore implements SonsStore {
  readonly #offsets = new Map<string, bigint>();
  readonly #sources = new Map<string, StoredSource>();
  readonly #facts = new Map<string, string>();
  readonly #requests = new Map<string, string>();
  readonly #lines = new Map<string, string>();
  readonly #usage = new Map<string, string>();
  readonly #subjects = new Map<string, string>();
  readonly #heldOffsets = new Map<string, bigint>();
  #isStale = false;
  #epoch = 0;
  /** Rows written, by table. */
  readonly written = { usage: 0, requests: 0 };
  rewinds = 0;

  take(assigned: readonly AssignedPartition[]): Promise<TakenSons> {
    this.#epoch += 1;
    if (this.#isStale) this.#rewind();
    const taken = assigned.map(({ topic, partition }) => ({
      topic,
      partition,
      offset: this.#offsets.get(topic) ?? 0n,
      epoch: this.#epoch,
      sequences: new Map(
        [...this.#sources].flatMap(([key, { lowWaterMark, pages }]) =>
          key.startsWith(`${topic} `)
            ? [
                [
                  key.slice(topic.length + 1),
                  SequenceSet.restore(lowWaterMark, pages.values()),
                ] as const,
              ]
            : [],
        ),
      ),
    }));
    return Promise.resolve({ taken, stored: this.#stored() });
  }

  commit({ changes, sons, rewound }: Omit<FoldedSons, 'deadLetters'>): Promise<void> {
    if (changes.partitions.some(({ epoch }) => epoch !== this.#epoch)) {
      return Promise.reject(new Error('a former owner commits'));
    }
    this.#saveProgress(changes);
    this.#saveRows(sons);
    if (sons.stalePartitions.length > 0) this.#isStale = true;
    if (rewound.length > 0) this.#rewind();
    return Promise.resolve();
  }

  /** Every row that does not depend on how the log was written. */
  contents(): Record<string, string[]> {
    const sorted = (rows: Map<string, string>) => [...rows].map((row) => row.join(' ')).sort();
    return {
      facts: sorted(this.#facts),
      requests: sorted(this.#requests),
      lines: sorted(this.#lines),
      usage: sorted(this.#usage),
      subjects: sorted(this.#subjects),
    };
  }

  /** Documents of a unit from its installation on. */
  fromInstallation(unit: string): number[] {
    for (const text of this.#usage.values()) {
      const row = JSON.parse(text) as { unit: string; fromInstallation: number[] };
      if (row.unit === unit) return row.fromInstallation;
    }
    throw new Error(`no usage of ${unit}`);
  }

  #saveProgress(changes: CheckpointChanges): void {
    for (const { topic, expectedOffset, nextOffset } of changes.partitions) {
      const stored = this.#offsets.get(topic) ?? 0n;
      if (stored !== expectedOffset) throw new Error(`${topic}: expected ${stored}`);
      this.#offsets.set(topic, nextOffset);
    }
    for (const { topic, source, changes: taken } of changes.sources) {
      const key = `${topic} ${source}`;
      const stored = this.#sources.get(key) ?? { lowWaterMark: 0, pages: new Map() };
      stored.lowWaterMark = taken.lowWaterMark;
      for (const page of taken.pages) stored.pages.set(page.page, structuredClone(page));
      for (const page of taken.emptiedPages) stored.pages.delete(page);
      this.#sources.set(key, stored);
    }
  }

  #saveRows(sons: SonsChanges): void {
    for (const { fact, offset, outcome, reason } of sons.facts) {
      const key = `${fact.source}/${fact.sequence}`;
      this.#facts.set(key, JSON.stringify({ fact, outcome, reason }));
      this.#heldOffsets.set(key, offset);
    }
    for (const { state } of sons.requests) {
      this.#requests.set(`${state.client}/${state.solution}`, JSON.stringify(state));
      this.written.requests += 1;
    }
    for (const line of sons.lines) {
      if (this.#lines.has(line.line)) throw new Error(`line ${line.line} came twice`);
      this.#lines.set(line.line, JSON.stringify(line));
    }
    for (const { site, author, solution } of sons.watchedSubjects) {
      this.#subjects.delete(`${site}/${author}/${solution}`);
    }
    for (const row of sons.subjects) {
      this.#subjects.set(`${row.site}/${row.author}/${row.solution}`, JSON.stringify(row));
    }
    for (const row of sons.usage) {
      this.#usage.set(`${row.client}/${row.solution}/${row.unit}`, JSON.stringify(row));
      this.written.usage += 1;
    }
  }

  #rewind(): void {
    this.rewinds += 1;
    this.#isStale = false;
    this.#offsets.delete(TOPICS.dmp);
    for (const key of this.#sources.keys()) {
      if (key.startsWith(`${TOPICS.dmp} `)) this.#sources.delete(key);
    }
    this.#subjects.clear();
    for (const [key, text] of this.#usage) {
      const row = JSON.parse(text) as object;
      this.#usage.set(key, JSON.stringify({ ...row, fromOrder: [], fromInstallation: [] }));
    }
  }

  /** What was written comes back as another object, as it does from a database. */
  #stored(): StoredSons {
    const parsed = <Row>(rows: Map<string, string>) =>
      [...rows.values()].map((text) => JSON.parse(text) as Row);
    const facts = [...this.#facts].flatMap(([key, text]) => {
      const row = JSON.parse(text) as Omit<StoredSons['held'][number], 'partition' | 'offset'>;
      const offset = this.#heldOffsets.get(key) ?? 0n;
      return row.outcome === 'held' ? [{ ...row, partition: 0, offset }] : [];
    });
    return {
      requests: parsed<StoredSons['requests'][number]['state']>(this.#requests).map((state) => ({
        partition: 0,
        state,
      })),
      held: facts,
      usage: parsed(this.#usage),
      subjects: parsed(this.#subjects),
    };
  }
}
