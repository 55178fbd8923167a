import {
  encodeEvent,
  shardOf,
  sourceOfIntake,
  type Channel,
  type DecodedEvent,
} from '#libs/events';
import { activeTraceparent, type Clock } from '#libs/platform';
import {
  addIntakePeople,
  addIntakeTruth,
  ensureIntakeSources,
  forgetOutbox,
  inTransaction,
  lockIntakeSources,
  readOutbox,
  saveOutbox,
  type IntakeStreams,
  type IntakeTurn,
  type OutboxRecord,
} from '#libs/store';
import type { ClientBase, Pool } from 'pg';
import type { EventDraft, EventPlace, IntakeBook, SettleContext } from './contract.js';
import { AnswerCountError, ForeignEventError } from './errors.js';
import { sampledPeopleOf, truthCellsOf } from './truth-cells.js';

/** A batch that is stored: what to publish, and what to answer once that is acknowledged. */
export interface SettledBatch<Answer> {
  readonly records: readonly OutboxRecord[];
  readonly answers: readonly Answer[];
}

/** Rows of the outbox that a start publishes at once. */
const OUTBOX_ROWS_MAX = 5000;

/** 48 streams of an intake: its own, or those on a companion's topic. */
interface StreamFamily {
  readonly channel: Channel;
  /** Their name in the tables. */
  readonly streams: IntakeStreams;
  /** Marks the records of a companion; the intake's own have no mark. */
  readonly mark: Pick<OutboxRecord, 'companion'>;
}

/** The transactions of one intake. */
export class IntakeStore<Command, Answer> {
  /** The intake's own streams first: their turn covers those of the companions. */
  readonly #families: readonly StreamFamily[];

  constructor(
    private readonly pool: Pool,
    private readonly book: IntakeBook<Command, Answer>,
    private readonly clock: Pick<Clock, 'nowMs'>,
  ) {
    const { channel, companions = [] } = book;
    this.#families = [channel, ...companions].map((each) => familyOf(each, channel));
  }

  get channel(): Channel {
    return this.book.channel;
  }

  /** Makes the rows of the streams. */
  async open(): Promise<void> {
    await inTransaction(this.pool, async (client) => {
      for (const { streams } of this.#families) await ensureIntakeSources(client, streams);
    });
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
      const open: OpenFamily[] = [];
      for (const family of this.#families) {
        open.push(opened(family, this.channel, await lockIntakeSources(client, family.streams)));
      }
      const draft = new DraftedEvents(client, this.clock.nowMs(), open);
      const answers = await this.book.settle(commands, draft);
      if (answers.length !== commands.length) {
        throw new AnswerCountError(this.channel, commands.length, answers.length);
      }
      for (const family of this.#families) {
        await saveOutbox(client, family.streams, recordsOf(family, draft.records));
      }
      await addIntakeTruth(client, this.channel, truthCellsOf(draft.events));
      await addIntakePeople(client, this.channel, sampledPeopleOf(draft.events));
      await this.#forget(client, acknowledged);
      return { records: draft.records, answers };
    });
  }

  /** What the outbox still holds, a bounded part of it at a time. */
  async unpublished(): Promise<OutboxRecord[]> {
    const records: OutboxRecord[] = [];
    for (const { streams, mark } of this.#families) {
      const stored = await readOutbox(this.pool, streams, OUTBOX_ROWS_MAX);
      records.push(...stored.map((record) => ({ ...record, ...mark })));
    }
    return records;
  }

  /** Takes out of the outbox what was acknowledged. */
  forget(records: readonly OutboxRecord[]): Promise<void> {
    return this.#forget(this.pool, records);
  }

  async #forget(client: ClientBase | Pool, records: readonly OutboxRecord[]): Promise<void> {
    for (const family of this.#families) {
      await forgetOutbox(client, family.streams, recordsOf(family, records));
    }
  }
}

function familyOf(channel: Channel, intake: Channel): StreamFamily {
  const isOwn = channel === intake;
  return {
    channel,
    streams: isOwn ? channel : `${channel}/intake-${intake}`,
    mark: isOwn ? {} : { companion: channel },
  };
}

function recordsOf(
  { mark }: StreamFamily,
  records: readonly OutboxRecord[],
): readonly OutboxRecord[] {
  return records.filter(({ companion }) => companion === mark.companion);
}

function opened(family: StreamFamily, intake: Channel, turns: readonly IntakeTurn[]): OpenFamily {
  const { channel } = family;
  return {
    ...family,
    sources: turns.map(({ birth }, shard) => sourceOfIntake({ channel, intake, shard, birth })),
    next: turns.map(({ nextSequence }) => nextSequence),
  };
}

interface OpenFamily extends StreamFamily {
  /** Source of each stream, by shard. */
  readonly sources: readonly string[];
  /** Next sequence by shard; moved on with each event. */
  readonly next: number[];
}

/** Gives each event its place and its bytes while a book works. */
class DraftedEvents implements SettleContext {
  readonly records: OutboxRecord[] = [];
  readonly events: DecodedEvent[] = [];
  /** Of the whole batch, which is one piece of work. */
  readonly #traceparent = activeTraceparent();

  constructor(
    readonly client: ClientBase,
    readonly nowMs: number,
    private readonly families: readonly OpenFamily[],
  ) {}

  /** Bound to this context: a book may take it apart. */
  readonly emit = (draft: EventDraft): EventPlace => {
    const channel = CHANNEL_OF_RECORD[draft.record];
    const family = this.families.find((candidate) => candidate.channel === channel);
    if (family === undefined) {
      throw new ForeignEventError(
        draft.record,
        this.families.map((known) => known.channel),
      );
    }
    const shard = shardOf(draft.site);
    const source = family.sources[shard] ?? '';
    const sequence = family.next[shard] ?? 0;
    const event: DecodedEvent = { ...draft, source, sequence };
    const { site } = draft;
    this.records.push({
      shard,
      sequence,
      site,
      value: encodeEvent(event),
      ...family.mark,
      ...(this.#traceparent !== undefined && { traceparent: this.#traceparent }),
    });
    this.events.push(event);
    family.next[shard] = sequence + 1;
    return { source, sequence };
  };
}

const CHANNEL_OF_RECORD: Readonly<Record<DecodedEvent['record'], Channel>> = {
  DocumentDeposited: 'dmp',
  DocumentReplaced: 'dmp',
  DocumentVisibilityChanged: 'dmp',
  DocumentDeleted: 'dmp',
  DepositRefused: 'dmp',
  MessageSent: 'mssante',
  MessageReceiptReceived: 'mssante',
  PrescriptionIssued: 'eprescription',
  PrescriptionDispensed: 'eprescription',
  PrescriptionClosed: 'eprescription',
};
