import { EventView, MalformedEventError, decodeFact } from '#libs/events';
import type { RecordBlock } from '../record-block.js';

/** Reads out of records which source their events are of. */
export class EventSources {
  readonly #view = new EventView();
  #run = NaN;
  #text = '';

  /** @returns the source of a record's event or fact; undefined for a record that holds neither */
  sourceOf({ buffer, valueStarts, valueEnds }: RecordBlock, index: number): string | undefined {
    const start = valueStarts[index] ?? -1;
    if (start === -1) return undefined;
    const end = valueEnds[index] ?? start;
    return (
      unlessMalformed(() => this.#eventSource(buffer, start, end)) ??
      unlessMalformed(() => decodeFact(buffer.subarray(start, end)).source)
    );
  }

  #eventSource(buffer: Buffer, start: number, end: number): string {
    const view = this.#view;
    view.read(buffer, start, end);
    if (view.sourceRun !== this.#run) {
      this.#run = view.sourceRun;
      this.#text = buffer.toString('utf8', view.sourceStart, view.sourceEnd);
    }
    return this.#text;
  }
}

function unlessMalformed(read: () => string): string | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof MalformedEventError) return undefined;
    throw error;
  }
}
