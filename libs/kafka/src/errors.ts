import {
  BadInvocationError,
  RunFailedError,
  causesOf,
  describeSecurity,
  type KafkaSecurity,
  type ServerFault,
} from '#libs/platform';

/** Where a client tries to get in, and as whom. */
interface Door {
  readonly brokers: readonly string[];
  readonly security?: KafkaSecurity;
}

function doorText({ brokers, security = {} }: Door): string {
  return `${brokers.join(', ')} (${describeSecurity(security)})`;
}

/** No broker answered within the bound. */
export class BrokerUnreachableError extends BadInvocationError {
  override readonly mayPass = true;

  /** @param options the cause, and how we tried to get in, which may be why nobody answered */
  constructor(
    readonly brokers: readonly string[],
    readonly waitedMs: number,
    options: ErrorOptions & { readonly security?: KafkaSecurity | undefined } = {},
  ) {
    const { security } = options;
    const door = doorText({ brokers, ...(security !== undefined && { security }) });
    super(
      `Kafka: expected an answer from ${door} within ${waitedMs} ms; none came${lastWords(options.cause)}. ` +
        'Check MES_KAFKA_BROKERS, that the broker runs, and that the addresses it advertises are reachable from here.' +
        hintOf(security),
      options,
    );
  }
}

/** What the last attempt met: the innermost cause is the one that says something. */
function lastWords(cause: unknown): string {
  const words = causesOf(cause)
    .flatMap((one) => ('message' in one && typeof one.message === 'string' ? [one.message] : []))
    .findLast((text) => text !== '');
  return words === undefined ? '' : `, the last attempt met: ${words.replace(/\.$/, '')}`;
}

/** A listener for others than us hangs up without a word. */
function hintOf(security: KafkaSecurity | undefined): string {
  const lacks = [
    ...(security?.tls === undefined ? ['TLS (MES_KAFKA_TLS)'] : []),
    ...(security?.sasl === undefined ? ['a user (MES_KAFKA_SASL_MECHANISM)'] : []),
    ...(security?.tls !== undefined && security.tls.cert === undefined
      ? ['a certificate of ours (MES_KAFKA_TLS_CERT_FILE)']
      : []),
  ];
  const demanding =
    lacks.length === 0
      ? ''
      : ` A listener that demands ${lacks.join(' or ')} hangs up on who comes without.`;
  return security?.tls === undefined
    ? demanding
    : `${demanding} One that speaks plain text hangs up on TLS.`;
}

/** The broker answered, and will not let us in. */
export class BrokerAccessError extends BadInvocationError {
  constructor(door: Door, { came, advice }: ServerFault, options?: ErrorOptions) {
    super(`Kafka: expected to be let in at ${doorText(door)}; came ${came}. ${advice}`, options);
  }
}

/** We are in, and the user may not do what was asked. */
export class BrokerForbiddenError extends BadInvocationError {
  constructor(
    door: Door,
    /** Kafka's name, such as TOPIC_AUTHORIZATION_FAILED. */
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(
      `Kafka: expected rights at ${doorText(door)}; came ${reason}${lastWords(options?.cause)}. ${RIGHTS_ADVICE}`,
      options,
    );
  }
}

const RIGHTS_ADVICE = 'Which rights each service needs: docs/secured-servers.md.';

/** Topics are missing on brokers of others, where none is made without being asked for. */
export class MissingTopicsError extends BadInvocationError {
  constructor(
    brokers: readonly string[],
    readonly missing: readonly {
      readonly topic: string;
      readonly partitions: number;
      readonly config?: Readonly<Record<string, string>>;
    }[],
  ) {
    const commands = missing.map(
      ({ topic, partitions, config = {} }) =>
        `  kafka-topics.sh --bootstrap-server ${brokers[0] ?? ''} --create --topic ${topic} --partitions ${String(partitions)}` +
        Object.entries(config)
          .map(([name, value]) => ` --config ${name}=${value}`)
          .join(''),
    );
    super(
      `Kafka: expected the topics ${missing.map(({ topic }) => topic).join(', ')} on ${brokers.join(', ')}; they are not there. ` +
        `These brokers are not ours, so nothing was made. Create them with exactly these settings:\n${commands.join('\n')}\n` +
        'or let us: mes topics create, --create-topics, or MES_KAFKA_ADMIN=on.',
    );
  }
}

/** Topics would be deleted or emptied on brokers of others. */
export class NotOurBrokersError extends BadInvocationError {
  constructor(what: string, brokers: readonly string[]) {
    super(
      `Kafka: ${what} on ${brokers.join(', ')}: expected MES_KAFKA_ADMIN=on; came off. These brokers are not ours, and nothing was changed.`,
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
    super(
      `Kafka: ${what} was refused by the broker: ${reason}.${reason.endsWith('_AUTHORIZATION_FAILED') ? ` ${RIGHTS_ADVICE}` : ''}`,
      options,
    );
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
      `Kafka: topic ${topic} does not exist, or this user may not see it. Topics are made before anything runs: mes topics.`,
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
