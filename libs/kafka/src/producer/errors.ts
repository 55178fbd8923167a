import { RunFailedError } from '#libs/platform';

/**
 * The producer cannot go on: what it sends next could be lost, or counted twice. Make a new producer
 * and start the unit of work again from its beginning.
 */
export abstract class ProducerFailedError extends RunFailedError {}

/** The broker no longer agrees on the sequence of this producer. */
export class ProducerStateLostError extends ProducerFailedError {
  constructor(
    readonly topic: string,
    readonly partition: number,
    /** Name of Kafka's error code. */
    readonly reason: string,
  ) {
    super(
      `Kafka: ${topic}/${partition} refused the sequence of this producer: ${reason}. ` +
        'Its state on the broker is lost or newer: start the unit of work again with a new producer.',
    );
  }
}

/** A batch was sent and neither acknowledged nor refused: whether it is in the log is unknown. */
export class DeliveryUnknownError extends ProducerFailedError {
  constructor(topic: string, partition: number, waitedMs: number, options?: ErrorOptions) {
    super(
      `Kafka: ${topic}/${partition} did not acknowledge a batch within ${Math.round(waitedMs)} ms. ` +
        'Whether it was stored is unknown: start the unit of work again with a new producer.',
      options,
    );
  }
}

/** A batch is larger than the broker or the topic allows. */
export class BatchTooLargeError extends RunFailedError {
  constructor(topic: string, partition: number, bytes: number) {
    super(
      `Kafka: a batch of ${bytes} bytes is larger than ${topic}/${partition} allows. ` +
        'Send fewer records in a batch, or raise max.message.bytes of the topic.',
    );
  }
}

/** More batches wait than the bound allows: the caller sends without waiting for acknowledgements. */
export class ProducerQueueFullError extends RunFailedError {
  constructor(batchesQueuedMax: number) {
    super(
      `Kafka: ${batchesQueuedMax} batches wait to be sent. Await send() before sending more, or raise batchesQueuedMax.`,
    );
  }
}

/** The producer was closed. */
export class ProducerClosedError extends RunFailedError {
  constructor() {
    super('Kafka: the producer is closed.');
  }
}
