export { BatchPattern, BULK_LANE } from './bulk-lane/batch-pattern.js';
export type { PartitionProgress } from './bulk-lane/batch-fetcher.js';
export { BatchContext, BulkLaneServer, type BulkLaneStatus } from './bulk-lane/bulk-lane-server.js';
export {
  BULK_LANE_DEFAULTS,
  OwnershipLostError,
  type AssignedPartition,
  type BulkLaneOptions,
  type FetchedBatches,
  type PartitionOwner,
  type PartitionStart,
} from './bulk-lane/contract.js';
export { takeBatches, type ReadPosition } from './bulk-lane/fetch-answers.js';
export { readFetchResponse } from './bulk-lane/fetch-codec.js';
export { asBrokerError } from './cluster/refusals.js';
export type { ClusterOptions } from './cluster/options.js';
export {
  BrokerAccessError,
  BrokerForbiddenError,
  BrokerLostError,
  BrokerRefusedError,
  BrokerUnreachableError,
  CorruptResponseError,
  LeaderlessTopicError,
  MissingTopicsError,
  NotOurBrokersError,
  OffsetOutOfRangeError,
  ReadingStalledError,
  TopicRecreatedError,
  UnequalPartitionsError,
  UnknownTopicError,
} from './errors.js';
export { kafkajsConfig } from './message-lane/client-config.js';
export {
  DEAD_LETTER_HEADER,
  DeadLetterProducer,
  type DeadLetter,
} from './message-lane/dead-letter-producer.js';
export { TransientFaultError, kindOfFault, type FaultKind } from './message-lane/faults.js';
export { UnpackingError, registerKafkajsCodecs } from './message-lane/kafkajs-codecs.js';
export { MessageLaneServer, RETRIES_EXHAUSTED } from './message-lane/message-lane-server.js';
export { MessageLaneFilter } from './message-lane/message-lane.filter.js';
export {
  messageLaneClientOptions,
  messageLaneServerOptions,
  type MessageLaneServerOptions,
} from './message-lane/options.js';
export { channelOfTopic } from './meters/channel-label.js';
export { FetchLag } from './meters/fetch-lag.js';
export {
  DEAF_AFTER_MS,
  NotListeningError,
  assertListening,
  listeningCheck,
  type ListeningState,
} from './meters/listening.js';
export { MeterPublisher, type MeterPublisherOptions } from './meters/meter-publisher.js';
export { MeterReader } from './meters/meter-reader.js';
export { registerProducer } from './meters/producer-metrics.js';
export {
  DEAD_LETTERS,
  registerDeadLetters,
  registerLag,
  registerListening,
} from './meters/reader-metrics.js';
export { isSendingTime, sentRecordsOf, type SentRecords } from './meters/sent-records.js';
export { TopicsWatch, assertTopicsThere } from './meters/topics-watch.js';
export { topicsWhenThere } from './meters/topics-when-there.js';
export type { ServiceMeter } from './meters/service-meter.js';
export {
  BatchProducer,
  type Acknowledgement,
  type BatchProducerOptions,
  type BatchToSend,
} from './producer/batch-producer.js';
export {
  BatchTooLargeError,
  DeliveryUnknownError,
  ProducerClosedError,
  ProducerFailedError,
  ProducerQueueFullError,
  ProducerStateLostError,
} from './producer/errors.js';
export {
  BatchTooLargeToUnpackError,
  CorruptBatchError,
  UnsupportedBatchError,
} from './record-batch/errors.js';
export { RECORDS_OFFSET } from './record-batch/layout.js';
export { CompressionMissingError, type Compression } from './record-batch/pack.js';
export {
  readHeaders,
  readRecords,
  type ReadRecord,
  type RecordHeader,
} from './record-batch/read-records.js';
export {
  batchesOf,
  checkBatch,
  finishBatch,
  type BatchFacts,
  type BatchHeader,
} from './record-batch/record-batch.js';
export {
  RecordCursor,
  type RecordCursorOptions,
  type RecordSource,
} from './record-batch/record-cursor.js';
export { TopicAdmin, type TopicFacts, type TopicWish } from './topic-admin.js';
export {
  TopicReader,
  type OffsetRange,
  type ReadablePartition,
  type TopicReaderOptions,
} from './topic-reader/topic-reader.js';
export { TopicTail, type TopicTailOptions } from './topic-reader/topic-tail.js';
