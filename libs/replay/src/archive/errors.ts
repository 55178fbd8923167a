import { BadInvocationError, RunFailedError } from '#libs/platform';

/** The bytes of an archive are not what its manifest says, or contradict themselves. */
export class ArchiveDamagedError extends RunFailedError {
  constructor(
    /** File within the archive's folder. */
    readonly file: string,
    readonly detail: string,
    options?: ErrorOptions,
  ) {
    super(
      `archive file ${file}: ${detail}. Nothing of it may be trusted: mes archive verify names every fault.`,
      options,
    );
  }
}

/** A folder that cannot be read as an archive, or not written as one. */
export class ArchiveFolderError extends BadInvocationError {}
