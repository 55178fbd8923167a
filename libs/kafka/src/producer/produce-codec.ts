import { Writer, type Reader } from '@platformatic/kafka';
import type { ProduceRequest, ProduceResponse } from './produce-channel.js';

export const PRODUCE_KEY = 0;
/** Oldest version with compact fields, known to brokers since 2.8: later ones add nothing we read. */
export const PRODUCE_VERSION = 9;
const ACKNOWLEDGED_BY_ALL = -1;

/** What stands before the batch in a produce request of one batch. */
export function writeProduceHead(
  { topic, partition, batch }: ProduceRequest,
  timeoutMs: number,
): Buffer {
  return Writer.create()
    .appendString(null)
    .appendInt16(ACKNOWLEDGED_BY_ALL)
    .appendInt32(timeoutMs)
    .appendUnsignedVarInt(LENGTH_OF_ONE)
    .appendString(topic)
    .appendUnsignedVarInt(LENGTH_OF_ONE)
    .appendInt32(partition)
    .appendUnsignedVarInt(batch.length + 1).buffer;
}

/** What stands after it: no tagged fields of the partition, the topic and the request. */
export const PRODUCE_TAIL = Buffer.alloc(3);

/** Compact lengths travel plus one. */
const LENGTH_OF_ONE = 2;

/** Reads the answer to a request of one batch. */
export function readProduceResponse(reader: Reader): ProduceResponse {
  reader.readUnsignedVarInt(); // One topic …
  reader.readString();
  reader.readUnsignedVarInt(); // … with one partition, as we asked.
  reader.readInt32();
  return { errorCode: reader.readInt16(), baseOffset: reader.readInt64() };
}
