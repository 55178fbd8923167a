import {
  SHARD_COUNT,
  encodeEvent,
  shardOf,
  sourceOfIntake,
  type Channel,
  type DecodedEvent,
} from '#libs/events';
import type { Clock } from '#libs/platform';
import {
  addIntakeTruth,
  ensureIntakeSources,
  forgetOutbox,
  inTransaction,
  lockIntakeSources,
  readOutbox,
  saveOutbox,
  type OutboxRecord,
} from '#libs/store';
import type { ClientBase, Pool } from 'pg';
import type { EventDraft, EventPlace, IntakeBook, SettleContext } from './contract.js';
import { AnswerCountError } from './errors.js';
import { truthCellsOf } from './truth-cells.js';

/** A batch that is stored: what to publish, and what to answer once that is acknowledged. */
export interface SettledBatch<Answer> {
  readonly records: readonly OutboxRecord[];
  readonly answers: readonly Answer[];
}

/** Rows of the outbox that a start publishes at once. */
const OUTBOX_ROWS_MAX = 5000;

/** The transactions of one intake. */
export class IntakeStore<Command, Answer> {
  readonly #sources: readonly string[];

  constructor(
    private readonly pool: Pool,
    private readonly book: IntakeBook<Command, Answer>,
    private readonly clock: Pick<Clock, 'nowMs'>,
  ) {
    this.#sources = Array.from({ length: SHARD_COUNT }, (_, shard) =>
      sourceOfIntake(book.channel, shard),
    );
  }

  get channel(): Channel {
    return this.book.channel;
  }

  /** Makes the rows of the streams. */
  async open(): Promise<void> {
    await inTransaction(this.pool, (client) => ensureIntakeSources(client, this.channel));
  }

  /**
   * Settles commands in one transaction: their state, their events and their truth are stored
   * together, or nothing is.
   *
   * @param acknowledged what earlier batches had published; leaves the outbox with this transaction
   */
  async settle(
    commands: readonly Command[],
    acknowledged: readonly OutboxRecord[],
  ): Promise<SettledBatch<Answer>> {
    return inTransaction(this.pool, async (client) => {
      const next = await lockIntakeSources(client, this.channel);
      const draft = new DraftedEvents(client, this.clock.nowMs(), this.#sources, next);
      const answers = await this.book.settle(commands, draft);
      if (answers.length !== commands.length) {
        throw new AnswerCountError(this.channel, commands.length, answers.length);
      }
      await saveOutbox(client, this.channel, draft.records);
      await addIntakeTruth(client, this.channel, truthCellsOf(draft.events));
      await forgetOutbox(client, this.channel, acknowledged);
      return { records: draft.records, answers };
    });
  }

  /** What the outbox still holds, a bounded part of it at a time. */
  unpublished(): Promise<OutboxRecord[]> {
    return readOutbox(this.pool, this.channel, OUTBOX_ROWS_MAX);
  }

  /** Takes out of the outbox what was acknowledged. */
  forget(records: readonly OutboxRecord[]): Promise<void> {
    return forgetOutbox(this.pool, this.channel, records);
  }
}

/** Gives each event its place and its bytes while a book works. */
class DraftedEvents implements SettleContext {
  readonly records: OutboxRecord[] = [];
  readonly events: DecodedEvent[] = [];

  constructor(
    readonly client: ClientBase,
    readonly nowMs: number,
    private readonly sources: readonly string[],
    /** Next sequence by shard; moved on with each event. */
    private readonly next: number[],
  ) {}

  /** Bound to this context: a book may take it apart. */
  readonly emit = (draft: EventDraft): EventPlace => {
    const shard = shardOf(draft.site);
    const source = this.sources[shard] ?? '';
    const sequence = this.next[shard] ?? 0;
    const event: DecodedEvent = { ...draft, source, sequence };
    this.records.push({ shard, sequence, site: draft.site, value: encodeEvent(event) });
    this.events.push(event);
    this.next[shard] = sequence + 1;
    return { source, sequence };
  };
}
