import {
  EventView,
  MalformedEventError,
  SCHEMA_ID,
  SONS_TOPIC,
  TOPICS,
  decodeFact,
  keyOfFact,
  partitionOf,
  shardOf,
  type SonsFact,
} from '#libs/events';
import { RecordCursor, type DeadLetter, type FetchedBatches } from '#libs/kafka';
import { eligibleTypeTable, type CountingParameters, type KnownClients } from '#libs/sons-rules';
import {
  SequenceNotTrackedError,
  type CheckpointChanges,
  type SonsChanges,
  type StoredSons,
  type TakenPartition,
} from '#libs/store';
import { PartitionLog, TooManySourcesError } from './partition-log.js';
import { RequestBook } from './requests/request-book.js';
import { BufferWords } from './usage/buffer-words.js';
import { UsageBook } from './usage/usage-book.js';

/** Rows waiting for a commit, beyond which memory asks for one sooner. */
const PENDING_ROWS_MAX = 40_000;

/** What a fold does with what it reads. */
export interface FoldOptions {
  readonly counting: CountingParameters;
  readonly known: KnownClients;
  /** Partitions of each of the two topics. */
  readonly partitions: number;
}

/** What a fold has done since it was last asked, ready to be stored. */
export interface FoldedSons {
  readonly changes: CheckpointChanges;
  readonly sons: SonsChanges;
  /** Partitions whose documents are counted again from the start once this is stored. */
  readonly rewound: readonly number[];
  /** To be written before the changes are stored. */
  readonly deadLetters: readonly DeadLetter[];
}

/** Facts and documents with one partition number: those of the same clients. */
interface Pair {
  readonly facts: PartitionLog;
  readonly documents: PartitionLog;
  readonly requests: RequestBook;
  readonly usage: UsageBook;
  /** True when the facts were read up to their end at the time of the last fetch. */
  hasAllFacts: boolean;
}

/** Why a record of the facts' topic is refused, beside the reasons of decodeFact and of the rules. */
class RefusedRecordError extends Error {
  constructor(
    readonly reason: 'NO_VALUE' | 'WRONG_KEY' | 'WRONG_PARTITION',
    readonly detail: string,
  ) {
    super(detail);
  }
}

/**
 * Folds SONS facts into requests and ledgers, and DMP documents into the usage of the units that the
 * requests name. Pure: it reads buffers and keeps numbers. What it holds is only true once
 * `takeChanges` was stored; after any failure to store, drop it.
 *
 * Records of the documents' topic that are malformed are counted and passed over: the volume
 * aggregator reads them too, and writes them into the dead letters of that topic.
 */
export class SonsFold {
  readonly #pairs = new Map<number, Pair>();
  readonly #cursor = new RecordCursor();
  readonly #view = new EventView();
  readonly #bufferWords = new BufferWords();
  readonly #eligibleTypes: Uint8Array;
  #deadLetters: DeadLetter[] = [];
  #pendingRecords = 0;

  constructor(private readonly options: FoldOptions) {
    this.#eligibleTypes = eligibleTypeTable(options.counting);
  }

  /** Records folded and not yet taken as changes. */
  get pendingRecords(): number {
    return this.#pendingRecords;
  }

  /** Whether there is something to store. */
  get hasProgress(): boolean {
    return [...this.#pairs.values()].some(
      (pair) => pair.facts.hasMoved || pair.documents.hasMoved || isToRewind(pair),
    );
  }

  /** Whether memory asks for a commit before time and number of records do. */
  get isFull(): boolean {
    let rows = this.#deadLetters.length;
    for (const { requests, usage } of this.#pairs.values()) {
      rows += requests.pendingRows + usage.pendingRows;
    }
    return rows > PENDING_ROWS_MAX;
  }

