import { EventView, MalformedEventError, TOPICS } from '#libs/events';
import {
  MEASURE,
  MEASURES,
  VolumeCells,
  isSampled,
  measureOf,
  type PersonSample,
} from '#libs/indicators';
import { RecordCursor, isSendingTime, type DeadLetter, type FetchedBatches } from '#libs/kafka';
import { monthOfInstant } from '#libs/reference';
import {
  SequenceNotTrackedError,
  SequenceSet,
  partitionKey,
  volumeDeltasOf,
  type VolumeChanges,
  type SentEvents,
  type SourceChanges,
  type TakenPartition,
} from '#libs/store';

/** Sources that one partition may have: each costs memory for as long as the partition is held. */
const SOURCES_MAX = 65_536;
/** (month, measure) pairs with uncommitted counts: 192 KiB each. A stream over more months is committed sooner. */
const PLANES_PENDING_MAX = 640;
/** Rows of sampled persons with uncommitted counts, up to 64 bytes each. */
const PEOPLE_PENDING_MAX = 200_000;
/**
 * Dead letters held until a commit, by number and by bytes of their keys and values; a fetch may go
 * beyond either by what it holds itself. A topic of nothing but refused records is committed sooner.
 */
const DEAD_LETTERS_PENDING_MAX = 50_000;
const DEAD_LETTER_BYTES_PENDING_MAX = 16 * 1024 * 1024;
const NO_SOURCE = new Uint8Array(0);
/** No run of a view's sources. */
const NO_RUN = -1;

/** What a fold has done since it was last asked, ready to be stored. */
export interface FoldedChanges {
  readonly changes: VolumeChanges;
  /** To be written before the changes are stored. */
  readonly deadLetters: readonly DeadLetter[];
}

/** Records of one partition as positions in a buffer: what an archive or a topic gives to a replay. */
export interface RecordsToFold {
  readonly topic: string;
  readonly recordCount: number;
  readonly buffer: Buffer;
  readonly offsets: Float64Array;
  readonly keyStarts: Int32Array;
  readonly keyEnds: Int32Array;
  /** -1 for a record without value. */
  readonly valueStarts: Int32Array;
  readonly valueEnds: Int32Array;
}

/** Where one record lies; a -1 stands for no key or no value. */
type RecordPlace = Pick<
  RecordCursor,
  'buffer' | 'keyStart' | 'keyEnd' | 'valueStart' | 'valueEnd' | 'offset'
>;

/** A partition being counted. Everything but the two offsets is since the last `takeChanges`. */
interface Partition {
  readonly topic: string;
  readonly partition: number;
  readonly epoch: number;
  /** 1 for each measure whose events come on the topic. */
  readonly isOfTopic: Uint8Array;
  readonly sequences: Map<string, SequenceSet>;
  /** What the checkpoint holds once the changes taken so far are stored. */
  committedOffset: bigint;
  nextOffset: bigint;
  readonly touchedSources: Set<string>;
  /** The source of the last record: streams come in long runs of one source. */
  lastSource: Uint8Array;
  lastSequences: SequenceSet;
  /** Run of the view in which it was read: within it the texts need no comparison. */
  lastRun: number;
  records: number;
  counted: number;
  duplicates: number;
  deadLettered: number;
  watermarkMs: number;
}

/** Why a record is refused for good, beside the reasons of MalformedEventError and SequenceNotTrackedError. */
class RefusedRecordError extends Error {
  constructor(
    readonly reason: 'NO_VALUE' | 'NO_KEY' | 'WRONG_TOPIC' | 'TOO_MANY_SOURCES',
    readonly detail: string,
  ) {
    super(detail);
  }
}

/**
 * Counts record batches: each event once, by source and sequence, into the cells of its month. Pure:
 * it reads buffers and keeps numbers. What it holds is only true once `takeChanges` was stored; after
 * any failure to store, drop it.
 */
export class VolumeFold {
  readonly #partitions = new Map<string, Partition>();
  readonly #cursor = new RecordCursor();
  readonly #view = new EventView();
  readonly #cells = new VolumeCells();
  #sent: SentEvents[] = [];
  #deadLetters: DeadLetter[] = [];
  #deadLetterBytes = 0;
  #pendingRecords = 0;

