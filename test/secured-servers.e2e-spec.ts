import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { RIGHTS, allTopics, type RightsOf } from '#libs/contracts';
import { TOPICS } from '#libs/events';
import { TopicAdmin, TopicReader } from '#libs/kafka';
import { ServiceSettings, databaseAddressOf, kafkaOf, loadSettings } from '#libs/platform';
import { connectClient } from '#libs/store';
import { runMes, runMesForReport } from '#libs/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CERTIFIED_USER,
  UNCERTIFIED_USER,
  settingsFor,
  startSecuredServers,
  type SecuredServers,
} from './secured/test-servers.js';

const START_TIMEOUT_MS = 120_000;
const FLOW_TIMEOUT_MS = 120_000;
/** How long a client of these specs tries to get in: what is refused is refused at once. */
const CONNECT_TIMEOUT_MS = 2000;
/** With what SCRAM has to escape. */
const PASSWORD = 'a-secret,of=the"spec';
/** Few: each costs the broker time, and the flow is small. */
const PARTITIONS = 4;

/** Who takes part in a small run without SONS. */
const RUN: readonly RightsOf[] = [
  'run',
  'dmp-emitter',
  'mssante-emitter',
  'eprescription-emitter',
  'volume-aggregator',
];

// Real: a broker with TLS, SCRAM and rights, a database that lets nobody in without TLS, and the
// services as processes.
describe('servers of others, which let nobody in without TLS and a name', () => {
  let servers: SecuredServers;
  /** Settings of a service that gets in. */
  let valid: Record<string, string>;

  beforeAll(async () => {
    servers = await startSecuredServers();
    for (const name of ['mes', 'topics', 'nobody']) {
      await servers.addUser({ name, password: PASSWORD });
    }
    await servers.addRights(
      'mes',
      RUN.flatMap((of) => RIGHTS[of]),
    );
    await servers.addRights('topics', RIGHTS.topics);
    valid = {
      ...settingsFor(servers, { name: 'mes', password: PASSWORD }),
      MES_KAFKA_ADMIN: 'off',
    };
  }, START_TIMEOUT_MS);
  afterAll(() => servers.stop());

  const clusterFor = (change: Readonly<Record<string, string>>) => ({
    ...kafkaOf(loadSettings(ServiceSettings, { ...valid, ...change })),
    clientId: 'spec-secured',
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
  });
  /** What a client hears that tries to get in; undefined when it was let in. */
  const refusal = async (change: Readonly<Record<string, string>>): Promise<unknown> => {
    try {
      await (await TopicAdmin.connect(clusterFor(change))).close();
      return undefined;
    } catch (error) {
      return error;
    }
  };
  const databaseRefusal = async (change: Readonly<Record<string, string>>): Promise<unknown> => {
    const settings = loadSettings(ServiceSettings, { ...valid, ...change });
    try {
      await (await connectClient(databaseAddressOf(settings))).end();
      return undefined;
    } catch (error) {
      return error;
    }
  };
  const told = (error: unknown): string => {
    expect(error).toMatchObject({ exitCode: 2 });
    const text = error instanceof Error ? error.message : '';
    expect(text).not.toContain(PASSWORD);
    expect(text).not.toContain(new URL(servers.databaseUrl).password);
    return text;
  };
  const NO_TLS = { MES_KAFKA_TLS: 'off', MES_KAFKA_TLS_CA_FILE: '' };
  const NO_USER = {
    MES_KAFKA_SASL_MECHANISM: '',
    MES_KAFKA_SASL_USERNAME: '',
    MES_KAFKA_SASL_PASSWORD: '',
  };

  it(
    'names the topics that are missing with their settings, and makes none',
    async () => {
      const settings = { ...valid, MES_PARTITIONS: String(PARTITIONS) };
      const [{ exitCode, stdout, stderr }, doctor, config] = await Promise.all([
        runMes(['simulate', 'smoke', '--seed', '7'], settings),
        runMes(['doctor'], settings),
        runMes(['config', 'print'], settings),
      ]);
      expect(doctor.stdout).toMatch(
        /^ok +given services +kafka=external, postgres=external 18\.\d+, SCRAM-SHA-512 as "mes" over TLS$/m,
      );
      expect(config.stdout).toContain('MES_KAFKA_SASL_PASSWORD=***');
      for (const { stdout: printed } of [doctor, config]) expect(printed).not.toContain(PASSWORD);
      expect(stderr).toContain(
        `kafka-topics.sh --bootstrap-server ${servers.doors.SECURED} --create --topic mes.dmp.v1 --partitions ${String(PARTITIONS)}\n`,
      );
      expect(stderr).toContain(
        '--topic mes.dmp.v1.dead-letters --partitions 1 --config retention.ms=-1',
      );
      expect(stderr).toContain('MES_KAFKA_ADMIN=on');
      expect(`${stdout}${stderr}`).not.toContain(PASSWORD);
      expect(exitCode).toBe(2);
      const admin = await TopicAdmin.connect(clusterFor({}));
      const wishes = allTopics(PARTITIONS);
      expect(await admin.missingOf(wishes)).toEqual(wishes);
      await admin.close();
    },
    FLOW_TIMEOUT_MS,
  );

  it('deletes none, and makes them when it is told to, with the rights for that', async () => {
    const admin = await TopicAdmin.connect(clusterFor({}));
    await expect(admin.deleteTopics([TOPICS.dmp])).rejects.toThrow('MES_KAFKA_ADMIN=on; came off');
    await admin.close();
    const maker = await TopicAdmin.connect(
      clusterFor({ MES_KAFKA_SASL_USERNAME: 'topics', MES_KAFKA_ADMIN: 'on' }),
    );
    const made = await maker.ensureTopics(allTopics(PARTITIONS));
    expect(made).toHaveLength(allTopics(PARTITIONS).length);
    await maker.close();
  });

  it(
    'lets a run through, with the least rights and nothing wrong',
    async () => {
      const { exitCode, json, stdout, stderr } = await runMesForReport(
        ['simulate', 'smoke', '--scale', '0.2', '--seed', '7'],
        valid,
      );
      expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
      expect(json.events.counted).toBe(json.events.planned);
      expect(json.events.lost).toBe(0);
      expect(json.verification.wrong).toBe(0);
      expect(json.verification.cells).toBeGreaterThan(1000);
      expect(`${stdout}${stderr}`).not.toContain(PASSWORD);
    },
    FLOW_TIMEOUT_MS,
  );

  it.each([
    ['a wrong password', { MES_KAFKA_SASL_PASSWORD: 'wrong' }, 'came a refused user or password'],
    ['a user that is not there', { MES_KAFKA_SASL_USERNAME: 'm' }, 'came a refused user'],
    [
      'a mechanism that is not enabled',
      { MES_KAFKA_SASL_MECHANISM: 'SCRAM-SHA-256' },
      'came a listener without that mechanism',
    ],
    ['plain text to TLS', NO_TLS, 'demands TLS (MES_KAFKA_TLS)'],
    [
      'plain text without a user to TLS',
      { ...NO_TLS, ...NO_USER },
      'came a listener that speaks TLS alone',
    ],
    ['no user where one is asked for', NO_USER, 'demands a user (MES_KAFKA_SASL_MECHANISM)'],
  ])('tells of %s', async (_, change, words) => {
    const text = told(await refusal(change));
    expect(text).toContain(servers.doors.SECURED);
    expect(text).toContain(words);
  });

  it('tells of a certificate of an unknown authority, an expired one, and one for another host', async () => {
    expect(told(await refusal({ MES_KAFKA_TLS_CA_FILE: servers.files.otherCa }))).toMatch(
      /an authority that is not trusted here .* Set MES_KAFKA_TLS_CA_FILE/,
    );
    expect(told(await refusal({ MES_KAFKA_BROKERS: servers.doors.EXPIRED }))).toContain(
      'came a certificate that has expired',
    );
    expect(told(await refusal({ MES_KAFKA_BROKERS: servers.doors.ELSEWHERE }))).toContain(
      "IP: 127.0.0.1 is not in the cert's list: 192.0.2.1",
    );
  });

  it('shows a certificate of its own where one is demanded, and tells when it has none', async () => {
    const mutual = { ...NO_USER, MES_KAFKA_BROKERS: servers.doors.MUTUAL };
    expect(told(await refusal(mutual))).toContain(
      'a certificate of ours (MES_KAFKA_TLS_CERT_FILE)',
    );
    expect(
      await refusal({
        ...mutual,
        MES_KAFKA_TLS_CERT_FILE: servers.files.clientCert,
        MES_KAFKA_TLS_KEY_FILE: servers.files.clientKey,
      }),
    ).toBeUndefined();
  });

  it('tells of rights that are missing, and ends a service with 2', async () => {
    const nobody = { MES_KAFKA_SASL_USERNAME: 'nobody' };
    const reading = TopicReader.open({ ...clusterFor(nobody), topics: [TOPICS.dmp] });
    await expect(reading).rejects.toMatchObject({
      exitCode: 2,
      reason: 'TOPIC_AUTHORIZATION_FAILED',
      message: expect.stringContaining('SCRAM-SHA-512 as "nobody" over TLS'),
    });
    const { exitCode, output } = await runService('volume-aggregator', { ...valid, ...nobody });
    expect(output).toContain('TOPIC_AUTHORIZATION_FAILED');
    expect(output).not.toContain(PASSWORD);
    expect(exitCode).toBe(2);
  });

  it('asks the database for its certificate, and tells what is wrong with it', async () => {
    expect(await databaseRefusal({})).toBeUndefined();
    const plain = { MES_DATABASE_URL: servers.databaseUrl, MES_DATABASE_CA_FILE: '' };
    expect(told(await databaseRefusal(plain))).toMatch(
      /a server that lets nobody in over plain text\. Add \?sslmode=verify-full/,
    );
    expect(told(await databaseRefusal({ MES_DATABASE_CA_FILE: servers.files.otherCa }))).toContain(
      'Set MES_DATABASE_CA_FILE',
    );
    // libpq would take any certificate for this one.
    const require = { MES_DATABASE_URL: `${servers.databaseUrl}?sslmode=require` };
    expect(told(await databaseRefusal({ ...require, MES_DATABASE_CA_FILE: '' }))).toContain(
      'an authority that is not trusted here',
    );
    const wrong = new URL(servers.databaseUrl);
    wrong.password = 'wrong';
    expect(
      told(await databaseRefusal({ MES_DATABASE_URL: `${wrong.href}?sslmode=verify-full` })),
    ).toContain('a refused password');
  });

  it('shows the database a certificate of ours where it asks for one instead of a password', async () => {
    const withoutPassword = (user: string): Record<string, string> => {
      const { host, pathname } = new URL(servers.databaseUrl);
      return { MES_DATABASE_URL: `postgres://${user}@${host}${pathname}?sslmode=verify-full` };
    };
    const { clientCert, clientKey, strangerCert, strangerKey } = servers.files;
    const pair = { MES_DATABASE_CERT_FILE: clientCert, MES_DATABASE_KEY_FILE: clientKey };
    expect(await databaseRefusal({ ...withoutPassword(CERTIFIED_USER), ...pair })).toBeUndefined();
    expect(told(await databaseRefusal(withoutPassword(CERTIFIED_USER)))).toMatch(
      /a server that demands a certificate of ours\. Set MES_DATABASE_CERT_FILE/,
    );
    expect(
      told(await databaseRefusal({ ...withoutPassword(UNCERTIFIED_USER), ...pair })),
    ).toContain('takes our certificate for another user');
    const stranger = { MES_DATABASE_CERT_FILE: strangerCert, MES_DATABASE_KEY_FILE: strangerKey };
    expect(
      told(await databaseRefusal({ ...withoutPassword(CERTIFIED_USER), ...stranger })),
    ).toContain('a server that refuses our side of TLS');
  });

  it('refuses a database whose certificate has expired or names another host', async () => {
    await servers.showDatabaseCertificate('expired');
    expect(told(await databaseRefusal({}))).toContain('a certificate that has expired');
    await servers.showDatabaseCertificate('elsewhere');
    expect(told(await databaseRefusal({}))).toContain('a certificate for another host');
    const anyHost = { MES_DATABASE_URL: `${servers.databaseUrl}?sslmode=verify-ca` };
    expect(await databaseRefusal(anyHost)).toBeUndefined();
  });
});

const PROJECT_ROOT = join(import.meta.dirname, '..');

/** Runs a service, which is expected to end by itself. */
async function runService(
  app: string,
  settings: Readonly<Record<string, string>>,
): Promise<{ readonly exitCode: unknown; readonly output: string }> {
  const main = join(PROJECT_ROOT, 'dist', 'apps', app, 'src', 'main.js');
  const child = spawn(process.execPath, [main], {
    env: { PATH: process.env['PATH'] ?? '', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: FLOW_TIMEOUT_MS / 2,
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [exitCode] = (await once(child, 'close')) as [unknown]; // what the event gives
  return { exitCode, output };
}
