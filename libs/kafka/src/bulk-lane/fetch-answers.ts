import { BrokerRefusedError, OffsetOutOfRangeError } from '../errors.js';
import { errorName } from '../producer/produce-answers.js';
import { dropAbortedBatches } from '../record-batch/aborted-batches.js';
import { wholeBatches } from '../record-batch/record-batch.js';
import type { FetchedBatches } from './contract.js';
import type { PartitionResponse } from './fetch-channel.js';

/** A partition and the offset to fetch next. */
export interface ReadPosition {
  readonly topic: string;
  readonly topicId: string;
  readonly partition: number;
  position: bigint;
}

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
  const whole = wholeBatches(response.records, source);
  if (whole === undefined) return undefined;
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

export function refusalOf(what: string, errorCode: number): BrokerRefusedError {
  return new BrokerRefusedError(what, errorName(errorCode));
}