  /** Records folded and not yet taken as changes. */
  get pendingRecords(): number {
    return this.#pendingRecords;
  }

  /** Whether any partition has moved since the last `takeChanges`. */
  get hasProgress(): boolean {
    for (const { committedOffset, nextOffset } of this.#partitions.values()) {
      if (committedOffset !== nextOffset) return true;
    }
    return false;
  }

  /** Whether memory asks for a commit before time and number of records do. */
  get isFull(): boolean {
    return (
      this.#cells.planeCount > PLANES_PENDING_MAX ||
      this.#cells.people.size > PEOPLE_PENDING_MAX ||
      this.#deadLetters.length > DEAD_LETTERS_PENDING_MAX ||
      this.#deadLetterBytes > DEAD_LETTER_BYTES_PENDING_MAX
    );
  }

  /** What was counted and not yet taken as changes; empty again after `takeChanges`. */
  get cells(): Pick<VolumeCells, 'forEach' | 'isEmpty'> & {
    readonly people: Pick<PersonSample, 'size'>;
  } {
    return this.#cells;
  }

  /** Counts these partitions from now on, from where their checkpoints are. */
  take(taken: readonly TakenPartition[]): void {
    for (const { topic, partition, epoch, offset, sequences } of taken) {
      this.#partitions.set(partitionKey({ topic, partition }), {
        topic,
        partition,
        epoch,
        isOfTopic: measuresOfTopic(topic),
        sequences,
        committedOffset: offset,
        nextOffset: offset,
        touchedSources: new Set(),
        lastSource: NO_SOURCE,
        lastSequences: new SequenceSet(),
        lastRun: NO_RUN,
        ...NOTHING_DONE,
      });
    }
  }

  /** Forgets all partitions and everything that was not taken as changes. */
  drop(): void {
    this.#partitions.clear();
    this.#cells.clear();
    this.#sent = [];
    this.#deadLetters = [];
    this.#deadLetterBytes = 0;
    this.#pendingRecords = 0;
  }

  /**
   * Counts the records of a partition's batches.
   *
   * @throws RangeError when the partition is not taken, or the batches do not start where it stands
   * @throws CorruptBatchError, UnsupportedBatchError from the reader; nothing may be stored then
   */
  fold(batches: FetchedBatches): void {
    const partition = this.#partitionOf(batches);
    const recordsBefore = partition.records;
    const cursor = this.#cursor.open(batches);
    let countedBefore = partition.counted;
    let sentAtMs = -1;
    while (cursor.next()) {
      const { maxTimestampMs } = cursor.batch;
      if (maxTimestampMs !== sentAtMs) {
        this.#noteSent(sentAtMs, partition.counted - countedBefore);
        sentAtMs = maxTimestampMs;
        countedBefore = partition.counted;
      }
      this.#foldRecord(partition, cursor);
    }
    this.#noteSent(sentAtMs, partition.counted - countedBefore);
    partition.nextOffset = batches.endOffset;
    this.#pendingRecords += partition.records - recordsBefore;
  }

  /**
   * Counts records that are no fetched batches, in the order of `indices`: those of an archive or of a
   * replay. Where the partition stands afterwards is the number of records counted in it, not an offset:
   * the records may come from elsewhere. Freshness is not noted, for they were sent long ago.
   *
   * @param partition of the same topic, which was taken; the one that a producer would choose
   * @param indices positions in `records`, of which the first `count` are counted
   * @throws RangeError when the partition is not taken
   */
  foldRecords(records: RecordsToFold, partition: number, indices: Int32Array, count: number): void {
    const found = this.#takenPartition(records.topic, partition);
    const place = new PlaceInRecords(records);
    for (let turn = 0; turn < count; turn++) {
      place.index = indices[turn] ?? 0;
      this.#foldRecord(found, place);
    }
    found.nextOffset += BigInt(count);
    this.#pendingRecords += count;
  }

  /** Takes what was done since the last call, and goes on from there. */
  takeChanges(): FoldedChanges {
    const moved = [...this.#partitions.values()].filter(
      ({ committedOffset, nextOffset }) => committedOffset !== nextOffset,
    );
    const folded = {
      changes: {
        partitions: moved.map(progressOf),
        sources: moved.flatMap(sourceChangesOf),
        volumes: volumeDeltasOf(this.#cells),
        sent: this.#sent,
      },
      deadLetters: this.#deadLetters,
    };
    for (const partition of moved) {
      partition.committedOffset = partition.nextOffset;
      partition.touchedSources.clear();
      partition.lastSource = NO_SOURCE;
      partition.lastRun = NO_RUN;
      Object.assign(partition, NOTHING_DONE);
    }
    this.#cells.clear();
    this.#sent = [];
    this.#deadLetters = [];
    this.#deadLetterBytes = 0;
    this.#pendingRecords = 0;
    return folded;
  }

  #takenPartition(topic: string, partition: number): Partition {
    const found = this.#partitions.get(partitionKey({ topic, partition }));
    if (found === undefined) throw new RangeError(`${topic}/${partition} is not taken`);
    return found;
  }

  #partitionOf({ topic, partition, firstOffset }: FetchedBatches): Partition {
    const found = this.#takenPartition(topic, partition);
    if (found.nextOffset !== firstOffset) {
      throw new RangeError(
        `${topic}/${partition}: expected records from offset ${String(found.nextOffset)}, came ${String(firstOffset)}`,
      );
    }
    return found;
  }

  #foldRecord(partition: Partition, place: RecordPlace): void {
    partition.records += 1;
    try {
      if (place.valueStart === -1) refuseAbsent('NO_VALUE', 'an event');
      if (place.keyStart === -1) refuseAbsent('NO_KEY', 'the key that chose this partition');
      this.#countRecord(partition, place.buffer, place.valueStart, place.valueEnd);
    } catch (error) {
      this.#refuse(partition, place, error);
    }
  }

  /** Everything that may refuse the record comes before the sequence is marked as counted. */
  #countRecord(partition: Partition, buffer: Buffer, valueStart: number, valueEnd: number): void {
    const view = this.#view;
    view.read(buffer, valueStart, valueEnd);
    const measure = measureOf(view.schemaId, view.kind);
    if (partition.isOfTopic[measure] !== 1) refuseTopic(measure, partition.topic);
    const month = monthOfInstant(view.registeredAtMs);
    const sequences =
      view.sourceRun === partition.lastRun
        ? partition.lastSequences
        : sequencesOf(partition, view, buffer);
    const isNew = sequences.add(view.sequence);
    if (view.registeredAtMs > partition.watermarkMs) partition.watermarkMs = view.registeredAtMs;
    if (!isNew) {
      partition.duplicates += 1;
      return;
    }
    this.#cells.add(month, measure, view.solution, view.department, view.type);
    // One person in 1,024: the rest of the events pay for this test alone.
    if (isSampled(view.patientLow) && measure === MEASURE.documentsDeposited) {
      this.#cells.people.add(view.patientHigh, view.patientLow, month, view.department);
    }
    partition.counted += 1;
  }

  /** Keeps a copy of the record: the buffer is used again after the fold. */
  #refuse(partition: Partition, place: RecordPlace, error: unknown): void {
    if (
      !(error instanceof MalformedEventError) &&
      !(error instanceof SequenceNotTrackedError) &&
      !(error instanceof RefusedRecordError)
    ) {
      throw error;
    }
    const { buffer, keyStart, keyEnd, valueStart, valueEnd, offset } = place;
    partition.deadLettered += 1;
    this.#deadLetterBytes += keyEnd - keyStart + (valueEnd - valueStart);
    this.#deadLetters.push({
      topic: partition.topic,
      partition: partition.partition,
      offset,
      key: keyStart === -1 ? null : Uint8Array.from(buffer.subarray(keyStart, keyEnd)),
      value: valueStart === -1 ? null : Uint8Array.from(buffer.subarray(valueStart, valueEnd)),
      reason: error.reason,
      detail: error instanceof SequenceNotTrackedError ? error.message : error.detail,
    });
  }

  #noteSent(sentAtMs: number, events: number): void {
    if (events > 0 && isSendingTime(sentAtMs)) this.#sent.push({ sentAtMs, events });
  }
}

