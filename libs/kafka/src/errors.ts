import { BadInvocationError, RunFailedError } from '#libs/platform';

/** No broker answered within the bound. */
export class BrokerUnreachableError extends BadInvocationError {
  override readonly mayPass = true;

  constructor(
    readonly brokers: readonly string[],
    readonly waitedMs: number,
    options?: ErrorOptions,
  ) {
    super(
      `Kafka: expected an answer from ${brokers.join(', ')} within ${waitedMs} ms; none came. ` +
        'Check MES_KAFKA_BROKERS, that the broker runs, and that the addresses it advertises are reachable from here.',
      options,
    );
  }
}

/** The broker answered, and refused the credentials or the way to present them. */
export class BrokerAccessError extends BadInvocationError {
  constructor(brokers: readonly string[], options?: ErrorOptions) {
    super(
      `Kafka: ${brokers.join(', ')} refused the credentials. Check the TLS and SASL settings.`,
      options,
    );
  }
}

/** A broker that had answered stays silent for longer than the bound. */
export class BrokerLostError extends RunFailedError {
  constructor(what: string, silentMs: number, options?: ErrorOptions) {
    super(
      `Kafka: ${what} got no answer for ${Math.round(silentMs)} ms. Is the broker up?`,
      options,
    );
  }
}

/** A broker refuses a request for a reason that no retry mends. */
export class BrokerRefusedError extends RunFailedError {
  constructor(
    what: string,
    /** Name of Kafka's error code. */
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`Kafka: ${what} was refused by the broker: ${reason}.`, options);
  }
}

/** A topic that is needed is not there. */
export class UnknownTopicError extends RunFailedError {
  override readonly mayPass = true;

  constructor(
    readonly topic: string,
    options?: ErrorOptions,
  ) {
    super(
      `Kafka: topic ${topic} does not exist. Topics are made by TopicAdmin.ensureTopics before anything runs.`,
      options,
    );
  }
}

/** A topic has partitions that no broker leads just now: one is starting, or gone. */
export class LeaderlessTopicError extends RunFailedError {
  override readonly mayPass = true;

  constructor(topic: string, partitions: readonly number[]) {
    super(
      `Kafka: expected a leader of every partition of ${topic}; there is none of ${partitions.join(', ')}.`,
    );
  }
}

/** A topic was deleted and made again: the offsets of the old one mean nothing in the new one. */
export class TopicRecreatedError extends RunFailedError {
  constructor(
    readonly topic: string,
    readonly expectedTopicId: string,
    readonly topicId: string,
  ) {
    super(
      `Kafka: topic ${topic} was recreated: expected id ${expectedTopicId}, came ${topicId}. ` +
        'Its offsets start again, so what was counted cannot be continued: reset this consumer on purpose, or restore the topic.',
    );
  }
}

/** The position to continue from is not in the partition: retention, or a truncated log. */
export class OffsetOutOfRangeError extends RunFailedError {
  constructor(
    readonly topic: string,
    readonly partition: number,
    readonly offset: bigint,
    /** First offset that the broker still has; -1 when it did not say. */
    readonly logStartOffset: bigint,
  ) {
    super(
      `Kafka: offset ${String(offset)} of ${topic}/${partition} is not there any more` +
        `${logStartOffset >= 0n ? `, the first one is ${String(logStartOffset)}` : ''}. ` +
        'Records were lost to retention or to a truncated log: the consumer stops here and never jumps.',
    );
  }
}

/** A partition brings nothing more although its end is not reached. */
export class ReadingStalledError extends RunFailedError {
  constructor(
    what: string,
    where: {
      /** Offset after the last record that came; undefined when none did. */
      readonly position: bigint | undefined;
      readonly before: bigint;
      readonly stalledMs: number;
    },
  ) {
    super(
      `Kafka: expected the records of ${what} up to offset ${String(where.before)}, ` +
        `${where.position === undefined ? 'none came' : `the last came before ${String(where.position)}`}, ` +
        `and nothing more for ${Math.round(where.stalledMs)} ms. ` +
        'A transaction that is still open holds back what follows it: end it, or try again when it has timed out.',
    );
  }
}

/** Topics that are read side by side, partition by partition, must have the same number of them. */
export class UnequalPartitionsError extends BadInvocationError {
  constructor(readonly topics: readonly { readonly topic: string; readonly partitions: number }[]) {
    const came = topics.map(({ topic, partitions }) => `${topic} has ${partitions}`).join(', ');
    super(
      `Kafka: expected topics with the same number of partitions; ${came}. ` +
        'What belongs together would be read by different processes: create the topics again with one number.',
    );
  }
}

/** A broker's answer contradicts itself: its lengths lead beyond its end. */
export class CorruptResponseError extends RunFailedError {
  constructor(
    /** What was read, for a person. */
    readonly response: string,
    readonly responseBytes: number,
    /** Byte at which more was expected. */
    readonly position: number,
  ) {
    super(
      `Kafka: ${response} of ${responseBytes} bytes ends too early: more was expected at byte ${position}. ` +
        'Nothing of it was used. Is there something between this process and the broker that changes bytes?',
    );
  }
}
