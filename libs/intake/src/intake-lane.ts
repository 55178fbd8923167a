import type { Channel } from '#libs/events';
import {
  RunFailedError,
  inSpan,
  outsideTraces,
  systemClock,
  traceContext,
  withoutLogFacts,
  type Clock,
  type Metrics,
  type ReadinessCheck,
  type SpanFacts,
  type TraceContext,
} from '#libs/platform';
import type { BatchProducer } from '#libs/kafka';
import { DatabaseUnreachableError, type OutboxRecord } from '#libs/store';
import type { Pool } from 'pg';
import type { IntakeBook } from './contract.js';
import { IntakeBusyError, IntakeUnavailableError } from './errors.js';
import { IntakeMeter, type RefusalCodesOf } from './intake-meter.js';
import { IntakeStore, type SettledBatch } from './intake-store.js';
import { OutboxPublisher } from './outbox-publisher.js';

export interface IntakeBounds {
  /** Commands that may wait for their batch. Default 2,000; one more is told to come back. */
  readonly queueCommandsMax: number;
  /** Commands of one transaction. Default 256. */
  readonly batchCommandsMax: number;
  /** Batches that are stored and whose records the broker has not acknowledged yet. Default 4. */
  readonly batchesUnacknowledgedMax: number;
  /**
   * How long a batch waits for company, milliseconds. Default 4: a transaction costs about as much
   * for one command as for twenty. A batch that is full does not wait.
   */
  readonly gatherMs: number;
  /** Seconds that a caller is told to wait when the queue is full or the intake cannot settle. Default 1. */
  readonly retryAfterSeconds: number;
}

const DEFAULTS: IntakeBounds = {
  queueCommandsMax: 2000,
  batchCommandsMax: 256,
  batchesUnacknowledgedMax: 4,
  gatherMs: 4,
  retryAfterSeconds: 1,
};

export interface IntakeOptions<Command, Answer> extends Partial<IntakeBounds> {
  readonly book: IntakeBook<Command, Answer>;
  /** Connections to the database; one of them is used at a time. The caller closes it after the lane. */
  readonly pool: Pool;
  /** Idempotent, acknowledged by all in-sync replicas. The caller closes it after the lane. */
  readonly producer: Pick<BatchProducer, 'send'>;
  /** Partitions of the channel's topic. */
  readonly partitions: number;
  /** Partitions of the topics of the book's companions. Omitted: as many as the channel's own. */
  readonly companionPartitions?: Readonly<Partial<Record<Channel, number>>>;
  /** Where to tell what callers were answered. Omitted: nowhere. */
  readonly metrics?: Metrics;
  /** Tells a refusal from an acknowledgement. Omitted: every answer is an acknowledgement. */
  readonly refusalCodesOf?: RefusalCodesOf<Answer>;
  /** Omitted: the clock of the machine. */
  readonly clock?: Clock;
  /**
   * Called once when records that are stored could not be published: the lane answers nothing any
   * more. End the process; the next start publishes the outbox.
   */
  readonly onFatal: (error: Error) => void;
}

/** What a lane needs of its store and its broker; a test brings its own. */
export interface LanePorts<Command, Answer> {
  readonly store: Pick<
    IntakeStore<Command, Answer>,
    'channel' | 'settle' | 'unpublished' | 'forget'
  >;
  readonly publisher: Pick<OutboxPublisher, 'publish'>;
  readonly clock: Pick<Clock, 'sleep' | 'monotonicMs'>;
  /** Omitted: nobody counts the answers. */
  readonly meter?: Pick<IntakeMeter<Answer>, 'note'>;
  readonly onFatal: (error: Error) => void;
}

interface Waiting<Command, Answer> {
  readonly command: Command;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
  /** The work that the command is part of: a request. */
  readonly trace: TraceContext;
}

/** A stored batch that the broker has not acknowledged for longer than this holds up its callers: the intake is not ready. Milliseconds. */
export const ACKNOWLEDGED_WITHIN_MS = 15_000;

/** An intake that would not settle a command. */
export class IntakeStuckError extends RunFailedError {}

/**
 * Takes commands from outside and settles them in batches: one transaction, then Kafka, then the
 * answers (docs/decisions/0013-durable-intake.md). While the broker acknowledges one batch the next
 * one is stored; the answers keep the order of the batches, so that nobody is told about an event
 * that is not published yet.
 */
export class IntakeLane<Command, Answer> {
  readonly #bounds: IntakeBounds;
  readonly #queue: Waiting<Command, Answer>[] = [];
  /** Published and acknowledged, and still in the outbox. */
  #acknowledged: OutboxRecord[] = [];
  /** Settles when every batch so far is acknowledged and answered. */
  #answered: Promise<void> = Promise.resolve();
  #unacknowledged = 0;
  /** When the oldest batch was stored that is not acknowledged, by batch; monotonic milliseconds. */
  readonly #storedAtMs = new Set<{ readonly atMs: number }>();
  #outboxRecords = 0;
  #wakeUp: (() => void) | undefined;
  /** A transaction of unknown outcome may have left records that nobody publishes. */
  #hasLeftovers = false;
  #isClosing = false;
  #failure: Error | undefined;
  #loop: Promise<void> = Promise.resolve();

