import { BrokerRefusedError, OffsetOutOfRangeError } from '../errors.js';
import { errorName } from '../producer/produce-answers.js';
import { dropAbortedBatches } from '../record-batch/aborted-batches.js';
import { CorruptBatchError } from '../record-batch/errors.js';
import { AT } from '../record-batch/layout.js';
import { wholeBatches } from '../record-batch/record-batch.js';
import type { FetchedBatches } from './contract.js';
import type { PartitionResponse } from './fetch-channel.js';

/** A partition and the offset to fetch next. */
export interface ReadPosition {
  readonly topic: string;
  readonly topicId: string;
  readonly partition: number;
  position: bigint;
  /** Answers one after the other that broke off inside their first batch. */
  cutAnswers: number;
}

/**
 * Answers that may break off inside their first batch, one after the other. Brokers send it whole or
 * not at all (KIP-74): what stays cut has a wrong length, and would be asked for for ever.
 */
const CUT_ANSWERS_MAX = 10;

/** Codes after which another leader, or the same one a little later, may answer. */
const PASSING = new Set([
  'UNKNOWN_TOPIC_OR_PARTITION',
  'LEADER_NOT_AVAILABLE',
  'NOT_LEADER_OR_FOLLOWER',
  'REQUEST_TIMED_OUT',
  'BROKER_NOT_AVAILABLE',
  'REPLICA_NOT_AVAILABLE',
  'NETWORK_EXCEPTION',
  'KAFKA_STORAGE_ERROR',
  'FENCED_LEADER_EPOCH',
  'UNKNOWN_LEADER_EPOCH',
  'OFFSET_NOT_AVAILABLE',
  'UNKNOWN_TOPIC_ID',
  'INCONSISTENT_TOPIC_ID',
  'THROTTLING_QUOTA_EXCEEDED',
]);

/**
 * What a partition's answer brings.
 *
 * @returns its whole batches; undefined when there are none; 'lost' when the leader has to be looked for
 * @throws OffsetOutOfRangeError, BrokerRefusedError, CorruptBatchError, UnsupportedBatchError
 */
export function takeBatches(
  response: PartitionResponse,
  reading: ReadPosition,
): FetchedBatches | 'lost' | undefined {
  const { topic, topicId, partition, position } = reading;
  const reason = errorName(response.errorCode);
  if (PASSING.has(reason)) return 'lost';
  if (reason === 'OFFSET_OUT_OF_RANGE') {
    throw new OffsetOutOfRangeError(topic, partition, position, response.logStartOffset);
  }
  const source = `${topic}/${partition}`;
  if (response.errorCode !== 0) throw refusalOf(`a fetch of ${source}`, response.errorCode);
  const whole = wholeBatches(response.records, source, position);
  if (whole === undefined) {
    noteCut(response.records, reading, source);
    return undefined;
  }
  reading.cutAnswers = 0;
  // A broker looks up the high watermark before it reads: records may lie beyond it, but none far off.
  if (whole.hasGap && whole.nextOffset > response.highWatermark) {
    const detail = `expected an offset before the high watermark ${String(response.highWatermark)} after a gap`;
    throw new CorruptBatchError(source, whole.nextOffset - 1n, 0, detail);
  }
  return {
    topic,
    topicId,
    partition,
    buffer: dropAbortedBatches(response.records.subarray(0, whole.end), response.aborted, source),
    firstOffset: position,
    endOffset: whole.nextOffset,
    highWatermark: response.highWatermark,
  };
}

function noteCut(records: Buffer, reading: ReadPosition, source: string): void {
  if (records.length === 0) return;
  reading.cutAnswers += 1;
  if (reading.cutAnswers <= CUT_ANSWERS_MAX) return;
  const length = records.length < AT.magic ? 'unknown' : records.readInt32BE(AT.batchLength);
  const detail =
    `expected a whole batch at offset ${String(reading.position)}, came ${records.length} bytes ` +
    `of one whose length is ${length}, ${reading.cutAnswers} times`;
  throw new CorruptBatchError(source, reading.position, AT.batchLength, detail);
}

export function refusalOf(what: string, errorCode: number): BrokerRefusedError {
  return new BrokerRefusedError(what, errorName(errorCode));
}