/** One of some records; one object serves all of them. */
class PlaceInRecords implements RecordPlace {
  readonly buffer: Buffer;
  index = 0;

  constructor(private readonly records: RecordsToFold) {
    this.buffer = records.buffer;
  }

  get keyStart(): number {
    return this.records.keyStarts[this.index] ?? -1;
  }

  get keyEnd(): number {
    return this.records.keyEnds[this.index] ?? -1;
  }

  get valueStart(): number {
    return this.records.valueStarts[this.index] ?? -1;
  }

  get valueEnd(): number {
    return this.records.valueEnds[this.index] ?? -1;
  }

  get offset(): bigint {
    return BigInt(this.records.offsets[this.index] ?? 0);
  }
}

const NOTHING_DONE = {
  records: 0,
  counted: 0,
  duplicates: 0,
  deadLettered: 0,
  watermarkMs: -Infinity,
};

/** Topic that events of a measure come from: an event on another one would count for the wrong channel. */
const topicOfMeasure = MEASURES.map(({ channel }) => TOPICS[channel]);

function measuresOfTopic(topic: string): Uint8Array {
  return Uint8Array.from(topicOfMeasure, (expected) => (expected === topic ? 1 : 0));
}

/**
 * A record without key lies wherever its producer felt like: the same event sent twice may lie in two
 * partitions, each of which would count it.
 */
