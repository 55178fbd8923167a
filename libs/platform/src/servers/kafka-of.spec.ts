import { afterAll, describe, expect, it } from '@jest/globals';
import { ServiceSettings } from '../service-settings.js';
import { SettingsError, loadSettings } from '../settings.js';
import { describeSecurity } from './kafka-access.js';
import { kafkaOf } from './kafka-of.js';
import { CERTIFICATE, KEY, OTHER_CERTIFICATE, filesOf } from './test-files.js';

const { paths, remove } = filesOf({
  'ca.pem': `${OTHER_CERTIFICATE}${CERTIFICATE}`,
  'client.pem': CERTIFICATE,
  'other.pem': OTHER_CERTIFICATE,
  'client-key.pem': KEY,
  'passphrase-key.pem': KEY.replaceAll('PRIVATE KEY', 'ENCRYPTED PRIVATE KEY'),
  'no.pem': 'MIIB',
  'broken.pem': '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
  password: 'from a file \n',
  empty: '\n',
});
afterAll(remove);

const valid = {
  MES_KAFKA_BROKERS: 'kafka.example.org:9094',
  MES_DATABASE_URL: 'postgres://mes:secret@localhost:5432/mes',
};
const tls = { MES_KAFKA_TLS: 'on', MES_KAFKA_TLS_CA_FILE: paths['ca.pem'] };
const sasl = {
  MES_KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512',
  MES_KAFKA_SASL_USERNAME: 'mes',
  MES_KAFKA_SASL_PASSWORD: 'wide open',
};

const accessOf = (given: Record<string, string>) =>
  kafkaOf(loadSettings(ServiceSettings, { ...valid, ...given }));
const faultsOf = (given: Record<string, string>): readonly string[] => {
  try {
    accessOf(given);
  } catch (error) {
    if (error instanceof SettingsError) return error.faults;
    throw error;
  }
  return [];
};

