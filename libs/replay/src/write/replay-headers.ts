import { DEAD_LETTER_HEADER, type RecordHeader } from '#libs/kafka';

/** Header that marks a replayed record; its value is a replayMark. */
export const REPLAY_HEADER = 'mes-replay';

/** Where a replayed record was read from. */
export interface RecordOrigin {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint | number | string;
}

/**
 * The mark of a replayed record: `REPLAY/PARTITION/OFFSET`, with the id of the replay. Where it is
 * written to another topic than it was read from: `REPLAY/TOPIC/PARTITION/OFFSET`. One short header:
 * the broker makes objects for each header of each record.
 */
export function replayMark(
  replayId: string,
  { topic, partition, offset }: RecordOrigin,
  target: string,
): string {
  const place = `${partition}/${String(offset)}`;
  return topic === target ? `${replayId}/${place}` : `${replayId}/${topic}/${place}`;
}

/**
 * Headers that a replay leaves out: they tell of the journey before, and would have a reader take the
 * replay for a part of it. W3C Trace Context and Baggage, what a dead letter says of itself, and the
 * mark of an earlier replay.
 */
const LEFT_OUT: ReadonlySet<string> = new Set([
  'traceparent',
  'tracestate',
  'baggage',
  ...Object.values(DEAD_LETTER_HEADER),
  REPLAY_HEADER,
]);

/** The headers of the original that a replayed record keeps, in their order; names are compared without case. */
export function keptHeaders(headers: readonly RecordHeader[]): readonly RecordHeader[] {
  return headers.filter(({ key }) => !LEFT_OUT.has(key.toLowerCase()));
}