  /** Whether documents are to be counted again now, because all facts of their partition are known. */
  get isToRewind(): boolean {
    return [...this.#pairs.values()].some(isToRewind);
  }

  /** Goes on with these partitions from where their checkpoints are. Both topics' partitions of each number must be there. */
  take(taken: readonly TakenPartition[], stored: StoredSons): void {
    const documents = new Map(
      taken.flatMap((held) => (held.topic === TOPICS.dmp ? [[held.partition, held] as const] : [])),
    );
    for (const facts of taken.filter(({ topic }) => topic === SONS_TOPIC)) {
      const held = documents.get(facts.partition);
      if (held === undefined) throw new RangeError(`${TOPICS.dmp}/${facts.partition} is not taken`);
      this.#pairs.set(facts.partition, this.#pairOf(facts, held));
    }
    this.#restore(stored);
  }

  /** Forgets all partitions and everything that was not taken as changes. */
  drop(): void {
    this.#pairs.clear();
    this.#deadLetters = [];
    this.#pendingRecords = 0;
  }

  /**
   * Folds the records of a partition's batches.
   *
   * @throws RangeError when the partition is not taken, or the batches do not start where it stands
   * @throws CorruptBatchError, UnsupportedBatchError from the reader; nothing may be stored then
   */
  fold(batches: FetchedBatches): void {
    const { pair, log } = this.#placeOf(batches);
    const cursor = this.#cursor.open(batches);
    const recordsBefore = log.records;
    if (log === pair.facts) {
      while (cursor.next()) this.#foldFact(pair);
      pair.hasAllFacts = batches.endOffset >= batches.highWatermark;
    } else {
      while (cursor.next()) this.#foldDocument(pair);
    }
    log.nextOffset = batches.endOffset;
    this.#pendingRecords += log.records - recordsBefore;
  }

  /** Nothing comes at the moment: every fact that there is was read. */
  noteIdle(): void {
    for (const pair of this.#pairs.values()) pair.hasAllFacts = true;
  }

  /** Takes what was done since the last call, and goes on from there. Drop the fold after a rewind was stored. */
  takeChanges(): FoldedSons {
    const pairs = [...this.#pairs.values()];
    const logs = pairs
      .flatMap(({ facts, documents }) => [facts, documents])
      .filter(({ hasMoved }) => hasMoved);
    const rewound = pairs.filter(isToRewind);
    const folded = {
      changes: {
        partitions: logs.map((log) => log.takeProgress()),
        sources: logs.flatMap((log) => log.takeSources()),
        sent: [],
        rewound: rewound.map(({ documents }) => documents),
      },
      sons: sonsChangesOf(pairs),
      rewound: rewound.map(({ facts }) => facts.partition),
      deadLetters: this.#deadLetters,
    };
    this.#deadLetters = [];
    this.#pendingRecords = 0;
    return folded;
  }

  #pairOf(facts: TakenPartition, documents: TakenPartition): Pair {
    const usage = new UsageBook(facts.partition, this.#bufferWords);
    const requests = new RequestBook(facts.partition, this.options.known, (state) => {
      usage.watch(state);
    });
    return {
      facts: new PartitionLog(facts),
      documents: new PartitionLog(documents),
      requests,
      usage,
      hasAllFacts: false,
    };
  }

  #restore(stored: StoredSons): void {
    const requests = Map.groupBy(stored.requests, ({ partition }) => partition);
    const held = Map.groupBy(stored.held, ({ partition }) => partition);
    const usage = Map.groupBy(stored.usage, ({ partition }) => partition);
    const subjects = Map.groupBy(stored.subjects, ({ partition }) => partition);
    for (const [partition, pair] of this.#pairs) {
      pair.requests.restore({
        requests: requests.get(partition) ?? [],
        held: held.get(partition) ?? [],
      });
      const watched = (usage.get(partition) ?? []).flatMap((row) => {
        const state = pair.requests.stateOf(row.client, row.solution);
        return state === undefined ? [] : [{ row, state }];
      });
      pair.usage.restore(subjects.get(partition) ?? [], watched);
    }
  }

  #placeOf({ topic, partition, firstOffset }: FetchedBatches): {
    readonly pair: Pair;
    readonly log: PartitionLog;
  } {
    const pair = this.#pairs.get(partition);
    if (pair === undefined) throw new RangeError(`${topic}/${partition} is not taken`);
    const log = topic === SONS_TOPIC ? pair.facts : pair.documents;
    if (log.topic !== topic) throw new RangeError(`${topic}/${partition} is not taken`);
    if (log.nextOffset !== firstOffset) {
      throw new RangeError(
        `${topic}/${partition}: expected records from offset ${String(log.nextOffset)}, came ${String(firstOffset)}`,
      );
    }
    return { pair, log };
  }

  #foldDocument({ documents: log, usage }: Pair): void {
    log.records += 1;
    const { buffer, keyStart, valueStart, valueEnd } = this.#cursor;
    if (valueStart === -1 || keyStart === -1) {
      log.deadLettered += 1;
      return;
    }
    const view = this.#view;
    try {
      view.read(buffer, valueStart, valueEnd);
      if (!log.sequencesOfView(view, buffer).add(view.sequence)) {
        log.duplicates += 1;
        return;
      }
    } catch (error) {
      if (!isRefusal(error)) throw error;
      log.deadLettered += 1;
      return;
    }
    log.counted += 1;
    if (view.registeredAtMs > log.watermarkMs) log.watermarkMs = view.registeredAtMs;
    if (this.#isEligible(view)) usage.count(view, buffer);
  }

  #isEligible({ schemaId, type }: EventView): boolean {
    const isDocument =
      schemaId === SCHEMA_ID.DocumentDeposited ||
      (schemaId === SCHEMA_ID.DocumentReplaced && this.options.counting.countReplacements);
    return isDocument && this.#eligibleTypes[type] === 1;
  }

