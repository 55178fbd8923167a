import { relative, resolve } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { ServiceSettings } from '../service-settings.js';
import { SettingsError, loadSettings } from '../settings.js';
import { databaseAccessOf, databaseAddressOf } from './database-address.js';
import { CERTIFICATE, filesOf } from './test-files.js';

const { paths, remove } = filesOf({ 'own ca.pem': CERTIFICATE, 'no.pem': 'MIIB' });
afterAll(remove);
const ca = paths['own ca.pem'];

const BASE = 'postgres://mes:se%2Fcret@db.example.org:5432/mes';

const accessOf = (address: string, caFile = '') => {
  const settings = loadSettings(ServiceSettings, {
    MES_KAFKA_BROKERS: 'one:9092',
    MES_DATABASE_URL: address,
    MES_DATABASE_CA_FILE: caFile,
  });
  return databaseAccessOf(databaseAddressOf(settings));
};
const faultsOf = (address: string, caFile = ''): readonly string[] => {
  try {
    accessOf(address, caFile);
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

  it.each(['ssl=true', 'sslcert=x', 'sslkey=x', 'uselibpqcompat=true', 'sslnegotiation=direct'])(
    'refuses %s, which the driver would read in its own way',
    (parameter) => {
      expect(faultsOf(`${BASE}?sslmode=verify-full&${parameter}`)).toEqual([
        expect.stringContaining(`came ${parameter.split('=')[0] ?? ''}`),
      ]);
    },
  );

  it('takes the CA from the setting or from sslrootcert, relative or not, and not two of them', () => {
    const address = databaseAddressOf({
      MES_DATABASE_URL: `${BASE}?sslmode=verify-full`,
      MES_DATABASE_CA_FILE: relative('.', ca),
    });
    expect(address).toBe(`${BASE}?sslmode=verify-full&sslrootcert=${ca.replace(' ', '%20')}`);
    expect(resolve(ca)).toBe(ca);
    // A service gets the address from the command line, and the setting from the environment.
    expect(accessOf(address, ca)).toEqual(accessOf(address));
    expect(faultsOf(address, paths['no.pem'])).toEqual([
      expect.stringContaining('expected one file of a CA'),
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
});