  /** Use open(); the constructor is for tests that bring their own store and publisher. */
  constructor(
    private readonly ports: LanePorts<Command, Answer>,
    bounds: Partial<IntakeBounds> = {},
  ) {
    this.#bounds = { ...DEFAULTS, ...bounds };
  }

  /**
   * Publishes what the outbox still holds, and takes commands.
   *
   * @throws DatabaseUnreachableError, and what the producer throws
   */
  static async open<Command, Answer>(
    options: IntakeOptions<Command, Answer>,
  ): Promise<IntakeLane<Command, Answer>> {
    const clock = options.clock ?? systemClock;
    const store = new IntakeStore(options.pool, options.book, clock);
    await store.open();
    const publisher = new OutboxPublisher(
      options.book.channel,
      partitionsOf(options),
      options.producer,
      clock,
    );
    const meter = new IntakeMeter<Answer>(
      options.book.channel,
      options.refusalCodesOf ?? (() => []),
    );
    const lane = new IntakeLane(
      { store, publisher, clock, meter, onFatal: options.onFatal },
      boundsOf(options),
    );
    if (options.metrics !== undefined) meter.register(options.metrics, lane);
    await lane.publishLeftovers();
    return lane;
  }

  /** Commands that wait for their batch. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** Whether a command that is submitted now would be settled, as a check of readiness. */
  check(): ReadinessCheck {
    return {
      name: 'intake',
      check: () =>
        new Promise<void>((resolve) => {
          this.assertSettling();
          resolve();
        }),
    };
  }

