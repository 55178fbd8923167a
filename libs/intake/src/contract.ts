import type { Channel, DecodedEvent } from '#libs/events';
import type { ClientBase } from 'pg';

/** Leaves out keys of each member of a union, so that the members stay told apart. */
type OmitEach<Union, Key extends PropertyKey> = Union extends unknown ? Omit<Union, Key> : never;

/** An event that has no place in its stream yet: the transaction gives it source and sequence. */
export type EventDraft = OmitEach<DecodedEvent, 'source' | 'sequence'>;

/** The identity of an event, and of the document, message or prescription that it brought in. */
export interface EventPlace {
  /**
   * `CHANNEL/intake.BIRTH/SHARD`: one stream for each shard, so that a stream lives in one partition. An
   * event of a companion has `COMPANION/intake-CHANNEL/SHARD`.
   */
  readonly source: string;
  readonly sequence: number;
}

/** What a book works with while it settles a batch. */
export interface SettleContext {
  /** The open transaction: state that the book reads and writes, together with its events. */
  readonly client: ClientBase;
  /** One instant for the whole batch, milliseconds since 1970. */
  readonly nowMs: number;
  /**
   * Puts an event into the stream of its site's shard, on the topic of the event's channel. It is stored with the transaction, published
   * before any answer of the batch is given, and published again after a crash.
   */
  emit(draft: EventDraft): EventPlace;
}

/**
 * The state of one intake in PostgreSQL, and the rules that move it. Everything that a command
 * changes is changed through the context, so that state and events are stored together or not at all.
 */
export interface IntakeBook<Command, Answer> {
  /** Channel whose topic gets the events. */
  readonly channel: Channel;
  /**
   * Other channels that one command may emit to as well, such as the copy of a prescription to the
   * DMP. Omitted: none. Their events go to their own topic, on streams that this intake alone writes.
   */
  readonly companions?: readonly Channel[];
  /**
   * Settles commands in their order, each as if those before it were stored already.
   * Reads state for the whole batch at once: one query a table, not one a command.
   *
   * @returns one answer for each command, in the same order; a refusal is an answer, not an error
   */
  settle(commands: readonly Command[], context: SettleContext): Promise<readonly Answer[]>;
}