describe('kafkaOf', () => {
  it('goes over plain text, without a name and without rights on brokers of others, when nothing is set', () => {
    expect(accessOf({})).toEqual({ brokers: ['kafka.example.org:9094'], mayAdminister: false });
    expect(accessOf({ MES_KAFKA_ADMIN: 'on' }).mayAdminister).toBe(true);
  });

  it('reads certificates, key and password from their files', () => {
    const { security } = accessOf({
      ...tls,
      MES_KAFKA_TLS_CERT_FILE: paths['client.pem'],
      MES_KAFKA_TLS_KEY_FILE: paths['client-key.pem'],
      ...sasl,
      MES_KAFKA_SASL_PASSWORD: '',
      MES_KAFKA_SASL_PASSWORD_FILE: paths.password,
    });
    expect(security).toEqual({
      tls: {
        rejectUnauthorized: true,
        ca: `${OTHER_CERTIFICATE}${CERTIFICATE}`,
        cert: CERTIFICATE,
        key: KEY,
      },
      // The line's end goes, a space is a part of it.
      sasl: { mechanism: 'SCRAM-SHA-512', username: 'mes', password: 'from a file ' },
    });
    expect(describeSecurity(security ?? {})).toBe(
      'SCRAM-SHA-512 as "mes" over TLS with a certificate of ours',
    );
  });

  it('checks certificates whatever the environment says, with the machine’s own authorities too', () => {
    expect(accessOf({ MES_KAFKA_TLS: 'on' }).security?.tls).toEqual({ rejectUnauthorized: true });
  });

  it.each([
    ['MES_KAFKA_TLS_CA_FILE', '/nowhere/ca.pem', /"\/nowhere\/ca\.pem", ENOENT/],
    ['MES_KAFKA_TLS_CA_FILE', paths['no.pem'], /no PEM certificate in it/],
    ['MES_KAFKA_TLS_CA_FILE', paths['broken.pem'], /a certificate in it that cannot be read/],
    ['MES_KAFKA_TLS_CERT_FILE', paths['client-key.pem'], /no PEM certificate in it/],
    ['MES_KAFKA_TLS_KEY_FILE', paths['client.pem'], /no PEM private key in it/],
    ['MES_KAFKA_TLS_KEY_FILE', paths['passphrase-key.pem'], /a key with a passphrase/],
  ])('names %s when its file is of no use: %s', (name, file, reason) => {
    const faults = faultsOf({
      ...tls,
      MES_KAFKA_TLS_CERT_FILE: paths['client.pem'],
      MES_KAFKA_TLS_KEY_FILE: paths['client-key.pem'],
      [name]: file,
    });
    expect(faults).toEqual([expect.stringMatching(reason)]);
    expect(faults[0]).toContain(name);
    expect(faults[0]).toContain(file);
  });

  it('refuses a key that is not the certificate’s, and one without the other', () => {
    const client = { ...tls, MES_KAFKA_TLS_CERT_FILE: paths['other.pem'] };
    expect(faultsOf({ ...client, MES_KAFKA_TLS_KEY_FILE: paths['client-key.pem'] })).toEqual([
      expect.stringContaining('expected the key of the certificate'),
    ]);
    expect(faultsOf(client)).toEqual([
      expect.stringContaining('came MES_KAFKA_TLS_CERT_FILE alone'),
    ]);
  });

  it('refuses files that TLS would need while it is off', () => {
    expect(faultsOf({ MES_KAFKA_TLS_CA_FILE: paths['ca.pem'] })).toEqual([
      expect.stringContaining('MES_KAFKA_TLS: expected on, for MES_KAFKA_TLS_CA_FILE'),
    ]);
  });

  it('takes exactly one of password and file, of a user, with a mechanism', () => {
    const both = { ...sasl, MES_KAFKA_SASL_PASSWORD_FILE: paths.password };
    expect(faultsOf(both)).toEqual([expect.stringContaining('exactly one of both; came both')]);
    expect(faultsOf({ ...sasl, MES_KAFKA_SASL_PASSWORD: '' })).toEqual([
      expect.stringContaining('exactly one of both; came neither'),
    ]);
    expect(faultsOf({ ...sasl, MES_KAFKA_SASL_USERNAME: '' })).toHaveLength(1);
    expect(faultsOf({ ...sasl, MES_KAFKA_SASL_MECHANISM: '' })).toEqual([
      expect.stringContaining('MES_KAFKA_SASL_USERNAME, MES_KAFKA_SASL_PASSWORD; came nothing'),
    ]);
    const emptyFile = { MES_KAFKA_SASL_PASSWORD: '', MES_KAFKA_SASL_PASSWORD_FILE: paths.empty };
    expect(faultsOf({ ...sasl, ...emptyFile })).toEqual([expect.stringContaining('an empty file')]);
  });

  it('lets PLAIN go over TLS and on this machine alone', () => {
    const plain = { ...sasl, MES_KAFKA_SASL_MECHANISM: 'PLAIN' };
    expect(faultsOf(plain)).toEqual([
      expect.stringContaining('on its way to kafka.example.org:9094'),
    ]);
    expect(faultsOf({ ...plain, ...tls })).toEqual([]);
    for (const broker of ['localhost:9092', '127.0.0.1:9092', '127.1.2.3:9092']) {
      expect(faultsOf({ ...plain, MES_KAFKA_BROKERS: broker })).toEqual([]);
    }
    for (const broker of ['localhost.example.org:1', '127.0.0.1.example.org:1', '128.0.0.1:1']) {
      expect(faultsOf({ ...plain, MES_KAFKA_BROKERS: broker })).toHaveLength(1);
    }
    const mixed = { ...plain, MES_KAFKA_BROKERS: '127.0.0.1:9092,far:9092' };
    expect(faultsOf(mixed)).toEqual([expect.stringMatching(/on its way to far:9092$/)]);
  });

  it('tells all of it at once, and no secret', () => {
    const faults = faultsOf({
      MES_DATABASE_URL: 'postgres://mes:secret@h/d?sslmode=no-verify&password=hidden',
      MES_KAFKA_TLS: 'maybe',
      MES_KAFKA_TLS_CA_FILE: '/nowhere/ca.pem',
      MES_KAFKA_SASL_MECHANISM: 'GSSAPI',
      MES_KAFKA_SASL_PASSWORD: 'wide open',
      MES_KAFKA_SASL_PASSWORD_FILE: '/nowhere/password',
    });
    const text = faults.join('\n');
    for (const name of [
      'MES_KAFKA_TLS: expected',
      'MES_KAFKA_TLS_CA_FILE: expected',
      'MES_KAFKA_SASL_MECHANISM: expected',
      'MES_KAFKA_SASL_USERNAME: expected',
      'exactly one of both',
      '"/nowhere/password", ENOENT',
      'MES_DATABASE_URL: expected sslmode',
    ]) {
      expect(text).toContain(name);
    }
    expect(text).not.toMatch(/wide open|secret|hidden/);
  });
});
