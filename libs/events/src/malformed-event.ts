/** Why bytes are no event. A closed list: dead letters carry it, so a published code never changes its meaning. */
export type MalformedReason =
  /** The bytes end inside the event. */
  | 'TRUNCATED'
  /** Bytes are left after the event. */
  | 'TRAILING_BYTES'
  | 'BAD_MAGIC'
  | 'UNKNOWN_SCHEMA_ID'
  /** An int of more than 5 bytes, a long of more than 10. */
  | 'VARINT_TOO_LONG'
  /** An int outside 32 bits, or a long beyond what a JavaScript number holds exactly. */
  | 'NUMBER_OUT_OF_RANGE'
  /** A sequence, count, size or index below 0. */
  | 'NEGATIVE_NUMBER'
  /** An instant outside the years that the field allows. */
  | 'INSTANT_OUT_OF_RANGE'
  | 'ENUM_OUT_OF_RANGE'
  | 'UNION_OUT_OF_RANGE'
  /** An empty or oversized text, or one with characters that the field does not allow. */
  | 'BAD_TEXT'
  | 'UNKNOWN_DEPARTMENT'
  | 'UNKNOWN_SOLUTION'
  /** A list without entries, or with more than the field allows. Facts only: events have no list. */
  | 'LIST_LENGTH_OUT_OF_RANGE'
  /** The plain path only: bytes or fields that do not fit the schema in a way that has no code above. */
  | 'SCHEMA_MISMATCH';

/** Bytes, or fields to be written, that are no valid event. */
export class MalformedEventError extends Error {
  /** Exit code 1, the run failed: expected trouble, reported without a stack. */
  readonly exitCode = 1;

  /**
   * @param reason why, from the closed list
   * @param detail what was expected and what came
   * @param position index in the buffer that was read, or -1 when it is not known
   */
  constructor(
    readonly reason: MalformedReason,
    readonly detail: string,
    readonly position: number,
    options?: ErrorOptions,
  ) {
    super(
      `malformed event: ${reason}, ${detail}${position < 0 ? '' : `, at byte ${position}`}; see libs/events/schemas`,
      options,
    );
    this.name = 'MalformedEventError';
  }
}
