import { DEAD_LETTER_HEADER, type RecordHeader } from '#libs/kafka';

/** Marks of a replayed record. */
export const REPLAY_HEADER = {
  /** Id of the replay. */
  replay: 'mes-replay',
  /** TOPIC/PARTITION/OFFSET that the record was read from. */
  origin: 'mes-origin',
} as const;

/**
 * Headers that a replay leaves out: they tell of the journey before, and would have a reader take the
 * replay for a part of it. W3C Trace Context and Baggage, what a dead letter says of itself, and the
 * marks of an earlier replay.
 */
const LEFT_OUT: ReadonlySet<string> = new Set([
  'traceparent',
  'tracestate',
  'baggage',
  ...Object.values(DEAD_LETTER_HEADER),
  ...Object.values(REPLAY_HEADER),
]);

/** The headers of the original that a replayed record keeps, in their order; names are compared without case. */
export function keptHeaders(headers: readonly RecordHeader[]): readonly RecordHeader[] {
  return headers.filter(({ key }) => !LEFT_OUT.has(key.toLowerCase()));
}
