import { EventView, FRAMING_BYTES, MAGIC_BYTE, MalformedEventError } from '#libs/events';
import type { RecordBlock } from '../record-block.js';
import { isEverything, type HeaderWish, type Range, type Selection } from './selection.js';

/** Which instant of an event puts a replay in order and sets its pace. */
export type EventTime = 'registered' | 'occurred';

/**
 * Picks records out of blocks in place. An event is read only when a condition or the time asks for
 * it, and nothing is allocated for a record.
 */
export class Selector {
  readonly #view = new EventView();
  readonly #selection: Selection;
  readonly #isEverything: boolean;
  readonly #readsEvents: boolean;
  readonly #sites: readonly Buffer[] | undefined;

  constructor(selection: Selection) {
    this.#selection = selection;
    this.#isEverything = isEverything(selection);
    const { registeredAt, occurredAt, solutions, sites } = selection;
    this.#readsEvents = [registeredAt, occurredAt, solutions, sites].some(
      (condition) => condition !== undefined,
    );
    this.#sites = sites?.map((site) => Buffer.from(site));
  }

  /**
   * Selects from a block.
   *
   * @param indices takes the positions of the selected records, ascending; as long as the block
   * @returns how many they are
   */
  select(block: RecordBlock, indices: Int32Array): number {
    let selected = 0;
    for (let index = 0; index < block.recordCount; index++) {
      if (this.#isEverything || this.#takes(block, index)) indices[selected++] = index;
    }
    return selected;
  }

  /**
   * The time of a record: of its event, or of its sending when it is no event.
   *
   * @returns milliseconds since 1970
   */
  timeOf(block: RecordBlock, index: number, time: EventTime): number {
    if (!this.#reads(block, index)) return block.timestampsMs[index] ?? 0;
    return time === 'registered' ? this.#view.registeredAtMs : this.#view.occurredAtMs;
  }

  #takes(block: RecordBlock, index: number): boolean {
    const { offsets, sentAt, schemaIds, headers } = this.#selection;
    return (
      isWithin(block.offsets[index] ?? 0, offsets) &&
      isWithin(block.timestampsMs[index] ?? 0, sentAt) &&
      (schemaIds === undefined || schemaIds.has(schemaIdOf(block, index))) &&
      (headers === undefined || hasHeaders(block, index, headers)) &&
      (!this.#readsEvents || (this.#reads(block, index) && this.#takesEvent(block.buffer)))
    );
  }

  #takesEvent(buffer: Buffer): boolean {
    const { registeredAt, occurredAt, solutions } = this.#selection;
    const view = this.#view;
    return (
      isWithin(view.registeredAtMs, registeredAt) &&
      isWithin(view.occurredAtMs, occurredAt) &&
      (solutions === undefined || solutions.has(view.solution)) &&
      (this.#sites === undefined ||
        this.#sites.some((site) => isTextAt(site, buffer, view.siteStart, view.siteEnd)))
    );
  }

  /** Whether the value is an event; its fields are then in the view. */
  #reads(block: RecordBlock, index: number): boolean {
    const start = block.valueStarts[index] ?? -1;
    if (start === -1) return false;
    try {
      this.#view.read(block.buffer, start, block.valueEnds[index] ?? start);
      return true;
    } catch (error) {
      if (error instanceof MalformedEventError) return false;
      throw error;
    }
  }
}

function isWithin(value: number, range: Range | undefined): boolean {
  if (range === undefined) return true;
  const { from = -Infinity, before = Infinity } = range;
  return value >= from && value < before;
}

/** No schema has it: the value is missing, or is not framed. */
const NO_SCHEMA = -1;

function schemaIdOf({ buffer, valueStarts, valueEnds }: RecordBlock, index: number): number {
  const start = valueStarts[index] ?? -1;
  const end = valueEnds[index] ?? -1;
  if (start === -1 || end - start < FRAMING_BYTES) return NO_SCHEMA;
  return buffer[start] === MAGIC_BYTE ? buffer.readUInt32BE(start + 1) : NO_SCHEMA;
}

function hasHeaders(block: RecordBlock, index: number, wishes: readonly HeaderWish[]): boolean {
  const headers = block.headersOf(index);
  return wishes.every(({ name, value }) =>
    headers.some(
      (header) =>
        header.key === name && (value === undefined || fits(header.value?.toString(), value)),
    ),
  );
}

/** A wish that ends in an asterisk stands for the beginning of a value. */
function fits(value: string | undefined, wish: string): boolean {
  return wish.endsWith('*') ? value?.startsWith(wish.slice(0, -1)) === true : value === wish;
}

function isTextAt(text: Buffer, buffer: Buffer, start: number, end: number): boolean {
  return text.length === end - start && text.compare(buffer, start, end) === 0;
}
