import { EXIT_CODE, MesError, redact, tlsFaultOf } from '#libs/platform';

/** The database cannot be used as the address says: wrong address, nobody there, or not let in. */
export class DatabaseUnreachableError extends MesError {
  readonly exitCode = EXIT_CODE.badInvocation;
  override readonly mayPass: boolean;

  /** @param options.mayPass whether it may be there a moment later. Omitted: no */
  constructor(
    databaseUrl: string,
    came: string,
    advice: string,
    options: ErrorOptions & { readonly mayPass?: boolean } = {},
  ) {
    super(
      `PostgreSQL: expected a database at ${redact(databaseUrl)}; came ${came}. ${advice}`,
      options,
    );
    this.mayPass = options.mayPass ?? false;
  }
}

/** What came, and what to do. */
type Fault = readonly [came: string, advice: string];

/** Faults by the code of the system's or of PostgreSQL's error. */
const KNOWN_FAULTS: Readonly<Record<string, Fault>> = {
  ECONNREFUSED: ['no server on that port', 'Start PostgreSQL there, or correct MES_DATABASE_URL.'],
  ECONNRESET: ['a connection that was cut', 'See the log of the server for its reason.'],
  ENOTFOUND: ['a host name that nobody knows', 'Correct the host in MES_DATABASE_URL.'],
  EAI_AGAIN: ['a host name that cannot be looked up now', 'Check the name service and the host.'],
  EHOSTUNREACH: ['a host without a route', 'Check the network and the host in MES_DATABASE_URL.'],
  ENETUNREACH: ['a network without a route', 'Check the network and the host in MES_DATABASE_URL.'],
  ETIMEDOUT: ['no answer in time', 'Check the host, the port and the firewall between.'],
  EPIPE: ['a connection that was cut', 'See the log of the server for its reason.'],
  '28P01': ['a refused password', 'Correct the user or the password in MES_DATABASE_URL.'],
  '28000': ['a refused user', 'Correct the user in MES_DATABASE_URL, or let it in (pg_hba.conf).'],
  '3D000': ['no database of that name', 'Create it, or correct the name in MES_DATABASE_URL.'],
  '42501': ['a user without the needed rights', 'Grant it CREATE on the database and its schema.'],
  '53300': ['too many connections', 'Raise max_connections, or run fewer processes.'],
  '57P01': ['a server that is shutting down', 'Start it again.'],
  '57P02': ['a server that crashed', 'Wait until it has recovered.'],
  '57P03': ['a server that is starting or stopping', 'Wait until it accepts connections.'],
};

/** What waiting does not mend: whoever has written the address must. */
const FINAL_CODES = new Set(['28P01', '28000', '3D000', '42501']);
const FINAL_WORDS = /password/i;

/** The driver says these in words only. */
const KNOWN_WORDS: readonly (readonly [pattern: RegExp, fault: Fault])[] = [
  [
    /timeout (expired|exceeded)/i,
    ['no answer in time', 'Check the host, the port and the firewall.'],
  ],
  [
    /connection terminated|is not queryable/i,
    ['a connection that was cut', 'See the log of the server for its reason.'],
  ],
  [
    /password must be a string|no password/i,
    ['no password', 'Write it into MES_DATABASE_URL: postgres://user:password@host:port/database.'],
  ],
];

/** How the server's side of TLS and ours do not fit; PostgreSQL gives the first the code of any refused user. */
const TLS_WORDS: readonly (readonly [pattern: RegExp, fault: Fault])[] = [
  [
    /no pg_hba\.conf entry.*(no encryption|SSL off)/i,
    [
      'a server that lets nobody in over plain text',
      'Add ?sslmode=verify-full to MES_DATABASE_URL, and MES_DATABASE_CA_FILE for a CA of its own.',
    ],
  ],
  [
    /does not support SSL/i,
    [
      'a server without TLS',
      'Switch it on there (ssl = on), or drop sslmode from MES_DATABASE_URL.',
    ],
  ],
  [
    /connection requires a valid client certificate/i,
    [
      'a server that demands a certificate of ours',
      'Set MES_DATABASE_CERT_FILE and MES_DATABASE_KEY_FILE.',
    ],
  ],
  [
    /certificate authentication failed/i,
    [
      'a server that takes our certificate for another user',
      "Its common name has to be the user of MES_DATABASE_URL, or the server's pg_ident.conf has to map it.",
    ],
  ],
];

/**
 * Translates what the driver throws: trouble of the connection becomes a DatabaseUnreachableError
 * that says what to do, with the password taken out; any other error comes back as it is.
 */
export function asDatabaseError(error: unknown, databaseUrl: string): unknown {
  if (error instanceof MesError) return error;
  const cause = firstOf(error);
  const words = textOf(cause, 'message');
  const tls = tlsFaultOf(error, 'MES_DATABASE_CA_FILE');
  const ofTls =
    (tls && ([tls.came, tls.advice] as const)) ??
    TLS_WORDS.find(([pattern]) => pattern.test(words))?.[1];
  const fault =
    ofTls ??
    KNOWN_FAULTS[codeOf(cause)] ??
    KNOWN_WORDS.find(([pattern]) => pattern.test(words))?.[1];
  if (fault === undefined) return error;
  const [came, advice] = fault;
  const isFinal = ofTls !== undefined || FINAL_CODES.has(codeOf(cause)) || FINAL_WORDS.test(came);
  return new DatabaseUnreachableError(databaseUrl, came, advice, {
    cause: error,
    mayPass: !isFinal,
  });
}

/** Whether an error of the driver says that the database is not there just now: asking again may help. */
export function isDatabaseAway(error: unknown): boolean {
  return asDatabaseError(error, ANY_DATABASE) instanceof DatabaseUnreachableError;
}

/** For a question about an error, not about an address. */
const ANY_DATABASE = 'postgres://any/any';

/**
 * Checks the form of an address before the driver sees it, which would take a wrong one for defaults.
 *
 * @throws DatabaseUnreachableError
 */
export function assertDatabaseUrl(databaseUrl: string): void {
  const url = URL.parse(databaseUrl);
  const isPostgres = url !== null && /^postgres(ql)?:$/.test(url.protocol);
  if (isPostgres && url.pathname.length > 1) return;
  throw new DatabaseUnreachableError(
    databaseUrl,
    isPostgres ? 'an address without a database' : 'no PostgreSQL address',
    'Write MES_DATABASE_URL as postgres://user:password@host:port/database.',
  );
}

/** A host with several addresses fails with one error for each. */
function firstOf(error: unknown): unknown {
  const isAggregate = typeof error === 'object' && error !== null && 'errors' in error;
  return isAggregate && Array.isArray(error.errors) ? (error.errors[0] ?? error) : error;
}

/** The code of a system's or of PostgreSQL's error; empty when it has none. */
export function codeOf(error: unknown): string {
  return textOf(error, 'code');
}

/** By property and not by class: an error of the system may come from another realm than this code. */
function textOf(error: unknown, property: 'code' | 'message'): string {
  const value: unknown =
    typeof error === 'object' && error !== null ? Reflect.get(error, property) : undefined;
  return typeof value === 'string' ? value : '';
}
