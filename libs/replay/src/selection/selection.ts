/** From the first on, before the second; a side that is left out has no limit. Milliseconds or offsets. */
export interface Range {
  readonly from?: number;
  readonly before?: number;
}

/** A header that a record has to have; without a value any will do, and a `*` at its end stands for any rest. */
export interface HeaderWish {
  readonly name: string;
  readonly value?: string;
}

/**
 * Which records a replay takes: those that meet every condition given. A condition that is left out
 * holds for every record. Those on fields of events hold for events alone: a record that is none (a
 * fact of the SONS, bytes that cannot be read, a null value) does not meet them.
 */
export interface Selection {
  /** The registry's instant, which chooses the month. */
  readonly registeredAt?: Range;
  /** The act. */
  readonly occurredAt?: Range;
  /** The record's timestamp: the wall clock of sending. */
  readonly sentAt?: Range;
  /** In every partition alike. */
  readonly offsets?: Range;
  /** Schema ids, as in the framing of a value: of events and of facts. */
  readonly schemaIds?: ReadonlySet<number>;
  /** Indices of the published catalogue. */
  readonly solutions?: ReadonlySet<number>;
  /** StructIdNat of sites. */
  readonly sites?: readonly string[];
  readonly headers?: readonly HeaderWish[];
}

/** Whether a selection takes whatever there is. */
export function isEverything(selection: Selection): boolean {
  return Object.values(selection).every((condition) => condition === undefined);
}
