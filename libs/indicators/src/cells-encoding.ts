import { PERSONS_PER_SAMPLED, type PersonSample } from './people/person-sample.js';
import {
  MEASURE_SLOTS,
  SOLUTION_SLOTS,
  VolumeCells,
  widthOf,
  type CellVisitor,
  type Cube,
} from './volume-cells.js';

/** Encoded cells that cannot be read: cut off, changed, or not cells at all. */
export class MalformedCellsError extends Error {
  constructor(expected: string, position: number, options?: ErrorOptions) {
    super(`encoded volume cells: expected ${expected} at byte ${position}`, options);
    this.name = new.target.name;
  }
}

/** First number of encoded cells; another layout takes another number. */
const LAYOUT = 2;
/** Cells without the sampled persons: written before there was a sample, and still read. */
const LAYOUT_WITHOUT_PEOPLE = 1;
/** Departments that a month and department together count in. */
const PLACE = 128;
const CUBES: readonly Cube[] = ['department', 'type'];

/**
 * Packs cells into bytes: the form in which the truth of a shard travels and is stored.
 *
 * Layout: the layout number, then for each cube (departments, types) the number of non-zero cells
 * and, in ascending order, each cell as the distance of its key from the one before and its events;
 * then the number of rows of the sampled persons and, ascending by person, month and department, each
 * row as the distance of its pseudonym's high half from the one before, the low half divided by
 * PERSONS_PER_SAMPLED, month × 128 + department, and its documents. Every number is an unsigned varint, 7 bits a byte, low bits first. Equal cells give equal bytes.
 */
export function encodeCells(cells: VolumeCells): Uint8Array {
  const numbers = [LAYOUT];
  for (const cube of CUBES) {
    const countAt = numbers.length;
    numbers.push(0);
    let last = 0;
    const visit: CellVisitor = (month, measure, solution, dimension, events) => {
      const key = keyOf(cube, month, measure, solution, dimension);
      numbers.push(key - last, events);
      last = key;
    };
    cells.forEach(cube, visit);
    numbers[countAt] = (numbers.length - countAt - 1) / 2;
  }
  addPeople(numbers, cells.people);
  return packed(numbers);
}

function addPeople(numbers: number[], people: PersonSample): void {
  numbers.push(people.size);
  let last = 0;
  for (const { high, low, month, department, documents } of people.rows()) {
    numbers.push(high - last, low / PERSONS_PER_SAMPLED, month * PLACE + department, documents);
    last = high;
  }
}

/**
 * Reads what `encodeCells` wrote.
 *
 * @param cells the counts are added to these; omitted: to new ones
 * @throws MalformedCellsError naming the byte where reading stopped
 */
export function decodeCells(
  bytes: Uint8Array,
  cells: VolumeCells = new VolumeCells(),
): VolumeCells {
  const reader = new VarintReader(bytes);
  const layout = reader.next('the layout number');
  if (layout !== LAYOUT && layout !== LAYOUT_WITHOUT_PEOPLE) {
    throw new MalformedCellsError(`layout ${LAYOUT_WITHOUT_PEOPLE} or ${LAYOUT}`, 0);
  }
  for (const cube of CUBES) {
    let key = 0;
    for (let left = reader.next('a number of cells'); left > 0; left--) {
      key += reader.next('a cell key');
      addAt(cells, cube, key, reader.next('a count of events'), reader.position);
    }
  }
  if (layout === LAYOUT) readPeople(reader, cells.people);
  if (reader.position !== bytes.length) throw new MalformedCellsError('the end', reader.position);
  return cells;
}

function readPeople(reader: VarintReader, people: PersonSample): void {
  let high = 0;
  for (let left = reader.next('a number of persons'); left > 0; left--) {
    high += reader.next('the high half of a pseudonym');
    const low = reader.next('the low half of a pseudonym') * PERSONS_PER_SAMPLED;
    const place = reader.next('a month and department');
    const documents = reader.next('a count of documents');
    try {
      people.add(high, low, Math.floor(place / PLACE), place % PLACE, documents);
    } catch (cause) {
      throw new MalformedCellsError('a person within its bounds before', reader.position, {
        cause,
      });
    }
  }
}

/** Number of a cell within its cube; ascending in the order in which cells are visited. */
function keyOf(
  cube: Cube,
  month: number,
  measure: number,
  solution: number,
  dimension: number,
): number {
  const plane = (month * MEASURE_SLOTS + measure) * SOLUTION_SLOTS + solution;
  return plane * widthOf(cube) + dimension;
}

function addAt(
  cells: VolumeCells,
  cube: Cube,
  key: number,
  events: number,
  position: number,
): void {
  const width = widthOf(cube);
  const plane = Math.floor(key / width);
  const monthAndMeasure = Math.floor(plane / SOLUTION_SLOTS);
  try {
    cells.addCount(
      cube,
      Math.floor(monthAndMeasure / MEASURE_SLOTS),
      monthAndMeasure % MEASURE_SLOTS,
      plane % SOLUTION_SLOTS,
      key % width,
      events,
    );
  } catch (cause) {
    throw new MalformedCellsError('a cell within its bounds before', position, { cause });
  }
}

function packed(numbers: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(numbers.length * VARINT_BYTES_MAX);
  let position = 0;
  for (const number of numbers) {
    let rest = number;
    while (rest > 0x7f) {
      bytes[position++] = (rest & 0x7f) | 0x80;
      rest = Math.floor(rest / 128);
    }
    bytes[position++] = rest;
  }
  return bytes.slice(0, position);
}

/** Numbers are below 2^32: five bytes of 7 bits. */
const VARINT_BYTES_MAX = 5;

class VarintReader {
  position = 0;

  constructor(private readonly bytes: Uint8Array) {}

  next(expected: string): number {
    let value = 0;
    for (let length = 0; length < VARINT_BYTES_MAX; length++) {
      const byte = this.bytes[this.position];
      if (byte === undefined) break;
      this.position += 1;
      value += (byte & 0x7f) * 128 ** length;
      if (byte < 0x80) return value;
    }
    throw new MalformedCellsError(expected, this.position);
  }
}
