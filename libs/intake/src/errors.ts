import type { Channel } from '#libs/events';

/** More commands wait than the bound allows: this one was not looked at, the same may succeed soon. */
export class IntakeBusyError extends Error {
  constructor(
    readonly channel: Channel,
    readonly queueCommandsMax: number,
    /** Seconds after which it is worth asking again. */
    readonly retryAfterSeconds: number,
  ) {
    super(
      `intake of ${channel}: ${queueCommandsMax} commands wait already; expected fewer. Try again in ${retryAfterSeconds} s.`,
    );
    this.name = new.target.name;
  }
}

/**
 * Whether the command took effect is not known: the database or the broker did not answer, or the
 * intake stops. Asking again is safe: the answer is then that of the first time.
 */
export class IntakeUnavailableError extends Error {
  constructor(
    readonly channel: Channel,
    readonly retryAfterSeconds: number,
    options?: ErrorOptions,
  ) {
    super(
      `intake of ${channel}: the command could not be settled now. Try again in ${retryAfterSeconds} s; nothing is counted twice.`,
      options,
    );
    this.name = new.target.name;
  }
}

/** A bug of a book: it has to answer each command once. */
export class AnswerCountError extends Error {
  constructor(channel: Channel, commands: number, answers: number) {
    super(
      `book of ${channel}: expected ${commands} answers, one for each command; came ${answers}`,
    );
    this.name = new.target.name;
  }
}

/** A bug of a book: it emits to a channel that it has not named. */
export class ForeignEventError extends Error {
  constructor(record: string, channels: readonly Channel[]) {
    super(
      `book of ${channels[0] ?? 'no channel'}: expected an event of ${channels.join(' or ')}, came ${record}; name its channel in companions`,
    );
    this.name = new.target.name;
  }
}
