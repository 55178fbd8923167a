import { LOOPBACK } from './ports.js';
import type { ManagedProcess } from './keeper.js';
import type { SystemUser } from './unprivileged-user.js';

export const DATABASE_NAME = 'mes';
export const DATABASE_USER = 'mes';

/** What distinguishes one embedded PostgreSQL from another. */
export interface PostgresServerPlan {
  /** Folder of the programs: bin, lib, share. */
  readonly binaries: string;
  /** Folder of this server, owned by the user that runs it. */
  readonly folder: string;
  readonly port: number;
  readonly user: SystemUser | undefined;
  readonly isDataKept: boolean;
}

/**
 * The server's settings. Durability stays as it is by default (fsync and synchronous_commit on):
 * figures measured here must hold for a real server. The rest is for few connections that write much.
 */
export function postgresSettings(port: number): Readonly<Record<string, string>> {
  return {
    listen_addresses: LOOPBACK,
    port: String(port),
    // No socket file: its path has a length limit that a deep folder breaks.
    unix_socket_directories: '',
    max_connections: '100',
    shared_buffers: '128MB',
    max_wal_size: '2GB',
    checkpoint_timeout: '15min',
    wal_compression: 'on',
    // One server without replicas: less to write, as durable.
    wal_level: 'minimal',
    max_wal_senders: '0',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_min_messages: 'warning',
  };
}

export function postgresDataFolder(folder: string): string {
  return `${folder}/data`;
}

export function postgresLogFile(folder: string): string {
  return `${folder}/postgres.log`;
}

/**
 * The arguments of initdb. The built-in locale C.UTF-8 is the same on every system; the machine's
 * own locales are not.
 */
export function initdbArguments(options: {
  readonly dataFolder: string;
  readonly passwordFile: string;
  /** False: data that is thrown away needs no flush before it is used. */
  readonly isDataKept: boolean;
}): readonly string[] {
  return [
    '-D',
    options.dataFolder,
    `--username=${DATABASE_USER}`,
    `--pwfile=${options.passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
    ...(options.isDataKept ? [] : ['--no-sync']),
  ];
}

/** PostgreSQL takes paths and locale from its environment: give it none of ours. */
export const POSTGRES_ENVIRONMENT = { LC_ALL: 'C', PATH: '/usr/bin:/bin' };

/** The process to run on a folder that initdb has made. */
export function postgresProcess(plan: PostgresServerPlan): ManagedProcess {
  const dataFolder = postgresDataFolder(plan.folder);
  return {
    name: 'postgres',
    command: `${plan.binaries}/bin/postgres`,
    args: [
      '-D',
      dataFolder,
      ...Object.entries(postgresSettings(plan.port)).flatMap(([name, value]) => [
        '-c',
        `${name}=${value}`,
      ]),
    ],
    environment: POSTGRES_ENVIRONMENT,
    workingDirectory: '/',
    logFile: postgresLogFile(plan.folder),
    marker: dataFolder,
    ...(plan.user && { user: plan.user }),
    // SIGINT is PostgreSQL's fast shutdown, SIGQUIT its immediate one. SIGKILL would leave shared
    // memory behind, so it comes last even for data that is thrown away.
    stopSteps: plan.isDataKept
      ? [
          { signal: 'SIGINT', graceMs: 30_000 },
          { signal: 'SIGQUIT', graceMs: 5000 },
          { signal: 'SIGKILL', graceMs: 5000 },
        ]
      : [
          { signal: 'SIGQUIT', graceMs: 5000 },
          { signal: 'SIGKILL', graceMs: 5000 },
        ],
  };
}

export function databaseUrl(port: number, password: string): string {
  return `postgres://${DATABASE_USER}:${password}@${LOOPBACK}:${String(port)}/${DATABASE_NAME}`;
}