  #foldFact(pair: Pair): void {
    const { facts: log, requests } = pair;
    log.records += 1;
    try {
      const fact = this.#readFact(log.partition);
      const source = Buffer.from(fact.source, 'latin1');
      const isNew = log.sequencesOf(source, 0, source.length).add(fact.sequence);
      if (fact.registeredAt > log.watermarkMs) log.watermarkMs = fact.registeredAt;
      if (!isNew) {
        log.duplicates += 1;
        return;
      }
      requests.add(fact, this.#cursor.offset);
      log.counted += 1;
      this.#passRefused(log, requests);
    } catch (error) {
      this.#refuse(log, error);
    }
  }

  /** A fact of another client's partition would meet neither its request nor its documents. */
  #readFact(partition: number): SonsFact {
    const { buffer, keyStart, keyEnd, valueStart, valueEnd } = this.#cursor;
    if (valueStart === -1) throw new RefusedRecordError('NO_VALUE', 'expected a fact, came null');
    // A copy: texts of the fact may be kept for long, the buffer is used again.
    const fact = decodeFact(Buffer.from(buffer.subarray(valueStart, valueEnd)));
    const expected = keyOfFact(fact);
    const came = keyStart === -1 ? 'null' : buffer.toString('latin1', keyStart, keyEnd);
    if (came !== expected) {
      throw new RefusedRecordError('WRONG_KEY', `expected key ${expected}, came ${came}`);
    }
    const rightful = partitionOf(shardOf(expected), this.options.partitions);
    if (rightful !== partition) {
      const detail = `expected ${fact.record} of ${expected} in partition ${rightful}, came in ${partition}`;
      throw new RefusedRecordError('WRONG_PARTITION', detail);
    }
    return fact;
  }

  /** Well-formed facts that the rules refused, the one at hand or such that waited for it. */
  #passRefused(log: PartitionLog, requests: RequestBook): void {
    for (const refused of requests.takeRefused()) {
      log.counted -= 1;
      log.deadLettered += 1;
      this.#deadLetters.push({ topic: log.topic, partition: log.partition, ...refused });
    }
  }

  /** Keeps a copy of the record: the buffer is used again after the fold. */
  #refuse(log: PartitionLog, error: unknown): void {
    if (!isRefusal(error)) throw error;
    const { buffer, keyStart, keyEnd, valueStart, valueEnd, offset } = this.#cursor;
    log.deadLettered += 1;
    this.#deadLetters.push({
      topic: log.topic,
      partition: log.partition,
      offset,
      key: keyStart === -1 ? null : Uint8Array.from(buffer.subarray(keyStart, keyEnd)),
      value: valueStart === -1 ? null : Uint8Array.from(buffer.subarray(valueStart, valueEnd)),
      reason: error.reason,
      detail: error instanceof SequenceNotTrackedError ? error.message : error.detail,
    });
  }
}

function isToRewind({ usage, hasAllFacts }: Pair): boolean {
  return usage.isStale && hasAllFacts;
}

type Refusal =
  MalformedEventError | SequenceNotTrackedError | RefusedRecordError | TooManySourcesError;

function isRefusal(error: unknown): error is Refusal {
  return (
    error instanceof MalformedEventError ||
    error instanceof SequenceNotTrackedError ||
    error instanceof RefusedRecordError ||
    error instanceof TooManySourcesError
  );
}

function sonsChangesOf(pairs: readonly Pair[]): SonsChanges {
  const requests = pairs.map((pair) => pair.requests.takeChanges());
  const usage = pairs.map((pair) => pair.usage.takeChanges());
  return {
    facts: requests.flatMap(({ facts }) => facts),
    requests: requests.flatMap((changes) => changes.requests),
    lines: requests.flatMap(({ lines }) => lines),
    incentives: requests.flatMap(({ incentives }) => incentives),
    usage: usage.flatMap((changes) => changes.usage),
    subjects: usage.flatMap(({ subjects }) => subjects),
    watchedSubjects: usage.flatMap(({ watchedSubjects }) => watchedSubjects),
    stalePartitions: pairs.filter((pair) => pair.usage.isStale).map(({ facts }) => facts.partition),
  };
}
