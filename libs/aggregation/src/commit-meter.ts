import { DEAD_LETTERS, channelOfTopic, type DeadLetter } from '#libs/kafka';
import {
  LabelledCounter,
  LabelledHistogram,
  inSpan,
  type Clock,
  type Metrics,
} from '#libs/platform';
import type { CheckpointChanges } from '#libs/store';

/** Upper bounds, seconds: a commit at the head takes milliseconds, one far behind some seconds. */
const COMMIT_BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
/** Upper bounds, seconds: the threshold that runs ask for most is 5 s at the 99th percentile. */
const FRESHNESS_BOUNDS = [0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 30, 60, 300, 3600];

/** What was committed: the parts that are told. */
export interface CommittedWork {
  readonly partitions: readonly Pick<
    CheckpointChanges['partitions'][number],
    'topic' | 'records' | 'counted' | 'duplicates'
  >[];
  readonly sent: CheckpointChanges['sent'];
}

/**
 * Adds up what a reader of topics has committed. It is told once a commit, never for a record, and only
 * of what is stored: a batch that is folded and lost is not in it.
 */
export class CommitMeter {
  readonly #records = new LabelledCounter();
  readonly #counted = new LabelledCounter();
  readonly #duplicates = new LabelledCounter();
  readonly #deadLetters = new LabelledCounter();
  readonly #commits = new LabelledHistogram(COMMIT_BOUNDS);
  readonly #freshness = new LabelledHistogram(FRESHNESS_BOUNDS);
  #underWaySinceMs: number | undefined;

  constructor(private readonly clock: Pick<Clock, 'nowMs' | 'monotonicMs'>) {}

  /** Age of the commit that is under way, milliseconds; 0 while none is. */
  get underWayMs(): number {
    return this.#underWaySinceMs === undefined
      ? 0
      : this.clock.monotonicMs() - this.#underWaySinceMs;
  }

  /** A dead letter is stored. */
  noteDeadLetter({ topic, reason }: Pick<DeadLetter, 'topic' | 'reason'>): void {
    this.#deadLetters.add({ channel: channelOfTopic(topic), reason });
  }

  /**
   * Runs a commit, and notes how long it took and what it stored.
   *
   * @returns what `commit` returns
   * @throws what `commit` throws; its duration is told as failed, and nothing counts as stored
   */
  async during<R>(work: CommittedWork, commit: () => Promise<R>): Promise<R> {
    const startedMs = this.clock.monotonicMs();
    this.#underWaySinceMs = startedMs;
    let outcome = 'failed';
    try {
      const result = await inSpan('commit', { attributes: attributesOf(work) }, commit);
      outcome = 'stored';
      this.#noteStored(work);
      return result;
    } finally {
      this.#underWaySinceMs = undefined;
      const seconds = (this.clock.monotonicMs() - startedMs) / 1000;
      this.#commits.observe({ outcome }, seconds);
    }
  }

  register(metrics: Metrics): void {
    metrics.counter(
      {
        name: 'mes_records_read_total',
        help: 'Records that were read and are committed: counted, repeated and refused ones.',
      },
      () => this.#records.readings(),
    );
    metrics.counter(
      {
        name: 'mes_events_counted_total',
        help: 'Events that were counted, each once, and are committed.',
      },
      () => this.#counted.readings(),
    );
    metrics.counter(
      {
        name: 'mes_events_duplicates_total',
        help: 'Records that repeat an event that was counted before: ignored, and committed.',
      },
      () => this.#duplicates.readings(),
    );
    metrics.counter(DEAD_LETTERS, () => this.#deadLetters.readings());
    metrics.histogram(
      {
        name: 'mes_commit_duration_seconds',
        help: 'Duration of the transactions that store offsets and results together.',
      },
      () => this.#commits.readings(),
    );
    metrics.gauge(
      {
        name: 'mes_commit_under_way_seconds',
        help: 'Age of the commit that is under way; 0 while none is.',
      },
      () => this.underWayMs / 1000,
    );
    metrics.histogram(
      {
        name: 'mes_freshness_seconds',
        help: 'From the sending of an event to its commit: each committed record is one observation.',
      },
      () => this.#freshness.readings(),
    );
  }

  #noteStored({ partitions, sent }: CommittedWork): void {
    for (const { topic, records, counted, duplicates } of partitions) {
      const channel = channelOfTopic(topic);
      this.#records.add({ channel }, records);
      this.#counted.add({ channel }, counted);
      this.#duplicates.add({ channel }, duplicates);
    }
    const nowMs = this.clock.nowMs();
    for (const { sentAtMs, events } of sent) {
      this.#freshness.observe({}, Math.max(0, nowMs - sentAtMs) / 1000, events);
    }
  }
}

/** Sums of a commit, for its span. */
function attributesOf({ partitions }: CommittedWork): Record<string, number> {
  const sum = (of: (part: CommittedWork['partitions'][number]) => number): number =>
    partitions.reduce((total, part) => total + of(part), 0);
  return {
    'mes.partitions': partitions.length,
    'mes.records': sum(({ records }) => records),
    'mes.events_counted': sum(({ counted }) => counted),
    'mes.duplicates': sum(({ duplicates }) => duplicates),
  };
}