  /** @throws IntakeStuckError when a command that is submitted now would wait, or be refused */
  assertSettling(): void {
    if (this.#failure !== undefined) {
      throw new IntakeStuckError('stored records could not be published', { cause: this.#failure });
    }
    const [oldest] = this.#storedAtMs;
    const waitsMs = oldest === undefined ? 0 : this.ports.clock.monotonicMs() - oldest.atMs;
    if (waitsMs > ACKNOWLEDGED_WITHIN_MS) {
      throw new IntakeStuckError(
        `expected Kafka to acknowledge a batch within ${String(ACKNOWLEDGED_WITHIN_MS)} ms; one waits for ${String(Math.round(waitsMs))} ms`,
      );
    }
  }

  /** Records that this process has stored and not yet removed from the outbox. */
  get outboxRecords(): number {
    return this.#outboxRecords;
  }

  /**
   * Settles one command; resolves when its events are stored and published.
   *
   * @throws IntakeBusyError when too many wait: nothing was done
   * @throws IntakeUnavailableError when the outcome is not known: asking again is safe
   * @throws what the book throws for this command alone
   */
  submit(command: Command): Promise<Answer> {
    const settled = this.#queued(command);
    return this.ports.meter?.note(settled) ?? settled;
  }

  #queued(command: Command): Promise<Answer> {
    const { queueCommandsMax, retryAfterSeconds } = this.#bounds;
    const { channel } = this.ports.store;
    if (this.#failure !== undefined || this.#isClosing) {
      return Promise.reject(this.#unavailable(this.#failure));
    }
    if (this.#queue.length >= queueCommandsMax) {
      return Promise.reject(new IntakeBusyError(channel, queueCommandsMax, retryAfterSeconds));
    }
    return new Promise((resolve, reject) => {
      this.#queue.push({ command, resolve, reject, trace: traceContext() });
      if (this.#queue.length === 1) this.#start();
      if (this.#queue.length >= this.#bounds.batchCommandsMax) this.#wakeUp?.();
    });
  }

  /** Settles what waits, answers it, and empties the outbox. What is submitted later is refused. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#wakeUp?.();
    await this.#loop;
    await this.#answered;
    if (this.#failure === undefined) await this.ports.store.forget(this.#acknowledged);
  }

  /** Publishes and removes what the outbox holds, the oldest of each stream first. */
  async publishLeftovers(): Promise<void> {
    const { store, publisher } = this.ports;
    for (;;) {
      const records = await store.unpublished();
      if (records.length === 0) return;
      await publisher.publish(records);
      await store.forget(records);
    }
  }

  /** One loop at a time: it ends with the queue, and the next command starts another. */
  #start(): void {
    // Many callers share the loop: its lines and its spans are not those of the one that began it.
    this.#loop = this.#loop.then(() => withoutLogFacts(() => outsideTraces(() => this.#work())));
  }

  /** Never rejects: every error goes to the commands that it hit. */
  async #work(): Promise<void> {
    while (this.#queue.length > 0) {
      await this.#gather();
      const batch = this.#queue.splice(0, this.#bounds.batchCommandsMax);
      await this.#settle(batch);
    }
  }

  /** Waits for company. */
  async #gather(): Promise<void> {
    if (this.#queue.length >= this.#bounds.batchCommandsMax || this.#isClosing) return;
    const isFull = new AbortController();
    this.#wakeUp = () => {
      isFull.abort();
    };
    await this.ports.clock.sleep(this.#bounds.gatherMs, isFull.signal).catch(() => undefined);
    this.#wakeUp = undefined;
  }

  /** Waits for the broker where too much is under way. */
  async #room(): Promise<void> {
    while (this.#unacknowledged >= this.#bounds.batchesUnacknowledgedMax) {
      await new Promise<void>((resolve) => {
        this.#wakeUp = resolve;
      });
      this.#wakeUp = undefined;
    }
  }

  async #settle(batch: readonly Waiting<Command, Answer>[]): Promise<void> {
    await this.#room();
    if (this.#failure !== undefined) {
      rejectAll(batch, this.#unavailable(this.#failure));
      return;
    }
    try {
      if (this.#hasLeftovers) await this.#recover();
      await inSpan(`settle ${this.ports.store.channel}`, spanFactsOf(batch), async () => {
        this.#publish(batch, await this.#store(batch));
      });
    } catch (error) {
      if (error instanceof DatabaseUnreachableError) {
        this.#hasLeftovers = true;
        rejectAll(batch, this.#unavailable(error));
      } else if (batch.length === 1 || error instanceof IntakeUnavailableError) {
        rejectAll(batch, error);
      } else {
        // One of them makes the batch fail: each is tried alone, so that its neighbours are not hurt.
        for (const waiting of batch) await this.#settle([waiting]);
      }
    }
  }

  /** After a transaction of unknown outcome: what it may have stored is published before anything new. */
  async #recover(): Promise<void> {
    await this.#answered;
    try {
      await this.publishLeftovers();
    } catch (cause) {
      if (cause instanceof DatabaseUnreachableError) throw cause;
      this.#fail(cause);
      throw this.#unavailable(cause);
    }
    this.#acknowledged = [];
    this.#outboxRecords = 0;
    this.#hasLeftovers = false;
  }

  async #store(batch: readonly Waiting<Command, Answer>[]): Promise<SettledBatch<Answer>> {
    const acknowledged = this.#acknowledged;
    const settled = await this.ports.store.settle(
      batch.map(({ command }) => command),
      acknowledged,
    );
    this.#acknowledged = this.#acknowledged.slice(acknowledged.length);
    this.#outboxRecords += settled.records.length - acknowledged.length;
    return settled;
  }

  /** Publishes a stored batch; its answers follow those of the batches before it. */
  #publish(
    batch: readonly Waiting<Command, Answer>[],
    { records, answers }: SettledBatch<Answer>,
  ): void {
    this.#unacknowledged++;
    const stored = { atMs: this.ports.clock.monotonicMs() };
    this.#storedAtMs.add(stored);
    const published = inSpan(
      `publish ${this.ports.store.channel}`,
      { kind: 'producer', attributes: { 'mes.records': records.length } },
      () => this.ports.publisher.publish(records),
    );
    this.#answered = Promise.allSettled([published, this.#answered]).then(([outcome]) => {
      this.#unacknowledged--;
      this.#storedAtMs.delete(stored);
      if (outcome.status === 'rejected') this.#fail(outcome.reason);
      if (this.#failure === undefined) {
        this.#acknowledged.push(...records);
        for (const [index, { resolve }] of batch.entries()) resolve(answers[index] as Answer); // As many answers as commands.
      } else {
        rejectAll(batch, this.#unavailable(this.#failure));
      }
      this.#wakeUp?.();
    });
  }

  #fail(reason: unknown): void {
    if (this.#failure !== undefined) return;
    this.#failure = reason instanceof Error ? reason : new Error(String(reason));
    this.ports.onFatal(this.#failure);
  }

  #unavailable(cause: unknown): IntakeUnavailableError {
    const { channel } = this.ports.store;
    return new IntakeUnavailableError(channel, this.#bounds.retryAfterSeconds, { cause });
  }
}

/** A batch of one command continues its trace; one of several belongs to the first, and names the others. */
function spanFactsOf(batch: readonly Waiting<unknown, never>[]): SpanFacts {
  const [first, ...others] = batch.map(({ trace }) => trace);
  return {
    ...(first !== undefined && { parent: first }),
    others,
    attributes: { 'mes.commands': batch.length },
  };
}

function rejectAll(batch: readonly Waiting<unknown, never>[], error: unknown): void {
  for (const { reject } of batch) reject(error);
}

/** Partitions of each topic that the book emits to. */
function partitionsOf<Command, Answer>({
  book,
  partitions,
  companionPartitions = {},
}: IntakeOptions<Command, Answer>): ReadonlyMap<Channel, number> {
  const companions = (book.companions ?? []).map(
    (channel) => [channel, companionPartitions[channel] ?? partitions] as const,
  );
  return new Map([[book.channel, partitions], ...companions]);
}

/** The bounds among the options, without those left out. */
function boundsOf(options: Partial<IntakeBounds>): Partial<IntakeBounds> {
  const names = Object.keys(DEFAULTS) as (keyof IntakeBounds)[];
  return Object.fromEntries(
    names.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]] as const])),
  );
}
