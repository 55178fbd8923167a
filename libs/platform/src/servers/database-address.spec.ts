import { relative, resolve } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { ServiceSettings } from '../service-settings.js';
import { SettingsError, loadSettings } from '../settings.js';
import { databaseAccessOf, databaseAddressOf } from './database-address.js';
import { CERTIFICATE, KEY, OTHER_CERTIFICATE, filesOf } from './test-files.js';

const { paths, remove } = filesOf({
  'own ca.pem': CERTIFICATE,
  'client.pem': CERTIFICATE,
  'client key.pem': KEY,
  'other.pem': OTHER_CERTIFICATE,
  'no.pem': 'MIIB',
});
afterAll(remove);
const ca = paths['own ca.pem'];

const BASE = 'postgres://mes:se%2Fcret@db.example.org:5432/mes';

type Files = Partial<Record<'CA' | 'CERT' | 'KEY', string>>;

const settingsOf = (address: string, files: Files) =>
  loadSettings(ServiceSettings, {
    MES_KAFKA_BROKERS: 'one:9092',
    MES_DATABASE_URL: address,
    ...Object.fromEntries(
      Object.entries(files).map(([file, path]) => [`MES_DATABASE_${file}_FILE`, path]),
    ),
  });
const accessOf = (address: string, caFile = '', pair: Omit<Files, 'CA'> = {}) =>
  databaseAccessOf(databaseAddressOf(settingsOf(address, { CA: caFile, ...pair })));
const faultsOf = (
  address: string,
  caFile = '',
  pair: Omit<Files, 'CA'> = {},
): readonly string[] => {
  try {
    accessOf(address, caFile, pair);
  } catch (error) {
    if (error instanceof SettingsError) return error.faults;
    throw error;
  }
  return [];
};

describe('databaseAccessOf', () => {
  it('leaves an address as it is that says nothing of TLS, and goes over plain text', () => {
    const odd = `${BASE}?application_name=a%20b&options=-c%20jit%3Doff`;
    expect(accessOf(odd)).toEqual({ connectionString: odd, ssl: false });
    expect(accessOf(`${BASE}?sslmode=disable`)).toEqual({ connectionString: BASE, ssl: false });
  });

  it.each(['verify-full', 'require'])('checks certificate and host with sslmode=%s', (mode) => {
    expect(accessOf(`${BASE}?sslmode=${mode}`)).toEqual({
      connectionString: BASE,
      ssl: { rejectUnauthorized: true },
    });
    expect(accessOf(`${BASE}?a=b&sslmode=${mode}`, ca)).toEqual({
      connectionString: `${BASE}?a=b`,
      ssl: { rejectUnauthorized: true, ca: CERTIFICATE },
    });
  });

  it('lets the host be another with verify-ca alone, and only for a CA of our own', () => {
    expect(accessOf(`${BASE}?sslmode=verify-ca`, ca).ssl).toEqual({
      rejectUnauthorized: true,
      ca: CERTIFICATE,
      checkServerIdentity: expect.any(Function),
    });
    expect(faultsOf(`${BASE}?sslmode=verify-ca`)).toEqual([
      expect.stringContaining('expected the file of a CA of your own'),
    ]);
  });

  it.each(['allow', 'prefer', 'no-verify', 'VERIFY-FULL', ''])('refuses sslmode=%s', (mode) => {
    expect(faultsOf(`${BASE}?sslmode=${mode}`)).toEqual([
      expect.stringContaining(`came "${mode}"`),
    ]);
  });

  it.each([
    'ssl=true',
    'sslpassword=x',
    'sslcrl=x',
    'uselibpqcompat=true',
    'sslnegotiation=direct',
  ])('refuses %s, which the driver would read in its own way', (parameter) => {
    expect(faultsOf(`${BASE}?sslmode=verify-full&${parameter}`)).toEqual([
      expect.stringContaining(`came ${parameter.split('=')[0] ?? ''}`),
    ]);
  });

  it('takes the CA from the setting or from sslrootcert, relative or not, and not two of them', () => {
    const address = databaseAddressOf(
      settingsOf(`${BASE}?sslmode=verify-full`, { CA: relative('.', ca) }),
    );
    expect(address).toBe(`${BASE}?sslmode=verify-full&sslrootcert=${ca.replace(' ', '%20')}`);
    expect(resolve(ca)).toBe(ca);
    // A service gets the address from the command line, and the setting from the environment.
    expect(accessOf(address, ca)).toEqual(accessOf(address));
    expect(faultsOf(address, paths['no.pem'])).toEqual([
      expect.stringMatching(/MES_DATABASE_CA_FILE: expected one file; .* as sslrootcert of/),
    ]);
  });

  it('refuses a CA without TLS, and a file that holds none', () => {
    expect(faultsOf(BASE, ca)).toEqual([expect.stringContaining('came no sslmode')]);
    expect(faultsOf(`${BASE}?sslmode=disable`, ca)).toHaveLength(1);
    expect(faultsOf(`${BASE}?sslmode=verify-full`, paths['no.pem'])).toEqual([
      expect.stringMatching(/MES_DATABASE_CA_FILE: .*no PEM certificate in it/),
    ]);
    expect(faultsOf(`${BASE}?sslmode=verify-full`, '/nowhere/ca.pem')).toEqual([
      expect.stringContaining('"/nowhere/ca.pem", ENOENT'),
    ]);
  });

  const pair = { CERT: paths['client.pem'], KEY: paths['client key.pem'] };

  it('shows a certificate of ours, from the settings or from the address', () => {
    const shown = { rejectUnauthorized: true, cert: CERTIFICATE, key: KEY };
    expect(accessOf(`${BASE}?sslmode=verify-full`, '', pair).ssl).toEqual(shown);
    expect(accessOf(`${BASE}?sslmode=verify-full`, ca, pair).ssl).toEqual({
      ...shown,
      ca: CERTIFICATE,
    });
    const address = databaseAddressOf(settingsOf(`${BASE}?sslmode=verify-full`, pair));
    expect(address).toBe(
      `${BASE}?sslmode=verify-full&sslcert=${pair.CERT}&sslkey=${pair.KEY.replace(' ', '%20')}`,
    );
    expect(accessOf(address, '', pair)).toEqual(accessOf(address));
  });

  it('refuses a certificate without its key, with another, in two places, or over plain text', () => {
    const tls = `${BASE}?sslmode=verify-full`;
    expect(faultsOf(tls, '', { CERT: pair.CERT })).toEqual([
      expect.stringMatching(
        /MES_DATABASE_KEY_FILE: expected a file, .*came MES_DATABASE_CERT_FILE alone/,
      ),
    ]);
    expect(faultsOf(tls, '', { ...pair, CERT: paths['other.pem'] })).toEqual([
      expect.stringContaining('MES_DATABASE_KEY_FILE: expected the key of the certificate'),
    ]);
    expect(faultsOf(`${tls}&sslkey=/elsewhere.pem`, '', pair)).toEqual([
      expect.stringMatching(/MES_DATABASE_KEY_FILE: expected one file; .* as sslkey of/),
    ]);
    expect(faultsOf(BASE, ca, pair)).toEqual([
      expect.stringMatching(
        /expected sslmode=verify-full, for .*own ca.*client\.pem.*came no sslmode/,
      ),
    ]);
  });
});
