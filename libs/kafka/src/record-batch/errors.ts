import { RunFailedError } from '#libs/platform';

/** The bytes of a record batch contradict themselves or their checksum. */
export class CorruptBatchError extends RunFailedError {
  constructor(
    /** Where the bytes come from, for a person: topic/partition when known. */
    readonly source: string,
    /** First offset that the batch claims. */
    readonly baseOffset: bigint,
    /** Byte position in the buffer that was read. */
    readonly position: number,
    detail: string,
    options?: ErrorOptions,
  ) {
    super(
      `Corrupt record batch in ${source}, base offset ${String(baseOffset)}, byte ${position}: ${detail}. ` +
        'Nothing of it was counted; compare with kafka-dump-log on the broker.',
      options,
    );
  }
}

/** A well-formed batch that this reader does not know: an old format or an unknown compression. */
export class UnsupportedBatchError extends RunFailedError {
  constructor(source: string, baseOffset: bigint, expected: string, came: string) {
    super(
      `Record batch in ${source}, base offset ${String(baseOffset)}: expected ${expected}, came ${came}.`,
    );
  }
}

/** A compressed batch that unpacks to more than the reader's bound. */
export class BatchTooLargeToUnpackError extends RunFailedError {
  constructor(source: string, baseOffset: bigint, bytesMax: number, options?: ErrorOptions) {
    super(
      `Record batch in ${source}, base offset ${String(baseOffset)}: unpacks to more than ${bytesMax} bytes. ` +
        'Raise unpackedBytesMax if such batches are meant.',
      options,
    );
  }
}
