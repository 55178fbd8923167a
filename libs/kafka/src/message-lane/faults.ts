import { RunFailedError } from '#libs/platform';
import { KafkaRetriableException } from '@nestjs/microservices';

/** A fault that may be over at the next attempt. Handlers throw it when they know. */
export class TransientFaultError extends RunFailedError {}

/** kafkajs reads these types from an error and joins the group again: the message comes back, here or elsewhere. */
const GROUP_SIGNALS = new Set([
  'REBALANCE_IN_PROGRESS',
  'NOT_COORDINATOR_FOR_GROUP',
  'ILLEGAL_GENERATION',
  'UNKNOWN_MEMBER_ID',
]);

/** Connections and databases that are away for a moment: Node's codes, then PostgreSQL's (classes 08, 40, 53, 57P). */
const PASSING_CODE =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|08\w{3}|40\w{3}|53\w{3}|57P\w{2})$/;

/** What to do about a fault of a handler. */
export type FaultKind = 'group' | 'transient' | 'permanent';

/** Looks at an error and at its causes. Whatever is not known to pass is permanent. */
export function kindOfFault(fault: unknown): FaultKind {
  for (const error of causesOf(fault)) {
    if ('type' in error && typeof error.type === 'string' && GROUP_SIGNALS.has(error.type)) {
      return 'group';
    }
    if (isTransient(error)) return 'transient';
  }
  return 'permanent';
}

/** A short code for counting: the error's own reasonCode, or its class. */
export function reasonOfFault(fault: unknown): string {
  for (const error of causesOf(fault)) {
    if ('reasonCode' in error && typeof error.reasonCode === 'string') return error.reasonCode;
  }
  return fault instanceof Error ? fault.name : 'Error';
}

/** What happened, for a person. */
export function detailOfFault(fault: unknown): string {
  if (fault instanceof Error) return fault.message;
  return typeof fault === 'string' ? fault : JSON.stringify(fault);
}

function isTransient(error: object): boolean {
  return (
    error instanceof TransientFaultError ||
    error instanceof KafkaRetriableException ||
    ('retriable' in error && error.retriable === true) ||
    ('canRetry' in error && error.canRetry === true) ||
    ('code' in error && typeof error.code === 'string' && PASSING_CODE.test(error.code))
  );
}

const CAUSES_MAX = 10;

function causesOf(fault: unknown): object[] {
  const causes: object[] = [];
  let next = fault;
  while (typeof next === 'object' && next !== null && causes.length < CAUSES_MAX) {
    causes.push(next);
    next = 'cause' in next ? next.cause : undefined;
  }
  return causes;
}
