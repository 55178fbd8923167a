// Array reads fall back for the compiler only: slots are masked to the table, and indexes come from it.
import { DEPARTMENTS } from '#libs/reference';

/** Marks a slot without a department. */
const NONE = 255;
/** Five bits of each of three characters tell all codes apart; the build below checks it. */
const SLOTS = 1 << 15;

const slots = new Uint8Array(SLOTS).fill(NONE);
const codes = new Int32Array(NONE + 1).fill(-1);
for (const { index, code } of DEPARTMENTS) {
  const [first = 0, second = 0, third = 0] = Buffer.from(code);
  const packed = packedOf(first, second, third);
  const slot = slotOf(first, second, third);
  if (slots[slot] !== NONE) {
    throw new Error(`department ${code} shares a slot with another: widen the mask of slotOf`);
  }
  slots[slot] = index;
  codes[index] = packed;
}

/**
 * Index in DEPARTMENTS of the code in bytes from `start` to `end`, or -1.
 * A table look-up: events come by the million, and making a string of each code would cost more
 * than the rest of the reading.
 */
export function departmentOfBytes(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if (length !== 2 && length !== 3) return -1;
  const first = bytes[start] ?? 0;
  const second = bytes[start + 1] ?? 0;
  const third = length === 3 ? (bytes[start + 2] ?? 0) : 0;
  const index = slots[slotOf(first, second, third)] ?? NONE;
  return codes[index] === packedOf(first, second, third) ? index : -1;
}

function slotOf(first: number, second: number, third: number): number {
  return ((first & 31) << 10) | ((second & 31) << 5) | (third & 31);
}

function packedOf(first: number, second: number, third: number): number {
  return (first << 16) | (second << 8) | third;
}