function refuseAbsent(reason: 'NO_VALUE' | 'NO_KEY', expected: string): never {
  throw new RefusedRecordError(reason, `expected ${expected}, came null`);
}

function refuseTopic(measure: number, topic: string): never {
  const expected = topicOfMeasure[measure] ?? 'no topic';
  const code = MEASURES[measure]?.code ?? measure;
  throw new RefusedRecordError('WRONG_TOPIC', `expected ${code} on ${expected}, came on ${topic}`);
}

function sequencesOf(
  partition: Partition,
  { sourceStart, sourceEnd, sourceRun }: EventView,
  buffer: Uint8Array,
): SequenceSet {
  const isLast = isSourceAt(partition.lastSource, buffer, sourceStart, sourceEnd);
  if (!isLast) selectSource(partition, buffer, sourceStart, sourceEnd);
  partition.lastRun = sourceRun;
  return partition.lastSequences;
}

function isSourceAt(source: Uint8Array, buffer: Uint8Array, start: number, end: number): boolean {
  if (source.length !== end - start) return false;
  // Sources differ at their end first: the shard, then the seed.
  for (let index = source.length - 1; index >= 0; index--) {
    if (source[index] !== buffer[start + index]) return false;
  }
  return true;
}

function selectSource(partition: Partition, buffer: Uint8Array, start: number, end: number): void {
  const bytes = Uint8Array.from(buffer.subarray(start, end));
  const source = Buffer.from(bytes.buffer).toString('latin1');
  let sequences = partition.sequences.get(source);
  if (sequences === undefined) {
    if (partition.sequences.size >= SOURCES_MAX) {
      throw new RefusedRecordError(
        'TOO_MANY_SOURCES',
        `expected at most ${SOURCES_MAX} sources in a partition, came one more: ${source}`,
      );
    }
    sequences = new SequenceSet();
    partition.sequences.set(source, sequences);
  }
  partition.touchedSources.add(source);
  partition.lastSource = bytes;
  partition.lastSequences = sequences;
}

function progressOf(partition: Partition): VolumeChanges['partitions'][number] {
  const { topic, epoch, records, counted, duplicates, deadLettered, watermarkMs } = partition;
  return {
    topic,
    partition: partition.partition,
    epoch,
    expectedOffset: partition.committedOffset,
    nextOffset: partition.nextOffset,
    records,
    counted,
    duplicates,
    deadLettered,
    watermarkMs: watermarkMs === -Infinity ? undefined : watermarkMs,
  };
}

function sourceChangesOf({
  topic,
  partition,
  sequences,
  touchedSources,
}: Partition): SourceChanges[] {
  return [...touchedSources].flatMap((source) => {
    const changes = sequences.get(source)?.takeChanges();
    return changes === undefined ? [] : [{ topic, partition, source, changes }];
  });
}
