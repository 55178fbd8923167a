import { VolumeFold } from '#libs/counting';
import {
  EventView,
  MalformedEventError,
  TOPICS,
  decodeEvent,
  decodeFact,
  encodeEvent,
  encodeFact,
  type DecodedEvent,
} from '#libs/events';
import {
  BatchTooLargeToUnpackError,
  BrokerRefusedError,
  CorruptBatchError,
  CorruptResponseError,
  OffsetOutOfRangeError,
  UnsupportedBatchError,
  readFetchResponse,
  readRecords,
  takeBatches,
} from '#libs/kafka';
import { batches, events, facts, reseal, responses } from './originals.js';
import { PlainBatchReader } from './plain-batches.js';
import type { Random } from './random.js';
import { Digest, REFUSED, type FuzzTarget, type Placed } from './target.js';

const MEBIBYTE = 1024 * 1024;
/** What the readers of this fuzzer may unpack of one batch: small, so that a bomb is one. */
const UNPACKED_BYTES_MAX = MEBIBYTE;
/** The engine's own ups and downs, and the pieces that zlib takes. */
const NOISE_BYTES = 8 * MEBIBYTE;

const BATCH_ERRORS = [CorruptBatchError, UnsupportedBatchError, BatchTooLargeToUnpackError];

const sliceOf = ({ buffer, start, end }: Placed): Buffer => buffer.subarray(start, end);

/** Three inputs of four go behind the checksum. */
function resealMost(random: Random, bytes: Buffer): void {
  if (!random.oneIn(4)) reseal(bytes);
}

/** Everything that can be known of records, as one text. */
function readingOf(buffer: Buffer, firstOffset = 0n): string {
  const digest = new Digest();
  let count = 0;
  for (const record of readRecords(
    { buffer, firstOffset },
    { unpackedBytesMax: UNPACKED_BYTES_MAX },
  )) {
    count += 1;
    digest.add(Number(record.offset % 2n ** 32n));
    digest.add(record.timestampMs % 2 ** 32);
    digest.addBytes(record.key);
    digest.addBytes(record.value);
    for (const { key, value } of record.headers) {
      digest.addBytes(Buffer.from(key));
      digest.addBytes(value);
    }
  }
  return `${count}:${digest.toString()}`;
}

const oracle = new PlainBatchReader();

/** The reader of record batches, against a second one. */
const batchReader: FuzzTarget = {
  name: 'batches',
  originals: batches,
  repair: resealMost,
  named: BATCH_ERRORS,
  memoryBytesMax: NOISE_BYTES + 2 * UNPACKED_BYTES_MAX,
  read: (placed) => readingOf(sliceOf(placed)),
  expected: (bytes) => oracle.expected(bytes),
};

/** The reader of fetch responses, and what the lane makes of each partition of one. */
const fetchReader: FuzzTarget = {
  name: 'responses',
  originals: responses,
  named: [...BATCH_ERRORS, CorruptResponseError, BrokerRefusedError, OffsetOutOfRangeError],
  memoryBytesMax: NOISE_BYTES + 2 * UNPACKED_BYTES_MAX,
  read: (placed) => {
    const { errorCode, partitions } = readFetchResponse(sliceOf(placed));
    const readings = partitions.map((part) => {
      const { topicId, partition } = part;
      const reading = { topic: 'fuzz', topicId, partition, position: 0n, cutAnswers: 0 };
      const taken = takeBatches(part, reading);
      if (taken === undefined || taken === 'lost') return String(taken);
      // A position that does not move on would be asked for again for ever.
      if (taken.endOffset <= taken.firstOffset) throw new RangeError('no progress');
      return readingOf(taken.buffer, taken.firstOffset);
    });
    return `${errorCode} ${readings.join()}`;
  },
};

const view = new EventView();
const carefulView = new EventView();

/** What a view has read, texts as bytes: positions differ from place to place. */
function fieldsOf(read: EventView, buffer: Buffer): string {
  const digest = new Digest();
  const { sequence, occurredAtMs, registeredAtMs, actId, relatedSequence } = read;
  for (const long of [sequence, occurredAtMs, registeredAtMs, actId, relatedSequence]) {
    digest.add(long % 2 ** 32);
    digest.add(Math.floor(long / 2 ** 32));
  }
  const { schemaId, patientHigh, patientLow, department, insOid, couloir, solution, type } = read;
  const head = [schemaId, patientHigh, patientLow, department, insOid, couloir, solution, type];
  const { classCode, format, kind, mailbox, disposition, errorCode, sizeBytes, lines } = read;
  const tail = [classCode, format, kind, mailbox, disposition, errorCode, sizeBytes, lines];
  for (const int of [...head, ...tail]) digest.add(int);
  for (const [start, end] of [
    [read.sourceStart, read.sourceEnd],
    [read.authorStart, read.authorEnd],
    [read.siteStart, read.siteEnd],
    [read.relatedSourceStart, read.relatedSourceEnd],
  ] as const) {
    digest.addBytes(start === -1 ? null : buffer.subarray(start, end));
  }
  return digest.toString();
}

