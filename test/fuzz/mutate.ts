import type { Random } from './random.js';

/** Longest input that mutations make, bytes. */
export const INPUT_BYTES_MAX = 8 * 1024;

/** Mutations of one input. */
const MUTATIONS_MAX = 4;

/** Bytes at which a number's length, sign or end changes. */
const EDGE_BYTES = [0x00, 0x01, 0x02, 0x7e, 0x7f, 0x80, 0x81, 0xfe, 0xff];
/** Lengths and counts that a reader must not believe. */
const EDGE_INT32S = [
  0, 1, -1, -12, 48, 49, 50, 0x7fff, 0xffff, 0x10000, 0x7fffffff, -0x80000000, 0x40000000,
];
const EDGE_INT64S = [0n, -1n, 1n, 2n ** 31n, 2n ** 53n, 2n ** 62n, 2n ** 63n - 1n, -(2n ** 63n)];
/** Where the header of a batch says lengths, offsets, attributes and counts. */
const HEADER_FIELDS = [0, 8, 16, 21, 23, 27, 35, 43, 57];
/** Varints: huge, negative, padded, endless. */
const EDGE_VARINTS = [
  'ffffffff0f',
  'feffffff0f',
  '8080808000',
  '8080808010',
  '80808080808080808000',
  'ffffffffffffffffff01',
  'ffffffffffffffffffffffffffffff',
  '8001',
  'fe7f',
].map((hex) => Buffer.from(hex, 'hex'));

type Mutation = (random: Random, bytes: Buffer, others: readonly Buffer[]) => Buffer;

const flipBit: Mutation = (random, bytes) => {
  const at = random.below(bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
  return bytes;
};

const setByte: Mutation = (random, bytes) => {
  bytes[random.below(bytes.length)] = random.oneIn(2) ? random.pick(EDGE_BYTES) : random.below(256);
  return bytes;
};

/** Most of what says a length or a count lies in the first bytes of a batch, of a response or of a record. */
const attackLength: Mutation = (random, bytes) => {
  const isField = random.oneIn(3) && bytes.length > 72;
  const near = random.oneIn(2) ? Math.min(72, bytes.length) : bytes.length;
  const at = isField ? random.pick(HEADER_FIELDS) : random.below(near);
  if (at + 8 <= bytes.length && random.oneIn(4)) {
    bytes.writeBigInt64BE(random.pick(EDGE_INT64S), at);
  } else if (at + 4 <= bytes.length && random.oneIn(2)) {
    const isNear = random.oneIn(2);
    const value = isNear ? bytes.readInt32BE(at) + random.below(9) - 4 : random.pick(EDGE_INT32S);
    bytes.writeInt32BE(value | 0, at);
  } else {
    random.pick(EDGE_VARINTS).copy(bytes, at);
  }
  return bytes;
};

const cut: Mutation = (random, bytes) => {
  const isAtEnd = random.oneIn(2);
  const length = isAtEnd ? bytes.length - random.below(20) : random.below(bytes.length);
  return bytes.subarray(0, Math.max(0, length));
};

const remove: Mutation = (random, bytes) => {
  const at = random.below(bytes.length);
  return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random.below(16))]);
};

const insert: Mutation = (random, bytes) => {
  const at = random.below(bytes.length);
  const piece = Buffer.alloc(1 + random.below(8), random.pick(EDGE_BYTES));
  return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);
};

/** The beginning of one input and the end of another. */
const splice: Mutation = (random, bytes, others) => {
  const other = random.pick(others);
  return Buffer.concat([
    bytes.subarray(0, random.below(bytes.length)),
    other.subarray(random.below(other.length)),
  ]);
};

/** One input behind the other. */
const append: Mutation = (random, bytes, others) => Buffer.concat([bytes, random.pick(others)]);

/** A piece of the input, or of another one, over a piece of the input. */
const copyPiece: Mutation = (random, bytes, others) => {
  const from = random.oneIn(2) ? bytes : random.pick(others);
  const start = random.below(from.length);
  from.copy(bytes, random.below(bytes.length), start, start + 1 + random.below(64));
  return bytes;
};

/** A mutation and how many times as often as the rarest it is chosen. */
const MUTATIONS: readonly Mutation[] = [
  ...[flipBit, flipBit, flipBit, setByte, setByte, setByte],
  ...[attackLength, attackLength, attackLength, attackLength],
  ...[cut, remove, insert, splice, append, copyPiece],
];

/**
 * Another input, made of one of the originals by a few changes.
 *
 * @param originals are not changed
 */
export function mutate(random: Random, originals: readonly Buffer[]): Buffer {
  let bytes = Buffer.from(random.pick(originals));
  for (let left = 1 + random.below(MUTATIONS_MAX); left > 0; left--) {
    if (bytes.length === 0) break;
    bytes = Buffer.from(random.pick(MUTATIONS)(random, bytes, originals));
  }
  return bytes.subarray(0, INPUT_BYTES_MAX);
}
