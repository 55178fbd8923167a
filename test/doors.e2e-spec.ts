import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { eventually, runMes, testBackend } from '#libs/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import nodemailer from 'nodemailer';
import pg from 'pg';
import { LOOPBACK, ServiceUnderTest, listeningOn } from './doors/test-service-process.js';

const FLOW_TIMEOUT_MS = 120_000;
/** A secret that is in no other word of a log. */
const PASSWORD = `Pw${randomUUID().replaceAll('-', '')}`;

const SERVICES = {
  'metrics-api': ['metrics-api/src/main.js', { MES_METRICS_API_PORT: '0' }],
  'dmp-intake': ['dmp-emitter/src/intake.main.js', { MES_HTTP_PORT: '0' }],
  'mssante-intake': [
    'mssante-emitter/src/intake.main.js',
    { MES_HTTP_PORT: '0', MES_MSSANTE_SMTP_PORT: '0' },
  ],
  'eprescription-intake': [
    'eprescription-emitter/src/intake.main.js',
    { MES_EPRESCRIPTION_INTAKE_PORT: '0' },
  ],
} as const;

const REAL_OIDS = ['1.2.250.1.213.1.4.8', '1.2.250.1.213.1.4.9'];
const TEST_OID = '1.2.250.1.213.1.4.10';

const STRICT_TRAITS = {
  birthName: 'PAT-TROIS',
  firstGivenName: 'DOMINIQUE',
  sex: 'F',
  birthDate: '1979-03-28',
  birthPlaceCode: '51215',
};
const TRAITS = { ...STRICT_TRAITS, givenNames: ['DOMINIQUE', 'MARIE-LOUISE'] };
const TRAITS_OF_PATIENT = { ...STRICT_TRAITS, identityStatus: 'QUAL' };
const PRESCRIPTION = {
  idempotencyKey: '6f0f8f0e-52d5-4f0b-9f0e-2f3d6a1b7c55',
  prescriber: '899700218896',
  site: '1750712184',
  solution: 'LGC-01',
  lines: [{ medication: 'Exemplamol 1 g', quantity: 3 }],
};
const MAILBOX = 'org.00000001@simulation.mssante.fr';
/** How a refusal names the OID of a person. */
const OID_FAULT = /"field":"\/(patient\/)?oid"/;

/** What an outsider writes where a name is expected. */
const HOSTILE = [
  `' or 1=1; drop table run; --`,
  `"; delete from api_key; --`,
  '../../../../etc/passwd',
  'x\r\nX-Injected: 1\r\n\r\nHTTP/1.1 200 OK',
  'nul\0byte',
  `=HYPERLINK("http://evil.example";"x")`,
  '\u2028[metrics-api] 1  - 01/01/2030, 00:00:00 LOG forged',
  '{{7*7}}${7*7}<script>alert(1)</script>',
  'x'.repeat(3000),
];

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** A request whose path goes out as it is: fetch would tidy up what is wrong with it. */
function ask(
  url: string,
  path: string,
  {
    method = 'GET',
    headers = {},
    body,
  }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    httpRequest({ hostname, port, path, method, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
      });
    })
      .on('error', reject)
      .end(body);
  });
}

const example = (name: string): string =>
  readFileSync(join(import.meta.dirname, '..', 'docs', 'examples', name), 'utf8');

