import { EventView } from '#libs/events';
import { VolumeCells, measureOf } from '#libs/indicators';
import { monthOfInstant } from '#libs/reference';
import { SequenceSet } from '#libs/store';

/**
 * The work of the volume aggregator on one record, with its own parts: read in place, know repeated
 * deliveries, add to the cells. So that what differs is how records come.
 */
export class EventCounter {
  readonly cells = new VolumeCells();
  records = 0;
  counted = 0;
  readonly #view = new EventView();
  readonly #sequences = new Map<string, SequenceSet>();

  count(value: Buffer): void {
    const view = this.#view;
    view.read(value, 0, value.length);
    this.records += 1;
    const source = value.toString('latin1', view.sourceStart, view.sourceEnd);
    let seen = this.#sequences.get(source);
    if (seen === undefined) {
      seen = new SequenceSet();
      this.#sequences.set(source, seen);
    }
    if (!seen.add(view.sequence)) return;
    const measure = measureOf(view.schemaId, view.kind);
    const month = monthOfInstant(view.registeredAtMs);
    this.cells.add(month, measure, view.solution, view.department, view.type);
    this.counted += 1;
  }
}
