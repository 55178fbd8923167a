import { X509Certificate, pbkdf2Sync, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import type { Right } from '#libs/contracts';
import { startBackend, type Backend } from '#libs/embedded';
import { eventually, testCacheDirectory } from '#libs/testing';
import {
  AclOperations,
  AclPermissionTypes,
  Admin,
  ConnectionPool,
  ResourcePatternTypes,
  ResourceTypes,
  alterUserScramCredentialsV0,
  parseBroker,
} from '@platformatic/kafka';
import pg from 'pg';
import { Authority, type IssuedCertificate } from './test-certificates.js';

/** Where the servers of a spec listen: certificates are made for it. */
const ADDRESS = '127.0.0.1';
/** A documentation address that nothing listens on. */
const OTHER_ADDRESS = '192.0.2.1';
const SCRAM_ITERATIONS = 4096;
const SCRAM_SHA_512 = 2;
const RELOAD_TIMEOUT_MS = 10_000;

/** Users of the database who get in by a certificate alone: one whom the client's names, and another. */
export const CERTIFIED_USER = 'mes-client';
export const UNCERTIFIED_USER = 'somebody';

/** Doors of the broker, each demanding something else. */
const DOORS = ['SECURED', 'EXPIRED', 'ELSEWHERE', 'MUTUAL'] as const;
type Door = (typeof DOORS)[number];

/** A Kafka and a PostgreSQL that let nobody in without TLS and a name. */
export interface SecuredServers {
  readonly backend: Backend;
  /** Address of each door of the broker. */
  readonly doors: Readonly<Record<Door, string>>;
  /** PEM files: of the right CA, of one that no server knows, and for a client a certificate of each with its key. */
  readonly files: Readonly<
    Record<'ca' | 'otherCa' | 'clientCert' | 'clientKey' | 'strangerCert' | 'strangerKey', string>
  >;
  /** Address of the database with its user's password, without sslmode. */
  readonly databaseUrl: string;
  /** Gives a user a password of SCRAM-SHA-512. */
  addUser(user: { readonly name: string; readonly password: string }): Promise<void>;
  /** Gives a user rights. */
  addRights(user: string, rights: readonly Right[]): Promise<void>;
  /** Changes the certificate that the database shows, and waits until it does. */
  showDatabaseCertificate(which: 'right' | 'expired' | 'elsewhere'): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts them: the embedded servers, with doors of their own added to the broker, and the database
 * switched to TLS alone. The plain listener stays for the broker itself and for the spec's own hands.
 *
 * @param options.sessionSeconds after so long a client has to say its name again. Omitted: never
 */
export async function startSecuredServers(
  options: { readonly sessionSeconds?: number } = {},
): Promise<SecuredServers> {
  const folder = mkdtempSync(join(tmpdir(), 'mes-secured-'));
  const authority = await Authority.create('mes-flow spec CA');
  const other = await Authority.create('another CA');
  const shown = {
    right: await authority.issue({ commonName: 'server', address: ADDRESS }),
    expired: await authority.issue({ commonName: 'server', address: ADDRESS, days: [-2, -1] }),
    elsewhere: await authority.issue({ commonName: 'server', address: OTHER_ADDRESS }),
  };
  const client = await authority.issue({ commonName: CERTIFIED_USER, address: ADDRESS });
  const stranger = await other.issue({ commonName: CERTIFIED_USER, address: ADDRESS });
  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  };
  const files = {
    ca: file('ca.pem', authority.certificate),
    otherCa: file('other-ca.pem', other.certificate),
    clientCert: file('client.pem', client.certificate),
    clientKey: file('client-key.pem', client.key),
    strangerCert: file('stranger.pem', stranger.certificate),
    strangerKey: file('stranger-key.pem', stranger.key),
  };
  const keystores: Record<Door, string> = {
    SECURED: file('secured.pem', chain(shown.right)),
    EXPIRED: file('expired.pem', chain(shown.expired)),
    ELSEWHERE: file('elsewhere.pem', chain(shown.elsewhere)),
    MUTUAL: file('mutual.pem', chain(shown.right)),
  };
  const ports = await freePorts(DOORS.length);
  const doors = Object.fromEntries(
    DOORS.map((door, index) => [door, `${ADDRESS}:${String(ports[index])}`]),
  ) as Record<Door, string>;
  const backend = await startBackend({
    infra: 'embedded',
    cacheDirectory: testCacheDirectory(),
    kafkaHeapMegabytes: 512,
    kafkaSettings: (ours) => ({
      ...withDoors(ours, doors, keystores, files.ca),
      ...(options.sessionSeconds !== undefined && {
        'connections.max.reauth.ms': String(options.sessionSeconds * 1000),
      }),
    }),
    onProgress: () => undefined,
  });
  const database = new pg.Client({ connectionString: backend.databaseUrl });
  await database.connect();
  const { rows } = await database.query<{ data_directory: string }>('show data_directory');
  const dataFolder = rows[0]?.data_directory ?? '';
  const showDatabaseCertificate = async (which: keyof typeof shown): Promise<void> => {
    putIntoDataFolder(dataFolder, 'server.crt', shown[which].certificate);
    putIntoDataFolder(dataFolder, 'server.key', shown[which].key);
    // Without a settled reload the next connection might still meet the certificate before.
    await database.query('select pg_reload_conf()');
    await eventually('the database shows its new certificate', RELOAD_TIMEOUT_MS, async () => {
      const serial = await shownSerial(backend.databaseUrl);
      return serial === serialOf(shown[which]) || undefined;
    });
  };
  putIntoDataFolder(dataFolder, 'server.crt', shown.right.certificate);
  putIntoDataFolder(dataFolder, 'server.key', shown.right.key);
  putIntoDataFolder(dataFolder, 'root.crt', authority.certificate);
  putIntoDataFolder(
    dataFolder,
    'pg_hba.conf',
    `hostssl all "${CERTIFIED_USER}","${UNCERTIFIED_USER}" ${ADDRESS}/32 cert\nhostssl all all ${ADDRESS}/32 scram-sha-256\n`,
  );
  for (const user of [CERTIFIED_USER, UNCERTIFIED_USER]) {
    await database.query(`create role "${user}" login`);
  }
  await database.query("alter system set ssl_ca_file = 'root.crt'");
  await database.query('alter system set ssl = on');
  await database.query('select pg_reload_conf()');
  await eventually('the database speaks TLS', RELOAD_TIMEOUT_MS, async () => {
    const serial = await shownSerial(backend.databaseUrl);
    return serial === serialOf(shown.right) || undefined;
  });
  return {
    backend,
    doors,
    files,
    databaseUrl: backend.databaseUrl,
    addUser: (user) => addScramUser(backend.kafkaBrokers, user),
    addRights: (user, rights) => addAcls(backend.kafkaBrokers, user, rights),
    showDatabaseCertificate,
    stop: async () => {
      await database.end();
      await backend.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Settings of a service that gets in as a user of the broker. */
export function settingsFor(
  { doors, files, databaseUrl }: SecuredServers,
  user: { readonly name: string; readonly password: string },
): Record<string, string> {
  return {
    MES_KAFKA_BROKERS: doors.SECURED,
    MES_KAFKA_TLS: 'on',
    MES_KAFKA_TLS_CA_FILE: files.ca,
    MES_KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512',
    MES_KAFKA_SASL_USERNAME: user.name,
    MES_KAFKA_SASL_PASSWORD: user.password,
    MES_DATABASE_URL: `${databaseUrl}?sslmode=verify-full`,
    MES_DATABASE_CA_FILE: files.ca,
  };
}

/** The settings of a broker with our doors in it, and rights that have to be given to everybody but itself. */
function withDoors(
  ours: Readonly<Record<string, string>>,
  doors: Readonly<Record<Door, string>>,
  keystores: Readonly<Record<Door, string>>,
  ca: string,
): Record<string, string> {
  const listeners = DOORS.map((door) => `${door}://${doors[door]}`).join(',');
  const protocols = DOORS.map((door) => `${door}:${door === 'MUTUAL' ? 'SSL' : 'SASL_SSL'}`);
  const added = DOORS.flatMap((door) => {
    const prefix = `listener.name.${door.toLowerCase()}`;
    return [
      [`${prefix}.ssl.keystore.type`, 'PEM'],
      [`${prefix}.ssl.keystore.location`, keystores[door]],
      ...(door === 'MUTUAL'
        ? [
            [`${prefix}.ssl.client.auth`, 'required'],
            [`${prefix}.ssl.truststore.type`, 'PEM'],
            [`${prefix}.ssl.truststore.location`, ca],
          ]
        : [
            [`${prefix}.sasl.enabled.mechanisms`, 'SCRAM-SHA-512'],
            [
              `${prefix}.scram-sha-512.sasl.jaas.config`,
              'org.apache.kafka.common.security.scram.ScramLoginModule required;',
            ],
          ]),
    ] as [string, string][];
  });
  return {
    ...ours,
    listeners: `${ours['listeners'] ?? ''},${listeners}`,
    'advertised.listeners': `${ours['advertised.listeners'] ?? ''},${listeners}`,
    'listener.security.protocol.map': `${ours['listener.security.protocol.map'] ?? ''},${protocols.join(',')}`,
    ...Object.fromEntries(added),
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    // Who comes through the plain listener: the broker itself, and the spec.
    'super.users': 'User:ANONYMOUS',
  };
}

/** PEM as Kafka's keystore takes it. */
function chain({ key, certificate }: IssuedCertificate): string {
  return `${key}${certificate}\n`;
}

/** PostgreSQL reads a key only when nobody else can, and may run as another user than the spec. */
function putIntoDataFolder(folder: string, name: string, text: string): void {
  const path = join(folder, name);
  const { uid, gid } = statSync(folder);
  writeFileSync(path, text, { mode: 0o600 });
  chownSync(path, uid, gid);
}

async function addScramUser(
  brokers: string,
  { name, password }: { readonly name: string; readonly password: string },
): Promise<void> {
  const salt = randomBytes(16);
  const pool = new ConnectionPool(`spec-${randomUUID()}`, {});
  try {
    const connection = await pool.get(parseBroker(brokers, 9092));
    await alterUserScramCredentialsV0.api.async(
      connection,
      [],
      [
        {
          name,
          mechanism: SCRAM_SHA_512,
          iterations: SCRAM_ITERATIONS,
          salt,
          saltedPassword: pbkdf2Sync(password, salt, SCRAM_ITERATIONS, 64, 'sha512'),
        },
      ],
    );
  } finally {
    await pool.close();
  }
}

const OPERATIONS = {
  Read: AclOperations.READ,
  Write: AclOperations.WRITE,
  Create: AclOperations.CREATE,
  Delete: AclOperations.DELETE,
  Describe: AclOperations.DESCRIBE,
} as const;

async function addAcls(brokers: string, user: string, rights: readonly Right[]): Promise<void> {
  const admin = new Admin({ clientId: `spec-${randomUUID()}`, bootstrapBrokers: [brokers] });
  try {
    await admin.createAcls({
      creations: rights.flatMap(({ resource, name, pattern, operations }) =>
        operations.map((operation) => ({
          resourceType: resource === 'topic' ? ResourceTypes.TOPIC : ResourceTypes.GROUP,
          resourceName: name,
          resourcePatternType:
            pattern === 'literal' ? ResourcePatternTypes.LITERAL : ResourcePatternTypes.PREFIXED,
          principal: `User:${user}`,
          host: '*',
          operation: OPERATIONS[operation],
          permissionType: AclPermissionTypes.ALLOW,
        })),
      ),
    });
  } finally {
    await admin.close();
  }
}

const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);

/** Serial number of the certificate that the database shows; undefined when it speaks no TLS. */
async function shownSerial(url: string): Promise<string | undefined> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  try {
    socket.write(SSL_REQUEST);
    const [answer] = (await once(socket, 'data')) as [Buffer]; // what the event gives
    if (answer.toString() !== 'S') return undefined;
    // Only looked at: whether it is to be trusted is what the specs are about.
    const secured = connectTls({ socket, rejectUnauthorized: false });
    await once(secured, 'secureConnect');
    return secured.getPeerX509Certificate()?.serialNumber;
  } finally {
    socket.destroy();
  }
}

function serialOf({ certificate }: IssuedCertificate): string {
  return new X509Certificate(certificate).serialNumber;
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, ADDRESS));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port); // a TCP server
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
