import { monthOfInstant } from '#libs/reference';
import type { BatchCounts } from './json-book.js';
import type { JsonEvent } from './json-event.js';

/** Counts JSON events with Maps and Sets, as one writes it by hand: each (source, sequence) once. */
export class JsonCounter {
  records = 0;
  readonly #seen = new Map<string, Set<number>>();

  /** Counts one batch. What was seen is kept in memory, which is kinder than to store it. */
  count(values: Iterable<Buffer | null>): BatchCounts {
    const byDepartment = new Map<string, number>();
    const byType = new Map<string, number>();
    for (const value of values) {
      this.records += 1;
      if (value === null) continue;
      // The twin topic holds nothing else.
      const event = JSON.parse(value.toString()) as JsonEvent;
      if (!this.#isNew(event)) continue;
      const month = monthOfInstant(Date.parse(event.registeredAt));
      const cell = `${month}|${event.record}|${event.solution}`;
      increase(byDepartment, `${cell}|${event.patientDepartment}`);
      increase(byType, `${cell}|${event.typeCode ?? ''}`);
    }
    return { byDepartment, byType };
  }

  #isNew({ source, sequence }: JsonEvent): boolean {
    const seen = this.#seen.get(source) ?? new Set<number>();
    this.#seen.set(source, seen);
    if (seen.has(sequence)) return false;
    seen.add(sequence);
    return true;
  }
}

function increase(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
