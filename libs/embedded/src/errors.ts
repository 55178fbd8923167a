import { EXIT_CODE, MesError } from '#libs/platform';
import { codeOf, reasonOf } from './error-details.js';

/** What a person needs to mend a missing or broken service. */
export interface BackendFault {
  readonly expected: string;
  readonly came: string;
  /** What to do about it, as an instruction. */
  readonly action: string;
}

/** Kafka or PostgreSQL cannot be found or started. Nothing was changed: bad invocation, exit code 2. */
export abstract class BackendError extends MesError {
  readonly exitCode = EXIT_CODE.badInvocation;

  constructor(
    readonly fault: BackendFault,
    options?: ErrorOptions,
  ) {
    super(
      `expected ${fault.expected}\n  came: ${fault.came}\n  what to do: ${fault.action}`,
      options,
    );
  }
}

/** The options contradict each other or leave their bounds. */
export class BackendOptionsError extends BackendError {}

/** This operating system or processor has no embedded services. */
export class PlatformNotSupportedError extends BackendError {}
export class JavaMissingError extends BackendError {}
export class JavaTooOldError extends BackendError {}
export class MavenMissingError extends BackendError {}
/** Maven ran and could not bring Kafka's jars. */
export class KafkaDownloadError extends BackendError {}
/** A jar differs from the checksum that this repository keeps. */
export class KafkaJarsCorruptError extends BackendError {}
export class PostgresBinariesMissingError extends BackendError {}
export class DockerUnavailableError extends BackendError {}
/** The engine runs, holds not all images, and cannot fetch them. */
export class DockerImageMissingError extends BackendError {}

export class FolderNotWritableError extends BackendError {}
export class DiskFullError extends BackendError {}
/** Another process holds the folder or the lock. */
export class FolderInUseError extends BackendError {}
/** The folder holds data of another version of the server. */
export class DataVersionError extends BackendError {}
/** Run as root, and no unprivileged user can be taken for PostgreSQL. */
export class UnprivilegedUserError extends BackendError {}

export class KafkaStartError extends BackendError {}
/** Kept data of another number of brokers. */
export class KafkaNodesError extends BackendError {}
export class PostgresStartError extends BackendError {}
/** An address given from outside does not answer as a Kafka broker. */
export class BrokerUnreachableError extends BackendError {}
/** An address given from outside does not answer as a PostgreSQL database, or refuses us. */
export class DatabaseUnreachableError extends BackendError {}

/** No way leads to Kafka and PostgreSQL: says all that is missing, not only the first thing. */
export class MissingBackendError extends BackendError {
  /**
   * @param embedded what the embedded services lack
   * @param docker why containers cannot take their place; undefined when they were ruled out
   */
  constructor(embedded: readonly BackendError[], docker?: BackendError) {
    const ways = [
      embedded.map(({ fault }) => fault.action).join('; and '),
      ...(docker ? [docker.fault.action] : []),
      'set MES_KAFKA_BROKERS and MES_DATABASE_URL to services that run already',
    ];
    super({
      expected: 'a Kafka broker and a PostgreSQL database, external, embedded or in containers',
      came: [...embedded, ...(docker ? [docker] : [])]
        .map(({ name, fault }) => `\n    ${name}: expected ${fault.expected}, came ${fault.came}`)
        .join(''),
      action: `one of\n${ways.map((way) => `    - ${way}`).join('\n')}`,
    });
  }
}

/** The errors of the file system that a person can mend, as a named error; any other comes back as it is. */
export function namedFileError(error: unknown, folder: string): unknown {
  const code = codeOf(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new DiskFullError(
      {
        expected: `free space in ${folder}`,
        came: 'a full disk',
        action: 'free some space, or choose another cache folder with MES_CACHE_DIR',
      },
      { cause: error },
    );
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOTDIR') {
    return new FolderNotWritableError(
      {
        expected: `a folder that this user can write: ${folder}`,
        came: reasonOf(error),
        action: 'give it to this user, or choose another cache folder with MES_CACHE_DIR',
      },
      { cause: error },
    );
  }
  return error;
}