/** The in-place reader of events: its quick way, its careful way, and `avsc` once in sixteen times. */
const eventReader: FuzzTarget = {
  name: 'events',
  originals: events,
  named: [MalformedEventError],
  memoryBytesMax: NOISE_BYTES,
  read: ({ buffer, start, end }) => {
    view.read(buffer, start, end);
    return fieldsOf(view, buffer);
  },
  expected: (bytes) => {
    try {
      carefulView.readCarefully(bytes, 0, bytes.length);
    } catch (error) {
      if (!(error instanceof MalformedEventError)) throw error;
      return isPlainlyRefused(bytes) ? REFUSED : 'an event';
    }
    if (isPlainTurn(bytes) && plainly(bytes) === undefined) return REFUSED;
    return fieldsOf(carefulView, bytes);
  },
};

/** Whole objects take ten times as long. */
function isPlainTurn(bytes: Buffer): boolean {
  return ((bytes[bytes.length - 1] ?? 0) + bytes.length) % 16 === 0;
}

/** Whether `avsc` refuses the bytes too, or takes them for numbers that are padded beyond their bound. */
function isPlainlyRefused(bytes: Buffer): boolean {
  if (!isPlainTurn(bytes)) return true;
  const event = plainly(bytes);
  return event === undefined || !encodeEvent(event).equals(bytes);
}

function plainly(bytes: Buffer): DecodedEvent | undefined {
  try {
    return decodeEvent(bytes);
  } catch (error) {
    if (!(error instanceof MalformedEventError)) throw error;
    return undefined;
  }
}

/** The reader of SONS facts: whole objects, lists among them. */
const factReader: FuzzTarget = {
  name: 'facts',
  originals: facts,
  named: [MalformedEventError],
  memoryBytesMax: NOISE_BYTES,
  read: (placed) => {
    // A copy, as the aggregator makes one: texts of a fact are kept.
    const fact = decodeFact(Buffer.from(sliceOf(placed)));
    const digest = new Digest();
    digest.addBytes(encodeFact(fact));
    return digest.toString();
  },
};

/** Inputs after which a fold starts anew: what it holds grows with each. */
const FOLDS_MAX = 500;

/** The fold of the volume aggregator: every record is counted, a repetition or a dead letter. */
class FoldTarget implements FuzzTarget {
  readonly name = 'fold';
  readonly originals = batches;
  readonly named = BATCH_ERRORS;
  /** The fold unpacks within the product's own bound, and holds planes of counts. */
  readonly memoryBytesMax = NOISE_BYTES + 96 * MEBIBYTE;
  #fold = new VolumeFold();
  #folds = 0;

  repair(random: Random, bytes: Buffer): void {
    resealMost(random, bytes);
  }

  read(placed: Placed): string {
    this.#begin();
    const buffer = sliceOf(placed);
    const partition = 0;
    const at = { topic: TOPICS.dmp, topicId: 'id', partition, firstOffset: 0n };
    this.#fold.fold({ ...at, buffer, endOffset: 1n, highWatermark: 1n });
    const { changes, deadLetters } = this.#fold.takeChanges();
    const [done] = changes.partitions;
    const { records = 0, counted = 0, duplicates = 0, deadLettered = 0 } = done ?? {};
    if (records !== counted + duplicates + deadLettered || deadLettered !== deadLetters.length) {
      throw new RangeError(`${records} are not ${counted} + ${duplicates} + ${deadLettered}`);
    }
    return `${records} ${counted} ${deadLetters.map(({ reason }) => reason).join()}`;
  }

  #begin(): void {
    this.#folds = (this.#folds + 1) % FOLDS_MAX;
    if (this.#folds === 0) this.#fold = new VolumeFold();
    this.#fold.drop();
    const sequences = new Map<string, never>();
    const taken = { topic: TOPICS.dmp, partition: 0, epoch: 1, offset: 0n, sequences };
    this.#fold.take([taken]);
  }
}

export const TARGETS: readonly FuzzTarget[] = [
  batchReader,
  fetchReader,
  new FoldTarget(),
  eventReader,
  factReader,
];
