/**
 * Record batch of format version 2, as Apache Kafka's documentation lays it out
 * (Implementation, Message Format, Record Batch). Positions are bytes from the start of the batch.
 */
export const AT = {
  baseOffset: 0,
  /** Bytes that follow this field. */
  batchLength: 8,
  partitionLeaderEpoch: 12,
  magic: 16,
  /** CRC-32C of everything from `attributes` on: the broker may set the fields before it. */
  checksum: 17,
  attributes: 21,
  lastOffsetDelta: 23,
  baseTimestamp: 27,
  maxTimestamp: 35,
  producerId: 43,
  producerEpoch: 51,
  baseSequence: 53,
  recordCount: 57,
} as const;

/** Bytes of a batch's header: the records start here. */
export const RECORDS_OFFSET = 61;
/** Bytes up to and including the length field, which the length does not count. */
export const LENGTH_PREFIX = 12;
export const MAGIC = 2;

export const ATTRIBUTE = {
  compression: 0x07,
  isLogAppendTime: 0x08,
  isTransactional: 0x10,
  isControl: 0x20,
} as const;

/** A producer without idempotence writes these. */
export const NO_PRODUCER = { producerId: -1n, producerEpoch: -1, baseSequence: -1 } as const;
