import { RunFailedError } from '#libs/platform';
import { protocolErrorsCodesById } from '@platformatic/kafka';
import { asError, isPassing } from '../cluster/cluster.js';
import { BrokerRefusedError, BrokerUnreachableError } from '../errors.js';
import { BatchTooLargeError, ProducerStateLostError } from './errors.js';
import type { ProduceResponse } from './produce-channel.js';

/** What to do about a broker's answer to a batch. */
type ProduceVerdict = 'stored' | 'retry' | 'state-lost' | 'too-large' | 'refused';

const VERDICTS: Readonly<Record<string, ProduceVerdict>> = {
  NONE: 'stored',
  // Stored before, by an attempt whose answer was lost.
  DUPLICATE_SEQUENCE_NUMBER: 'stored',
  CORRUPT_MESSAGE: 'retry',
  UNKNOWN_TOPIC_OR_PARTITION: 'retry',
  LEADER_NOT_AVAILABLE: 'retry',
  NOT_LEADER_OR_FOLLOWER: 'retry',
  REQUEST_TIMED_OUT: 'retry',
  BROKER_NOT_AVAILABLE: 'retry',
  REPLICA_NOT_AVAILABLE: 'retry',
  NETWORK_EXCEPTION: 'retry',
  NOT_ENOUGH_REPLICAS: 'retry',
  NOT_ENOUGH_REPLICAS_AFTER_APPEND: 'retry',
  KAFKA_STORAGE_ERROR: 'retry',
  FENCED_LEADER_EPOCH: 'retry',
  UNKNOWN_LEADER_EPOCH: 'retry',
  UNKNOWN_TOPIC_ID: 'retry',
  THROTTLING_QUOTA_EXCEEDED: 'retry',
  OUT_OF_ORDER_SEQUENCE_NUMBER: 'state-lost',
  UNKNOWN_PRODUCER_ID: 'state-lost',
  INVALID_PRODUCER_EPOCH: 'state-lost',
  INVALID_PRODUCER_ID_MAPPING: 'state-lost',
  PRODUCER_FENCED: 'state-lost',
  MESSAGE_TOO_LARGE: 'too-large',
  RECORD_LIST_TOO_LARGE: 'too-large',
};

/** Every code that is not named above is final: a retry would not mend it. */
function verdictOf(errorCode: number): ProduceVerdict {
  return VERDICTS[errorName(errorCode)] ?? 'refused';
}

/** Kafka's name of an error code. */
export function errorName(errorCode: number): string {
  const names: Readonly<Record<string, string>> = protocolErrorsCodesById;
  return names[String(errorCode)] ?? `error ${errorCode}`;
}

/** What came of one attempt. */
export type Outcome =
  | { readonly kind: 'stored'; readonly response: ProduceResponse }
  | {
      readonly kind: 'passing' | 'refused';
      readonly error: Error;
      /** The broker may have stored the batch although no answer says so. */
      readonly mayBeStored: boolean;
    };

export class NoLeaderError extends RunFailedError {
  constructor(topic: string, partition: number) {
    super(`Kafka: ${topic}/${partition} has no leader at this moment.`);
  }
}

/** True for what a later attempt may mend, an unreachable broker among it: the delivery has its own bound. */
export function mayPass(error: unknown): boolean {
  return (
    error instanceof NoLeaderError ||
    error instanceof BrokerUnreachableError ||
    isPassing(asError(error))
  );
}

export function outcomeOf(
  response: ProduceResponse,
  topic: string,
  partition: number,
  bytes: number,
): Outcome {
  const reason = errorName(response.errorCode);
  const what = `a batch for ${topic}/${partition}`;
  const mayBeStored =
    reason === 'REQUEST_TIMED_OUT' || reason === 'NOT_ENOUGH_REPLICAS_AFTER_APPEND';
  const refused = (error: Error): Outcome => ({ kind: 'refused', error, mayBeStored });
  switch (verdictOf(response.errorCode)) {
    case 'stored':
      return { kind: 'stored', response };
    case 'retry':
      return { kind: 'passing', error: new BrokerRefusedError(what, reason), mayBeStored };
    case 'state-lost':
      return refused(new ProducerStateLostError(topic, partition, reason));
    case 'too-large':
      return refused(new BatchTooLargeError(topic, partition, bytes));
    case 'refused':
      return refused(new BrokerRefusedError(what, reason));
  }
}