describe('the doors of a real house', () => {
  const name = `mes_doors_${randomUUID().slice(0, 8)}`;
  const server = testBackend();
  const url = new URL(server.MES_DATABASE_URL);
  const settings = { ...server, MES_DATABASE_URL: '' };
  const services = new Map<string, ServiceUnderTest>();
  const addresses = new Map<string, string>();
  let admin: pg.Client;
  let database: pg.Client;
  let everything: string;

  const mes = (...args: string[]): ReturnType<typeof runMes> => runMes(args, settings);
  const keyFor = async (scopes: string, ...more: string[]): Promise<string> => {
    const { exitCode, stdout, stderr } = await mes(
      ...['keys', 'create', '--name', 'outsider', '--scopes', scopes, ...more],
    );
    expect([exitCode, exitCode === 0 ? '' : stderr]).toEqual([0, '']);
    return stdout.split('\n')[0] ?? '';
  };
  const addressOf = (service: string): string => addresses.get(service) ?? '';

  beforeAll(async () => {
    admin = new pg.Client({ connectionString: server.MES_DATABASE_URL });
    await admin.connect();
    await admin.query(`create role ${name} login password '${PASSWORD}'`);
    await admin.query(`create database ${name} owner ${name}`);
    Object.assign(url, { username: name, password: PASSWORD, pathname: `/${name}` });
    settings.MES_DATABASE_URL = url.href;
    everything = await keyFor(
      'admin,deposits:write,events:read,load:run,metrics:owner,metrics:read,replay:run',
    );
    database = new pg.Client({ connectionString: url.href });
    await database.connect();
    await Promise.all(
      Object.entries(SERVICES).map(async ([service, [entry, own]]) => {
        const format = service === 'mssante-intake' ? 'json' : 'text';
        const started = ServiceUnderTest.start(entry, {
          ...settings,
          ...own,
          MES_API_KEYS: 'on',
          MES_LOG_FORMAT: format,
          MES_INSTANCE: service,
        });
        services.set(service, started);
        addresses.set(service, await started.ready());
      }),
    );
  }, FLOW_TIMEOUT_MS);

  afterAll(async () => {
    await Promise.all([...services.values()].map((service) => service.stop()));
    await database.end();
    await admin.query(`drop database ${name} with (force)`);
    await admin.query(`drop role ${name}`);
    await admin.end();
  }, FLOW_TIMEOUT_MS);

  const authorization = (key = everything): Record<string, string> => ({
    authorization: `Bearer ${key}`,
  });

  it('are reached from this machine alone', () => {
    for (const [service, started] of services) {
      const listening = started.listening();
      expect([service, listening.length > 0]).toEqual([service, true]);
      expect([service, listening.filter((address) => !LOOPBACK.includes(address))]).toEqual([
        service,
        [],
      ]);
    }
    // The embedded Kafka and PostgreSQL too; those of somebody else are not of this machine.
    const ports = [`kafka://${server.MES_KAFKA_BROKERS.split(',')[0] ?? ''}`, url.href]
      .map((address) => new URL(address))
      .filter(({ hostname }) => /^(localhost|127\.)/.test(hostname))
      .map(({ port }) => Number(port));
    expect(listeningOn(ports).filter((address) => !LOOPBACK.includes(address))).toEqual([]);
    expect(new Set(listeningOn(ports)).size).toBeGreaterThanOrEqual(Math.min(1, ports.length));
  });

  it('take a key until it is revoked, and the audit holds both', async () => {
    const key = await keyFor('events:read', '--expires', '1d');
    const read = (): Promise<Answer> =>
      ask(addressOf('mssante-intake'), '/messages/none', { headers: authorization(key) });
    expect((await read()).status).toBe(404);
    expect((await mes('keys', 'revoke', key.slice(4, 16))).exitCode).toBe(0);
    const refused = await eventually('the key is refused', 30_000, async () => {
      const answer = await read();
      return answer.status === 401 ? answer : undefined;
    });
    expect(refused.body).toContain('key-refused');
    const list = await mes('keys', 'list');
    expect(list.stdout).toMatch(new RegExp(`${key.slice(4, 16)}  revoked`));
    expect(list.stdout).not.toContain(key.slice(-43));
    const audit = await ask(addressOf('metrics-api'), '/audit', { headers: authorization() });
    const { rows } = JSON.parse(audit.body) as { rows: { action: string; outcome: string }[] };
    expect(rows.slice(0, 2).map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
      'keys.revoke done',
      'keys.revoke asked',
    ]);
    expect(audit.body).not.toContain(key.slice(-43));
  });

  it('ask a sender of mail as they ask a caller over HTTP', async () => {
    const { printed } = services.get('mssante-intake') ?? { printed: '' };
    const port = Number(/takes mail on 127\.0\.0\.1:(\d+)/.exec(printed)?.[1]);
    const mailWith = async (password?: string): Promise<string> => {
      const transport = nodemailer.createTransport({
        ...{ host: '127.0.0.1', port, ignoreTLS: true },
        ...(password !== undefined && { auth: { user: 'outsider', pass: password } }),
      });
      try {
        const envelope = { from: MAILBOX, to: ['per.00000002@simulation.mssante.fr'] };
        const { response } = (await transport.sendMail({ envelope, raw: 'no mail' })) as {
          response: string;
        };
        return response;
      } catch (error) {
        return (error as { response?: string }).response ?? String(error);
      } finally {
        transport.close();
      }
    };
    const key = await keyFor('deposits:write');
    expect(await mailWith()).toMatch(/^530 /);
    expect(await mailWith(`${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`)).toMatch(/^535 /);
    expect(await mailWith(await keyFor('events:read'))).toMatch(/^535 .*deposits:write/);
    // It got in: what is wrong now is the mail.
    expect(await mailWith(key)).toMatch(/^55\d .*: expected .*; came /);
    expect((await mes('keys', 'revoke', key.slice(4, 16))).exitCode).toBe(0);
    const refused = await eventually('the key is refused', 30_000, async () => {
      const answer = await mailWith(key);
      return answer.startsWith('535 ') ? answer : undefined;
    });
    expect(refused).not.toContain('revoked');
  });

  it('note a deletion before and after, and refuse to forget it, also to the owner', async () => {
    const path = '/documents/2.25.404';
    const headers = { ...authorization(), 'x-mes-site': '1750712184' };
    const gone = await ask(addressOf('dmp-intake'), path, { method: 'DELETE', headers });
    expect(gone.status).toBe(404);
    const { rows } = await database.query<{ outcome: string; parameters: unknown; actor: string }>(
      `select outcome, parameters, actor from audit_entry where action = 'documents.delete' order by id`,
    );
    const actor = `key:${everything.slice(4, 16)} (outsider)`;
    const parameters = { uniqueId: '2.25.404' };
    expect(rows).toEqual([
      { outcome: 'asked', parameters, actor },
      { outcome: 'refused', parameters, actor },
    ]);
    for (const statement of ['delete from audit_entry', 'truncate audit_entry cascade']) {
      await expect(database.query(statement)).rejects.toThrow(/never changed/);
    }
  });

  it.each(['/documents document.json', '/fhir/DocumentReference document-reference.json'])(
    'take a synthetic person and no real one: %s',
    async (text) => {
      const [path = '', file = ''] = text.split(' ');
      const type = path.startsWith('/fhir') ? 'application/fhir+json' : 'application/json';
      const headers = { ...authorization(), 'content-type': type };
      const send = (oid: string): Promise<Answer> =>
        ask(addressOf('dmp-intake'), path, {
          method: 'POST',
          headers,
          body: example(file).replaceAll(TEST_OID, oid),
        });
      for (const oid of REAL_OIDS) {
        const answer = await send(oid);
        expect([oid, answer.status]).toEqual([oid, 422]);
        expect(answer.body).toContain('synthetic persons only');
      }
      expect((await send(TEST_OID)).status).toBe(201);
    },
  );

  // The complete deposit above is what the intake of documents is asked; here the person alone.
  it.each([
    ['dmp-intake', '/insi/verification', (ins: object) => ({ ...ins, traits: TRAITS })],
    ['dmp-intake', '/profiles/status', (ins: object) => ins],
    [
      'eprescription-intake',
      '/prescriptions',
      (ins: object) => ({ ...PRESCRIPTION, patient: { ...ins, ...TRAITS_OF_PATIENT } }),
    ],
  ])('ask %s of synthetic persons alone at %s', async (service, path, bodyOf) => {
    const send = (oid: string): Promise<Answer> =>
      ask(addressOf(service), path, {
        method: 'POST',
        headers: { ...authorization(), 'content-type': 'application/json' },
        body: JSON.stringify(bodyOf({ matricule: '279035121518989', oid })),
      });
    for (const oid of REAL_OIDS) {
      const answer = await send(oid);
      expect([oid, answer.status >= 400 && answer.status < 500]).toEqual([oid, true]);
      expect(answer.body).toMatch(OID_FAULT);
    }
    expect((await send(TEST_OID)).body).not.toMatch(OID_FAULT);
  });

  it(
    'answer whatever an outsider writes with a refusal, change nothing by it, and forge no header',
    async () => {
      const tables = async (): Promise<unknown> =>
        (
          await database.query(
            `select (select count(*) from api_key) keys, (select count(*) from run) runs,
               (select count(*) from pg_class where relnamespace = 'public'::regnamespace) relations`,
          )
        ).rows;
      const before = await tables();
      for (const [service, address] of addresses) {
        for (const path of await hostilePaths(address)) {
          const answer = await ask(address, path, { headers: authorization() });
          const place = `${service} ${path.slice(0, 120)}`;
          expect([place, answer.status < 500 || answer.status === 503]).toEqual([place, true]);
          expect([place, answer.headers['x-injected']]).toEqual([place, undefined]);
          expect(answer.body).not.toMatch(/node_modules|syntax error at|root:x:0/);
          // As JSON it is a text that nothing runs: browsers are told not to guess another type.
          const isPage = String(answer.headers['content-type']).startsWith('text/html');
          expect([place, isPage && answer.body.includes('<script>alert')]).toEqual([place, false]);
        }
      }
      expect(await tables()).toEqual(before);
    },
    FLOW_TIMEOUT_MS,
  );

  it.each([
    '/assets/../../../package.json',
    '/assets/..%2f..%2f..%2fpackage.json',
    '/assets/%2e%2e%2f%2e%2e%2fpackage.json',
    '/assets/....//package.json',
    '/assets/..%5c..%5cpackage.json',
    '/schemas/json/..%2f..%2fpackage.json',
    '/runs/..%2f..%2fetc%2fpasswd',
  ])('give no file of the machine at %s', async (path) => {
    const answer = await ask(addressOf('metrics-api'), path);
    expect([400, 404]).toContain(answer.status);
    expect(answer.body).not.toContain('"mes-flow"');
  });

  it('are not passed by names on the command line', async () => {
    // 1: the broker knows no topic of that name; 2: it is refused before anything is asked.
    const refused: [string[], number][] = [
      [['archive', '--topic', '../../evil', '--to', '/tmp/mes-doors-none'], 1],
      [['simulate', '../../../../etc/passwd', '--dry-run'], 2],
      [['months', 'close', '2023-12', '--force'], 2],
      [['keys', 'create', '--name', 'a\nb', '--scopes', 'admin'], 2],
    ];
    await Promise.all(
      refused.map(async ([args, exitCode]) => {
        const result = await mes(...args);
        expect([args, result.exitCode]).toEqual([args, exitCode]);
        expect(result.stdout + result.stderr).not.toContain('root:x:0');
      }),
    );
    expect(existsSync('/tmp/mes-doors-none')).toBe(false);
  });

  it('print and log no secret, and no line that a caller wrote', async () => {
    const lost = ServiceUnderTest.start('metrics-api/src/main.js', {
      ...settings,
      MES_DATABASE_URL: url.href.replace('postgres:', 'mysql:'),
    });
    expect(await lost.ended()).toBe(2);
    const issuer = `https://me:${PASSWORD}@issuer.example`;
    const config = await runMes(['config', 'print'], { ...settings, MES_OIDC_ISSUER: issuer });
    expect(config.stdout).toContain(`${name}:***@`);
    expect(config.stdout).toContain('MES_OIDC_ISSUER=https://me:***@issuer.example');
    const printed = [...services].map(([, { printed: text }]) => text);
    for (const text of [...printed, lost.printed, config.stdout]) {
      expect(text.length).toBeGreaterThan(0);
      expect(text).not.toContain(PASSWORD);
      expect(text).not.toContain(everything.slice(-43));
    }
    for (const [service, { printed: text }] of services) {
      // Lines that go on are indented; one that a caller wrote would begin at the margin.
      const ours =
        service === 'mssante-intake' ? /^\{.*"level":"\w+".*\}$/ : /^(\[[\w-]+\] \d+ {2}- | {4})/;
      const foreign = text.split(/\r\n|[\r\n\u2028]/).filter((line) => line && !ours.test(line));
      expect([service, foreign]).toEqual([service, []]);
    }
  });

  /** Every GET of a service with each hostile text in each place. */
  async function hostilePaths(address: string): Promise<string[]> {
    const { body } = await ask(address, '/openapi.json');
    const { paths } = JSON.parse(body) as {
      paths: Record<string, { get?: { parameters?: { name: string; in: string }[] } }>;
    };
    return Object.entries(paths).flatMap(([template, { get }]) => {
      if (get === undefined) return [];
      const names = (get.parameters ?? []).flatMap((one) => (one.in === 'query' ? [one.name] : []));
      return HOSTILE.flatMap((text) => {
        const hostile = encodeURIComponent(text);
        const filled = template.replace(/\{\w+\}/g, hostile);
        const plain = template.replace(/\{\w+\}/g, '1');
        const asked = [...names, 'no_such_parameter'].map((one) => `${plain}?${one}=${hostile}`);
        return filled === template ? asked : [filled, ...asked];
      });
    });
  }
});
