import { IDENTIFIER_BYTES_MAX, SOURCE_BYTES_MAX, UNITS_MAX } from '../limits.js';
import { ByteCursor } from '../read/byte-cursor.js';
import { FRAMING_BYTES } from '../schema-ids.js';

/** Name of the one list that facts have. In the schemas it follows the head of a request's facts; a spec holds them to it. */
export const UNITS_FIELD = 'units';

const cursor = new ByteCursor();

/**
 * Walks in place through a fact's head and its units. `avsc` believes the entry counts that it
 * reads: eleven bytes that announce two thousand million entries would keep it busy for minutes and
 * fill the memory. So the counts are looked at before it is called.
 *
 * @param value a framed fact that has units
 * @throws MalformedEventError when the head or the units are malformed, with the position
 */
export function guardUnits(value: Buffer): void {
  cursor.open(value, FRAMING_BYTES, value.length);
  passHead();
  let entries = 0;
  for (let count = readBlockCount(); count > 0; count = readBlockCount()) {
    entries += count;
    if (entries > UNITS_MAX) failLength(entries);
    for (let i = 0; i < count; i++) cursor.readAsciiText(IDENTIFIER_BYTES_MAX);
  }
  if (entries === 0) failLength(entries);
}

/** Source, sequence, occurredAt, registeredAt, client, solution, step. */
function passHead(): void {
  cursor.readAsciiText(SOURCE_BYTES_MAX);
  cursor.readLong();
  cursor.readLong();
  cursor.readLong();
  cursor.readAsciiText(IDENTIFIER_BYTES_MAX);
  cursor.readInt();
  cursor.readInt();
}

/** Entries of the next block of an Avro array; 0 at its end. A negative count is followed by the block's size in bytes. */
function readBlockCount(): number {
  cursor.readLong();
  const count = cursor.long;
  if (count >= 0) return count;
  cursor.readLong();
  return -count;
}

function failLength(entries: number): never {
  return cursor.fail(
    'LIST_LENGTH_OUT_OF_RANGE',
    `expected 1 to ${UNITS_MAX} units, came ${entries}${entries === 0 ? '' : ' or more'}`,
  );
}
