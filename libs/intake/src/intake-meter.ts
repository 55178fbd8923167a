import type { Channel } from '#libs/events';
import { LabelledCounter, type Metrics } from '#libs/platform';
import { IntakeBusyError, IntakeUnavailableError } from './errors.js';

/** What a lane knows of its depth. */
export interface LaneDepth {
  /** Commands that wait for their batch. */
  readonly waiting: number;
  /** Records that are stored and still in the outbox, as far as this process stored them. */
  readonly outboxRecords: number;
}

/**
 * Codes for which an answer refuses; empty: it acknowledges. Undefined: nobody outside had asked.
 */
export type RefusalCodesOf<Answer> = (answer: Answer) => readonly string[] | undefined;

/** Counts what callers of an intake were told. */
export class IntakeMeter<Answer> {
  readonly #commands = new LabelledCounter();
  readonly #refusals = new LabelledCounter();

  constructor(
    private readonly channel: Channel,
    private readonly refusalCodesOf: RefusalCodesOf<Answer>,
  ) {}

  /** Notes how a command ended. */
  async note(settled: Promise<Answer>): Promise<Answer> {
    try {
      const answer = await settled;
      this.#noteAnswer(answer);
      return answer;
    } catch (error) {
      this.#commands.add({ channel: this.channel, outcome: outcomeOf(error) });
      throw error;
    }
  }

  register(metrics: Metrics, depth: LaneDepth): void {
    const labels = { channel: this.channel };
    metrics.counter(
      {
        name: 'mes_intake_commands_total',
        help: 'Commands from outside: acknowledged, refused by a rule, or turned away because too many waited (busy), the outcome is unknown (unavailable) or a bug was met (failed).',
      },
      () => this.#commands.readings(),
    );
    metrics.counter(
      {
        name: 'mes_intake_refusals_total',
        help: 'Reasons for which commands were refused, by code; one command may have several.',
      },
      () => this.#refusals.readings(),
    );
    metrics.gauge(
      { name: 'mes_intake_waiting_commands', help: 'Commands that wait for their transaction.' },
      () => [{ labels, value: depth.waiting }],
    );
    metrics.gauge(
      {
        name: 'mes_intake_outbox_records',
        help: 'Records that this process has stored and not yet removed from the outbox.',
      },
      () => [{ labels, value: depth.outboxRecords }],
    );
  }

  #noteAnswer(answer: Answer): void {
    const codes = this.refusalCodesOf(answer);
    if (codes === undefined) return;
    const outcome = codes.length === 0 ? 'acknowledged' : 'refused';
    this.#commands.add({ channel: this.channel, outcome });
    for (const code of codes) this.#refusals.add({ channel: this.channel, code });
  }
}

function outcomeOf(error: unknown): string {
  if (error instanceof IntakeBusyError) return 'busy';
  return error instanceof IntakeUnavailableError ? 'unavailable' : 'failed';
}
